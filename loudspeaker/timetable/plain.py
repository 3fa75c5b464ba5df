"""Plain words with the place of each: folded text, lists of weekdays and of numbers.

Letters count without their marks and without case, as in ``when``.  Every refusal knows where in
the text it is about, so that a file's reader can name line and column.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from loudspeaker.model.settings import Unfit
from loudspeaker.timetable.weekdays import CRON_NAMES, VIETNAMESE, from_cron

LONGEST: Final = 200
SUNDAY: Final = 6


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of folded text that knows where each of its letters was written."""

    text: str
    places: tuple[int, ...]
    written: str

    @property
    def is_unmarked(self) -> bool:
        """Tell whether it was written without marks: ``thu`` is Thursday, ``thứ`` is not."""
        return all(
            self.written[place].casefold() == letter
            for place, letter in zip(self.places, self.text, strict=False)
        )

    def part(self, start: int, end: int) -> Words:
        """Return the stretch from one letter to another, without the blanks around it."""
        while start < end and self.text[start] == " ":
            start += 1
        while start < end and self.text[end - 1] == " ":
            end -= 1
        places = self.places[start:end] or self.places[start : start + 1]
        return Words(self.text[start:end], places, self.written)

    def unfit(self, expected: str) -> Unfit:
        """Return the refusal of this stretch."""
        return Unfit(expected, at=self.places[0] if self.places else 0)


def fold(text: str) -> Words:
    """Return the text in small letters without marks, blanks alike; longer ones are cut."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text[:LONGEST]):
        apart = unicodedata.normalize("NFD", letter.casefold().replace("đ", "d"))
        if unicodedata.category(apart[0]) == "Mn":
            continue
        bare = " " if apart[0].isspace() else _ALIKE.get(apart[0], apart[0])
        if not (bare == " " and letters[-1:] == [" "]):
            letters.append(bare)
            places.append(place)
    whole = Words("".join(letters), tuple(places), text)
    return whole.part(0, len(letters))


_ALIKE: Final = {"–": "-", "—": "-", ";": ","}

# --- weekdays -------------------------------------------------------------------------------------

THU: Final = "thu"  # Thursday's short name, and Vietnamese *thứ* without its marks
WEEKDAYS_EXPECTED: Final = "weekdays such as mon-sat, sat,sun, thứ 2 - thứ 7, chủ nhật"
_BARE: Final = {fold(name).text: weekday for name, weekday in VIETNAMESE.items()}
_ENGLISH: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_NAMES: Final = (
    _BARE
    | {name: from_cron(number) for number, name in enumerate(CRON_NAMES)}
    | {name: from_cron(number) for number, name in enumerate(_ENGLISH)}
)
_MONDAY_NUMBER, _SATURDAY_NUMBER = 2, 7  # Vietnamese days are counted from thứ hai
_AND: Final = re.compile(r" ?(?:,| and | va ) ?(?:and |va )?")
_TO: Final = re.compile(r" ?- ?| den | to ")
_AROUND: Final = re.compile(r"^(?:cac ngay |tu )?(?P<inside>.*?)(?: hang tuan| every week)?$")


def read_weekdays(words: Words) -> frozenset[int] | None:
    """Return Python's weekdays; None if this speaks of no weekdays; Unfit for half of them."""
    inside = _AROUND.fullmatch(words.text)
    if inside is None or not _speaks_of_weekdays(words.text):
        return None
    found: set[int] = set()
    counted = False  # in "thứ 2, 4, 6" the numbers behind are days too
    for part in split(words.part(*inside.span("inside")), _AND):
        ends = split(part, _TO)
        days = []
        for end in ends:
            counted = counted or end.text.startswith("thu ")
            days.append(_weekday(end, counted=counted))
        if not 1 <= len(days) <= 2:  # noqa: PLR2004 - one day, or first and last
            raise part.unfit(WEEKDAYS_EXPECTED)
        found |= _from_to(days[0], days[-1])
    return frozenset(found)


def _speaks_of_weekdays(text: str) -> bool:
    return any(re.search(rf"(?<![a-z0-9]){name}(?![a-z0-9])", text) for name in (*_NAMES, "thu"))


def _weekday(words: Words, *, counted: bool) -> int:
    if words.text in _NAMES and (words.text != THU or words.is_unmarked):
        return _NAMES[words.text]
    if counted and words.text.isdigit() and len(words.text) == 1:
        number = int(words.text)
        if _MONDAY_NUMBER <= number <= _SATURDAY_NUMBER:
            return number - _MONDAY_NUMBER
    raise words.unfit(WEEKDAYS_EXPECTED)


def _from_to(first: int, last: int) -> set[int]:
    return {(first + step) % 7 for step in range((last - first) % 7 + 1)}


def weekdays_in_words(days: frozenset[int]) -> str:
    """Return weekdays as they can be read again, without a comma."""
    return " and ".join(CRON_NAMES[(day + 1) % 7] for day in sorted(days))


# --- numbers --------------------------------------------------------------------------------------


def read_numbers(words: Words, low: int, high: int, expected: str) -> frozenset[int]:
    """Return the numbers of ``1, 15`` or ``1-5``; Unfit for anything else."""
    found: set[int] = set()
    for part in split(words, _AND):
        ends = [_number(end, low, high, expected) for end in split(part, _TO)]
        if not (1 <= len(ends) <= 2 and ends[0] <= ends[-1]):  # noqa: PLR2004 - as above
            raise part.unfit(expected)
        found |= set(range(ends[0], ends[-1] + 1))
    return frozenset(found)


def _number(words: Words, low: int, high: int, expected: str) -> int:
    fits = words.text.isascii() and words.text.isdigit() and len(words.text) <= len(str(high))
    if not (fits and low <= int(words.text) <= high):
        raise words.unfit(expected)
    return int(words.text)


def split(words: Words, separator: re.Pattern[str]) -> list[Words]:
    """Return the stretches between separators; empty ones too."""
    parts, start = [], 0
    for found in separator.finditer(words.text):
        parts.append(words.part(start, found.start()))
        start = found.end()
    return [*parts, words.part(start, len(words.text))]
