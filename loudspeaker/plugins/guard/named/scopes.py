"""A text cut into what is said in one breath, each with who and what is in it.

What a heading says of the list below counts for each of its lines, and what the next sentence says
of *ông*, *em* or *gia đình* for those named before.  A sentence that only calls somebody is about
what the one before it says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from loudspeaker.plugins.guard.named.events import EVENTS
from loudspeaker.plugins.guard.named.matters import HARMLESS, MATTERS
from loudspeaker.plugins.guard.named.names import Name, names_of
from loudspeaker.plugins.guard.named.words import BLANK, END, LINE, Said, Words, keys_in

_ENDS: Final = frozenset({END, LINE, BLANK})
_LINES: Final = frozenset({LINE, BLANK})
_CALLS: Final = keys_in("mời kính đề yêu")
_PRONOUNS: Final = keys_in("ông bà anh chị em cháu cụ gia hoàn hiện hai vợ mẹ bố")
_LIST: Final = (("danh", "sách"), ("như", "sau"), ("sau", "đây"))
_ITEM_BEGINS_WITHIN: Final = 5
_MOST_CARRIED: Final = 12

_Part = TypeVar("_Part", Name, Said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One breath: its words from ``first`` up to ``last``; ``carried`` stands outside of it."""

    first: int
    last: int
    names: Sequence[Name]
    matters: Sequence[Said]
    events: Sequence[Said]
    carried: Sequence[Said] = ()

    def matters_near(self, first: int, last: int) -> Sequence[Said]:
        """Return the matters that begin between two words."""
        begin = bisect_left(self.matters, first, key=lambda said: said.first)
        return self.matters[begin : bisect_left(self.matters, last, key=lambda said: said.first)]


def scopes_of(words: Words) -> Iterator[Scope]:
    """Yield the scopes in order."""
    apart = list(_apart(words))
    heading: Scope | None = None
    for index, scope in enumerate(apart):
        behind = apart[index + 1] if index + 1 < len(apart) else None
        if heading is not None and _is_item(scope):
            yield _with(scope, heading)
            continue
        heading = scope if _is_heading(words, scope) else None
        before = apart[index - 1] if index else None
        if before and _is_called_for(words, scope, before):
            yield _with(scope, before)
            continue
        yield _with(scope, behind) if behind and _goes_on(words, behind) else scope


def _with(scope: Scope, other: Scope) -> Scope:
    events = (*other.events[:_MOST_CARRIED], *scope.events)
    return replace(scope, carried=other.matters[:_MOST_CARRIED], events=events)


def _is_item(scope: Scope) -> bool:
    return bool(scope.names) and scope.names[0].first - scope.first <= _ITEM_BEGINS_WITHIN


def _is_heading(words: Words, scope: Scope) -> bool:
    if scope.names or not (scope.matters or scope.events):
        return False
    ends_a_line = scope.last < len(words) and words.gaps[scope.last] in _LINES
    pairs = zip(
        words.keys[scope.first : scope.last], words.keys[scope.first + 1 : scope.last], strict=False
    )
    return ends_a_line or any(pair in _LIST for pair in pairs)


def _goes_on(words: Words, scope: Scope) -> bool:
    """Tell whether a sentence is about whom the last one named."""
    return not scope.names and words.keys[scope.first] in _PRONOUNS


def _is_called_for(words: Words, scope: Scope, before: Scope) -> bool:
    """Tell what the sentence before says of who is called: Đã có kết quả. Mời ông …."""
    is_call = words.keys[scope.first] in _CALLS and words.gaps[scope.first] == END
    return is_call and bool(scope.names) and not scope.matters and not before.names


def _apart(words: Words) -> Iterator[Scope]:
    names = list(names_of(words))
    taken = [range(name.first, name.last) for name in names]
    matters = [said for said in MATTERS.all(words, taken) if not _is_none(words, said)]
    events = list(EVENTS.all(words, taken))
    ends = [at for at in range(1, len(words)) if words.gaps[at] in _ENDS]
    first = 0
    for last in [*ends, len(words)]:
        if last > first:
            yield Scope(
                first=first,
                last=last,
                names=_inside(names, first, last),
                matters=_inside(matters, first, last),
                events=_inside(events, first, last),
            )
        first = last


def _is_none(words: Words, said: Said) -> bool:
    """Tell what only looks like a matter, as the end of a street's name does: Trần Hưng Đạo."""
    is_one = said.last - said.first == 1 and words.joined(said.first)
    in_a_name = is_one and all(map(words.is_titled, (said.first - 1, said.first)))
    return said.name == HARMLESS or in_a_name


def _inside(parts: Sequence[_Part], first: int, last: int) -> Sequence[_Part]:
    """Return the parts that begin between two words."""
    begin = bisect_left(parts, first, key=lambda part: part.first)
    return parts[begin : bisect_left(parts, last, lo=begin, key=lambda part: part.first)]
