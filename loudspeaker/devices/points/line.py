"""What the sender of point commands asks of one kind of RDS encoder on a serial line."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import Fragment, GroupForm
from loudspeaker.radio.on_air import OnAir, StationLabel

HOUR_NS = 3_600_000_000_000
PACE_NS = 100_000_000
"""Pause between two things that an encoder is told: cheap ones are slow to take them in."""
SHORT_NS = 100_000_000
"""How long the line may be taken by anything but commands while something is on air."""
IDLE_S = 5.0
Wait = Callable[[float], None]
"""Waits so many seconds at the most; raises in order to give up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """One encoder: how it is addressed, in which groups commands travel, what it shows."""

    pi: int
    form: GroupForm
    baud: int
    address: int = 0
    label: StationLabel = field(default_factory=StationLabel)


class Writes(Protocol):
    """Where bytes go: a serial port."""

    def write(self, data: bytes) -> None:
        """Send bytes, or DeviceFailure."""
        ...


class EncoderLine(Protocol):
    """One encoder's language and pace.

    One thread speaks, another hears: everything but ``hear`` belongs to the one that speaks.
    """

    complaint: str | None
    """What the encoder refused last, since somebody took it back."""

    def greet(self) -> None:
        """Tell an encoder that was reached just now what commands need; or DeviceFailure."""
        ...

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> int:
        """Send one copy of a command; return from when on it has wholly left the antenna."""
        ...

    def rest_s(self, on_air: OnAir) -> float:
        """Return how long there is nothing to tell, 0 when there is something now."""
        ...

    def tell(self, on_air: OnAir) -> None:
        """Tell the next thing that the encoder does not know yet; or DeviceFailure."""
        ...

    def hear(self, data: bytes) -> None:
        """Take what the encoder says."""
        ...


Said = TypeVar("Said")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Generic[Said]):
    """Something that an encoder is to know: known when it was told the same ``content`` before.

    ``said`` is how it is told, ``in_s`` how long that has to wait for its moment.
    """

    name: str
    content: Hashable
    said: Said
    in_s: float = 0.0


class Told:
    """What an encoder was told, and when it is time to tell it more; all of it again each hour."""

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self._known: dict[str, Hashable] = {}
        self._next_ns = 0
        self._again_ns = 0

    def forget(self) -> None:
        """Take nothing for known: it is another encoder, or one without power since."""
        self._known.clear()
        self._next_ns = self._time.mono_ns()
        self._again_ns = self._next_ns + HOUR_NS

    def owed(self, facts: Sequence[Fact[Said]]) -> Fact[Said] | None:
        """Return the first of the facts that is not known, or not known like this."""
        if self._time.mono_ns() >= self._again_ns:
            self.forget()
        return next((fact for fact in facts if self._is_new(fact)), None)

    def _is_new(self, fact: Fact[Said]) -> bool:
        return fact.name not in self._known or self._known[fact.name] != fact.content

    def rest_s(self, facts: Sequence[Fact[Said]]) -> float:
        """Return how long the encoder is to be left alone."""
        fact = self.owed(facts)
        if fact is None:
            return IDLE_S
        return max(fact.in_s, (self._next_ns - self._time.mono_ns()) / 1e9, 0.0)

    def note(self, fact: Fact[Said]) -> None:
        """Note that the encoder was told this just now."""
        self._known[fact.name] = fact.content
        self._next_ns = self._time.mono_ns() + PACE_NS
