"""Turns by shares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_carousels import Carousel, Kind
from loudspeaker.radio.rds_rotation import Rotation


def _circle(number: int, *, share: int, count: int = 3, latest: int | None = None) -> Carousel:
    groups = tuple(Group(blocks=(number, place, 0, 0)) for place in range(count))
    return Carousel(groups=groups, share=share, latest=latest)


def _sent(rotation: Rotation, now: int) -> tuple[int, int]:
    group = rotation.next(now=now)
    assert group is not None
    return group.blocks[0], group.blocks[1]


def test_without_circles_there_is_nothing() -> None:
    rotation = Rotation()
    assert rotation.next(now=1) is None
    assert rotation.overdue(now=1) is None


@given(st.lists(st.integers(1, 50), min_size=1, max_size=len(Kind)))
def test_everyone_gets_its_share_without_crowds(shares: list[int]) -> None:
    rotation = Rotation()
    circles = {
        kind: _circle(number, share=share)
        for number, (kind, share) in enumerate(zip(Kind, shares, strict=False))
    }
    rotation.load(circles, now=0)
    total, got = sum(shares), [0] * len(shares)
    for now in range(1, 3 * total + 1):
        number, place = _sent(rotation, now)
        assert place == got[number] % 3
        got[number] += 1
        assert all(abs(got[each] - now * share / total) < 2 for each, share in enumerate(shares))
    assert got == [3 * share for share in shares]


def test_unchanged_circles_go_on_and_others_begin_anew() -> None:
    rotation = Rotation()
    rotation.load({Kind.TEXT: _circle(1, share=5), Kind.COUNTRY: _circle(2, share=5)}, now=0)
    assert [_sent(rotation, now) for now in range(1, 5)] == [(1, 0), (2, 0), (1, 1), (2, 1)]
    rotation.load({Kind.TEXT: _circle(3, share=5), Kind.COUNTRY: _circle(2, share=5)}, now=4)
    assert [_sent(rotation, now) for now in range(5, 9)] == [(3, 0), (2, 2), (3, 1), (2, 0)]
    rotation.load({Kind.COUNTRY: _circle(2, share=5)}, now=8)
    assert [_sent(rotation, now) for now in range(9, 11)] == [(2, 1), (2, 2)]


def test_what_is_over_its_time_goes_first_and_pays_for_it() -> None:
    rotation = Rotation()
    circles = {
        Kind.TEXT: _circle(1, share=90),
        Kind.COUNTRY: _circle(2, share=10, latest=40),
        Kind.LANGUAGE: _circle(3, share=10, latest=30),
    }
    rotation.load(circles, now=0)
    assert rotation.overdue(now=29) is None
    overdue = [rotation.overdue(now=now) for now in (41, 42, 43, 71, 72)]
    assert [group.blocks[0] if group else None for group in overdue] == [3, 2, None, 3, None]
    later = [_sent(rotation, now)[0] for now in range(73, 83)]
    assert later[:8] == [1] * 8


def test_one_that_was_overdue_for_long_is_not_barred_for_long() -> None:
    rotation = Rotation()
    circles = {Kind.TEXT: _circle(1, share=50), Kind.COUNTRY: _circle(2, share=50, latest=5)}
    rotation.load(circles, now=0)
    for now in range(10, 1_000, 10):
        assert rotation.overdue(now=now) is not None
    assert 2 in [_sent(rotation, 1_000)[0] for _ in range(4)]
