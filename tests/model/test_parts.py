"""Languages by code and name, and announcements of several parts."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.model.languages import NAMES, VIETNAMESE, in_order, is_spoken, language_named
from loudspeaker.model.parts import Part, Recorded, Spoken, by_language, part_from_values
from tests.model.announcements import content

SCRIPT = {"form": 1, "text_sha256": "x", "sentences": []}
PLAN = PointPlan(
    points=tuple(Point(number=n, name=f"Điểm {n}", zone=n) for n in (1, 2, 3)),
    zones=(
        Zone(number=1, name="Thôn 1", languages=()),
        Zone(number=2, name="Thôn 2", languages=("tyz",)),
        Zone(number=3, name="Thôn 3"),
    ),
)
RECORDED = st.builds(
    Recorded,
    language=st.sampled_from(list(NAMES)),
    title=st.text(min_size=1, max_size=20),
    sha256=st.just("a" * 64),
    frames=st.integers(1, 10**6),
    transcript=st.text(max_size=20),
)
PARTS = st.lists(st.one_of(RECORDED, st.builds(Spoken, text=st.text(), script=st.just(SCRIPT))))


def recorded(language: str = "tyz", **other: object) -> Recorded:
    values: dict[str, object] = {
        "language": language,
        "title": "Bản tiếng Tày",
        "sha256": "a" * 64,
        "frames": 48_000,
        **other,
    }
    return Recorded(**values)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", NAMES)
def test_languages_by_code_and_by_name(code: str) -> None:
    for written in (code, NAMES[code], NAMES[code].upper(), f" {NAMES[code]} "):
        assert language_named(written) == code
        assert language_named(unicodedata.normalize("NFD", written)) == code


@pytest.mark.parametrize("text", ["", "dao", "english", "tay", "vie"])
def test_no_language(text: str) -> None:
    assert language_named(text) is None


def test_only_vietnamese_is_spoken_by_the_voice() -> None:
    assert [code for code in NAMES if is_spoken(code)] == [VIETNAMESE]


def test_vietnamese_comes_first() -> None:
    assert in_order(["nut", "vi", "tyz", "nut"]) == ("vi", "nut", "tyz")
    assert in_order([]) == ()


@given(PARTS)
def test_parts_survive_as_values(parts: list[Part]) -> None:
    assert [part_from_values(json.loads(json.dumps(p.to_values()))) for p in parts] == parts


@given(PARTS)
def test_every_part_is_in_one_language(parts: list[Part]) -> None:
    found = by_language(parts)
    assert sorted(map(str, parts)) == sorted(str(p) for mine in found.values() for p in mine)
    assert VIETNAMESE not in list(found)[1:]


def test_what_has_no_parts_keeps_its_hash() -> None:
    """What two people approved before there were parts must stay approved."""
    old = content()
    values = {
        "title": "Họp", "text": "Kính mời bà con.", "script": SCRIPT, "priority": "normal",
        "points": [1, 4], "repeat": 2, "voice": "vi-bac", "due": "2026-12-01T12:00:00.000+07:00",
        "not_after": None, "cron": None,
    }  # fmt: skip
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    assert old.sha256() == hashlib.sha256(text.encode()).hexdigest()
    assert old.text_sha256() == hashlib.sha256("Kính mời bà con.".encode()).hexdigest()
    assert old.said == old.text
    assert old.all_parts == (Spoken(text=old.text, script=SCRIPT),)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Khác"}, {"transcript": "Khác"}, {"sha256": "b" * 64}, {"language": "nut"},
    ],
)  # fmt: skip
def test_the_texts_hash_covers_what_a_recording_says(change: dict[str, str]) -> None:
    spoken = Spoken(text="Kính mời.", script=SCRIPT)
    one = content(parts=(spoken, recorded(transcript="Mời họp")))
    other = replace(one, parts=(spoken, recorded(**{"transcript": "Mời họp", **change})))
    assert one.text_sha256() != other.text_sha256()
    assert one.sha256() != other.sha256()


def test_everything_said_is_there_to_be_checked() -> None:
    parts = (Spoken(text="Kính mời.", script=SCRIPT), recorded(transcript="Gọi số 0912 345 678"))
    whole = content(text="Kính mời.", parts=parts)
    assert whole.said == "Kính mời.\n\nBản tiếng Tày\nGọi số 0912 345 678"
    assert whole.recordings == whole.recordings_of_others == parts[1:]


def test_zones_take_what_they_chose_and_always_vietnamese() -> None:
    everywhere = (1, 2, 3)
    assert PLAN.taking("vi", everywhere) == everywhere
    assert PLAN.taking("tyz", everywhere) == (2, 3)
    assert PLAN.taking("nut", everywhere) == (3,)
    assert PLAN.taking("tyz", (1, 9)) == ()
