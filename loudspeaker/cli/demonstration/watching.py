"""An announcement on its way: a bar and eleven lamps in a terminal, a few lines else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from loudspeaker.cli.call import current
from loudspeaker.cli.demonstration.events import Event, EventReader, is_audible
from loudspeaker.cli.output import is_terminal, say
from loudspeaker.errors import InternalError
from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import clock
from loudspeaker.system.channel import Client

LOOK_S = 0.1
LIMIT_S = 180.0
SETTLE_S = 1.5  # the village writes a stretch of sound up to 0.6 s after it was heard


@dataclass(slots=True)
class Village:
    """What the village's log has told so far."""

    reader: EventReader
    numbers: tuple[int, ...]
    events: list[Event] = field(default_factory=list)
    open: dict[int, bool] = field(default_factory=dict)
    first_audible_ns: int | None = None

    def look(self) -> None:
        """Take what is new."""
        for event in self.reader.fresh():
            if event["ev"] == "point":
                self.open[event["n"]] = event["open"]
            elif event["ev"] != "audio":
                continue
            elif is_audible(event) and self.first_audible_ns is None:
                self.first_audible_ns = event["mono_ns"]
            self.events.append(event)

    @property
    def lamps(self) -> str:
        """One lamp for each point: lit while its gate is open."""
        return "".join("●" if self.open.get(number) else "○" for number in self.numbers)


Display = Callable[[float, float, str], None]
"""Shows how far it is: position and length in milliseconds, and the lamps."""


def wait_until_over(station: Client, air: Client, occurrence: str, village: Village) -> str:
    """Watch an occurrence until it is over and return its last state.

    Raises InternalError if that takes longer than anything in the demonstration can.
    """
    deadline = time.monotonic() + LIMIT_S
    item = occurrence.rpartition("-")[0]
    with _display() as show:
        while time.monotonic() < deadline:
            village.look()
            _show_position(air, occurrence, village, show)
            state = _state(station, item)
            if OccurrenceState(state).terminal:
                time.sleep(SETTLE_S)
                village.look()
                return state
            time.sleep(LOOK_S)
    raise InternalError(what=f"{occurrence} is not over after {LIMIT_S:.0f} s")


def _state(station: Client, item: str) -> str:
    return str(station.call("show", id=item)["occurrences"][-1]["state"])


def _show_position(air: Client, occurrence: str, village: Village, show: Display) -> None:
    on_air: dict[str, Any] | None = air.call("status")["on_air"]
    if on_air and on_air["occurrence"] == occurrence:
        show(on_air["pos_ms"], on_air["len_ms"], village.lamps)
    else:
        show(0.0, 0.0, village.lamps)


@contextmanager
def _display() -> Iterator[Display]:
    if current().json:
        yield lambda *_values: None
    elif is_terminal():
        with _bar() as show:
            yield show
    else:
        yield _lines(say)


@contextmanager
def _bar() -> Iterator[Display]:
    from rich.progress import BarColumn, Progress, TextColumn  # noqa: PLC0415 - for people only

    lamps = TextColumn("{task.fields[lamps]}", style="green")
    where = TextColumn("{task.fields[where]}")
    with Progress(TextColumn("  "), lamps, BarColumn(bar_width=30), where) as bars:
        task = bars.add_task("", total=None, lamps="", where="")

        def show(position_ms: float, length_ms: float, lit: str) -> None:
            where = f"{clock(position_ms)} / {clock(length_ms)}" if length_ms else _("preparing")
            total = length_ms or None
            bars.update(task, completed=position_ms, total=total, lamps=lit, where=where)

        yield show


def _lines(write: Callable[[str], None]) -> Display:
    """Return a display that writes a line whenever the lamps change."""
    seen: set[str] = set()

    def show(position_ms: float, _length_ms: float, lit: str) -> None:
        if lit and lit not in seen:
            seen.add(lit)
            write(f"  {lit}  {clock(position_ms)}")

    return show


def points_of(zones: Iterable[int], rows: Iterable[dict[str, Any]]) -> list[int]:
    """Return the numbers of the points in these zones."""
    wanted = set(zones)
    return [row["number"] for row in rows if row["zone"] in wanted]
