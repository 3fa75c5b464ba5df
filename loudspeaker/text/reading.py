"""A text's whole way: prepared, read, phrased."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from loudspeaker.errors import TextRefused
from loudspeaker.text import rests
from loudspeaker.text.found import Span
from loudspeaker.text.notices import Notice, Noticed
from loudspeaker.text.phrasing import sentences
from loudspeaker.text.prepare import LIMIT_CHARS, LONGEST_CHARS, clean, prepare
from loudspeaker.text.reader import read
from loudspeaker.text.script import Script
from loudspeaker.text.shipped import shipped_tables
from loudspeaker.text.tables import Tables
from loudspeaker.text.wording import NORTHERN, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The prepared text, its spans in order, what is not heard, and the script."""

    text: str
    spans: tuple[Span, ...]
    notices: tuple[Notice, ...]
    script: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a text is read: by which tables, in the number words of which region."""

    tables: Tables
    wording: Wording = NORTHERN


def shipped_manner() -> Manner:
    """Return the manner of a station without words of its own."""
    return Manner(tables=shipped_tables())


def read_text(
    text: str, *, limit_chars: int | None = None, manner: Manner | None = None
) -> Reading:
    """Read a text; raise TextRefused (``prepare``), also ``empty`` if nothing can be said."""
    manner = manner or shipped_manner()
    prepared = prepare(text, limit_chars=limit_chars or LIMIT_CHARS)
    spans = tuple(_read(prepared.text, manner))
    script = Script(
        sentences=tuple(sentences(prepared.text, spans)),
        text_sha256=hashlib.sha256(prepared.text.encode()).hexdigest(),
        sounds=manner.tables.lexicon.sounds_in(span.reading for span in spans),
    )
    if not script.sentences:
        raise TextRefused(problem="empty", length=len(text))
    notices = (*prepared.notices, *_silent_symbols(spans))
    return Reading(text=prepared.text, spans=spans, notices=notices, script=script)


def _read(text: str, manner: Manner) -> Iterable[Span]:
    spans = read(text, manner.tables)
    return spans if manner.wording == NORTHERN else manner.wording.of(text, spans)


def _silent_symbols(spans: tuple[Span, ...]) -> tuple[Notice, ...]:
    count = sum(1 for span in spans if span.rule is rests.OTHER)
    return (Notice(what=Noticed.SYMBOL, count=count),) if count else ()


def speakable(text: str) -> str:
    """Return every reading of a text in one line; never raises."""
    prepared = clean(text[:LONGEST_CHARS]).text
    readings = (span.reading for span in read(prepared, shipped_tables()) if span.reading)
    return " ".join(readings).replace(",", "")
