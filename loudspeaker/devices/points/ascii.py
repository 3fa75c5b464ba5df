"""An RDS encoder that takes ASCII commands (PIRA and relatives): ``G=`` for point commands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from loudspeaker.devices.points.ascii_clock import ClockSetting
from loudspeaker.devices.points.ascii_feed import AsciiFeed, Ear
from loudspeaker.devices.points.line import SHORT_NS, Encoder, Fact, Told, Wait, Writes
from loudspeaker.model import TimeSource
from loudspeaker.radio.ascii_encoder import Reply, group_digits, setting, whole_group
from loudspeaker.radio.fragments import Fragment
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind, Shown, shown
from loudspeaker.radio.pacing import FreeGroups
from loudspeaker.radio.rds import make_group

log = logging.getLogger(__name__)
_APPLICATION = 3  # the group that announces an open data application


class AsciiLine:
    """EncoderLine in ASCII commands; ``trusted`` is the wall clock, None if it lies."""

    def __init__(
        self,
        port: Writes,
        ear: Ear,
        encoder: Encoder,
        time: TimeSource,
        *,
        trusted: Callable[[], datetime | None],
    ) -> None:
        self.complaint: str | None = None
        self._encoder = encoder
        self._time = time
        self._ear = ear
        self._feed = AsciiFeed(port, ear, time, baud=encoder.baud)
        self._queue = FreeGroups()
        self._told = Told(time)
        self._clock = ClockSetting(time, trusted, line_ns=self._feed.line_ns)
        self._shown = shown(encoder.label, NOTHING_ON_AIR)

    def greet(self) -> None:
        """Tell a fresh encoder the PI, and the application that commands belong to."""
        self._told.forget()
        self._clock.forget()
        self._feed.begin()
        self._say(setting("ECHO", "0"))
        for fact in self._identity():
            self._tell(fact)

    def hear(self, data: bytes) -> None:
        """Take what the encoder says."""
        self._ear.hear(data)

    # --- point commands -------------------------------------------------------------------------

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> int:
        """Send one copy of a command; return from when on it has wholly left the antenna."""
        for part in parts:
            while (left_ns := self._queue.room_ns - self._time.mono_ns()) > 0:
                wait(left_ns / 1e9)
            wait(0.0)
            self._say(self._group(part))
            self._queue.arrived(self._feed.done_ns)
        return self._queue.left_ns

    def _group(self, part: Fragment) -> bytes:
        kind, tail = self._encoder.form.kind, part.tail
        return whole_group(*self._blocks(kind, tail, part.block_3, part.block_4))

    def _blocks(self, kind: int, tail: int, block_3: int, block_4: int) -> tuple[int, int, int]:
        """Return blocks 2 to 4 with the TP and PTY of the encoder's own groups.

        Some encoders put theirs into block 2, others send it as it comes.
        """
        show = self._shown
        group = make_group(
            pi=self._encoder.pi,
            kind=kind,
            tail=tail,
            block_3=block_3,
            block_4=block_4,
            pty=show.pty,
            tp=show.traffic_programme,
        )
        return group.blocks[1:]

    def _say(self, command: bytes) -> Reply | None:
        """Send one command; a refusal is a complaint, and the show goes on."""
        was_silent, reply = self._feed.silent, self._feed.say(command)
        if reply not in {None, Reply.DONE}:
            name = command.partition(b"=")[0].decode("ascii")
            self._complain(f"refused: {name} {reply.name}")
        elif self._feed.fell_silent:
            self._complain("does not answer any more")
        if was_silent and reply is not None:  # it may have been without power
            self._told.forget()
        return reply

    def _complain(self, complaint: str) -> None:
        if self.complaint is None:  # said once an order: a broken encoder can say much
            log.warning("encoder: %s", complaint)
        self.complaint = complaint

    # --- what receivers are to show -------------------------------------------------------------

    def rest_s(self, on_air: OnAir) -> float:
        """Return how long there is nothing to tell."""
        return self._told.rest_s(self._facts(on_air))

    def tell(self, on_air: OnAir) -> None:
        """Tell the next thing that the encoder does not know yet."""
        fact = self._told.owed(self._facts(on_air))
        if fact is None:
            return
        if fact.name in {"TP", "PTY"}:
            self._shown = shown(self._encoder.label, on_air)
        self._tell(fact)

    def _tell(self, fact: Fact[bytes]) -> None:
        reply = self._say(fact.said)
        self._told.note(fact)
        self._clock.answered(fact.name, reply)

    def _facts(self, on_air: OnAir) -> list[Fact[bytes]]:
        """Return what the encoder is to know; what takes long is left out while busy."""
        facts = [*self._identity(), *_facts_of(shown(self._encoder.label, on_air))]
        if on_air.kind is OnAirKind.NOTHING:
            return facts + self._clock.facts()
        return [fact for fact in facts if self._feed.line_ns(fact.said) <= SHORT_NS]

    def _identity(self) -> list[Fact[bytes]]:
        facts, form = [_fact("PI", f"{self._encoder.pi:04X}")], self._encoder.form
        if form.aid is not None:
            announcement = self._blocks(_APPLICATION, form.code, 0, form.aid)
            facts.append(_fact("UDG1", group_digits(*announcement)))
        return facts


def _fact(name: str, value: bytes | str) -> Fact[bytes]:
    return Fact(name=name, content=value, said=setting(name, value))


def _facts_of(show: Shown) -> list[Fact[bytes]]:
    """Return the station's data, the most pressing first; empty texts switch their groups off."""
    return [
        _fact("TP", f"{show.traffic_programme:d}"),
        _fact("TA", f"{show.announcement:d}"),
        _fact("PTY", str(show.pty)),
        _fact("PTYN", show.pty_name.rstrip()),
        _fact("PS", show.name.rstrip()),
        _fact("RT1", show.text),
    ]
