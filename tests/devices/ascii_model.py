"""An ASCII encoder on a line with a speed, moved by a standing clock; port and ear in one."""

from __future__ import annotations

from collections.abc import Callable

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.ascii_encoder import Command, CommandReader, Reply

_BIT_NS = 10 * 1_000_000_000
MARK_BYTES = 2


class AsciiModel:
    """Works one command off at a time and loses what comes meanwhile.

    ``work_s`` tells how long each takes, ``reply`` what is said of it (None: nothing).
    """

    def __init__(
        self,
        clock: StandingClock,
        *,
        baud: int = 9600,
        work_s: Callable[[], float] = lambda: 0.01,
        reply: Callable[[Command], Reply | None] = lambda _: Reply.DONE,
    ) -> None:
        self.clock = clock
        self.baud = baud
        self.reply = reply
        self.done: list[tuple[int, Command]] = []
        self.lost: list[bytes] = []
        self._work_s = work_s
        self._reader = CommandReader()
        self._line_free_ns = self._busy_ns = 0
        self._replies: list[tuple[int, Reply]] = []

    def _line_ns(self, count: int) -> int:
        return count * _BIT_NS // self.baud

    # --- a port ---------------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        """Take bytes, each at its time."""
        begin_ns = max(self._line_free_ns, self.clock.mono_ns())
        for number, byte in enumerate(data, 1):
            self._arrive(byte, begin_ns + self._line_ns(number))
        self._line_free_ns = begin_ns + self._line_ns(len(data))

    def _arrive(self, byte: int, at_ns: int) -> None:
        if at_ns <= self._busy_ns:
            self.lost.append(bytes([byte]))
        elif (command := self._reader.feed(byte)) is not None:
            self._busy_ns = at_ns + round(self._work_s() * 1e9)
            self.done.append((self._busy_ns, command))
            reply = self.reply(command)
            if reply is not None:
                self.say(reply, self._busy_ns + self._line_ns(MARK_BYTES))

    # --- an ear ---------------------------------------------------------------------------------

    def say(self, reply: Reply, at_ns: int) -> None:
        """Let a mark be heard at a time."""
        self._replies.append((at_ns, reply))
        self._replies.sort()

    def hear(self, data: bytes) -> None:
        """Take nothing: this one hears by time."""

    def expect(self, command: bytes) -> None:  # noqa: ARG002 - no echoes here
        """Forget what was said so far."""
        self._replies = [item for item in self._replies if item[0] > self.clock.mono_ns()]

    def next(self, until_ns: int) -> Reply | None:
        """Let time pass to the next mark, or until then."""
        due = [item for item in self._replies if item[0] <= until_ns]
        at_ns = due[0][0] if due else until_ns
        self.clock.advance_s(max(0, at_ns - self.clock.mono_ns()) / 1e9)
        if not due:
            return None
        self._replies.remove(due[0])
        return due[0][1]

    # --- what came of it ------------------------------------------------------------------------

    def names(self) -> list[str]:
        """Return the commands by name, in order."""
        return [command.name for _, command in self.done]

    def lines(self) -> list[str]:
        """Return the commands as they came."""
        return [command.raw.rstrip().decode() for _, command in self.done]

    def groups(self) -> list[int]:
        """Return when each group reached the queue."""
        return [at_ns for at_ns, command in self.done if command.name == "G"]
