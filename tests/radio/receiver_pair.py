"""This project's receiver and the second one at one point, judged against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import cast

from loudspeaker.radio.command_receiver import (
    Accepted,
    CommandReceiver,
    Identity,
    Memory,
    Outcome,
    Rejected,
)
from loudspeaker.radio.commissioning import card_from_payload
from loudspeaker.radio.fragments import group_form
from loudspeaker.radio.rds import Group

from . import second_receiver as second

Said = tuple[int, str, str]  # when, what kind, what


class Pair:
    """Both from power-up on; every step compares what they say, what is heard and what is kept."""

    def __init__(self, card_text: str) -> None:
        ours, theirs = card_from_payload(card_text), second.parse_card(card_text)
        self._identity = Identity(
            point=ours.point,
            zone=ours.zone,
            pi=ours.pi,
            keys=ours.keys,
            form=group_form(ours.group, ours.aid),
        )
        self.ours = CommandReceiver(self._identity, Memory(volume=ours.volume))
        self.theirs = second.Receiver(theirs, second.Memory(volume=theirs.volume))
        self._heard = False
        self.seen: Counter[str] = Counter()

    def advance(self, now_ns: int) -> list[Said]:
        """Let time pass."""
        outcomes = self.ours.advance(now_ns)
        self.theirs.advance(now_ns)
        return self._compare(outcomes)

    def carrier(self, now_ns: int, *, present: bool) -> list[Said]:
        """Let the carrier come or go."""
        outcomes = self.ours.carrier(now_ns, present=present)
        self.theirs.carrier(present=present, now=now_ns)
        return self._compare(outcomes)

    def group(self, group: Group, now_ns: int) -> list[Said]:
        """Let both hear a group that ends now."""
        outcomes = self.ours.hear(group, now_ns)
        self.theirs.group(group.blocks, group.ok, now_ns)
        return self._compare(outcomes)

    def cut_power(self) -> None:
        """Begin again with what was kept."""
        self.ours = CommandReceiver(self._identity, self.ours.memory)
        self.theirs = second.Receiver(self.theirs.card, self.theirs.memory)
        self._heard = False

    def _compare(self, outcomes: Sequence[Outcome]) -> list[Said]:
        said = [(event.t, event.kind, event.what) for event in self.theirs.events]
        self.theirs.events.clear()
        assert self._told(outcomes) == said
        assert self.ours.is_open is self.theirs.audible
        memory = self.theirs.memory
        assert self.ours.memory == Memory(last_counter=memory.counter, volume=memory.volume)
        self.seen.update(f"{kind} {what}" for _, kind, what in said)
        return said

    def _told(self, outcomes: Sequence[Outcome]) -> list[Said]:
        """Put our outcomes into the other's words."""
        told: list[Said] = []
        for outcome in outcomes:
            if isinstance(outcome, Accepted):
                kind = "accepted" if outcome.ours else "overheard"
                told.append((outcome.mono_ns, kind, str(int(outcome.command.operation))))
            elif isinstance(outcome, Rejected):
                told.append((outcome.mono_ns, "refused", str(outcome.reason)))
            elif outcome.open is not self._heard:  # else it is the volume alone that changes
                self._heard = outcome.open
                told.append((outcome.mono_ns, "gate", "on" if outcome.open else "off"))
        return told


def damaged(group: Group, block: int, bit: int, *, noticed: bool) -> Group:
    """Return a group with a wrong bit, found by its check word or not."""
    blocks = [word ^ (1 << bit if at == block else 0) for at, word in enumerate(group.blocks)]
    ok = [not (noticed and at == block) for at in range(4)]
    return Group(blocks=cast("second.Blocks", tuple(blocks)), ok=cast("second.Ok", tuple(ok)))
