"""Announcements of several parts: submitted, refused, changed, made, handed over."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import (
    ConcernsRaised,
    FileRefused,
    LanguageRefused,
    LoudspeakerError,
    ProcessUnavailable,
    RoleMissing,
    SoundRefused,
    UsageRefused,
)
from loudspeaker.model import Priority
from loudspeaker.rundown import CueKind
from loudspeaker.station.recordings import KEPT_UNUSED_S, incoming_name
from loudspeaker.station.spool import put
from tests.station.bench import HELLO, Bench

TWO_ZONES = """\
  zones:
    - {number: 1, name: Thôn 1, languages: []}
    - {number: 2, name: Thôn 2, languages: [Tày]}
    - {number: 3, name: Thôn 3}
"""


@pytest.fixture
def bench(folder: Path) -> Bench:
    """Return a station of three zones: one takes no other language, one Tày, one all."""
    shipped = (Path(__file__).parents[2] / "hardware" / "simulated.yaml").read_text("utf-8")
    head, _, rest = shipped.partition("  zones:\n")
    _, _, tail = rest.partition("  list:\n")
    sound = tail[tail.index("\nsound:") :]
    points = [f"    - {{number: {n}, zone: {n}, name: Điểm {n}}}\n" for n in (1, 2, 3)]
    (folder / "hardware").mkdir(parents=True)
    text = f"{head}{TWO_ZONES}  list:\n{''.join(points)}{sound}"
    (folder / "hardware" / "ba-thon.yaml").write_text(text, "utf-8")
    return Bench(folder, extra="hardware: ba-thon\n")


def leave(bench: Bench, name: str, data: bytes = b"tieng Tay 1") -> dict[str, Any]:
    (bench.home.incoming / name).write_bytes(data)
    return {"recording": name, "language": "tyz", "title": "Mời họp, bản tiếng Tày"}


def announced(bench: Bench, *parts: dict[str, Any], **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = bench.ask("announce", parts=list(parts), **options)
    return answer


TEXT = {"text": HELLO}


def test_a_text_and_a_recording_are_aired_where_they_are_taken(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"))
    assert [(p["kind"], p["language"], p["points"]) for p in filed["parts"]] == [
        ("text", "vi", [1, 2, 3]),
        ("recording", "tyz", [2, 3]),
    ]
    bench.approve(filed["id"])
    bench.settle()
    (rundown,) = bench.offered(filed["id"])[-1:]
    assert rundown.takers == {"tyz": (2, 3)}
    recorded = [cue for cue in rundown.cues if cue.kind is CueKind.RECORDING]
    assert [(cue.language, cue.frames) for cue in recorded] == [("tyz", 11 * 24_000)] * 2
    assert all((bench.home.clips / f"{cue.sha256}.wav").exists() for cue in recorded)
    bench.advance(5)
    assert bench.state(filed["id"]) == "aired"


def test_the_recording_is_kept_by_its_hash_and_the_one_that_came_is_gone(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"))
    kept = [path.stem for path in bench.home.recordings.iterdir()]
    details = bench.ask("show", id=filed["id"])
    assert kept == [part["sha256"] for part in details["part_values"] if "sha256" in part]
    assert list(bench.home.incoming.iterdir()) == []


def test_the_station_may_be_started_anew_at_any_time(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"), at="13:00")
    bench.restart()
    bench.approve(filed["id"])
    bench.restart()
    bench.advance(3700)
    assert bench.state(filed["id"]) == "aired"


@pytest.mark.parametrize(
    ("part", "problem"),
    [
        ({"text": "Chung ken", "language": "tyz"}, "not_spoken"),
        ({"text": "Hello", "language": "en"}, "unknown"),
    ],
)
def test_the_voice_never_plays_at_another_language(
    bench: Bench, part: dict[str, Any], problem: str
) -> None:
    with pytest.raises(LanguageRefused) as refused:
        announced(bench, TEXT, part)
    assert refused.value.problem == problem
    assert bench.queue() == []


def test_there_must_be_vietnamese(bench: Bench) -> None:
    with pytest.raises(LanguageRefused, match="no_vietnamese"):
        announced(bench, leave(bench, "abcd-1"))


def test_what_nobody_takes_is_refused(bench: Bench) -> None:
    with pytest.raises(LanguageRefused, match="nobody"):
        announced(bench, TEXT, leave(bench, "abcd-1"), points="1")


@pytest.mark.parametrize(
    "parts",
    [
        [], "text", [3], [{}], [TEXT] * 21, [{"recording": 3}], [{"recording": "abcd-1"}],
        [{"text": None}], [{"recording": "abcd-1", "title": "\u200b"}],
    ],
)  # fmt: skip
def test_what_is_no_list_of_parts_is_refused(bench: Bench, parts: Any) -> None:
    with pytest.raises(UsageRefused):
        bench.ask("announce", parts=parts)


@pytest.mark.parametrize("name", ["../station.db", "/etc/passwd", "abcd-1/..", "", "ABCD-1", "a-1"])
def test_no_request_reads_anything_else(bench: Bench, name: str) -> None:
    part = {"recording": name, "language": "tyz", "title": "x"}
    with pytest.raises(FileRefused) as refused:
        announced(bench, TEXT, part)
    assert refused.value.problem == "outside_home"
    assert bench.reader.read == []


def test_a_link_left_in_the_folder_is_not_followed(bench: Bench) -> None:
    secret = bench.home.root / "secret.wav"
    secret.write_bytes(b"x")
    part = {"recording": "abcd-1", "language": "tyz", "title": "x"}
    for link in (os.symlink, os.link):
        link(secret, bench.home.incoming / "abcd-1")
        with pytest.raises(FileRefused, match="outside_home"):
            announced(bench, TEXT, part)
        (bench.home.incoming / "abcd-1").unlink()
    assert bench.reader.read == []


def test_a_bad_recording_leaves_nothing_behind(bench: Bench) -> None:
    bench.reader.fails = SoundRefused(path="abcd-1", problem="clipped", measured="12%")
    with pytest.raises(SoundRefused, match="clipped"):
        announced(bench, TEXT, leave(bench, "abcd-1"))
    assert bench.queue() == []


def test_only_an_editor_has_recordings_read(bench: Bench) -> None:
    with pytest.raises(RoleMissing):
        bench.ask("announce", "duyet", parts=[TEXT, leave(bench, "abcd-1")])
    assert bench.reader.read == []


def test_the_same_key_again_reads_nothing_again(bench: Bench) -> None:
    first = announced(bench, TEXT, leave(bench, "abcd-1"), key="tin-1")
    again = announced(bench, TEXT, leave(bench, "abcd-1"), key="tin-1")
    assert first["id"] == again["id"]
    assert len(bench.reader.read) == 1
    assert list(bench.home.incoming.iterdir()) == []


def test_one_text_alone_is_a_plain_announcement(bench: Bench) -> None:
    plain, parts = bench.announce(HELLO), announced(bench, TEXT)
    shas = [bench.ask("show", id=each["id"])["content_sha256"] for each in (plain, parts)]
    assert shas[0] == shas[1]


# --- changes ------------------------------------------------------------------------------------


def test_a_new_text_leaves_the_recordings(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"))
    changed = bench.ask("edit", id=filed["id"], text="Hoãn họp.")
    assert [part["said"] for part in changed["parts"]] == ["Hoãn họp.", "Mời họp, bản tiếng Tày"]
    assert changed["version"] == 2


def test_new_recordings_leave_the_text(bench: Bench) -> None:
    filed = bench.announce(HELLO)
    changed = bench.ask("edit", id=filed["id"], recordings=[leave(bench, "efgh-0")])
    assert [part["kind"] for part in changed["parts"]] == ["text", "recording"]
    assert list(bench.home.incoming.iterdir()) == []


def test_other_changes_leave_the_parts(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"))
    changed = bench.ask("edit", id=filed["id"], repeat=1)
    assert changed["parts"] == filed["parts"]
    assert changed["duration_estimate_s"] < filed["duration_estimate_s"]


def test_one_text_of_several_cannot_be_meant(bench: Bench) -> None:
    filed = announced(bench, TEXT, {"text": "Thứ hai."})
    with pytest.raises(UsageRefused, match="several_texts"):
        bench.ask("edit", id=filed["id"], text="Khác.")
    changed = bench.ask("edit", id=filed["id"], parts=[{"text": "Khác."}])
    assert changed["parts"] == []


def test_an_approval_is_for_these_recordings(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"), at="13:00")
    bench.approve(filed["id"])
    bench.ask("edit", id=filed["id"], recordings=[leave(bench, "efgh-0", b"other sound")])
    bench.advance(4400)
    assert bench.state(filed["id"]) == "missed"


# --- making -------------------------------------------------------------------------------------


def test_an_emergency_gives_the_text_at_once_and_the_recording_after_it(bench: Bench) -> None:
    parts = [{"text": "Lũ quét. Sơ tán ngay."}, leave(bench, "abcd-1")]
    filed = announced(bench, *parts, priority=Priority.EMERGENCY.value, repeat=2)
    bench.approve(filed["id"])
    bench.settle()
    (offered,) = bench.offered(filed["id"])[:1]
    assert [cue.kind for cue in offered.cues] == [CueKind.ATTENTION, CueKind.GAP], "its tone first"
    (made,) = [bench.parts.made.of(filed_item) for filed_item in [item_of(bench, filed["id"])]]
    kinds = [cue.kind for cue in made if cue.kind is not CueKind.GAP]
    assert kinds[0] is CueKind.ATTENTION
    assert kinds[-2:] == [CueKind.RECORDING] * 2
    bench.advance(10)
    assert bench.state(filed["id"]) == "aired"


def item_of(bench: Bench, item_id: str) -> Any:
    return bench.parts.items.get(item_id)


def test_a_recording_that_is_gone_flags_the_airing_and_comes_back_with_it(bench: Bench) -> None:
    filed = announced(bench, TEXT, leave(bench, "abcd-1"), at="13:00")
    (kept,) = bench.home.recordings.iterdir()
    data = kept.read_bytes()
    kept.unlink()
    bench.approve(filed["id"])
    bench.settle()
    assert bench.state(filed["id"]) == "flagged"
    assert "speech" in bench.fault_codes()
    kept.write_bytes(data)
    bench.advance(3700)
    assert bench.state(filed["id"]) == "aired"


# --- while the station was down -----------------------------------------------------------------


def test_what_was_spooled_is_taken_in_with_its_recordings(bench: Bench) -> None:
    request = {
        "id": "abcd",
        "parts": [TEXT, leave(bench, incoming_name("abcd", 1))],
        "as": "soan",
    }
    put(bench.home.spool, "abcd", request)
    bench.restart()
    (row,) = bench.queue()
    assert row["id"] == "abcd"
    assert len(bench.ask("show", id="abcd")["parts"]) == 2


@pytest.mark.parametrize("trouble", [ProcessUnavailable(process="intake", problem="crashed")])
def test_what_cannot_be_read_now_waits(bench: Bench, trouble: LoudspeakerError) -> None:
    part = leave(bench, incoming_name("abcd", 1))
    put(bench.home.spool, "abcd", {"id": "abcd", "parts": [TEXT, part], "as": "soan"})
    bench.reader.fails = trouble
    bench.restart()
    assert bench.queue() == []
    bench.reader.fails = None
    bench.restart()
    assert [row["id"] for row in bench.queue()] == ["abcd"]


def test_only_what_nobody_names_is_cleared_away_and_only_after_a_day(bench: Bench) -> None:
    announced(bench, TEXT, leave(bench, "abcd-1"))
    (bench.home.recordings / f"{'0' * 64}.wav").touch()
    leave(bench, "efgh-1")
    recordings, used = bench.parts.recordings, bench.parts.items.recordings()
    now_s = (bench.home.incoming / "efgh-1").stat().st_mtime
    assert recordings.clear_out(used, now_s=now_s + KEPT_UNUSED_S - 60) == []
    gone = recordings.clear_out(used, now_s=now_s + KEPT_UNUSED_S + 60)
    assert sorted(gone) == [f"{'0' * 64}.wav", "efgh-1"]
    assert len(list(bench.home.recordings.iterdir())) == 1


def test_what_a_recording_says_passes_the_same_gate_as_a_text(bench: Bench) -> None:
    """A number that is only spoken in the recording stands in its transcript."""
    row = {**leave(bench, "abcd-1"), "transcript": "Ai thấy gọi ngay 0912 345 678."}
    filed = announced(bench, TEXT, row)
    assert [concern["code"] for concern in filed["concerns"]] == ["phone"]
    with pytest.raises(ConcernsRaised):
        bench.approve(filed["id"])
