"""Classes named once and meant again: ``Lớp 2/4, 2/5 học ở Nà Mèo; 2/6 giải thể``."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import Found
from loudspeaker.text.regex import regex

_NEARBY: Final = 160
_NAMED = regex(
    r"\b(?:[Ll]ớp|LỚP|[Cc]hi đội):?((?: ?[0-9]{1,2}/[0-9]{1,2}(?:[,;]| và| đến| ?[-–&+])?){1,12})"
)
_PAIR = regex(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})(?![0-9/])")
_NEXT = regex(r"(?:^|[,;.:]|\b(?:còn|riêng))$")
_AGAIN = regex(
    r"(?:^|[,;.:(]|\b(?:còn|riêng|vào|sang|với|cùng|của|trừ|gặp|thắng|thua|hòa|hoà|bạn|em|cháu"
    r"|cạnh))$"
)


def is_class_again(found: Found, grade: int, group: int) -> bool:
    """Tell a class of a grade named nearby: one of those, or the next behind them.

    Where anything else has a slash in between, ``38/40 em`` or a day, nothing is sure any more.
    """
    if not _AGAIN.search(found.before):
        return False
    start = found.match.start()
    nearby = found.match.string[max(0, start - _NEARBY) : start]
    named = [pair for listed in _NAMED.findall(nearby) for pair in _pairs(listed)]
    known = {other for of_grade, other in named if of_grade == grade}
    if not known or any(first != grade for first, _ in _pairs(nearby)):
        return False
    is_next = group == max(known) + 1 and _NEXT.search(found.before) is not None
    return group in known or is_next


def _pairs(written: str) -> list[tuple[int, int]]:
    return [(int(first), int(second)) for first, second in _PAIR.findall(written)]
