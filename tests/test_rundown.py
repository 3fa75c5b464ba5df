"""Chunks, positions and what an interruption makes of an item."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.air.airing import LOW_FILL, RUNNING_FILL, RUNNING_SHARE
from loudspeaker.devices.sound.base import BLOCK_FRAMES
from loudspeaker.model import STATION_ZONE, Priority
from loudspeaker.rundown import (
    PROGRAMME_RATE_HZ,
    Cue,
    CueKind,
    Kind,
    Progress,
    Rundown,
    Settlement,
    aired_boundary,
    chunk_ends,
    chunk_frames,
    cue_from_values,
    rundown_from_values,
    settle,
)

DUE = datetime(2026, 12, 1, 17, 0, tzinfo=STATION_ZONE)


def make(
    priority: Priority = Priority.NORMAL, *, frames: int = 480_000, complete: bool = True
) -> Rundown:
    return Rundown(
        occurrence="abc-1",
        item="abc",
        title="Họp thôn",
        priority=priority,
        due=DUE,
        not_after=DUE + timedelta(minutes=10),
        points=(1, 2),
        cues=(Cue(kind=CueKind.SPEECH, frames=frames, sha256="0" * 64),),
        text_sha256="1" * 64,
        author="soan",
        approver="duyet",
        complete=complete,
    )


def test_values_survive_a_message() -> None:
    rundown = make().with_cue(Cue(kind=CueKind.GAP, frames=48_000))
    assert rundown_from_values(json.loads(json.dumps(rundown.to_values()))) == rundown


def test_a_rundown_of_an_older_journal_is_an_announcement() -> None:
    values = make().to_values()
    del values["kind"]
    assert rundown_from_values(values).kind is Kind.ANNOUNCEMENT
    with pytest.raises(ValueError, match="song"):
        rundown_from_values({**values, "kind": "song"})


@pytest.mark.parametrize(
    ("committed", "expected"),
    [
        ((0,), Settlement.MISSED),
        ((100_000,), Settlement.PARTIAL),
        ((440_000,), Settlement.AIRED),
    ],
)
def test_a_test_never_comes_back(committed: tuple[int, ...], expected: Settlement) -> None:
    rundown = replace(make(), kind=Kind.TEST)
    progress = Progress(committed=committed, total_frames=480_000)
    assert settle(rundown, progress, DUE) is expected


@pytest.mark.parametrize(
    "values",
    [{}, {"kind": "speech"}, {"kind": "song", "frames": 1, "sha256": None}],
)
def test_a_bad_cue_is_refused(values: dict[str, object]) -> None:
    with pytest.raises((KeyError, ValueError)):
        cue_from_values(values)


def test_a_cue_without_length_is_refused() -> None:
    with pytest.raises(ValueError, match="0 frames"):
        cue_from_values({"kind": "gap", "frames": 0, "sha256": None})


def test_the_sound_hash_tells_order_and_silence() -> None:
    one = make()
    gap = Cue(kind=CueKind.GAP, frames=10)
    assert one.audio_sha256() == make().audio_sha256()
    assert one.with_cue(gap).audio_sha256() != one.audio_sha256()
    reordered = replace(one, cues=(gap, *one.cues))
    assert reordered.audio_sha256() != one.with_cue(gap).audio_sha256()


@given(st.integers(1, 10_000_000), st.data())
def test_chunks_cover_the_item_with_a_boundary_at_ninety_per_cent(
    total: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, total - 1))
    ends = list(chunk_ends(start, total))
    assert ends[-1] == total
    steps = [end - begin for begin, end in zip([start, *ends], ends, strict=False)]
    assert all(0 < step <= chunk_frames(total) for step in steps)
    if start < aired_boundary(total):
        assert aired_boundary(total) in ends


@given(st.integers(2 * PROGRAMME_RATE_HZ, 10_000_000))
def test_two_chunks_the_queue_and_a_block_stay_within_a_tenth(total: int) -> None:
    assert chunk_frames(total) <= PROGRAMME_RATE_HZ
    queued = max(LOW_FILL, min(RUNNING_FILL, int(total * RUNNING_SHARE))) + BLOCK_FRAMES
    assert 2 * chunk_frames(total) + queued <= total - aired_boundary(total) + 1


@pytest.mark.parametrize(
    ("priority", "committed", "late_s", "expected"),
    [
        (Priority.NORMAL, [0], 0, Settlement.REPLAY),
        (Priority.NORMAL, [431_999], 0, Settlement.REPLAY),
        (Priority.NORMAL, [432_000], 0, Settlement.AIRED),
        (Priority.NORMAL, [100, 432_000], 9_999, Settlement.AIRED),
        (Priority.NORMAL, [], 601, Settlement.MISSED),
        (Priority.NORMAL, [0], 601, Settlement.MISSED),
        (Priority.PRIORITY, [200_000], 601, Settlement.PARTIAL),
        (Priority.EMERGENCY, [479_999], 0, Settlement.REPLAY),
        (Priority.EMERGENCY, [480_000], 0, Settlement.AIRED),
        (Priority.EMERGENCY, [440_000, 440_000], 0, Settlement.AIRED),
        (Priority.EMERGENCY, [440_000], 601, Settlement.PARTIAL),
    ],
)
def test_settlement(
    priority: Priority, committed: list[int], late_s: int, expected: Settlement
) -> None:
    progress = Progress(committed=committed, total_frames=480_000)
    assert settle(make(priority), progress, DUE + timedelta(seconds=late_s)) is expected


def test_an_unfinished_list_never_counts_as_heard() -> None:
    progress = Progress(committed=[480_000], total_frames=480_000)
    assert settle(make(complete=False), progress, DUE) is Settlement.REPLAY


# --- languages ----------------------------------------------------------------------------------


TAY = Cue(kind=CueKind.RECORDING, frames=96_000, sha256="2" * 64, language="tyz")


def in_two() -> Rundown:
    """Return an airing of which point 2 alone takes the second language."""
    return replace(make(), takers={"tyz": (2,)}).with_cue(TAY)


def test_languages_survive_a_message() -> None:
    assert rundown_from_values(json.loads(json.dumps(in_two().to_values()))) == in_two()


def test_a_rundown_of_an_older_journal_is_for_all_its_points() -> None:
    values = make().to_values()
    del values["takers"]
    assert rundown_from_values(values) == make()
    assert "language" not in values["cues"][0], "its hash is what it was"


def test_a_cue_is_for_those_who_take_its_language() -> None:
    rundown = in_two()
    assert [rundown.points_for(cue) for cue in rundown.cues] == [(1, 2), (2,)]
    assert replace(rundown, takers={}).points_for(TAY) == (1, 2)


@given(st.sets(st.sampled_from([1, 2])), st.sets(st.sampled_from([1, 2])))
def test_each_hears_as_long_and_silence_for_what_is_not_theirs(
    takers: set[int], points: set[int]
) -> None:
    rundown = replace(in_two(), takers={"tyz": tuple(sorted(takers))})
    heard = rundown.cues_for(points)
    assert [cue.frames for cue in heard] == [cue.frames for cue in rundown.cues]
    assert (heard[1].sha256 is not None) == points.issubset(takers)


def test_audiences_hear_the_same() -> None:
    rundown = replace(in_two(), points=(1, 2, 3), takers={"tyz": (2, 3)})
    found = dict(rundown.audiences(rundown.points))
    assert set(found) == {(1,), (2, 3)}
    assert found[2, 3] == rundown.cues
    assert found[1,][1].sha256 is None


def test_what_was_heard_of_each_language() -> None:
    rundown = in_two()
    assert rundown.heard_frames(0) == {}
    assert rundown.heard_frames(500_000) == {"vi": 480_000, "tyz": 20_000}
    assert rundown.heard_frames(10**9) == {"vi": 480_000, "tyz": 96_000}
