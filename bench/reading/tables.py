"""What was measured, as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bench.reading.growth import PATIENCE_S, Growth, exponent
from bench.reading.readers import OURS, Measured, named
from bench.reading.sentences import Score

Results = Mapping[str, Measured | str]


class Row(NamedTuple):
    """A title, what of a reader it shows, and how."""

    title: str
    value: Callable[[Measured], float]
    form: str


def needs(what: str, in_a_text: float = 1) -> list[Row]:
    """Return the rows of speed and memory; speed counts so many of what is in a text."""
    return [
        Row(f"{what} a second, the first time", lambda it: it.first_rate * in_a_text, ",.0f"),
        Row(f"{what} a second, again", lambda it: it.again_rate * in_a_text, ",.0f"),
        Row("start, ms", lambda it: it.start_ms, ",.0f"),
        Row("memory, MB", lambda it: it.memory_mb, ".1f"),
    ]


def scores(title: str, of: Callable[[Measured], Score]) -> list[Row]:
    """Return the rows of a score."""
    return [
        Row(f"{title}: exactly right", lambda it: of(it).exact, ".1%"),
        Row(f"{title}: right, other spellings allowed", lambda it: of(it).alike, ".1%"),
        Row(f"{title}: the numbers right", lambda it: of(it).numbers, ".1%"),
    ]


def show_readers(results: Results, rows: list[Row]) -> None:
    """Print a column for each reader; behind a number of another, ours divided by it."""
    print(_line(["(× is ours ÷ theirs)", *map(named, results)]))
    print(_line(["---"] * (len(results) + 1)))
    ours = results[OURS]
    for row in rows:
        print(_line([row.title, *(_cell(row, found, ours) for found in results.values())]))
    print()


def _cell(row: Row, found: Measured | str, ours: Measured | str) -> str:
    if isinstance(found, str):
        return found
    value = row.value(found)
    shown = format(value, row.form).replace("%", " %")
    if found is ours or isinstance(ours, str) or not value or "%" in shown:
        return shown
    ratio = row.value(ours) / value
    return f"{shown} (×{ratio:.1f})" if ratio >= 1 else f"{shown} (×{ratio:.2f})"


def show_growth(growths: Mapping[str, Growth], sizes: tuple[int, ...]) -> None:
    """Print the milliseconds of every kind of text at some sizes."""
    titles = [f"{size:,} characters" for size in sizes]
    print(_line(["ms", *titles, "grows with size to the", "`speakable`, largest"]))
    print(_line(["---"] * (len(sizes) + 3)))
    for name, growth in growths.items():
        found = dict(growth.whole)
        times = [
            _ms(found[size]) if size in found else f"> {PATIENCE_S * 1000:,.0f}" for size in sizes
        ]
        print(_line([name, *times, f"{exponent(growth.whole):.2f}", _ms(growth.cut_s)]))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}" if seconds < 0.01 else f"{seconds * 1000:,.0f}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
