"""The rhythm of an RDS encoder: one group every 87.58 ms, from its power-up on, for ever."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.radio.rds import Group, groups_ns


@dataclass(slots=True, kw_only=True)
class OnAir:
    """The group that is being sent; ``damaged`` when the carrier came or went meanwhile."""

    group: Group | None
    damaged: bool = False


class Slots:
    """Boundaries between groups; asleep while nobody could hear or wants to be heard."""

    def __init__(self, start_ns: int) -> None:
        self._start_ns = start_ns
        self._next: int | None = None
        self.on_air = OnAir(group=None)

    @property
    def boundary_ns(self) -> int | None:
        """When the next group begins, None while asleep."""
        return None if self._next is None else self._start_ns + groups_ns(self._next)

    def wake(self, mono_ns: int) -> None:
        """Take the rhythm up again; the group that is half gone by now was not heard."""
        if self._next is not None:
            return
        passed = mono_ns - self._start_ns
        number = max(0, passed // (groups_ns(1) + 1))
        while groups_ns(number) <= passed:
            number += 1
        self._next = number
        self.on_air = OnAir(group=None)

    def begin(self, group: Group | None) -> None:
        """Start the next group at the boundary that has come."""
        assert self._next is not None
        self._next += 1
        self.on_air = OnAir(group=group)

    def sleep(self) -> None:
        """Stop counting until ``wake``."""
        self._next = None
        self.on_air = OnAir(group=None)
