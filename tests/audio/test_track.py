"""Levels on a clock, against a dictionary."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.band_levels import BANDS, SILENCE_DB, Levels
from loudspeaker.audio.track import Track


def rows(count: int, value: float) -> Levels:
    return np.full((count, BANDS), value, dtype=np.float32)


@given(
    st.lists(
        st.tuples(st.booleans(), st.integers(0, 60), st.integers(0, 12)), min_size=1, max_size=12
    )
)
def test_like_a_dictionary(steps: list[tuple[bool, int, int]]) -> None:
    track, model = Track(), dict[int, float]()
    oldest = None
    for number, (puts, at, count) in enumerate(steps):
        if puts:
            track.put(at, rows(count, -number))
            oldest = at if oldest is None and count else oldest
            for place in range(at, at + count):
                if oldest is not None and place >= oldest:
                    model[place] = -number
        else:
            track.forget_before(at)
            if oldest is not None:
                oldest = max(oldest, min(at, max(model, default=oldest) + 1))
                model = {place: value for place, value in model.items() if place >= oldest}
                oldest = None if not model else oldest
    found = track.piece(-5, 90)[:, 0]
    assert found.tolist() == [model.get(place, SILENCE_DB) for place in range(-5, 90)]


def test_an_empty_piece_and_an_empty_track() -> None:
    track = Track()
    assert track.piece(5, 5).shape == (0, BANDS)
    assert np.all(track.piece(0, 3) == SILENCE_DB)
    track.put(3, rows(0, 0))
    assert track.end == 0
    track.put(3, rows(2, 0))
    assert track.end == 5
