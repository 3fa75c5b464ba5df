"""Names of persons: a form of address with a name, or a surname with what follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loudspeaker.plugins.guard.named import tables
from loudspeaker.plugins.guard.named.offices import ROLES, is_role
from loudspeaker.plugins.guard.named.words import SPACE, Words

_MOST_WORDS: Final = 5
_FEWEST_ALONE: Final = 3
_LONGEST_PLACE: Final = 8
_LONGEST_ADDRESS: Final = 4
_ADULT_AT: Final = 16
_AGE_WITHIN: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """Words from ``first`` up to ``last``; ``address`` stands before them, or nothing."""

    first: int
    last: int
    address: str
    is_child: bool


def names_of(words: Words) -> Iterator[Name]:
    """Yield the names in order; what a place, a school or a prize is called is none."""
    place = 0
    while place < len(words):
        name = _name(words, place) if words.is_capital(place) else None
        if name is not None:
            yield name
        place = name.last if name is not None else place + 1


def _name(words: Words, place: int) -> Name | None:
    if not words.written[place].replace("'", "").replace("’", "").isalpha():
        return None
    address = words.keys[place - 1] if words.joined(place) else ""
    last = _end(words, place)
    known = (
        _has_middle(words, place, last)
        or words.keys[place] in tables.SURNAMES
        or "'" in words.written[place].replace("’", "'")
    )
    if address in tables.ADDRESS:
        if _is_a_post(words, place) or _is_shouted(words, place, last, known=known):
            return None
        if words.is_capital(place - 1) and _is_of_a_place(words, place - 1):
            return None
    elif not (known or address == "tên") or not _stands_alone(words, place, last, address):
        return None
    is_child = _is_child(words, place, last, address)
    address = address if address in tables.ADDRESS | tables.WEAK_ADDRESS else ""
    return Name(first=place, last=last, address=address, is_child=is_child)


def _is_a_post(words: Words, place: int) -> bool:
    return words.keys[place] in tables.NO_NAME or is_role(ROLES.at(words, place))


def _has_middle(words: Words, place: int, last: int) -> bool:
    """Tell a name by its middle, whatever the surname: Xín Văn …, Ngải Thị …."""
    if last - place < _FEWEST_ALONE or words.keys[place + 2] in tables.NO_GIVEN:
        return False
    return words.keys[place + 1] in {"văn", "thị"}


def _is_shouted(words: Words, place: int, last: int, *, known: bool) -> bool:
    """Tell capitals all over, in which only a surname shows that a name begins."""
    shouted = words.written[place - 1].isupper() and _is_all_capitals(words, place)
    return shouted and not known and last - place > 1


def _end(words: Words, place: int) -> int:
    last, shouted = place + 1, _is_all_capitals(words, place)
    while last - place < _MOST_WORDS and _goes_on(words, last):
        key = words.keys[last]
        if key in tables.ADDRESS and words.is_capital(last + 1) and not shouted:
            break
        if shouted and (key in tables.CAPITAL_ENDS or last - place == _MOST_WORDS - 1):
            break
        last += 1
    return last


def _goes_on(words: Words, place: int) -> bool:
    return words.joined(place) and words.is_capital(place) and words.written[place][-1].isalpha()


def _is_all_capitals(words: Words, place: int) -> bool:
    """Tell a word in capitals with a neighbour that is so too: A in Sùng A Páo is none."""
    written = words.written
    if len(written[place]) == 1 or not written[place].isupper():
        return False
    near = [written[at] for at in (place - 1, place + 1, place + 2) if 0 <= at < len(written)]
    return any(len(each) > 1 and each.isupper() for each in near)


def _stands_alone(words: Words, place: int, last: int, address: str) -> bool:
    """Tell a name without ông or bà: long enough, sure enough, and no place's."""
    if _is_of_a_place(words, place) or tables.NO_PERSONS.at(words, place) is not None:
        return False
    count, first = last - place, words.keys[place]
    if first == "hồ" and words.keys[min(place + 1, last - 1)] not in tables.MIDDLE:
        return False  # a lake
    if _is_all_capitals(words, place):
        return count >= _FEWEST_ALONE and words.keys[place + 1] in tables.MIDDLE
    if address == "tên" and words.keys[max(0, place - 2)] not in tables.NAMED_AFTER:
        return True
    if first in tables.SURE_SURNAMES or address in tables.WEAK_ADDRESS:
        return count > 1
    return count >= _FEWEST_ALONE


def _is_of_a_place(words: Words, place: int) -> bool:
    """Tell whether the words before say what is called so: đường …, Trường Tiểu học …."""
    for back in range(1, _LONGEST_PLACE):
        at = place - back
        if at < 0 or words.gaps[at + 1] not in {SPACE, "“", '"'}:
            return False
        said = tables.PLACES.before(words, at + 1)
        if said is not None:
            return said.name == "place"
        if words.keys[at] not in tables.FILLERS and not words.is_capital(at):
            return False
    return False


def _is_child(words: Words, place: int, last: int, address: str) -> bool:
    if address in tables.CHILD_ADDRESS:
        return True
    before = words.keys[max(0, place - _LONGEST_ADDRESS) : place]
    if any(pair in tables.CHILD_WORDS for pair in pairwise(before[-2:])):
        return True
    if address in {"tên", "là"} and not tables.CHILD_ADDRESS.isdisjoint(before):
        return True
    return (address == "bạn" or address not in tables.ADDRESS) and _is_told_young(words, last)


def _is_told_young(words: Words, last: int) -> bool:
    """Tell whether a class or a child's age follows."""
    for at in range(last, min(last + _AGE_WITHIN, len(words) - 1)):
        word, following = words.keys[at], words.keys[at + 1]
        if word.isdecimal() and following == "tuổi":
            return int(word[:3]) < _ADULT_AT
        if word == "lớp" and following[:1].isdecimal():
            return True
    return False
