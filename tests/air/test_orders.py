"""Orders between threads: none is slept through."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from loudspeaker.air.orders import Interruption, Orders

NEWS: dict[str, Callable[[Orders], None]] = {
    "wake": Orders.wake,
    "stop": Orders.stop,
    "resume": Orders.resume,
    "withdraw": lambda orders: orders.withdraw("a-1"),
    "end": lambda orders: orders.end(Interruption.SHUTDOWN),
}


@pytest.fixture
def orders(tmp_path: Path) -> Orders:
    return Orders(tmp_path / "stop")


def waited_s(orders: Orders, seconds: float) -> float:
    begin = time.monotonic()
    orders.wait(seconds)
    return time.monotonic() - begin


@pytest.mark.parametrize("news", NEWS)
def test_what_comes_just_before_the_wait_ends_it(orders: Orders, news: str) -> None:
    """Between the look at the agenda and the wait an emergency may be offered."""
    NEWS[news](orders)
    assert waited_s(orders, 5.0) < 0.5


@pytest.mark.parametrize("news", NEWS)
def test_what_comes_during_the_wait_ends_it(orders: Orders, news: str) -> None:
    threading.Timer(0.05, NEWS[news], (orders,)).start()
    assert waited_s(orders, 5.0) < 0.5


def test_old_news_does_not_keep_it_awake(orders: Orders) -> None:
    orders.wake()
    orders.wait(5.0)
    assert waited_s(orders, 0.05) >= 0.04


def test_the_gravest_order_counts(orders: Orders) -> None:
    assert orders.interruption("a-1") is None
    orders.end(Interruption.SHUTDOWN)
    assert orders.interruption("a-1") is Interruption.SHUTDOWN
    orders.withdraw("a-1")
    assert orders.interruption("a-1") is Interruption.WITHDRAWN
    assert orders.interruption("b-1") is Interruption.SHUTDOWN
    orders.end(Interruption.ORPHANED)
    assert orders.interruption("a-1") is Interruption.ORPHANED
    orders.stop()
    assert orders.interruption("a-1") is Interruption.STOP
