"""Rows and columns: drawn in a terminal, plainly aligned in a pipe."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loudspeaker.cli.output import is_terminal, say, visible

_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and how its cells are written."""

    heading: str
    right: bool = False
    wraps: bool = False


Row = Sequence[object]


def show_table(columns: Sequence[Column], rows: Iterable[Row], *, title: str = "") -> None:
    """Write a table; cells are shown as they are, never read as markup."""
    cells = [[_cell(value) for value in row] for row in rows]
    if is_terminal():
        _draw(columns, cells, title)
    else:
        _align(columns, cells, title)


def _cell(value: object) -> str:
    """Return a value as one line; letters and marks are joined, so that each is one wide."""
    return unicodedata.normalize("NFC", visible("" if value is None else value))


def _draw(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str) -> None:
    from rich import box  # noqa: PLC0415 - it costs a quarter of a second on a small board
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=box.ROUNDED, header_style="bold", title=Text(title) if title else None)
    for column in columns:
        table.add_column(
            Text(column.heading),
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=not column.wraps,
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False, emoji=False, markup=False).print(table)


def _align(columns: Sequence[Column], rows: Sequence[Sequence[str]], title: str) -> None:
    if title:
        say(title)
    headings = [column.heading for column in columns]
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        padded = (
            cell.rjust(width) if column.right else cell.ljust(width)
            for column, cell, width in zip(columns, row, widths, strict=True)
        )
        say(_GAP.join(padded).rstrip())
