"""Signals as a process of ours receives them: each test has a child of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from loudspeaker.system.stopping import ORPHANED

CHILD = """
import sys
from loudspeaker.system.stopping import Signals
reloads = looks = 0
def reload():
    global reloads
    reloads += 1
    if reloads < 10:
        print("reloaded", flush=True)
def look():
    global looks
    looks += 1
    if looks == 3:
        print("looked", flush=True)
signals = Signals(reload=reload)
print("ready", flush=True)
signals.wait(look, every_s=float(sys.argv[1]))
assert signals.ending
print("over", signals.orphaned, reloads > 0, flush=True)
"""


class Child:
    """A process that waits for its end."""

    def __init__(self, every_s: float) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(every_s)], stdout=subprocess.PIPE
        )
        self.expect("ready")

    def line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()

    def expect(self, text: str) -> None:
        assert self.line() == text

    def send(self, number: int) -> None:
        self.process.send_signal(number)

    def end(self, *, timeout_s: float = 3.0) -> str:
        """Return the last line of a child that ends by itself."""
        assert self.process.stdout is not None
        try:
            assert self.process.wait(timeout_s) == 0
        except subprocess.TimeoutExpired:
            pytest.fail("it does not end")
        return self.process.stdout.read().decode().strip().splitlines()[-1]

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def child() -> Iterator[Child]:
    made = Child(30.0)
    yield made
    made.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_at_once_when_told_to(child: Child, number: int) -> None:
    begin = time.monotonic()
    child.send(number)
    assert child.end() == "over False False"
    assert time.monotonic() - begin < 2.0


def test_without_its_parent_it_ends_as_an_orphan(child: Child) -> None:
    child.send(ORPHANED)
    assert child.end() == "over True False"


def test_it_reloads_at_once_and_goes_on(child: Child) -> None:
    for _ in range(3):
        child.send(signal.SIGHUP)
        child.expect("reloaded")
    child.send(signal.SIGTERM)
    assert child.end() == "over False True"


def test_it_looks_around_meanwhile() -> None:
    child = Child(0.01)
    child.expect("looked")
    child.send(signal.SIGTERM)
    child.end()
    child.close()


@pytest.mark.slow
def test_no_moment_is_a_bad_one_for_a_signal() -> None:
    """A handler runs between any two steps of the wait: it must not wait for a lock there."""
    child = Child(0.0002)
    over = time.monotonic() + 1.5
    while time.monotonic() < over:
        child.send(signal.SIGHUP)
        time.sleep(0.0001)
    child.send(signal.SIGTERM)
    assert child.end() == "over False True"
    child.close()
