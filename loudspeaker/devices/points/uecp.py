"""An RDS encoder that speaks UECP, queues only four groups and seldom answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from loudspeaker.devices.points.line import SHORT_NS, Encoder, Fact, Told, Wait, Writes
from loudspeaker.devices.points.uecp_feed import EncoderFeed
from loudspeaker.devices.points.wall import TrustedWall
from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import Fragment
from loudspeaker.radio.on_air import TEXT_LENGTH, OnAir, OnAirKind, Shown, shown
from loudspeaker.radio.uecp_elements import (
    Acknowledge,
    Clock,
    ClockGroups,
    Element,
    OpenDataConfiguration,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    ProgrammeTypeName,
    RadioText,
    TextBuffer,
    TrafficFlags,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame

log = logging.getLogger(__name__)
_HALF_HOUR = timedelta(minutes=30)
_TEXT_END = b"\r"


def _fact(name: str, element: Element) -> Fact[Element]:
    return Fact(name=name, content=element.body(), said=element)


class UecpLine:
    """EncoderLine in UECP, one element a frame; ``trusted`` is the wall clock, None if it lies."""

    def __init__(
        self,
        port: Writes,
        encoder: Encoder,
        time: TimeSource,
        *,
        trusted: Callable[[], datetime | None],
    ) -> None:
        self.complaint: str | None = None
        self._encoder = encoder
        self._wall = TrustedWall(time, trusted)
        self._feed = EncoderFeed(port, encoder, time)
        self._told = Told(time)
        self._decoder = Decoder()
        self._text = RadioText(text=b"")

    def greet(self) -> None:
        """Tell a fresh encoder the PI, and the application that commands belong to."""
        self._told.forget()
        for fact in self._identity():
            self._say(fact)

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> int:
        """Send one copy of a command; return from when on it has wholly left the antenna."""
        return self._feed.hand_over(parts, wait)

    # --- what receivers are to show -------------------------------------------------------------

    def rest_s(self, on_air: OnAir) -> float:
        """Return how long there is nothing to tell."""
        return self._told.rest_s(self._facts(on_air))

    def tell(self, on_air: OnAir) -> None:
        """Tell the next thing that the encoder does not know yet."""
        fact = self._told.owed(self._facts(on_air))
        if fact is not None:
            self._say(fact)

    def _say(self, fact: Fact[Element]) -> None:
        self._feed.tell(fact.said)
        self._told.note(fact)
        if isinstance(fact.said, RadioText):
            self._text = fact.said

    def _facts(self, on_air: OnAir) -> list[Fact[Element]]:
        """Return what the encoder is to know; what takes long is left out while busy."""
        facts = [*self._identity(), *self._shown(shown(self._encoder.label, on_air))]
        facts += self._clock(self._wall.now())
        if on_air.kind is OnAirKind.NOTHING:
            return facts
        return [fact for fact in facts if self._feed.line_ns(fact.said) <= SHORT_NS]

    def _identity(self) -> list[Fact[Element]]:
        facts = [_fact("pi", ProgrammeIdentification(pi=self._encoder.pi))]
        form = self._encoder.form
        if form.aid is not None:
            facts.append(_fact("aid", OpenDataConfiguration(group=form.code, aid=form.aid)))
        return facts

    def _shown(self, show: Shown) -> list[Fact[Element]]:
        flags = TrafficFlags(
            announcement=show.announcement, programme_carries=show.traffic_programme
        )
        return [
            _fact("flags", flags),
            _fact("type", ProgrammeType(pty=show.pty)),
            _fact("type name", ProgrammeTypeName(name=show.pty_name)),
            _fact("name", ProgrammeService(name=show.name)),
            Fact(name="text", content=show.text, said=self._radio_text(show.text)),
        ]

    def _radio_text(self, text: bytes) -> RadioText:
        """Return the text with its end mark; a new one flips the flag, so displays begin anew."""
        if not text:
            return RadioText(text=b"", flag=self._text.flag, buffer=TextBuffer.CLEAR)
        ended = text if len(text) == TEXT_LENGTH else text + _TEXT_END
        return RadioText(text=ended, flag=self._text.flag ^ (ended != self._text.text))

    def _clock(self, now: datetime | None) -> list[Fact[Element]]:
        """Return the time at which it will have arrived; without a trusted clock there is none."""
        groups = _fact("clock groups", ClockGroups(on=now is not None))
        if now is None:
            return [groups]
        half_hours = (now.utcoffset() or timedelta()) // _HALF_HOUR
        plain = Clock(utc=now, offset_half_hours=half_hours)
        arrival = now + timedelta(microseconds=self._feed.line_ns(plain) // 1000)
        said = Clock(utc=arrival, offset_half_hours=half_hours)
        return [Fact(name="clock", content=self._wall.era, said=said), groups]

    # --- what the encoder says ------------------------------------------------------------------

    def hear(self, data: bytes) -> None:
        """Take bytes from the encoder; only refusals count."""
        for frame in self._decoder.feed(data):
            if isinstance(frame, Frame):
                self._heard(frame)

    def _heard(self, frame: Frame) -> None:
        for element in parse_elements(frame.message):
            if isinstance(element, Acknowledge) and element.code is not AckCode.OK:
                if self.complaint is None:  # said once an order: a broken encoder can say much
                    log.warning("encoder refuses frame %d: %s", element.sequence, element.code)
                self.complaint = f"refused: {element.code.name}"
