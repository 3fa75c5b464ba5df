"""Questions that anybody may ask on the portal with what only they know, such as a code."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.hookspecs.actions import BadPlugin, listed

MOST_LOOKUPS: Final = 5
MOST_FIELDS: Final = 6
LONGEST: Final = 200
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_FIELD: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookupField:
    """One thing that is asked for; a ``secret`` is what tells who may see the answer."""

    name: str
    label: str
    hint: str = ""
    secret: bool = False
    longest: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """A form at ``/tra-cuu/<plug-in>/<name>`` of the portal.

    What is not secret says what is asked for; one such thing can be asked for only so often,
    whoever asks.
    """

    name: str
    title: str
    fields: tuple[LookupField, ...]
    about: str = ""


def lookups_of(answers: Iterable[Any]) -> tuple[Lookup, ...]:
    """Return the lookups that a plug-in has answered with; BadPlugin."""
    found = listed(answers, "lookups")
    if len(found) > MOST_LOOKUPS or not all(_is_lookup(each) for each in found):
        raise BadPlugin("gives lookups that are none, or too many")
    if len({each.name for each in found}) != len(found):
        raise BadPlugin("gives a lookup twice")
    return tuple(found)


def _is_lookup(value: Any) -> bool:
    if not isinstance(value, Lookup) or not value.title:
        return False
    fields: Any = value.fields
    if not isinstance(fields, tuple):
        return False
    names = {each.name for each in fields if _is_field(each)}
    secret = any(each.secret for each in fields if isinstance(each, LookupField))
    whole = 0 < len(fields) <= MOST_FIELDS and len(names) == len(fields)
    return bool(_NAME.fullmatch(str(value.name))) and whole and secret


def _is_field(value: Any) -> bool:
    if not isinstance(value, LookupField) or not value.label:
        return False
    fits = type(value.longest) is int and 1 <= value.longest <= LONGEST
    return fits and bool(_FIELD.fullmatch(str(value.name)))
