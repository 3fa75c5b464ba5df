"""Talking with an ASCII encoder: one command, then its answer, then the next.

An encoder that has not answered twice is taken for one that never does, or whose cable has no way
back; from then on it is only given the time that it needs.  Its next answer brings it back.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Protocol

from loudspeaker.devices.points.line import Writes
from loudspeaker.model import TimeSource
from loudspeaker.radio.ascii_encoder import END, Reply, ReplyReader
from loudspeaker.radio.pacing import serial_ns

ANSWER_NS = 250_000_000
"""How long an answer may take from the end of the command on; waited for at most so long."""
SILENT_NS = 50_000_000
"""What an encoder without a voice is given to work a command off."""
SILENT_AFTER = 2
FLUSH_NS = 100_000_000
_KEPT = 8


class Ear(Protocol):
    """What the encoder says, for the thread that speaks."""

    def hear(self, data: bytes) -> None:
        """Take what was said; from another thread."""
        ...

    def expect(self, command: bytes) -> None:
        """Forget what was said so far; the command may come back as an echo."""
        ...

    def next(self, until_ns: int) -> Reply | None:
        """Return the next answer, or None when there is none by then."""
        ...


class ReplyEar:
    """An Ear that another thread fills."""

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self._reader = ReplyReader()
        self._replies: deque[Reply] = deque(maxlen=_KEPT)
        self._changed = threading.Condition()

    def hear(self, data: bytes) -> None:
        """Take bytes from the port."""
        with self._changed:
            self._replies += self._reader.feed(data)
            self._changed.notify_all()

    def expect(self, command: bytes) -> None:
        """Forget what was said so far; the command may come back as an echo."""
        with self._changed:
            self._reader.echo = command
            self._replies.clear()

    def next(self, until_ns: int) -> Reply | None:
        """Return the next answer, or None when there is none by then."""
        with self._changed:
            while not self._replies and (left_ns := until_ns - self._time.mono_ns()) > 0:
                self._changed.wait(left_ns / 1e9)
            return self._replies.popleft() if self._replies else None


class AsciiFeed:
    """Gives commands to an encoder one by one, from one thread."""

    def __init__(self, port: Writes, ear: Ear, time: TimeSource, *, baud: int) -> None:
        self._port = port
        self._ear = ear
        self._time = time
        self._baud = baud
        self._unanswered = 0
        self._answered = False
        self._line_free_ns = 0
        self.done_ns = 0
        """When the last command was surely worked off."""

    @property
    def silent(self) -> bool:
        """Tell whether no answer is waited for."""
        return self._unanswered >= SILENT_AFTER

    @property
    def fell_silent(self) -> bool:
        """Tell whether an encoder that used to answer does not any more."""
        return self.silent and self._answered

    def line_ns(self, command: bytes) -> int:
        """Return how long a command takes on the line."""
        return serial_ns(len(command), baud=self._baud)

    def begin(self) -> None:
        """End whatever half command the encoder has; take it for one that answers."""
        self._unanswered, self._answered = 0, False
        self._ear.expect(END)
        self._port.write(END)
        self._pass(self._time.mono_ns() + FLUSH_NS)

    def say(self, command: bytes) -> Reply | None:
        """Send a command and wait until the encoder can take the next; or DeviceFailure."""
        self._pass(self._line_free_ns)
        self._ear.expect(command)
        self._port.write(command)
        self._line_free_ns = sent_ns = self._time.mono_ns() + self.line_ns(command)
        reply = self._ear.next(sent_ns + (SILENT_NS if self.silent else ANSWER_NS))
        if reply is None:
            self._unanswered += 1
        else:
            self._unanswered, self._answered = 0, True
        self.done_ns = max(self._time.mono_ns(), sent_ns)
        return reply

    def _pass(self, until_ns: int) -> None:
        """Let time pass, whatever is said: an answer from before the line was free is none."""
        while self._time.mono_ns() < until_ns:
            self._ear.next(until_ns)
