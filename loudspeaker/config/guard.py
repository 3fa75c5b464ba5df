"""The keys ``guard``, ``office`` and ``plugins`` of ``station.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loudspeaker.config.reader import Section
from loudspeaker.model.settings import ListOf, Scalar, Setting, Table, flag, line_of_text

_PLUGIN = re.compile(r"[a-z][a-z0-9_]{0,31}")
_FEWEST_DIGITS, _MOST_DIGITS = 6, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardConfig:
    """Whether texts are looked at for personal data, and which numbers are an office's own."""

    enabled: bool = True
    public_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeConfig:
    """Whether the page of opening hours and contacts is kept here."""

    enabled: bool = True


def _number() -> Scalar:
    """Return the kind of a telephone or account number, kept as it is written."""
    expected = f"a telephone or account number of {_FEWEST_DIGITS} to {_MOST_DIGITS} digits"
    line = line_of_text(40)

    def read(text: str) -> str:
        value: str = line.convert(text)
        count = sum(character in "0123456789" for character in value)
        others = set(value) - set("0123456789 .-+()")
        if others or not _FEWEST_DIGITS <= count <= _MOST_DIGITS:
            raise ValueError(text)
        return value

    return Scalar(expected, read)


def plugin_name() -> Scalar:
    """Return the kind of a plug-in's name."""

    def read(text: str) -> str:
        if not _PLUGIN.fullmatch(text):
            raise ValueError(text)
        return text

    return Scalar("a plug-in's name: small letters a-z, digits and '_'", read)


GUARD_KEYS = Table(
    (
        Setting("enabled", flag(), default=True),
        Setting("public_numbers", ListOf(item=_number(), most=200), default=()),
    )
)
OFFICE_KEYS = Table((Setting("enabled", flag(), default=True),))
PLUGIN_NAMES = ListOf(item=plugin_name(), most=20)


def read_guard(section: Section) -> GuardConfig:
    """Return the settings of the check for personal data."""
    row: Section | None = section["guard"]
    if row is None:
        return GuardConfig()
    return GuardConfig(enabled=row["enabled"], public_numbers=row["public_numbers"])


def read_office(section: Section) -> OfficeConfig:
    """Return the settings of opening hours and contacts."""
    row: Section | None = section["office"]
    return OfficeConfig() if row is None else OfficeConfig(enabled=row["enabled"])
