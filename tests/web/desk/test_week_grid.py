"""Where an airing stands in the picture of the week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.model import from_iso, iso
from loudspeaker.web.desk.moving import asked_of, clashing, moved_of
from loudspeaker.web.desk.week_grid import COLUMN, HOUR, LEFT, LOWEST, TOP, grid_of, may_move

FIRST = from_iso("2026-12-01T08:00:00+07:00")  # a Tuesday
HOURS = [{"days": [0, 1, 2, 3, 4, 5, 6], "start_minute": 300, "end_minute": 1260}]


def airing(due: str | None, seconds: float = 60, **other: Any) -> dict[str, Any]:
    values = {"id": "a", "occurrence": "a-1", "title": "x", "priority": "normal", "state": "ready"}
    return {**values, "schedule": None, "due": due, "duration_estimate_s": seconds, **other}


def test_a_block_stands_at_its_day_and_time() -> None:
    grid = grid_of([airing("2026-12-03T17:30:00+07:00", 1800)], HOURS, FIRST, {})
    (block,) = grid.blocks
    assert grid.first_minute == 240
    assert (block.x, block.y) == (LEFT + 2 * COLUMN, TOP + 13 * HOUR + HOUR // 2)
    assert (block.width, block.height, block.time) == (COLUMN - 2, max(LOWEST, HOUR // 2), "17:30")


def test_what_would_lie_upon_another_stands_beside_it() -> None:
    rows = [
        airing("2026-12-01T17:00:00+07:00"),
        airing("2026-12-01T17:05:00+07:00", id="b"),
        airing("2026-12-01T19:00:00+07:00", id="alone"),
    ]
    first, second, alone = grid_of(rows, HOURS, FIRST, {0: "b"}).blocks
    assert (first.x + COLUMN // 2, first.clash) == (second.x, "b")
    assert (alone.x, alone.width) == (LEFT, COLUMN - 2)


def test_hours_that_are_not_allowed_are_shaded_also_a_whole_day() -> None:
    windows = [
        {"days": [1], "start_minute": 300, "end_minute": 420},
        {"days": [1], "start_minute": 1020, "end_minute": 1260},
    ]
    grid = grid_of([], windows, FIRST, {})
    tuesday = [each for each in grid.quiet if each.x == LEFT]
    assert [each.y for each in tuesday] == [TOP, TOP + 3 * HOUR, TOP + 17 * HOUR]
    (wednesday,) = [each for each in grid.quiet if each.x == LEFT + COLUMN]
    assert wednesday.height == 18 * HOUR


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8 * 1440), st.floats(0, 40_000)),
        max_size=12,
    )
)
def test_no_block_lies_upon_another_or_outside(found: list[tuple[int, float]]) -> None:
    rows = [
        airing(iso(FIRST.replace(hour=0) + timedelta(minutes=minute)), seconds)
        for minute, seconds in found
    ]
    grid = grid_of(rows, HOURS, FIRST, {})
    assert len(grid.blocks) == sum(minute < 7 * 1440 for minute, _ in found)
    for n, one in enumerate(grid.blocks):
        assert TOP <= one.y <= grid.height
        for other in grid.blocks[n + 1 :]:
            beside = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert beside or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_only_what_people_have_given_a_time_is_moved() -> None:
    due = "2026-12-01T17:00:00+07:00"
    assert may_move(airing(due))
    assert may_move(airing(due, state="draft"))
    assert not may_move(airing(due, state="on_air"))
    assert not may_move(airing(due, release={"template": "lu"}))
    recurring = airing(due, schedule="toi")
    recurring.pop("occurrence")
    assert not may_move(recurring)


# --- what a move comes to -------------------------------------------------------------------------


def test_what_else_would_sound_then_is_told_but_not_itself() -> None:
    rows = [
        airing("2026-12-01T17:00:00+07:00", 600, id="before"),
        airing("2026-12-01T17:10:00+07:00", 60, id="ends"),
        airing("2026-12-01T17:09:30+07:00", 60, id="me"),
        airing(None, id="untimed"),
    ]
    due = from_iso("2026-12-01T17:09:00+07:00")
    assert [row["id"] for row in clashing(rows, "me", due, 60)] == ["before"]
    assert [row["id"] for row in clashing(rows, "me", due, 61)] == ["before", "ends"]


def shown(*fields: dict[str, Any]) -> dict[str, Any]:
    last = {"fields": list(fields)} if fields else None
    return {"id": "a", "title": "x", "content_sha256": "0", "changes": {"last": last}}


def test_the_way_back_is_the_time_before() -> None:
    old, new = "2026-12-01T17:00:00.000+07:00", "2026-12-02T18:00:00.000+07:00"
    moved = moved_of(shown({"field": "due", "before": old, "after": new}))
    assert moved is not None
    assert (moved.day, moved.time, moved.after) == ("2026-12-01", "17:00", new)
    programme = moved_of(
        shown(
            {"field": "due", "before": None, "after": new},
            {"field": "waits_for", "before": "sang", "after": None},
        )
    )
    assert programme is not None
    assert (programme.day, programme.programme) == ("", "sang")
    assert moved_of(shown()) is None
    assert moved_of(shown({"field": "title", "before": "a", "after": "b"})) is None


def test_a_form_asks_for_one_kind_of_time() -> None:
    assert asked_of({"ngay": "2026-12-02", "gio": "17:00"}) == {"at": "2026-12-02 17:00"}
    assert asked_of({"programme": "sang"}) == {"waits_for": "sang"}
    assert asked_of({"now": "1"}) == {"now": True}
    assert asked_of({}) == {"at": ""}
