"""Who heard what: the proof holds only where nothing was cut, swapped or heard elsewhere."""

from __future__ import annotations

import itertools
import os
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.demonstration.approved_sound import HEADER_BYTES, checksum_of
from loudspeaker.cli.demonstration.checksums import joined
from loudspeaker.cli.demonstration.events import is_audible
from loudspeaker.cli.demonstration.proof import Proof, prove
from loudspeaker.rundown import Cue, CueKind

PCM = os.urandom(2 * 48 * 1000)  # a second
OTHER = os.urandom(len(PCM))
OCCURRENCE = "7k3m9x2q-1"
Event = dict[str, Any]


def _audio(n: int, pcm: bytes, *, cuts: tuple[int, ...], at_ms: float = 0.0) -> list[Event]:
    """Return the events of a listener whose stretches are cut at these milliseconds."""
    edges = [0, *cuts, len(pcm) // 96]
    return [
        {
            "ev": "audio",
            "n": n,
            "mono_ns": 10**9 + start * 10**6,
            "occurrence": OCCURRENCE,
            "pos_ms": at_ms + start,
            "len_ms": float(stop - start),
            "rms_dbfs": -20.0,
            "crc32": zlib.crc32(pcm[start * 96 : stop * 96]),
        }
        for start, stop in itertools.pairwise(edges)
    ]


def _opened(n: int) -> Event:
    return {"ev": "point", "n": n, "open": True, "mono_ns": 5 * 10**8}


def _events() -> list[Event]:
    heard = [event for n in (1, 2) for event in _audio(n, PCM, cuts=(130, 380, 630, 880))]
    sent = _audio(0, PCM, cuts=(250, 500, 750))
    return [_opened(1), _opened(2), *sent, *heard]


RECORD = {
    "occurrence": OCCURRENCE,
    "event": "end",
    "result": "aired",
    "len_ms": 1000,
    "points": [1, 2],
}


def _prove(
    events: list[Event], *, record: dict[str, Any] | None = RECORD, sound: bytes = PCM
) -> Proof:
    return prove(
        events,
        [record] if record else [],
        occurrence=OCCURRENCE,
        addressed=[1, 2],
        points=[1, 2, 3],
        checksum=zlib.crc32(sound),
    )


def test_what_was_aired_is_proved() -> None:
    proof = _prove(_events())

    assert proof.holds
    assert proof.length_s == 1.0
    first, _, third = proof.hearings
    assert (first.addressed, first.heard_s, first.opened_s, first.same_sound) == (
        *(True, 1.0, -0.5, True),
    )
    assert (third.addressed, third.heard_s, third.opened_s, third.agrees) == (
        *(False, 0.0, None, True),
    )


def _without_a_piece(events: list[Event]) -> list[Event]:
    return [e for e in events if not (e["ev"] == "audio" and e["n"] == 2 and e["pos_ms"] == 380)]


def _heard_elsewhere(events: list[Event]) -> list[Event]:
    return [*events, *_audio(3, PCM, cuts=())]


def _other_sound_at_one_point(events: list[Event]) -> list[Event]:
    return [e for e in events if e["n"] != 2 or e["ev"] == "point"] + _audio(2, OTHER, cuts=())


def _nothing_at_all(_events: list[Event]) -> list[Event]:
    return []


@pytest.mark.parametrize(
    "damage", [_without_a_piece, _heard_elsewhere, _other_sound_at_one_point, _nothing_at_all]
)
def test_a_village_that_heard_otherwise_disproves(
    damage: Callable[[list[Event]], list[Event]],
) -> None:
    assert not _prove(damage(_events())).holds


def test_the_right_events_of_the_wrong_sound_disprove() -> None:
    assert not _prove(_events(), sound=OTHER).holds


@pytest.mark.parametrize(
    "record",
    [
        None,
        {**RECORD, "result": "aired_partial"},
        {**RECORD, "points": [1]},
        {**RECORD, "len_ms": 2000},
        {**RECORD, "event": "missed", "result": None},
        {**RECORD, "occurrence": "other"},
    ],
)
def test_a_log_that_says_otherwise_disproves(record: dict[str, Any] | None) -> None:
    assert not _prove(_events(), record=record).holds


@given(st.binary(max_size=400), st.lists(st.integers(0, 400), max_size=6))
def test_a_checksum_does_not_depend_on_the_cuts(data: bytes, cuts: list[int]) -> None:
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    pieces = [data[a:b] for a, b in itertools.pairwise(edges)]

    assert joined((zlib.crc32(p), len(p)) for p in pieces) == zlib.crc32(data)


def test_a_long_sound_is_joined_too() -> None:
    data = os.urandom(3_000_001)

    assert joined([(zlib.crc32(data[:1]), 1), (zlib.crc32(data[1:]), 3_000_000)]) == zlib.crc32(
        data
    )


def test_the_approved_sound_is_that_of_its_cues(tmp_path: Any) -> None:
    (tmp_path / "aa.wav").write_bytes(b"H" * HEADER_BYTES + PCM)
    cues = [
        Cue(kind=CueKind.SPEECH, frames=len(PCM) // 2, sha256="aa"),
        Cue(kind=CueKind.GAP, frames=3),
        Cue(kind=CueKind.SPEECH, frames=len(PCM) // 2, sha256="aa"),
    ]

    checksum = checksum_of(tmp_path, [cue.to_values() for cue in cues])

    assert checksum == zlib.crc32(PCM + bytes(6) + PCM)


def test_only_points_can_be_audible() -> None:
    loud = {"ev": "audio", "n": 1, "rms_dbfs": -30.0}

    assert is_audible(loud)
    assert not is_audible({**loud, "n": 0})
    assert not is_audible({**loud, "rms_dbfs": -61.0})
    assert not is_audible({"ev": "point", "n": 1})
