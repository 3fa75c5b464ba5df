"""What a receiver knows of a station by its RDS."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

HEXADECIMAL = {"pi": "04X", "ecc": "02X", "language": "02X"}
"""How numbers that are codes are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """An open data application: its number, the group it is in (``11A``), its 16 message bits."""

    aid: int
    group: str
    message: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What was heard so far; None was not heard, or not whole yet.

    ``clock`` is the last 4A in the station's local time, right at the end of that group.
    ``item_number`` is the raw programme item number.
    """

    pi: int | None = None
    ps: str | None = None
    pty: int | None = None
    tp: bool | None = None
    ta: bool | None = None
    music: bool | None = None
    decoder_bits: int | None = None
    radio_text: str | None = None
    ptyn: str | None = None
    long_ps: str | None = None
    ert: str | None = None
    ecc: int | None = None
    language: int | None = None
    warning_channel: int | None = None
    item_number: int | None = None
    alternative_frequencies_khz: tuple[int, ...] | None = None
    clock: datetime | None = None
    applications: tuple[Application, ...] = ()

    def changes_from(self, before: Station) -> tuple[Change, ...]:
        """Return what differs from an earlier state, in the order of the fields."""
        names = (field.name for field in fields(self))
        return tuple(
            Change(what=name, value=getattr(self, name))
            for name in names
            if getattr(self, name) != getattr(before, name)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A field of ``Station`` and what it has become."""

    what: str
    value: object

    @property
    def words(self) -> str:
        """The change as a line of a log: ``ps 'DAI XA  '``, ``pi 7001``, ``ta on``."""
        return f"{self.what} {self._said()}"

    def _said(self) -> str:
        match self.value:
            case bool():
                return "on" if self.value else "off"
            case int() if self.what in HEXADECIMAL:
                return format(self.value, HEXADECIMAL[self.what])
            case str():
                return repr(self.value)
            case datetime():
                return self.value.isoformat(timespec="minutes")
            case tuple():
                return ", ".join(map(_part, self.value)) or "none"
            case _:
                return str(self.value)


def _part(value: object) -> str:
    if isinstance(value, Application):
        return f"{value.aid:04X} in {value.group}"
    return str(value)
