"""The arguments of a request, each of its kind; UsageRefused names the one that is not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.errors import LanguageRefused, UsageRefused
from loudspeaker.model.languages import VIETNAMESE, is_spoken, language_named
from loudspeaker.model.live import Live
from loudspeaker.station.ids import is_id
from loudspeaker.text.prepare import clean

Arguments = Mapping[str, Any]
LONGEST_KEY: Final = 200
OF_PLUGIN: Final = "\x1fplugin "
"""How the keys begin under which plug-ins hand in drafts."""
LONGEST_REASON: Final = 500
LONGEST_TITLE: Final = 200
LONGEST_TRANSCRIPT: Final = 20_000
MOST_PARTS: Final = 20
DRAFT_TEXTS: Final = (
    "text",
    "title",
    "at",
    "points",
    "zone",
    "priority",
    "voice",
    "not_after",
    "waits_for",
)


def text_or_none(arguments: Arguments, name: str) -> str | None:
    """Return an argument that is text, None if it is not given."""
    value = arguments.get(name)
    if value is not None and not isinstance(value, str):
        raise UsageRefused(option=name, problem="not text")
    return value


def text(arguments: Arguments, name: str) -> str:
    """Return an argument that must be given and is text."""
    value = text_or_none(arguments, name)
    if value is None:
        raise UsageRefused(option=name, problem="missing")
    return value


def whole_or_none(arguments: Arguments, name: str) -> int | None:
    """Return an argument that is a whole number, None if it is not given."""
    value = arguments.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise UsageRefused(option=name, problem="not_a_number")
    return value


def whole(arguments: Arguments, name: str) -> int:
    """Return an argument that must be given and is a whole number."""
    value = whole_or_none(arguments, name)
    if value is None:
        raise UsageRefused(option=name, problem="missing")
    return value


def number(arguments: Arguments, name: str, default: float) -> float:
    """Return an argument that is a number."""
    value = arguments.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise UsageRefused(option=name, problem="not_a_number")
    return value


def draft_values(arguments: Arguments) -> dict[str, Any]:
    """Return what is given of a draft, by the names of ``Draft``."""
    given: dict[str, Any] = {name: text_or_none(arguments, name) for name in DRAFT_TEXTS}
    given["repeat"] = whole_or_none(arguments, "repeat")
    return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRecording:
    """A recording that was left under ``name``, and what it is."""

    name: str
    language: str
    title: str
    transcript: str


def parts(arguments: Arguments, name: str = "parts") -> tuple[str | AskedRecording, ...] | None:
    """Return texts and recordings as they were asked for; None if they are not given.

    Raises UsageRefused, LanguageRefused, TextRefused.
    """
    rows = arguments.get(name)
    if rows is None:
        return None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_PARTS:
        raise UsageRefused(option=name, problem=f"1 to {MOST_PARTS} parts")
    return tuple(_part(row, name) for row in rows)


def _part(row: Any, name: str) -> str | AskedRecording:
    if not isinstance(row, dict):
        raise UsageRefused(option=name, problem="not a part")
    language = _language(text_or_none(row, "language") or VIETNAMESE)
    if "recording" not in row:
        if not is_spoken(language):
            raise LanguageRefused(language=language, problem="not_spoken")
        return text(row, "text")
    title = line_or_none(row, "title", LONGEST_TITLE)
    if title is None:
        raise UsageRefused(option=name, problem="recording_title")
    return AskedRecording(
        name=text(row, "recording"),
        language=language,
        title=title,
        transcript=clean(text_or_none(row, "transcript") or "").text[:LONGEST_TRANSCRIPT],
    )


def _language(written: str) -> str:
    code = language_named(written)
    if code is None:
        raise LanguageRefused(language=written[:60], problem="unknown")
    return code


def live(arguments: Arguments) -> Live | None:
    """Return what a live airing is asked for; None where none is.  Raises UsageRefused."""
    row = arguments.get("live")
    if row is None:
        return None
    if not isinstance(row, dict):
        raise UsageRefused(option="live", problem="not minutes and a reason")
    why = line_or_none(row, "reason", LONGEST_REASON)
    if why is None:
        raise UsageRefused(option="--reason", problem="missing")
    return Live(longest_min=whole(row, "longest_min"), reason=why)


def new_item_id(arguments: Arguments) -> str | None:
    """Return the id that the caller has chosen, None if we are to choose."""
    chosen = text_or_none(arguments, "id")
    if chosen is not None and not is_id(chosen):
        raise UsageRefused(option="id", problem="4 to 32 small letters and digits")
    return chosen


def key(arguments: Arguments) -> str | None:
    """Return the idempotency key."""
    chosen = text_or_none(arguments, "key")
    if chosen is not None and not (0 < len(chosen) <= LONGEST_KEY and _is_free(chosen)):
        raise UsageRefused(option="--key", problem=f"1 to {LONGEST_KEY} characters")
    return chosen


def key_of_plugin(plugin: str, chosen: str) -> str:
    """Return the key of a plug-in's draft: none that a person can give, or another plug-in."""
    return f"{OF_PLUGIN}{plugin}: {key({'key': chosen})}"


def _is_free(chosen: str) -> bool:
    """Tell whether a person may give this key: it can be stored, and is none of a plug-in."""
    if chosen.startswith(OF_PLUGIN):
        return False
    try:
        chosen.encode()
    except UnicodeEncodeError:
        return False
    return True


def line_or_none(arguments: Arguments, name: str, limit: int) -> str | None:
    """Return an argument as one line without hidden characters, cut if long; None if empty."""
    value = text_or_none(arguments, name)
    if value is None:
        return None
    return " ".join(clean(value[: 10 * limit]).text.split())[:limit] or None


def reason(arguments: Arguments) -> str:
    """Return why somebody decides something: one line, as ``line_or_none`` gives it."""
    text(arguments, "why")
    line = line_or_none(arguments, "why", LONGEST_REASON)
    if line is None:
        raise UsageRefused(option="--why", problem="missing")
    return line
