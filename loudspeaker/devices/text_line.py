"""Question and answer over a serial line, each exchange within its time and its bytes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loudspeaker.devices.deadline import Deadline, Turns
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

SLICE_S = 0.02
WRITE_TIMEOUT_S = 0.1
LONGEST_ANSWER = 4096
Listener = Callable[[bytes], bool]
"""Takes bytes as they come, first none; returns whether the answer is complete."""


class TextLine:
    """One port and who stands behind it; exchanges take turns as they were asked for.

    Nothing is read or written outside an exchange, so nothing but a caller who asks keeps an
    exciter up whose dead-man is that it must be asked.
    """

    def __init__(self, port: Path, *, baud: int, parity: str, time: TimeSource) -> None:
        self.port = port
        self._turns = Turns()
        self._serial = SerialPort(
            port,
            baud=baud,
            parity=parity,
            time=time,
            read_timeout_s=SLICE_S,
            write_timeout_s=WRITE_TIMEOUT_S,
        )

    def ask(
        self, request: bytes, listen: Listener, deadline: Deadline, *, keep_input: bool = False
    ) -> bool:
        """Send and listen until the answer is complete (True) or the deadline is over (False).

        What came before is forgotten, except with ``keep_input``.  DeviceFailure for the port.
        """
        try:
            with self._turns.take(deadline):
                return self._exchange(request, listen, deadline, keep_input=keep_input)
        except TimeoutError as error:
            raise self.failure("the line is busy") from error

    def say(self, request: bytes, deadline: Deadline) -> None:
        """Send without waiting for an answer; DeviceFailure for the port."""
        self.ask(request, lambda _: True, deadline, keep_input=True)

    def _exchange(
        self, request: bytes, listen: Listener, deadline: Deadline, *, keep_input: bool
    ) -> bool:
        self._serial.open(urgent=deadline.urgent)
        if not keep_input:
            self._serial.discard_input()
        self._serial.write(request)
        heard, complete = 0, listen(b"")
        while not complete and deadline.left_s and heard <= LONGEST_ANSWER:
            data = self._serial.read()
            heard += len(data)
            complete = listen(data)
        return complete

    def failure(self, problem: str) -> DeviceFailure:
        """Return the error for something that is wrong on this line."""
        return DeviceFailure(device=str(self.port), problem=problem)

    def close(self) -> None:
        """Close the port, after an exchange that is under way."""
        with self._turns.hold():
            self._serial.close()
