"""Looks at playout become the very sound that went out, at its time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Samples
from loudspeaker.offair.programme import Airing, ClipShelf, Programme, airing_from
from tests.audio.babble import RATE_HZ, babble
from tests.offair.clips import FakePlayout, gap, keep

SOUND = babble(3, seed=1)


def collect(
    programme: Programme, playout: FakePlayout, looks: list[float]
) -> tuple[Samples, float]:
    """Look at these times; return the sound, which must go on without a gap, and its start."""
    parts, next_s, start_s = [], None, 0.0
    for now_s in looks:
        playout.now_s = now_s
        for piece in programme.follow(airing_from(playout.sounding())):
            start_s = piece.start_s if next_s is None else start_s
            assert next_s is None or piece.start_s == pytest.approx(next_s, abs=1e-6)
            next_s = piece.start_s + len(piece.samples) / RATE_HZ
            parts.append(piece.samples)
    return np.concatenate([np.zeros(0, np.float32), *parts]), start_s


@pytest.fixture
def playout(tmp_path: Path) -> FakePlayout:
    cues = [keep(tmp_path, SOUND[:RATE_HZ]), gap(0.5), keep(tmp_path, SOUND[RATE_HZ:])]
    return FakePlayout(cues, 10.0)


WHOLE = np.concatenate((SOUND[:RATE_HZ], np.zeros(RATE_HZ // 2, np.float32), SOUND[RATE_HZ:]))


@given(st.lists(st.floats(0.01, 0.6), min_size=12, max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_whole_sound_at_its_time_however_often_one_looks(
    tmp_path: Path, steps: list[float]
) -> None:
    cues = [keep(tmp_path, SOUND[:RATE_HZ]), gap(0.5), keep(tmp_path, SOUND[RATE_HZ:])]
    looks = (9.2 + np.cumsum([*steps, *([0.4] * 15)])).tolist()
    sound, start_s = collect(Programme(ClipShelf(tmp_path)), FakePlayout(cues, 10.0), looks)
    assert start_s == pytest.approx(10.0, abs=0.01)
    assert len(sound) == len(WHOLE)
    assert np.abs(sound - WHOLE).max() < 1e-4


def test_what_is_cut_ends_where_it_was_last_seen(tmp_path: Path, playout: FakePlayout) -> None:
    programme = Programme(ClipShelf(tmp_path))
    sound, _ = collect(programme, playout, [9.5, 10.2, 11.0])
    assert len(sound) == pytest.approx(RATE_HZ, abs=10)
    assert programme.follow(None) == []
    again, _ = collect(programme, playout, [10.5])
    assert len(again) == pytest.approx(RATE_HZ // 2, abs=10)


def test_an_emergency_breaks_in(tmp_path: Path, playout: FakePlayout) -> None:
    programme = Programme(ClipShelf(tmp_path))
    collect(programme, playout, [9.5, 10.2, 11.0])
    emergency = FakePlayout([keep(tmp_path, SOUND)], 11.5, "e-1")
    sound, start_s = collect(programme, emergency, [11.6, 12.0])
    assert start_s == pytest.approx(11.5, abs=0.01)
    assert len(sound) == pytest.approx(RATE_HZ // 2, abs=10)


def test_a_wait_within_moves_what_follows(tmp_path: Path, playout: FakePlayout) -> None:
    """A phrase that was late, or a sound card that stood still."""
    programme = Programme(ClipShelf(tmp_path))
    collect(programme, playout, [9.5, 10.5])
    playout.start_s += 1.0
    playout.now_s = 12.0
    (piece,) = programme.follow(airing_from(playout.sounding()))
    assert piece.start_s == pytest.approx(11.5, abs=0.01)


def test_a_clip_that_is_gone(tmp_path: Path) -> None:
    programme = Programme(ClipShelf(tmp_path))
    playout = FakePlayout([{"sha256": "0" * 64, "frames": RATE_HZ}], 10.0)
    playout.now_s = 10.5
    with pytest.raises(OSError, match="0000"):
        programme.follow(airing_from(playout.sounding()))


def test_what_playout_answers() -> None:
    assert airing_from({"mono_ns": 5, "airing": None}) is None
    airing = Airing(occurrence="a", attempt=2, cues=(), heard_frames=-480, mono_ns=1_000_000_000)
    assert airing.start_s == pytest.approx(1.01)


@pytest.mark.parametrize("answer", [{}, {"airing": {}}, {"airing": 5}])
def test_what_it_cannot_answer(answer: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        airing_from(answer)
