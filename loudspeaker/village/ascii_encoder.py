"""An RDS encoder that takes ASCII commands, as poor as the cheap ones are.

It works one command off at a time and is deaf meanwhile, echoes what it hears until it is told not
to, queues four groups of ``G=`` and says ``+`` even to those that find no place.
"""

from __future__ import annotations

from loudspeaker.radio.ascii_encoder import Command, CommandReader, Reply, blocks_of
from loudspeaker.radio.rds import Blocks, Group
from loudspeaker.village.ascii_settings import Settings
from loudspeaker.village.encoder import QUEUE_PLACES, Answers, Received
from loudspeaker.village.encoder_data import DataSet

WORK_NS = 15_000_000
FORGET_NS = 120_000_000_000
_ANSWER_END = b"\r\n\r\n"
_GROUP = "G"


class AsciiEncoder:
    """Takes bytes and time; what it has to say comes out of ``advance``, and echoes at once."""

    def __init__(self, *, pi: int, answers: Answers = Answers.FULL) -> None:
        self.deaf = False  # a fault: it hears nothing
        self._data = DataSet(pi=pi)
        self._settings = Settings(self._data)
        self._answers = answers
        self._reader = CommandReader()
        self._heard_ns = 0
        self._work: tuple[int, Command] | None = None
        self._queue: list[tuple[int, int, int]] = []

    @property
    def waiting(self) -> int:
        """How many groups wait in the queue."""
        return len(self._queue)

    @property
    def deadline_ns(self) -> int | None:
        """When the command that it works on will be done."""
        return None if self._work is None else self._work[0]

    def next_group(self) -> Group:
        """Return the group of the slot that begins now; what came by ``G=`` goes as it came."""
        if not self._queue:
            return self._data.filler()
        blocks: Blocks = (self._data.pi, *self._queue.pop(0))
        return Group(blocks=blocks)

    def receive(self, data: bytes, mono_ns: int) -> list[Received]:
        """Take bytes from the port; those that come while it works are lost."""
        if self.deaf:
            return [Received(raw=data, problem="ignored")]
        if mono_ns - self._heard_ns > FORGET_NS:
            self._reader.clear()
        self._heard_ns = mono_ns
        lost, echo = bytearray(), bytearray()
        for byte in data:
            if self._work is not None:
                lost.append(byte)
                continue
            echo.append(byte)
            command = self._reader.feed(byte)
            self._work = None if command is None else (mono_ns + WORK_NS, command)
        return self._heard(bytes(lost), bytes(echo))

    def _heard(self, lost: bytes, echo: bytes) -> list[Received]:
        found = []
        if echo and self._settings.echo and self._answers is not Answers.NONE:
            found.append(Received(raw=b"", problem=None, answer=echo))
        if lost:
            found.append(Received(raw=lost, problem="busy"))
        return found

    def advance(self, mono_ns: int) -> list[Received]:
        """Finish what is due by then."""
        if self._work is None or self._work[0] > mono_ns:
            return []
        _, command = self._work
        self._work = None
        reply, said, problem = self._carry_out(command)
        answer = said + reply.value.encode() + _ANSWER_END
        if self._answers is Answers.NONE:
            answer = b""
        return [Received(raw=command.raw, problem=problem, answer=answer)]

    def _carry_out(self, command: Command) -> tuple[Reply, bytes, str | None]:
        if command.name == _GROUP and command.value is not None:
            return self._enqueue(command.value)
        reply, said = self._settings.carry_out(command)
        return reply, said, None if reply is Reply.DONE else reply.name.lower()

    def _enqueue(self, digits: bytes) -> tuple[Reply, bytes, str | None]:
        try:
            blocks = blocks_of(digits)
        except ValueError:
            return Reply.BAD_ARGUMENT, b"", Reply.BAD_ARGUMENT.name.lower()
        if self.waiting >= QUEUE_PLACES:
            return Reply.DONE, b"", "buffer_full"
        self._queue.append(blocks)
        return Reply.DONE, b"", None
