"""How often points are opened, and in how many copies."""

from __future__ import annotations

import itertools

import pytest

from loudspeaker.air.deck import LeadIn
from loudspeaker.devices.points.base import Dispatch
from tests.air.bench import Bench
from tests.air.test_stop import offs, stop_at

SQUELCH_S = 0.2


def opened(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, *, addresses: int, seconds: float = 60.0
) -> list[tuple[float, int]]:
    """Air something; return when opens were ordered, in seconds from the first, and the copies."""
    kind, orders = type(bench.points), list[tuple[int, int]]()
    real = kind.open

    def noted(_self: object, points: tuple[int, ...], *, ttl_s: float, copies: int) -> Dispatch:
        orders.append((bench.clock.mono_ns(), copies))
        return real(bench.points, points, ttl_s=ttl_s, copies=copies)

    monkeypatch.setattr(kind, "open", noted)
    bench.points.addresses = addresses
    object.__setattr__(bench.deck, "lead_in", LeadIn(addresses=lambda _points: addresses))
    bench.offer(bench.rundown(seconds=seconds))
    bench.run(seconds + 20)
    return [((at_ns - orders[0][0]) / 1e9, copies) for at_ns, copies in orders]


def test_points_are_opened_again_soon_for_those_that_were_out_of_step(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [at_s for at_s, _ in opened(bench, monkeypatch, addresses=1, seconds=100.0)]
    gaps = [after - before for before, after in itertools.pairwise(moments)]
    assert gaps == pytest.approx([13.0, 40.0, 40.0], abs=0.05)


@pytest.mark.parametrize(
    ("addresses", "copies"), [(1, [3, 3, 3]), (2, [4, 4, 4]), (3, [4, 4, 4]), (4, [4, 3, 3])]
)
def test_several_commands_get_a_copy_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, addresses: int, copies: list[int]
) -> None:
    found = opened(bench, monkeypatch, addresses=addresses)
    assert [count for _, count in found] == copies


def test_many_commands_are_repeated_rarely(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    found = opened(bench, monkeypatch, addresses=6)
    assert [count for _, count in found] == [3, 1]
    assert found[1][0] == pytest.approx(40.0, abs=0.05)


@pytest.mark.parametrize("at_s", [8.0, 8.7, 9.3, 10.1])
def test_who_hears_no_all_stop_is_squelched_within_a_second(bench: Bench, at_s: float) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20))
    asked_s = stop_at(bench, at_s)
    bench.run(14)
    assert offs(bench)[0] - asked_s + SQUELCH_S <= 1.0 - 0.05, "the transmitter's answers"
