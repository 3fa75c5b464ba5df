"""A programme: what is heard in one slot, in which order, and by which rules bulletins fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from loudspeaker.model.priority import Priority
from loudspeaker.model.relay import Relay, relay_from_values


class ElementKind(StrEnum):
    """What a fixed element of a programme is to the listener."""

    TUNE = "tune"
    TEXT = "text"
    RECORDING = "recording"


class Start(StrEnum):
    """What a programme does whose time comes while something else is on air.

    ``now`` fades it out, ``next`` begins when it ends, ``wait`` gives it some minutes to end.
    """

    NOW = "now"
    NEXT = "next"
    WAIT = "wait"


class Fill(StrEnum):
    """What is done with time that is left in a slot."""

    NONE = "none"
    REPEAT = "repeat"
    MUSIC = "music"


class Drop(StrEnum):
    """What waits for the next slot if not everything fits."""

    NORMAL_FIRST = "normal_first"
    NEWEST_FIRST = "newest_first"


class First(StrEnum):
    """Which of several bulletins of one level goes first."""

    OLDEST = "oldest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A tune, a text or a recording.

    ``content`` is the text, with fields in braces, or the sound's name; ``sha256`` is that of the
    sound's file, None for a tune that is built in.
    """

    kind: ElementKind
    content: str
    sha256: str | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"kind": self.kind.value, "content": self.content, "sha256": self.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletins:
    """The place for what waits: which levels, and for how long at the most."""

    levels: tuple[Priority, ...]
    most_minutes: int | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"levels": [str(level) for level in self.levels], "most_minutes": self.most_minutes}


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayStep:
    """Another station for some minutes; ``fallback`` is heard where that cannot be had."""

    relay: Relay
    fallback: Element

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"relay": self.relay.to_values(), "fallback": self.fallback.to_values()}


Step = Element | Bulletins | RelayStep
OwnBlock = tuple[Element, ...] | RelayStep
Block = OwnBlock | Bulletins
"""What is aired as one, or the place for bulletins between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """The steps of a slot of so many minutes, and its rules."""

    steps: tuple[Step, ...]
    minutes: int
    start: Start = Start.NEXT
    wait_minutes: int | None = None
    may_overrun_minutes: int = 0
    fill: Fill = Fill.NONE
    music: Element | None = None
    drop: Drop = Drop.NORMAL_FIRST
    first: First = First.OLDEST

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The steps, fixed elements that follow each other taken together."""
        found: list[Block] = []
        for fixed, steps in groupby(self.steps, lambda step: isinstance(step, Element)):
            each = tuple(steps)
            if fixed:
                found.append(tuple(step for step in each if isinstance(step, Element)))
            else:
                found += [step for step in each if not isinstance(step, Element)]
        return tuple(found)

    def fixed_blocks(self) -> dict[int, OwnBlock]:
        """Return the programme's own blocks by their place among all."""
        each = enumerate(self.blocks)
        return {n: block for n, block in each if not isinstance(block, Bulletins)}

    def relay_at(self, block: int | None) -> Relay | None:
        """Return what is relayed in a block, None in one that is no relay."""
        found = self.fixed_blocks().get(block) if block is not None else None
        return found.relay if isinstance(found, RelayStep) else None

    @property
    def relays(self) -> tuple[Relay, ...]:
        """The relays among the steps."""
        return tuple(step.relay for step in self.steps if isinstance(step, RelayStep))

    def takes(self, priority: Priority) -> bool:
        """Tell whether there is a place for bulletins of this level."""
        places = (step for step in self.steps if isinstance(step, Bulletins))
        return any(priority in place.levels for place in places)

    @property
    def wait_s(self) -> float | None:
        """How long it lets what is on air end; None: as long as that takes."""
        return None if self.start is Start.NEXT else (self.wait_minutes or 0) * 60.0

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "steps": [step.to_values() for step in self.steps],
            "minutes": self.minutes,
            "start": self.start.value,
            "wait_minutes": self.wait_minutes,
            "may_overrun_minutes": self.may_overrun_minutes,
            "fill": self.fill.value,
            "music": self.music.to_values() if self.music else None,
            "drop": self.drop.value,
            "first": self.first.value,
        }


def _element(values: Mapping[str, Any]) -> Element:
    return Element(
        kind=ElementKind(values["kind"]),
        content=str(values["content"]),
        sha256=values["sha256"],
    )


def _step(values: Mapping[str, Any]) -> Step:
    if "kind" in values:
        return _element(values)
    relay = relay_from_values(values.get("relay"))
    if relay is not None:
        return RelayStep(relay=relay, fallback=_element(values["fallback"]))
    levels = tuple(Priority(level) for level in values["levels"])
    return Bulletins(levels=levels, most_minutes=values["most_minutes"])


def programme_from_values(values: Mapping[str, Any] | None) -> Programme | None:
    """Read what ``to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    return Programme(
        steps=tuple(_step(step) for step in values["steps"]),
        minutes=int(values["minutes"]),
        start=Start(values["start"]),
        wait_minutes=values["wait_minutes"],
        may_overrun_minutes=int(values["may_overrun_minutes"]),
        fill=Fill(values["fill"]),
        music=_element(values["music"]) if values["music"] else None,
        drop=Drop(values["drop"]),
        first=First(values["first"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an airing stands in a slot of a programme.

    ``slot`` is the occurrence that begins it, ``block`` the programme's own block (None: a
    bulletin, -1: music), ``follows`` the occurrence that must be over first.  It fades what else is
    on air ``cuts_in_s`` after its time.  ``composed`` tells of the first that the others have been
    chosen.  ``programme`` is what people call the programme.
    """

    slot: str
    block: int | None = None
    follows: str | None = None
    cuts_in_s: float | None = None
    composed: bool = False
    programme: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "slot": self.slot,
            "block": self.block,
            "follows": self.follows,
            "cuts_in_s": self.cuts_in_s,
            "composed": self.composed,
            "programme": self.programme,
        }


def place_from_values(values: Mapping[str, Any]) -> Place:
    """Read what ``to_values`` wrote; KeyError or TypeError otherwise."""
    known = {"programme": "", **values}  # older databases do not have it
    return Place(**{name: known[name] for name in Place.__dataclass_fields__})


MUSIC = -1
"""The block of the music that fills a slot."""
