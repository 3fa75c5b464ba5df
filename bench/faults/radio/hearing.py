"""What receivers make of groups and carriers that come at known times."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bench.faults.radio.station import SLOT_NS, Sent
from loudspeaker.radio.command_receiver import (
    Accepted,
    CommandReceiver,
    Identity,
    Memory,
    Outcome,
    Rejected,
)
from loudspeaker.radio.gate import Cause, GateChange

Carrier = tuple[int, bool]
"""From when on there is one, or none."""
Lost = Callable[[Sent], bool]


@dataclass(slots=True)
class Ear:
    """A receiver, and everything it decided; it loses its power for a moment at ``reboots_ns``."""

    identity: Identity
    memory: Memory = field(default_factory=Memory)
    reboots_ns: list[int] = field(default_factory=list)
    changes: list[GateChange] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    refused: list[Rejected] = field(default_factory=list)
    _carrier: bool = False
    receiver: CommandReceiver = field(init=False)

    def __post_init__(self) -> None:
        self.receiver = CommandReceiver(self.identity, self.memory)

    def carrier(self, mono_ns: int, *, present: bool) -> None:
        """Let a carrier come or go."""
        self._reboot(mono_ns)
        self._carrier = present
        self._note(self.receiver.carrier(mono_ns, present=present))

    def hear(self, sent: Sent) -> None:
        """Let a group be heard whole."""
        self._reboot(sent.end_ns)
        self._note(self.receiver.hear(sent.group, sent.end_ns))

    def advance(self, mono_ns: int) -> None:
        """Let time pass."""
        self._reboot(mono_ns)
        self._note(self.receiver.advance(mono_ns))

    def _reboot(self, until_ns: int) -> None:
        while self.reboots_ns and self.reboots_ns[0] <= until_ns:
            at_ns = self.reboots_ns.pop(0)
            self._note(self.receiver.advance(at_ns))
            if self.receiver.is_open:
                self.changes.append(
                    GateChange(mono_ns=at_ns, open=False, volume=0, by=Cause.SQUELCH)
                )
            self.receiver = CommandReceiver(self.identity, self.receiver.memory)
            self.receiver.carrier(at_ns, present=self._carrier)

    def _note(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            match outcome:
                case GateChange():
                    self.changes.append(outcome)
                case Accepted():
                    self.accepted.append(outcome)
                case Rejected():
                    self.refused.append(outcome)

    def open_at(self, mono_ns: int) -> bool:
        """Tell whether the point could be heard then."""
        before = [change.open for change in self.changes if change.mono_ns <= mono_ns]
        return bool(before) and before[-1]

    def mutes(self, start_ns: int, end_ns: int) -> list[tuple[int, int]]:
        """Return from when to when the point was silent after it could be heard, in that time."""
        found: list[tuple[int, int]] = []
        silent_ns: int | None = None
        for change in self.changes:
            if not start_ns <= change.mono_ns < end_ns:
                continue
            if not change.open and silent_ns is None:
                silent_ns = change.mono_ns
            elif change.open and silent_ns is not None:
                found.append((silent_ns, change.mono_ns))
                silent_ns = None
        return found if silent_ns is None else [*found, (silent_ns, end_ns)]


def play(
    ears: Sequence[Ear],
    groups: Iterable[Sent],
    carriers: Sequence[Carrier],
    *,
    until_ns: int,
    lost: Lost = lambda _: False,
) -> None:
    """Let everything happen in the order of time; what had no carrier throughout was not heard."""
    waiting = list(carriers)
    since_ns: int | None = None
    for sent in groups:
        while waiting and waiting[0][0] <= sent.end_ns:
            mono_ns, present = waiting.pop(0)
            since_ns = mono_ns if present else None
            for ear in ears:
                ear.carrier(mono_ns, present=present)
        whole = since_ns is not None and since_ns <= sent.end_ns - SLOT_NS
        if whole and not lost(sent):
            for ear in ears:
                ear.hear(sent)
    for mono_ns, present in waiting:
        for ear in ears:
            ear.carrier(mono_ns, present=present)
    for ear in ears:
        ear.advance(until_ns)
