"""How one person alone released something: who answered for it beforehand, or what it corrects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from loudspeaker.model.kind import Kind
from loudspeaker.model.siren import Siren, siren_from_values


@dataclass(frozen=True, slots=True, kw_only=True)
class Warrant:
    """A template as two people answered for it: exactly this content, in this version."""

    template: str
    version: int
    sha256: str
    author: str
    approver: str

    def stands(self) -> bool:
        """Tell whether two different people are named, and a content."""
        two = self.author.casefold() != self.approver.casefold()
        return two and all((self.author, self.approver, self.template, self.sha256))

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values, as the as-run log has them."""
        return {
            "template": self.template,
            "version": self.version,
            "sha256": self.sha256,
            "author": self.author,
            "approver": self.approver,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What makes a release by one person lawful, and how it is aired.

    Either ``warrant`` or ``corrects``, an occurrence that was aired, is there.  Every ``every_min``
    minutes it is aired again, for ``lasts_min`` in all; without ``every_min`` it is aired once.
    """

    kind: Kind
    warrant: Warrant | None = None
    corrects: str | None = None
    siren: Siren | None = None
    every_min: int | None = None
    lasts_min: int = 60
    level: int | None = None

    def stands(self) -> bool:
        """Tell whether what it rests on is complete and fits its kind."""
        if self.kind is Kind.CORRECTION:
            return bool(self.corrects) and self.warrant is None and self.every_min is None
        of_template = self.kind in (Kind.ANNOUNCEMENT, Kind.DRILL, Kind.LIVE)
        if not of_template or self.corrects is not None or self.warrant is None:
            return False
        once = self.kind in (Kind.DRILL, Kind.LIVE)
        return self.warrant.stands() and not (once and self.every_min is not None)

    @property
    def offsets(self) -> tuple[timedelta, ...]:
        """Return when each airing is due, counted from the first; always some, never endless."""
        if self.every_min is None:
            return (timedelta(),)
        return tuple(timedelta(minutes=at) for at in range(0, self.lasts_min, self.every_min))

    @property
    def window(self) -> timedelta:
        """Return how late one airing may begin: until the next one, or until it expires."""
        return timedelta(minutes=self.every_min or self.lasts_min)

    def on_record(self) -> dict[str, Any]:
        """Return what the as-run log says of it."""
        return self.warrant.to_values() if self.warrant else {"corrects": self.corrects}

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "kind": self.kind.value,
            "warrant": self.warrant.to_values() if self.warrant else None,
            "corrects": self.corrects,
            "siren": self.siren.to_values() if self.siren else None,
            "every_min": self.every_min,
            "lasts_min": self.lasts_min,
            "level": self.level,
        }


def release_from_values(values: Mapping[str, Any] | None) -> Release | None:
    """Read what ``Release.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    warrant, siren = values["warrant"], values["siren"]
    return Release(
        kind=Kind(values["kind"]),
        warrant=Warrant(**warrant) if warrant is not None else None,
        corrects=values["corrects"],
        siren=siren_from_values(siren) if siren is not None else None,
        every_min=values["every_min"],
        lasts_min=int(values["lasts_min"]),
        level=values["level"],
    )
