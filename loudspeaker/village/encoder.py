"""The RDS encoder: UECP comes in, one group leaves every 87.58 ms.

It is as poor as the cheap ones are: it queues four free-format groups and drops what does not
fit, takes no cyclic groups, and by default answers nothing but "buffer full".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.radio.rds import Group
from loudspeaker.radio.uecp_elements import (
    Acknowledge,
    Buffer,
    Element,
    ElementError,
    FreeFormatGroup,
    InHouseGroup,
    OpenData,
    OpenDataGroup,
    Payload,
    Request,
    Urgency,
    element_frame,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame, FrameError, encode
from loudspeaker.village.encoder_data import DataSet

QUEUE_PLACES = 4


class Answers(StrEnum):
    """What the encoder says back."""

    NONE = "none"
    FULL = "full"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One frame, or bytes that were none; ``problem`` is None when all of it was taken."""

    raw: bytes
    problem: str | None
    answer: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Waiting:
    group: int
    payload: Payload
    urgency: Urgency


class Encoder:
    """Takes bytes as they come; gives the next group when asked at the beginning of a slot."""

    def __init__(self, *, pi: int, answers: Answers = Answers.FULL) -> None:
        self.deaf = False  # a fault: it hears nothing
        self._data = DataSet(pi=pi)
        self._answers = answers
        self._decoder = Decoder()
        self._queue: list[_Waiting] = []

    @property
    def waiting(self) -> int:
        """How many groups wait in the queue."""
        return len(self._queue)

    def next_group(self) -> Group | None:
        """Return the group of the slot that begins now; None while the output is off."""
        if not self._data.output:
            return None
        if self._queue:
            waiting = self._queue.pop(0)
            return self._data.group(waiting.group, waiting.payload)
        return self._data.filler()

    @property
    def deadline_ns(self) -> int | None:
        """Nothing: what it does, it does at once."""
        return None

    def advance(self, _mono_ns: int) -> list[Received]:
        """Return nothing: everything is done when it is heard."""
        return []

    def receive(self, data: bytes, _mono_ns: int = 0) -> list[Received]:
        """Take bytes from the port."""
        if self.deaf:
            return [Received(raw=data, problem="ignored")]
        return [self._received(item) for item in self._decoder.feed(data)]

    def _received(self, item: Frame | FrameError) -> Received:
        if isinstance(item, FrameError):
            code, raw, said = item.problem, item.raw, b""
        else:
            raw = encode(item)
            code, said = self._message(item)
        problem = None if code is AckCode.OK else code.name.lower()
        answer = said or self._acknowledge(code, item.sequence)
        return Received(raw=raw, problem=problem, answer=answer)

    def _message(self, frame: Frame) -> tuple[AckCode, bytes]:
        """Carry out every element; return the first complaint, or what requests asked for."""
        said = b""
        for element in parse_elements(frame.message):
            if isinstance(element, ElementError):
                return element.problem, b""
            if isinstance(element, Request):
                said += self._tell(element, frame.sequence)
            elif (code := self._carry_out(element)) is not AckCode.OK:
                return code, b""
        return AckCode.OK, said

    def _acknowledge(self, code: AckCode, sequence: int) -> bytes:
        full = self._answers is Answers.FULL and code is AckCode.BUFFER_FULL
        if full or self._answers is Answers.ALL:
            return element_frame(Acknowledge(code=code, sequence=sequence), sequence=sequence)
        return b""

    def _tell(self, request: Request, sequence: int) -> bytes:
        if self._answers is not Answers.ALL:
            return b""
        known = (element for element in self._data.known() if request.wanted == element.CODE)
        wanted = next(known, Acknowledge(code=AckCode.UNKNOWN_ELEMENT, sequence=sequence))
        return element_frame(wanted, sequence=sequence)

    def _carry_out(self, element: Element) -> AckCode:
        match element:
            case FreeFormatGroup(group=group, payload=payload, buffer=buffer):
                return self._enqueue(group, payload, buffer, Urgency.NORMAL)
            case InHouseGroup(group=group, payload=payload, buffer=buffer):
                return self._enqueue(group, payload, buffer, Urgency.NORMAL)
            case OpenDataGroup(group=group, payload=payload, buffer=buffer, urgency=urgency):
                return self._enqueue(group, payload, buffer, urgency)
            case OpenData():
                return self._open_data(element)
            case _:
                self._data.take(element)
                return AckCode.OK

    def _open_data(self, element: OpenData) -> AckCode:
        application = self._data.applications.get(element.aid)
        if application is None or element.payload is None:
            return AckCode.NOT_ACCEPTABLE
        return self._enqueue(application.group, element.payload, element.buffer, element.urgency)

    def _enqueue(self, group: int, payload: Payload, buffer: Buffer, urgency: Urgency) -> AckCode:
        if buffer is Buffer.CLEAR:
            self._queue.clear()
            return AckCode.OK
        if buffer is Buffer.CYCLIC:
            return AckCode.NOT_ACCEPTABLE
        if len(self._queue) >= QUEUE_PLACES:
            return AckCode.BUFFER_FULL
        place = sum(waiting.urgency >= urgency for waiting in self._queue)
        self._queue.insert(place, _Waiting(group=group, payload=payload, urgency=urgency))
        return AckCode.OK
