"""What is approved of a timing can be read again."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.timetable.days import Days, YearlyRange
from loudspeaker.timetable.timing import Season, Timing
from loudspeaker.timetable.written import timing_from_text, timing_text
from tests.timetable.test_day_words import rules

LINES = st.lists(
    st.sampled_from(["30 5 * * *", "0 17 1,15 * *", "*/5 6-7 * * mon-fri"]), unique=True
)
YEARLY = st.sampled_from([YearlyRange((4, 1), (9, 30)), YearlyRange((10, 1), (3, 31))])
seasons = st.builds(
    lambda ranges, lines: Season(tuple(ranges), tuple(lines)),
    st.lists(YEARLY, min_size=1, max_size=2),
    LINES.filter(bool),
)
timings = st.builds(
    Timing,
    crons=LINES.map(tuple),
    seasons=st.lists(seasons, max_size=2).map(tuple),
    valid_from=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    valid_to=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.builds(
        Days,
        lunar=st.frozensets(st.integers(1, 30), max_size=3),
        only=st.lists(rules, max_size=3).map(tuple),
        exceptions=st.lists(rules, max_size=3).map(tuple),
    ),
)


@given(timings)
def test_it_is_read_as_it_was_told(timing: Timing) -> None:
    assert timing_from_text(timing_text(timing)) == timing


def test_what_was_approved_before_seasons_stays_approved() -> None:
    """The very text that older stations hashed."""
    assert (
        timing_text(Timing(crons=("30 5 * * *", "0 17 * * fri"))) == "30 5 * * *; 0 17 * * fri; .."
    )
    old = "0 6 * * *; 2026-12-01..; lunar 1,15; except tet,2026-12-24,2027-02-01..2027-02-03"
    assert timing_text(timing_from_text(old)) == old


@pytest.mark.parametrize("text", ["x..y", "..; only nonsense", "..; lunar x"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - by whatever part does not fit
        timing_from_text(text).next_after  # noqa: B018
