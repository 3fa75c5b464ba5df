from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.voice_limiter import CEILING, CELL_FRAMES, VoiceLimiter

CELLS = st.lists(
    st.tuples(st.sampled_from([0, 1, 900, 20_000, 32_767]), st.integers(1, 240)), max_size=12
)


def wave_of(peak: int, period: int) -> array[int]:
    return array("h", [peak if at // period % 2 else -peak for at in range(CELL_FRAMES)])


@given(cells=CELLS, gain_db=st.floats(-12, 18))
def test_nothing_passes_the_ceiling_and_nothing_is_lost(
    cells: list[tuple[int, int]], gain_db: float
) -> None:
    limiter = VoiceLimiter(gain_db)
    given_ = array("h", b"".join(limiter.feed(wave_of(*each).tobytes()) for each in cells))
    assert len(given_) == len(cells) * CELL_FRAMES
    assert all(-CEILING <= each <= CEILING for each in given_)


def test_what_fits_comes_out_as_it_went_in_one_cell_later() -> None:
    limiter, tone = VoiceLimiter(), wave_of(9_000, 24)
    out = array("h", limiter.feed((tone * 4).tobytes()))
    assert out[:CELL_FRAMES] == array("h", bytes(2 * CELL_FRAMES))
    assert out[CELL_FRAMES:] == tone * 3


def test_the_gain_comes_down_before_a_peak_and_goes_up_slowly() -> None:
    limiter = VoiceLimiter(12.0)
    cells = [wave_of(3_000, 24), wave_of(32_767, 24), *[wave_of(3_000, 24)] * 20]
    out = array("h", b"".join(limiter.feed(cell.tobytes()) for cell in cells))
    peaks = [max(map(abs, out[at : at + CELL_FRAMES])) for at in range(0, len(out), CELL_FRAMES)]
    assert peaks[2] <= CEILING
    assert peaks[4:] == sorted(peaks[4:]), "rises"
    assert peaks[4] < 3_000 * 1.2 < peaks[-1]
    before = [abs(each) for each in out[CELL_FRAMES : CELL_FRAMES * 2]]
    assert max(abs(b - a) for a, b in pairwise(before)) < 60, "a straight line, no jump"
    assert before[-1] < before[0] / 3, "it is down when the peak comes"


def test_a_torn_block_is_not_taken() -> None:
    with pytest.raises(ValueError, match="no whole cells"):
        VoiceLimiter().feed(bytes(100))


def test_the_end_falls_to_nothing() -> None:
    limiter = VoiceLimiter()
    limiter.feed(wave_of(9_000, 24).tobytes())
    limiter.fade_out()
    last = array("h", limiter.feed(bytes(CELL_FRAMES * 2)))
    assert abs(last[0]) == 9_000
    assert abs(last[-1]) < 100
