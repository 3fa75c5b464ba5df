"""Days as other calendars repeat them: a rule with the days that it has too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Every(StrEnum):
    """How often a rule repeats, by its name in RFC 5545."""

    DAY = "DAILY"
    WEEK = "WEEKLY"
    MONTH = "MONTHLY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From ``first`` to ``last``, both included, but not on the days of ``without``.

    ``numbers`` are weekdays (Monday = 0) or days of the month; none for every day.
    """

    every: Every
    numbers: tuple[int, ...]
    first: date
    last: date
    without: tuple[date, ...]


_FEWEST = 3  # fewer are told one by one


def rule_of(days: Iterable[date]) -> Rule | None:
    """Return the rule that says these days best; None where telling each of them is shorter."""
    wanted = sorted(set(days))
    if len(wanted) < _FEWEST:
        return None
    between = [wanted[0] + timedelta(days=n) for n in range((wanted[-1] - wanted[0]).days + 1)]
    there = set(wanted)
    rules = []
    for every, number in _NUMBERS.items():
        numbers = {number(day) for day in wanted}
        without = [day for day in between if number(day) in numbers and day not in there]
        rules.append(
            Rule(
                every=every,
                numbers=() if every is Every.DAY else tuple(sorted(numbers)),
                first=wanted[0],
                last=wanted[-1],
                without=tuple(without),
            )
        )
    best = min(rules, key=_effort)
    return best if 2 * _effort(best) <= len(wanted) else None


def _effort(rule: Rule) -> float:
    """Return how much there is to read: a list of days of the month is longer than of weekdays."""
    return len(rule.without) + len(rule.numbers) * (1.0 if rule.every is Every.MONTH else 0.25)


_NUMBERS: dict[Every, Callable[[date], int]] = {
    Every.DAY: lambda _day: 0,
    Every.WEEK: lambda day: day.weekday(),
    Every.MONTH: lambda day: day.day,
}
