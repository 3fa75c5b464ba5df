"""Numbers that are known by their own form: identity numbers, telephones, dossiers, cards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.plugins.guard.labels import Label
from loudspeaker.plugins.guard.sight import Number, Sight
from loudspeaker.text.regex import regex


def _digits(first: str, more: int, *, start: str = "") -> re.Pattern[str]:
    """Return the pattern of digits however grouped that are no part of a longer group."""
    return regex(rf"{start}(?<![0-9])(?=({first}(?:[ n]?[0-9]){{{more}}})(?![0-9]))")


_BEGINNING: Final = "(?<![0-9n ])"
"""Nothing that could belong to the same number goes before."""


# --- citizen identity numbers -----------------------------------------------------------------

_TWELVE: Final = _digits("0", 11)
_FIRST_TWELVE: Final = (
    _digits("0", 11, start=_BEGINNING),
    regex("(?<![0-9/])(?=(0[0-9]{2,}(?:/[0-9]{2,}){1,4})(?![0-9/]))"),  # no list of days
)
# The 63 provinces as they were until 2025 (a number stays what it was at birth), the century with
# the sex, the year of birth and six digits.
_CITIZEN: Final = regex(
    "0(?:0[12468]|1[0124579]|2[024567]|3[01345678]|4[0245689]|5[12468]|6[024678]|7[024579]"
    "|8[0234679]|9[1-6])[0-3][0-9]{8}"
)


def _citizens(sight: Sight, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for number in sight.numbers(pattern):
        if _CITIZEN.fullmatch(number.digits) and not sight.is_series(number):
            yield sight.take(number, Kind.IDENTITY)


# --- telephones -------------------------------------------------------------------------------

_NATIONAL: Final = (_digits("0", 10), _digits("0", 9))
_FIRST_NATIONAL: Final = tuple(_digits("0", more, start=_BEGINNING) for more in (10, 9))
_ABROAD: Final = tuple(_digits("(?:0[ n]?0[ n]?)?8[ n]?4", more) for more in (11, 10, 9))
_TELEPHONE: Final = regex(
    r"0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}|02[0-9]{9}"
    r"|01(?:2[0-9]|6[2-9]|8[68]|99)[0-9]{7}"  # until 2018
)
_COUNTRY: Final = regex(r"(?:00)?840?")


def _telephones(sight: Sight) -> Iterator[Hit]:
    for pattern in _ABROAD:
        for number in sight.numbers(pattern):
            national = "0" + _COUNTRY.sub("", number.digits, count=1)
            if _TELEPHONE.fullmatch(national) and _is_from_abroad(sight, number):
                yield sight.take(number, Kind.PHONE)
    for pattern in _FIRST_NATIONAL:
        yield from _national(sight, pattern)


def _national(sight: Sight, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for number in sight.numbers(pattern):
        if _TELEPHONE.fullmatch(number.digits) and not sight.is_series(number):
            yield sight.take(number, Kind.PHONE)


def _is_from_abroad(sight: Sight, number: Number) -> bool:
    """Tell whether 84… is a telephone and no amount."""
    if number.digits.startswith("00") or "+" in sight.before(number, 3):
        return True
    is_called = sight.label(number) in {Label.TELEPHONE, Label.CALL}
    return is_called or not (sight.is_measured(number) or sight.is_amount(number))


def persons_numbers(sight: Sight) -> Iterator[Hit]:
    """Yield citizen identity numbers and telephones; 1900 … and other services are none.

    Where one number follows another, spelled in words say, the first is told first: a piece of
    two telephone numbers may look like one of a citizen.
    """
    for pattern in _FIRST_TWELVE:
        yield from _citizens(sight, pattern)
    yield from _telephones(sight)
    yield from _citizens(sight, _TWELVE)
    for pattern in _NATIONAL:
        yield from _national(sight, pattern)


# --- dossiers ---------------------------------------------------------------------------------

_CODE: Final = regex(
    r"(?<![0-9])(?=([0-9]{2}(?:[ n][0-9]{1,3}){0,4}[ n][0-9]{6}[ n][0-9]{4,6})(?![0-9]))"
)
_SPELLED_CODE: Final = regex(r"(?<![0-9])([0-9](?:[ n]?[0-9]){11,})(?![0-9])")
_LETTER: Final = regex(r"(?:(?<![a-z0-9])[0-9o. ]{6,20})?(?<![a-z])(?:[hg]|hat|gie)[ .]?$")
_LONGEST_BEGINNING: Final = 24


def dossiers(sight: Sight) -> Iterator[Hit]:
    """Yield dossier codes: organisation, day of receipt and number of that day."""
    for pattern in (_CODE, _SPELLED_CODE):
        for number in sight.numbers(pattern):
            before = sight.before(number, _LONGEST_BEGINNING)
            if letter := _LETTER.search(before):
                begin = number.start - len(before) + letter.start()
                yield sight.take(number, Kind.DOSSIER, start=begin)


# --- bank cards -------------------------------------------------------------------------------

_SIXTEEN: Final = _digits("[3459]", 15)
_DOMESTIC: Final = "9704"
_ISSUER: Final = regex("4|5[1-5]|35")


def cards(sight: Sight) -> Iterator[Hit]:
    """Yield numbers of bank cards: domestic ones, and others whose check digit is right."""
    for number in sight.numbers(_SIXTEEN):
        is_domestic = number.digits.startswith(_DOMESTIC)
        if is_domestic or (_ISSUER.match(number.digits) and _is_checked(number.digits)):
            yield sight.take(number, Kind.CARD)


def _is_checked(number: str) -> bool:
    """Tell whether the last digit is right (Luhn)."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(doubled) + sum(map(int, number[-1::-2]))) % 10 == 0
