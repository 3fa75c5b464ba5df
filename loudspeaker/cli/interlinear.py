"""A text with its reading beneath, word by word where they differ."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from loudspeaker.cli.output import is_terminal, say, visible
from loudspeaker.cli.sentences.concerns import show_concerns
from loudspeaker.cli.sentences.findings import show_findings
from loudspeaker.cli.shown_item import show_reading
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.sentences.language import N_, _, ngettext
from loudspeaker.sentences.moments import duration
from loudspeaker.sentences.words import word

_NARROWEST = 40
_PLAIN_WIDTH = 78
_COLOURS: Mapping[str, str] = {
    "abbreviation": "35",
    "number": "36",
    "unit": "36",
    "date": "32",
    "time": "32",
    "code": "33",
    "address": "33",
    "mark": "34",
    "symbol": "31",
}
_KINDS: Mapping[str, str] = {
    "word": N_("word"),
    "abbreviation": N_("abbreviation"),
    "number": N_("number"),
    "unit": N_("unit"),
    "date": N_("date"),
    "time": N_("time"),
    "code": N_("code"),
    "address": N_("address"),
    "mark": N_("mark"),
    "symbol": N_("symbol"),
    "punctuation": N_("punctuation"),
}
_NOTICES: Mapping[str, str] = {
    "converted": N_("letters of an old font (TCVN3, VNI) rewritten in Unicode: {n}"),
    "control": N_("control characters left out: {n}"),
    "hidden": N_("hidden characters left out: {n}"),
    "mark": N_("stray accents left out: {n}"),
    "unknown": N_("characters that are none left out: {n}"),
    "symbol": N_("signs that are not read out: {n}"),
}


def show_script(document: dict[str, Any], *, explain: bool) -> None:
    """Write the text with readings beneath, the whole reading, and what is not heard."""
    for line in _lines(_cells(document), _width()):
        _show_line(line)
    say(_("How it will be read:"))
    show_reading(document["script"])
    length = duration(document["duration_estimate_s"])
    say(_("Read once it takes about {duration}.").format(duration=length))
    show_findings(document["audit"], most=None)
    show_concerns(document.get("concerns", ()))
    for notice in document["notices"]:
        template = _NOTICES.get(notice["what"], "{n}")
        say(_("Note: {text}").format(text=_(template).format(n=notice["count"])))
    if explain:
        _explain(document)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """A piece of the text, and its reading where that differs.

    ``glued`` to the piece before it when no space stands between; ``begins_line`` after a break.
    """

    text: str
    reading: str
    kind: str
    glued: bool
    begins_line: bool

    @property
    def width(self) -> int:
        return max(len(self.text), len(self.reading))


def _cells(document: dict[str, Any]) -> list[_Cell]:
    """Return the pieces in order; a silent sign is part of what it directly follows."""
    text, end = document["text"], 0
    cells: list[_Cell] = []
    for span in document["spans"]:
        between = text[end : span["start"]]
        end = span["end"]
        written = span["text"].strip()
        if not written:  # a line's end, as a span of its own
            end = span["start"]
            continue
        if cells and not between and not span["reading"]:
            cells[-1] = replace(cells[-1], text=cells[-1].text + visible(written))
        else:
            cells.append(_cell(span, written, between))
    return cells


def _cell(span: dict[str, Any], written: str, between: str) -> _Cell:
    changed = span["reading"] != written.casefold()
    return _Cell(
        text=visible(written),
        reading=visible(span["reading"]) if changed else "",
        kind=span["kind"],
        glued=not between,
        begins_line="\n" in between,
    )


def _width() -> int:
    if not is_terminal():
        return _PLAIN_WIDTH
    return max(_NARROWEST, shutil.get_terminal_size().columns - 1)


def _lines(cells: Iterable[_Cell], width: int) -> Iterator[list[_Cell]]:
    line: list[_Cell] = []
    used = 0
    for cell in cells:
        if line and (cell.begins_line or used + cell.width > width):
            yield line
            line, used = [], 0
        line.append(cell)
        used += cell.width + 1
    if line:
        yield line


def _show_line(line: Sequence[_Cell]) -> None:
    gaps = ["", *(_gap(before, cell) for before, cell in pairwise(line))]
    placed = list(zip(gaps, line, strict=True))
    texts = "".join(gap + _painted(cell, cell.text) for gap, cell in placed)
    say(texts.rstrip(), wraps=False)
    if any(cell.reading for cell in line):
        readings = "".join(gap + _painted(cell, cell.reading) for gap, cell in placed)
        say(readings.rstrip(), wraps=False)


def _gap(before: _Cell, cell: _Cell) -> str:
    """Return what stands between two cells: readings never run into each other."""
    return "" if cell.glued and not (before.reading and cell.reading) else " "


def _painted(cell: _Cell, text: str) -> str:
    padded = text.ljust(cell.width)
    colour = _COLOURS.get(cell.kind) if cell.reading else None
    if colour is None or not is_terminal() or os.environ.get("NO_COLOR"):
        return padded
    return f"\x1b[{colour}m{padded}\x1b[0m"


def _explain(document: dict[str, Any]) -> None:
    columns = (
        Column(_("Text"), wraps=True),
        Column(_("Reading"), wraps=True),
        Column(_("Class")),
        Column(_("Rule")),
    )
    rows = [
        (span["text"], span["reading"] or _("(silent)"), word(_KINDS, span["kind"]), span["rule"])
        for span in document["spans"]
        if span["kind"] != "word" and not (span["kind"] == "punctuation" and not span["reading"])
    ]
    count = len(document["spans"])
    say(ngettext("{n} piece", "{n} pieces", count).format(n=count))
    show_table(columns, rows)
