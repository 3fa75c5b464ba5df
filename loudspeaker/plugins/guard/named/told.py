"""Who is named with what: a name and the nearest word of a matter in the same breath.

A sentence is judged by itself.  What a heading says of the list below counts for each of its
lines, and what the next sentence says of *ông*, *em* or *gia đình* for the last one named.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loudspeaker.plugins.guard.folding import Folded
from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.plugins.guard.named.events import is_of_an_event
from loudspeaker.plugins.guard.named.names import Name
from loudspeaker.plugins.guard.named.public import is_at_work, is_in_office
from loudspeaker.plugins.guard.named.scopes import Scope, scopes_of
from loudspeaker.plugins.guard.named.tables import ADDRESS
from loudspeaker.plugins.guard.named.words import Said, Words, words_of

_ORDER: Final = (Kind.HEALTH, Kind.DEBT, Kind.CHILDREN, Kind.ETHNICITY, Kind.MATTER)
_REACH: Final = 60
_SHOWN: Final = 24
_UNADDRESSED: Final = frozenset({"", "là", "tên", "gồm", "huynh", "mẹ", "bố", "cha"})


def told(folded: Folded) -> Iterator[Hit]:
    """Yield for each private person who is named with something of their own what it is."""
    words = words_of(folded)
    for scope in scopes_of(words):
        for name in scope.names:
            if not _may_be_said(words, scope, name) and (found := _of(scope, name)):
                yield _hit(words, name, *found)


def _may_be_said(words: Words, scope: Scope, name: Name) -> bool:
    in_office = is_in_office(words, name) or is_at_work(words, name)
    return in_office or is_of_an_event(words, name, scope.events)


def _of(scope: Scope, name: Name) -> tuple[Kind, Said | None] | None:
    """Return what is said of a person, the worst first; a child's name alone is enough."""
    nearest = {said.name: said for said in _by_distance(scope, name)}
    if name.is_child or (name.address in _UNADDRESSED and "young" in nearest):
        return Kind.CHILDREN, nearest.get(Kind.CHILDREN)
    return next(((kind, nearest[kind]) for kind in _ORDER if kind in nearest), None)


def _by_distance(scope: Scope, name: Name) -> list[Said]:
    """Return the matters within reach, the nearest of a kind last; a heading's are the farthest."""
    near = scope.matters_near(name.first - _REACH, name.last + _REACH)
    if any(said.name == "animals" for said in scope.events):
        near = [said for said in near if said.name != Kind.HEALTH]
    return [*scope.carried, *sorted(near, key=lambda said: -_distance(said, name))]


def _distance(said: Said, name: Name) -> int:
    return max(name.first - said.last, said.first - name.last)


def _hit(words: Words, name: Name, kind: Kind, matter: Said | None) -> Hit:
    first = name.first - 1 if name.address in ADDRESS else name.first
    last = name.last
    if matter is not None and _distance(matter, name) <= _SHOWN:
        first, last = min(first, matter.first), max(last, matter.last)
    return Hit(kind=kind, start=words.starts[first], end=words.ends[last - 1])
