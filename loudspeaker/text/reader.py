"""Text classified once, from left to right, and every piece read by the rule that knew it.

At each place the rules for what stands there (a letter, a digit, a sign) are tried in order; every
pattern is bounded or consumes what it looks at, so time grows with the length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from loudspeaker.text import (
    addresses,
    classes,
    codes,
    comparisons,
    dates,
    documents,
    identities,
    marks,
    measures,
    names,
    plates,
    quantities,
    ranges,
    ratios,
    rests,
    roads,
    romans,
    scores,
    slashes,
    telephones,
    times,
    words,
)
from loudspeaker.text.found import Found, Rule, Span, Start
from loudspeaker.text.tables import Tables

# ``words.PLAIN`` is tried before all of these.
RULES: Final[tuple[Rule, ...]] = (
    *rests.BREAKS,
    *addresses.RULES,
    words.LEXICON,
    roads.KILOMETRE,
    roads.NAME,
    documents.DOCUMENT,
    identities.HEALTH_CARD,
    plates.PLATE,
    plates.ARMY_PLATE,
    identities.PARCEL,
    codes.SERIAL,
    classes.CLASS,
    classes.LARGE_CLASS,
    classes.LOW_CLASS,
    classes.ROOM_OF_FLOOR,
    classes.GRADES,
    classes.CLASS_ALONE,
    classes.CLASS_LIST,
    classes.SMALL_CLASS,
    classes.GRADE,
    classes.NAMED_ROOM,
    classes.WARD,
    classes.SHORT_CLASS,
    classes.GROUP,
    classes.FLOOR,
    codes.CODE,
    names.SHORT_NAME,
    names.PLACE,
    names.ADDRESSED,
    words.ABBREVIATION,
    words.COMPOUND,
    names.ELIDED,
    ratios.PROPORTION,
    *dates.WHOLE,
    ratios.PAIR,
    *dates.RULES,
    *telephones.RULES,
    *identities.NAMED,
    classes.ROOM,
    classes.CLASS_NUMBER,
    roads.HOUSE,
    *times.RULES,
    classes.COPIES,
    *comparisons.RULES,
    *measures.RULES,
    quantities.WEEKDAYS,
    quantities.BELOW_ZERO,
    *ranges.RULES,
    *ratios.RULES,
    scores.SCORE,
    slashes.SLASH,
    *quantities.RULES,
    *romans.RULES,
    codes.MIXED,
    words.TELEX,
    words.SPELLED,
    words.WORD,
    *marks.RULES,
    *rests.RESTS,
    rests.OTHER,
)


class _Stage:
    """Consecutive rules for one kind of beginning, as one pattern.

    Where a rule finds no reading those behind it are tried, again as one pattern.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._patterns: list[re.Pattern[str] | None] = [None] * len(rules)

    def read(self, text: str, start: int, tables: Tables) -> Span | None:
        first = 0
        while first < len(self.rules):
            match = (self._patterns[first] or self._compiled(first)).match(text, start)
            if match is None or match.lastindex is None:
                return None
            first += match.lastindex
            span = _span(match, self.rules[first - 1], tables)
            if span is not None:
                return span
        return None

    def _compiled(self, first: int) -> re.Pattern[str]:
        """Return the pattern of the rules from ``first`` on, made when it is first needed."""
        pattern = re.compile("|".join(f"({rule.pattern})" for rule in self.rules[first:]))
        self._patterns[first] = pattern
        return pattern


def _span(match: re.Match[str], rule: Rule, tables: Tables) -> Span | None:
    reading = rule.read(Found(match, tables))
    if reading is None:
        return None
    if isinstance(reading, str):
        return Span(match.start(), match.end(), reading, rule)
    return Span(match.start(), match.start() + reading.length, reading.reading, rule)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text)


@cache
def _stages() -> tuple[tuple[_Stage, ...], ...]:
    """Return the stages for each kind of beginning; the last one takes anything."""
    found = []
    for start in Start:
        stages: list[list[Rule]] = [[]]
        for rule in RULES:
            if start in rule.starts:
                stages[-1].append(rule)
                stages += [[]] if rule.often_none else []
        found.append(tuple(map(_Stage, stages)))
    return tuple(found)


def read(text: str, tables: Tables) -> Iterator[Span]:
    """Yield the spans of a prepared text in order; all but spaces is in exactly one."""
    spans = _spans(text, tables)
    return marks.said_twice(spans) if "{" in text else spans


def _spans(text: str, tables: Tables) -> Iterator[Span]:
    letters, digits, signs = _stages()
    plain = _pattern(words.PLAIN.pattern).match
    position, end = 0, len(text)
    while position < end:
        character = text[position]
        if character == " ":
            position += 1
            continue
        if character.isalpha():
            match = plain(text, position)  # the way of most words, without any detour
            reading = _plain_reading(match.group(), tables) if match else ""
            if match and reading:
                yield Span(position, match.end(), reading, words.PLAIN)
                position = match.end()
                continue
            stages = letters
        else:
            stages = digits if character in "0123456789" else signs
        for stage in stages:
            span = stage.read(text, position, tables)
            if span is not None:
                yield span
                position = span.end
                break


def _plain_reading(word: str, tables: Tables) -> str:
    memory = tables.memory
    reading = memory.get(word)
    if reading is None:
        if len(memory) > _MOST_REMEMBERED:
            memory.clear()
        reading = memory[word] = words.plain_reading(word, tables)
    return reading


_MOST_REMEMBERED = 20_000
