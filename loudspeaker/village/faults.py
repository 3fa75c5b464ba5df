"""Making things go wrong in time, each noted in the log as ``fault`` when it begins and ends."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from loudspeaker.radio.rds import Group, groups_ns
from loudspeaker.village.event_log import Log
from loudspeaker.village.fault_script import Planned
from loudspeaker.village.ports import Port
from loudspeaker.village.receivers import AnyPoint
from loudspeaker.village.transmitter import Readings
from loudspeaker.village.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    mono_ns: int
    act: Callable[[int], None]


class Triggers:
    """A log that counts events, so that faults can wait for the nth of a kind."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.counts: Counter[str] = Counter()
        self._waiting: list[tuple[Planned, Callable[[int], None]]] = []

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        """Note an event, and set off what waited for it."""
        self._log.write(ev, mono_ns, **fields)
        self.counts[ev] += 1
        for planned, start in list(self._waiting):
            if planned.when == ev and self.counts[ev] == planned.nth:
                self._waiting.remove((planned, start))
                start(mono_ns + planned.after_ns)

    def wait_for(self, planned: Planned, start: Callable[[int], None]) -> None:
        """Call ``start(when)`` at the event that the fault waits for."""
        self._waiting.append((planned, start))


class Faults:
    """The faults of a script, set off by time or by events."""

    def __init__(
        self,
        script: Iterable[Planned],
        *,
        world: World,
        ports: Mapping[str, Port],
        triggers: Triggers,
        start_ns: int,
    ) -> None:
        self._world, self._ports, self._log = world, ports, triggers
        self._random = random.Random(1)  # noqa: S311 - the same garbage in every run
        self._due: list[_Due] = []
        for planned in script:
            begin = self._beginning(planned)
            if planned.at_ns is not None:
                self._at(start_ns + planned.at_ns, begin)
            else:
                triggers.wait_for(planned, partial(self._at, act=begin))

    @property
    def deadline_ns(self) -> int | None:
        """When the next fault begins or ends."""
        return min((due.mono_ns for due in self._due), default=None)

    def advance(self, mono_ns: int) -> None:
        """Begin and end what is due, in order."""
        while (due_ns := self.deadline_ns) is not None and due_ns <= mono_ns:
            due = next(due for due in self._due if due.mono_ns == due_ns)
            self._due.remove(due)
            self._world.advance(due_ns)
            due.act(due_ns)

    def _at(self, mono_ns: int, act: Callable[[int], None]) -> None:
        self._due.append(_Due(mono_ns=mono_ns, act=act))

    def _beginning(self, planned: Planned) -> Callable[[int], None]:
        def begin(mono_ns: int) -> None:
            end = self._begin(planned, mono_ns)
            self._note(planned, mono_ns, "begin")
            if planned.for_ns is not None and end is not None:
                self._at(mono_ns + planned.for_ns, lambda when: self._end(planned, when, end))

        return begin

    def _end(self, planned: Planned, mono_ns: int, end: Callable[[int], None]) -> None:
        end(mono_ns)
        self._note(planned, mono_ns, "end")

    def _note(self, planned: Planned, mono_ns: int, phase: str) -> None:
        shown = {name: _shown(value) for name, value in planned.options.items()}
        self._log.write("fault", mono_ns, fault=planned.do, phase=phase, **shown)

    # --- the kinds: each begins and returns what ends it ------------------------------------------

    def _begin(self, planned: Planned, mono_ns: int) -> Callable[[int], None] | None:
        begin: dict[str, Callable[[Mapping[str, Any], int], Callable[[int], None] | None]] = {
            "lose_groups": self._lose_groups,
            "foreign_carrier": self._foreign_carrier,
            "power_failure": self._power_failure,
            "serial_garbage": self._serial_garbage,
            "port_vanish": self._port_vanish,
            "encoder_ignore": self._encoder_ignore,
            "readings": self._readings,
        }
        return begin[planned.do](planned.options, mono_ns)

    def _chosen(self, options: Mapping[str, Any]) -> list[AnyPoint]:
        wanted = options["points"]
        return [p for p in self._world.points if wanted is None or p.number in wanted]

    def _lose_groups(self, options: Mapping[str, Any], _: int) -> Callable[[int], None]:
        def set_share(share: float) -> None:
            for point in self._chosen(options):
                point.lost_share = share

        set_share(options["percent"] / 100)
        return lambda _: set_share(0.0)

    def _foreign_carrier(self, options: Mapping[str, Any], mono_ns: int) -> Callable[[int], None]:
        captured = self._chosen(options)
        self._capture(captured, mono_ns, captured=True)
        for number, group in enumerate(options["groups"], start=1):
            self._at(mono_ns + groups_ns(number), self._sender(group, captured))
        return lambda when_ns: self._capture(captured, when_ns, captured=False)

    def _capture(self, points: Sequence[AnyPoint], mono_ns: int, *, captured: bool) -> None:
        self._world.at_points(
            mono_ns, lambda point, ns: point.capture(ns, captured=captured), only=points
        )

    def _sender(self, group: Group, points: Sequence[AnyPoint]) -> Callable[[int], None]:
        return lambda mono_ns: self._world.at_points(
            mono_ns, lambda point, ns: point.group(group, ns, foreign=True), only=points
        )

    def _power_failure(self, _: Mapping[str, Any], mono_ns: int) -> Callable[[int], None]:
        self._world.set_power(mono_ns, on=False)
        return lambda when_ns: self._world.set_power(when_ns, on=True)

    def _serial_garbage(self, options: Mapping[str, Any], mono_ns: int) -> None:
        garbage = self._random.randbytes(int(options["bytes"]))
        self._ports[options["port"]].write(garbage)
        self._log.write(
            "tx", mono_ns, port=options["port"], hex=garbage.hex(), ok=False, err="garbage"
        )

    def _port_vanish(self, options: Mapping[str, Any], mono_ns: int) -> Callable[[int], None]:
        port = self._ports[options["port"]]
        port.vanish(mono_ns, "vanished")
        return lambda _: port.appear()

    def _encoder_ignore(self, _: Mapping[str, Any], __: int) -> Callable[[int], None]:
        self._world.encoder.deaf = True

        def hear(_: int) -> None:
            self._world.encoder.deaf = False

        return hear

    def _readings(self, options: Mapping[str, Any], _: int) -> Callable[[int], None]:
        transmitter = self._world.transmitter
        transmitter.readings = replace(transmitter.readings, **options)

        def restore(_: int) -> None:
            transmitter.readings = Readings()

        return restore


def _shown(value: Any) -> Any:
    """Return an option as JSON shows it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [group.hex() for group in value]
    return value
