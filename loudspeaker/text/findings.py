"""What an audit says of a piece of text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Concern(StrEnum):
    """Why a person should look at a piece."""

    SPELLED = "spelled"
    """Letters are said one by one: an abbreviation that is in no table."""
    SEVERAL_MEANINGS = "several_meanings"
    """An abbreviation that means something else in other surroundings."""
    FOREIGN = "foreign"
    """A word of another language, read as a table tells."""
    STRANGE = "strange"
    """A word that is no Vietnamese syllable and in no table; it is left to the voice."""
    TELEX = "telex"
    """Keys of an input method were left in the word."""
    NUMBER = "number"
    """A number whose kind nothing tells: it may be a code, a date or a sum."""
    DATE_IMPOSSIBLE = "date_impossible"
    """There is no such day."""
    WEEKDAY = "weekday"
    """The date falls on another day of the week."""
    DATE_PAST = "date_past"
    """The day is over."""
    MARK = "mark"
    """Braces that look like a mark and are none."""
    SILENT = "silent"
    """Signs that are not read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A concern about ``text[start:end]`` of the prepared text.

    ``detail`` is what is known beyond that: another reading, the right weekday, an ISO date.
    """

    concern: Concern
    start: int
    end: int
    text: str
    reading: str
    detail: str = ""
