"""Times of day: ``7h30``, ``07:30``, ``19 giờ 30``, ``21h15'``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Read, Rule
from loudspeaker.text.numbers import cardinal

_LAST_HOUR = 24
_LAST_MINUTE = 59


def _clock(found: Found) -> str | None:
    hour, *rest = (int(part) for part in re.findall("[0-9]+", found.text))
    minute = rest[0] if rest else 0
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    read = f"{cardinal(hour)} giờ"
    return f"{read} {cardinal(minute)} phút" if minute else read


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(name=name, kind=Kind.TIME, pattern=pattern, read=read)


_HOUR = r"(?<![0-9.,:])[0-9]{1,2}"
_END = r"(?![0-9]|[:.,][0-9])"

RULES: Final = (
    _rule("clock_colon", rf"{_HOUR}:[0-9]{{2}}{_END}", _clock),
    _rule("clock_h", rf"{_HOUR} ?[hH][0-9]{{2}}(?:['’′]| ?(?:phút|ph|p)(?!\w))?{_END}", _clock),
    _rule("clock_g", rf"{_HOUR}g[0-9]{{2}}{_END}", _clock),
    _rule("clock_hour", rf"{_HOUR} ?[hH](?![\w])", _clock),
    _rule("clock_words", rf"{_HOUR} giờ [0-9]{{1,2}}(?: phút)?(?![0-9\w%/])", _clock),
)
