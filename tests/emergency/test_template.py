"""Filling a template in: what two people approved stays word for word, whatever is typed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.emergency.drill import drill_text, is_drill
from loudspeaker.emergency.fields import Field, FieldType
from loudspeaker.emergency.template import Template, fill, gaps, is_confirmed
from loudspeaker.errors import FieldRefused
from loudspeaker.model.fixed import DRILL_CLOSING, DRILL_OPENING
from loudspeaker.model.siren import Siren, SirenSound
from loudspeaker.text import speakable

TEMPLATE = Template(
    name="lu",
    title="Lũ",
    text="Nước lên ở {noi}. {loi} Đi khỏi {noi}, {cap}.",
    confirm="lũ",
    fields=(
        Field(name="noi", type=FieldType.PLACE, ask="Ở đâu?", example="ven suối"),
        Field(name="loi", type=FieldType.TEXT, ask="Nói gì?", default="Không", example="Có"),
        Field(
            name="cap", type=FieldType.LEVEL, ask="Cấp?", default="3", example="1", low=1, high=5
        ),
    ),
)


def test_every_gap_is_filled() -> None:
    filled = fill(TEMPLATE, {"noi": "thôn 2", "cap": "4"})
    assert filled.text == "Nước lên ở thôn 2. Không Đi khỏi thôn 2, cấp 4."
    assert filled.level == 4


@pytest.mark.parametrize(
    ("typed", "problem"), [({}, "missing"), ({"noi": "x", "so": "1"}, "unknown")]
)
def test_what_is_missing_or_too_much_is_refused(typed: dict[str, str], problem: str) -> None:
    with pytest.raises(FieldRefused, match=problem):
        fill(TEMPLATE, typed)


def test_a_drill_says_examples_and_its_own_wording() -> None:
    assert "ven suối" in fill(TEMPLATE, {}, drill=True).text
    own = replace(TEMPLATE, drill="Tập ở {noi}.")
    assert fill(own, {"noi": "thôn 2"}, drill=True).text == "Tập ở thôn 2."
    assert fill(own, {"noi": "thôn 2"}).text.startswith("Nước lên")


def test_gaps_are_names_in_braces_and_marks_are_none() -> None:
    assert gaps("{a} {b_2} {a} {nghỉ: 2} {A} {} {lặp: x}") == ("a", "b_2")


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=10))
def test_the_approved_words_stay_whatever_is_typed(noi: str, loi: str, cap: str) -> None:
    try:
        text = fill(TEMPLATE, {"noi": noi, "loi": loi, "cap": cap}).text
    except FieldRefused:
        return
    rest = text
    for part in ("Nước lên ở ", ". ", " Đi khỏi ", ", cấp "):
        assert part in rest
        rest = rest[rest.index(part) + len(part) :]
    assert "{" not in text
    assert len(text.splitlines()) == 1


@given(st.text(max_size=300))
def test_a_drill_always_says_so_first_and_last(text: str) -> None:
    said = drill_text(text)
    assert is_drill(said)
    assert said.startswith(DRILL_OPENING)
    assert said.endswith(DRILL_CLOSING)
    words = speakable(said)
    assert words.startswith("đây là diễn tập")
    assert words.endswith("đây là diễn tập")


CHANGES = {
    "title": "Khác",
    "text": "Khác {noi} {loi} {cap}",
    "confirm": "khác",
    "fields": TEMPLATE.fields[:2],
    "siren": Siren(sound=SirenSound.WAIL),
    "points": (1,),
    "zone": "Thôn 1",
    "repeat": 3,
    "voice": "vi-nam",
    "every_min": 10,
    "lasts_min": 61,
    "drill": "Tập",
    "live_min": 5,
    "name": "khac",
}


def test_the_hash_covers_everything() -> None:
    assert set(CHANGES) == set(Template.__dataclass_fields__)
    others = {replace(TEMPLATE, **{key: value}).sha256() for key, value in CHANGES.items()}  # type: ignore[arg-type]
    assert len(others | {TEMPLATE.sha256()}) == len(CHANGES) + 1


@pytest.mark.parametrize("key", Field.__dataclass_fields__)
def test_the_hash_covers_every_key_of_a_field(key: str) -> None:
    field = TEMPLATE.fields[0]
    other = FieldType.TEXT if key == "type" else 7 if key in ("most", "low", "high") else "khác"
    changed = replace(TEMPLATE, fields=(replace(field, **{key: other}),))  # type: ignore[arg-type]
    assert changed.sha256() != replace(TEMPLATE, fields=(field,)).sha256()


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("cháy rừng", True),
        ("CHAY  RUNG", True),
        ("cha\u0301y rư\u0300ng", True),
        ("chay", False),
        ("", False),
        ("chayrung", False),
    ],
)
def test_the_word(typed: str, right: bool) -> None:
    assert is_confirmed("cháy rừng", typed) is right
    assert not is_confirmed("", typed)
