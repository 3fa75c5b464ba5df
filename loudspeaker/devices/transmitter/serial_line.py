"""An exciter that a hardware file describes whole: what is sent, and what is to come back.

For the model no one has seen yet.  What needs an ``if`` is a driver of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.text_line import TextLine
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits, judged
from loudspeaker.devices.transmitter.parts import Measured
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.line_template import Template

LONGEST_BYTES = 1024
"""Of one answer; what comes after is not looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do, and the answer that must be there within the time."""

    send: bytes
    expect: Template
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The question whether the carrier is on, and how the two answers look."""

    send: bytes
    on: Template
    off: Template
    timeout_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Limits):
    """One measurement: ``expect`` finds its number, which is multiplied by ``scale``."""

    send: bytes
    expect: Template
    timeout_s: float
    scale: float = 1.0


class Asker:
    """Exchanges by templates; ``echo`` tells that the device repeats what it is sent."""

    def __init__(self, line: TextLine, *, echo: bool) -> None:
        self._line = line
        self._echo = echo

    def do(self, action: Action, deadline: Deadline) -> None:
        """Send; DeviceFailure unless what is expected comes in time."""
        self._heard(action.send, action.expect.matches, deadline.part(action.timeout_s))

    def is_on(self, state: State, deadline: Deadline) -> bool:
        """Return whether the carrier is on; DeviceFailure when the answer tells neither or both."""

        def tells(data: bytes) -> bool:
            return state.on.matches(data) or state.off.matches(data)

        answer = self._heard(state.send, tells, deadline.part(state.timeout_s))
        if state.on.matches(answer) and state.off.matches(answer):
            raise self._line.failure("says both on and off")
        return state.on.matches(answer)

    def measured(self, questions: Mapping[str, Question], deadline: Deadline) -> Measured:
        """Return the measurements that were answered; DeviceFailure when none was."""
        values: dict[str, float] = {}
        failure: DeviceFailure | None = None
        for name, question in questions.items():
            try:
                values[name] = self._number(question, deadline)
            except DeviceFailure as error:
                failure = error
        if failure is not None and not values:
            raise failure
        return Measured(values=values)

    def _number(self, question: Question, deadline: Deadline) -> float:
        expect = question.expect
        within = deadline.part(question.timeout_s)
        answer = self._heard(question.send, lambda data: expect.number(data) is not None, within)
        number = expect.number(answer)
        assert number is not None
        return number * question.scale

    def _heard(self, send: bytes, enough: Callable[[bytes], bool], deadline: Deadline) -> bytes:
        """Return the answer, without the echo, as soon as it is enough."""
        heard = bytearray()

        def listen(data: bytes) -> bool:
            heard.extend(data[: LONGEST_BYTES - len(heard)])
            return bool(data) and enough(self._answer(send, heard))

        if not self._line.ask(send, listen, deadline):
            raise self._line.failure("another answer" if heard else "no answer")
        return self._answer(send, heard)

    def _answer(self, send: bytes, heard: bytes | bytearray) -> bytes:
        """Cut the echo off; while it is not whole there is no answer yet."""
        if not self._echo:
            return bytes(heard)
        return bytes(heard.partition(send)[2])


class LineMeter:
    """An exciter that measures beside a timed relay; ``on`` and ``off`` if it is to be told."""

    def __init__(
        self,
        line: TextLine,
        questions: Mapping[str, Question],
        *,
        echo: bool = False,
        on: Action | None = None,
        off: Action | None = None,
    ) -> None:
        self.limits: Mapping[str, Limits] = questions
        self._line = line
        self._asker = Asker(line, echo=echo)
        self._questions = questions
        self._actions = {True: on, False: off}
        self._told_on = False

    def measure(self, deadline: Deadline) -> Measured:
        """Ask for every measurement that the time allows, or DeviceFailure."""
        return self._asker.measured(self._questions, deadline)

    def switch(self, *, on: bool, deadline: Deadline) -> None:
        """Tell the exciter to be ready or to stand by, if it is to be told; or DeviceFailure.

        Its answer is waited for only when it is to come out of standby.
        """
        was_on, self._told_on = self._told_on, on
        action = self._actions[on]
        if action is None:
            return
        if on and not was_on:
            self._asker.do(action, deadline)
        else:
            self._line.say(action.send, deadline)

    def close(self) -> None:
        """Give the port back."""
        self._line.close()


class LineKey:
    """An exciter keyed by its line that falls ``deadman_s`` after it was last told to be on."""

    def __init__(
        self,
        line: TextLine,
        *,
        deadman_s: float,
        on: Action,
        off: Action,
        state: State,
        questions: Mapping[str, Question],
        echo: bool = False,
    ) -> None:
        self.deadman_s = deadman_s
        self._line = line
        self._asker = Asker(line, echo=echo)
        self._on, self._off, self._state = on, off, state
        self._questions = questions

    def arm(self, deadline: Deadline | None = None) -> None:
        """Tell it to be on, and wait for its answer."""
        self._asker.do(self._on, deadline or Deadline())

    def off(self, deadline: Deadline | None = None) -> None:
        """Tell it to stand by; a port that was lost is tried at once."""
        self._asker.do(self._off, deadline or Deadline(urgent=True))

    def reading(self, deadline: Deadline | None = None) -> Reading:
        """Measure as far as the time allows, then ask whether it is on (see ``modbus``)."""
        deadline = deadline or Deadline()
        found = self._measured(deadline.without(self._state.timeout_s))
        keyed = self._asker.is_on(self._state, deadline)
        return judged(found.reading(keyed=keyed), self._questions, missing_counts=True)

    def _measured(self, deadline: Deadline) -> Measured:
        """Return what was measured: an exciter that only keeps its power to itself still keys."""
        try:
            return self._asker.measured(self._questions, deadline)
        except DeviceFailure:
            return Measured()

    def close(self) -> None:
        """Give the port back."""
        self._line.close()
