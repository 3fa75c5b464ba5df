"""Which group goes out next: point commands, basic tuning, the clock, and the rest in turn.

Whatever waits, the rates of EN 50067, 3.1.3 are kept: two 0A in any second and four usually, 4A at
the minute, radio text within five seconds when there are no commands, the country every minute.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_bursts import Burst, BurstQueue
from loudspeaker.radio.rds_carousels import FlaggedText, carousels, name_circle
from loudspeaker.radio.rds_groups import clock_time, stamped
from loudspeaker.radio.rds_minutes import MinuteMarks, Outlook
from loudspeaker.radio.rds_pace import NamePace
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_rotation import Rotation
from loudspeaker.radio.rds_text_groups import TEXT_END
from loudspeaker.radio.rds_texts import name_bytes, text_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A group to be sent, and the token of the burst that is complete with it."""

    group: Group
    completed: object | None = None


class GroupScheduler:
    """Gives one group after the other, without pause; each goes on the air right behind the last.

    Bursts keep their own PI (their tag covers it) and get TP and PTY of the programme when sent.
    """

    def __init__(self, programme: Programme) -> None:
        self._bursts = BurstQueue()
        self._pace = NamePace()
        self._minutes = MinuteMarks()
        self._rotation = Rotation()
        self._programme = programme
        self._place = 0
        self._text = self._type_name = FlaggedText(flag=True)  # so the first has it clear
        self.set_programme(programme)

    def set_programme(self, programme: Programme) -> None:
        """Send this from the next group on; a new radio text or type name flips its flag.

        A text taken away is replaced by an empty one, so that displays are cleared.
        """
        text = text_bytes(programme.radio_text) or (TEXT_END if self._text.data else b"")
        self._text = self._text.changed_to(text)
        type_name = name_bytes(programme.ptyn)
        self._type_name = self._type_name.changed_to(type_name if type_name.strip() else b"")
        if programme.ps != self._programme.ps:
            self._place = 0
        self._programme = programme
        self._names = name_circle(programme)
        circles = carousels(programme, text=self._text, type_name=self._type_name)
        self._rotation.load(circles, now=self._pace.now)

    def enqueue(self, burst: Sequence[Group], token: object, *, urgent: bool = False) -> None:
        """Let 1 to 8 groups wait that go out one right behind the other (else ValueError).

        Urgent bursts go before the waiting ones, never into a running one.  ``token`` comes back in
        the slot of the last group.
        """
        self._bursts.add(burst, token, urgent=urgent)

    def drop_waiting(self) -> tuple[object, ...]:
        """Forget the bursts not begun; return their tokens.  A running one goes on."""
        return self._bursts.drop()

    def break_off(self) -> None:
        """Forget every burst, also the one that runs: the signal ends here."""
        self._bursts.break_off()

    def next(self, starts_at: datetime | None) -> Slot:
        """Return the next group; ``starts_at`` is when its first bit goes on the air.

        An aware moment in UTC, else ValueError; None while the clock is not trusted: then no 4A is
        sent at all, as receivers that do not know its "all zeros" would show midnight.
        """
        self._pace.tick(ta=self._programme.ta)
        group, token = self._choose(self._minutes.look(starts_at))
        now = self._programme
        return Slot(group=stamped(group, pty=now.pty, tp=now.tp), completed=token)

    def _choose(self, outlook: Outlook) -> tuple[Group, object | None]:
        head = self._bursts.head
        if not self._bursts.running:
            if outlook.edge and self._is_clocks_turn(outlook, hurried=head is not None):
                return self._clock(outlook.edge), None
            if head is None:
                return self._usual(outlook), None
            if between := self._before(head, outlook):
                return between, None
            self._bursts.begin()
        return self._bursts.next()

    def _is_clocks_turn(self, outlook: Outlook, *, hurried: bool) -> bool:
        """Wait for the best slot, unless commands wait; give way to a 0A if there is time."""
        ready = outlook.possible if hurried else outlook.aimed and not self._pace.due
        return self._pace.allows(1) and (ready or outlook.last_chance)

    def _before(self, head: Burst, outlook: Outlook) -> Group | None:
        """Return what must go out before the burst, None if it can begin."""
        pace, count = self._pace, len(head.groups)
        if not pace.allows(outlook.reach(count)):
            return self._name()
        if pace.pressing and not self._bursts.urgent:
            return self._name()
        if pace.allows(outlook.reach(1)) and (overdue := self._rotation.overdue(now=pace.now)):
            return overdue
        return None if outlook.room_for(count) else self._name()

    def _usual(self, outlook: Outlook) -> Group:
        if self._pace.due or not self._pace.allows(outlook.reach(1)):
            return self._name()
        return self._rotation.next(now=self._pace.now) or self._name()

    def _name(self) -> Group:
        group = self._names[self._place % len(self._names)]
        self._place += 1
        self._pace.sent()
        return group

    def _clock(self, edge: datetime) -> Group:
        self._minutes.sent(edge)
        now = self._programme
        return clock_time(pi=now.pi, moment=edge, offset_half_hours=now.utc_offset_half_hours)
