"""What the encoder knows of the station, and the groups it fills free slots with."""

from __future__ import annotations

from loudspeaker.radio.rds import (
    Group,
    Version,
    basic_tuning,
    make_group,
    open_data_announcement,
    radio_text,
)
from loudspeaker.radio.uecp_elements import (
    Element,
    OpenDataConfiguration,
    Payload,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    RadioText,
    RdsOutput,
    TextBuffer,
    TrafficFlags,
)

_TEXT_END = b"\r"
_TEXT_LENGTH = 64
_NAME_SEGMENTS = 4
_ANNOUNCE_EVERY = 16  # groups, when there is an open data application


class DataSet:
    """The encoder's one data set; ``filler`` gives 0A, 2A and 3A in turn."""

    def __init__(self, *, pi: int) -> None:
        self.output = True
        self.applications: dict[int, OpenDataConfiguration] = {}
        self._pi = pi
        self._name = b"DAI XA  "
        self._pty = 0
        self._tp = self._ta = False
        self._text = b""
        self._text_flag = False
        self._slots = self._names = self._texts = 0

    @property
    def pi(self) -> int:
        """The programme identification in every group."""
        return self._pi

    def known(self) -> tuple[Element, ...]:
        """Return what the encoder can be asked for."""
        return (
            ProgrammeIdentification(pi=self._pi),
            ProgrammeService(name=self._name),
            ProgrammeType(pty=self._pty),
        )

    def take(self, element: Element) -> None:
        """Follow an element; those that do not show in any group sent here have no effect."""
        match element:
            case ProgrammeIdentification():
                self._pi = element.pi
            case ProgrammeService():
                self._name = element.name
            case ProgrammeType():
                self._pty = element.pty
            case TrafficFlags():
                self._ta, self._tp = element.announcement, element.programme_carries
            case RadioText():
                self._set_text(element)
            case RdsOutput():
                self.output = element.on
            case OpenDataConfiguration():
                self.applications[element.aid] = element
            case _:
                pass

    def _set_text(self, element: RadioText) -> None:
        text = b"" if element.buffer is TextBuffer.CLEAR else element.text
        ended = text.endswith(_TEXT_END) or not text or len(text) == _TEXT_LENGTH
        self._text = text if ended else text + _TEXT_END
        self._text_flag = element.flag
        self._texts = 0

    def group(self, code: int, payload: Payload) -> Group:
        """Return a free-format group as it goes on the air."""
        return make_group(
            pi=self._pi,
            kind=code >> 1,
            version=Version(code & 1),
            tail=payload.tail,
            block_3=payload.block_3,
            block_4=payload.block_4,
            pty=self._pty,
            tp=self._tp,
        )

    def filler(self) -> Group:
        """Return the next group of the station's own."""
        self._slots += 1
        if self.applications and self._slots % _ANNOUNCE_EVERY == 0:
            return self._announcement()
        if self._text and self._slots % 2 == 0:
            return self._next_text()
        return self._next_name()

    def _next_name(self) -> Group:
        segment, self._names = self._names % _NAME_SEGMENTS, self._names + 1
        return basic_tuning(
            pi=self._pi, name=self._name, segment=segment, pty=self._pty, tp=self._tp, ta=self._ta
        )

    def _next_text(self) -> Group:
        segments = -(-len(self._text) // 4)
        segment, self._texts = self._texts % segments, self._texts + 1
        return radio_text(
            pi=self._pi,
            text=self._text,
            segment=segment,
            flag=self._text_flag,
            pty=self._pty,
            tp=self._tp,
        )

    def _announcement(self) -> Group:
        applications = list(self.applications.values())
        chosen = applications[self._slots // _ANNOUNCE_EVERY % len(applications)]
        return open_data_announcement(
            pi=self._pi,
            aid=chosen.aid,
            kind=chosen.group >> 1,
            message=chosen.message,
            pty=self._pty,
        )
