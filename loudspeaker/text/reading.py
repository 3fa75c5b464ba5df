"""A text's whole way: prepared, read, phrased."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from loudspeaker.errors import TextRefused
from loudspeaker.text import words
from loudspeaker.text.phrasing import sentences
from loudspeaker.text.prepare import (
    LIMIT_CHARS,
    LONGEST_CHARS,
    Notice,
    Noticed,
    clean,
    prepare,
)
from loudspeaker.text.reader import Span, read
from loudspeaker.text.script import Script
from loudspeaker.text.shipped import shipped_tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The prepared text, its spans in order, what is not heard, and the script."""

    text: str
    spans: tuple[Span, ...]
    notices: tuple[Notice, ...]
    script: Script


def read_text(text: str, *, limit_chars: int | None = None) -> Reading:
    """Read a text; raise TextRefused (``prepare``), also ``empty`` if nothing can be said."""
    prepared = prepare(text, limit_chars=limit_chars or LIMIT_CHARS)
    spans = tuple(read(prepared.text, shipped_tables()))
    script = Script(
        sentences=tuple(sentences(prepared.text, spans)),
        text_sha256=hashlib.sha256(prepared.text.encode()).hexdigest(),
    )
    if not script.sentences:
        raise TextRefused(problem="empty", length=len(text))
    notices = (*prepared.notices, *_silent_symbols(spans))
    return Reading(text=prepared.text, spans=spans, notices=notices, script=script)


def _silent_symbols(spans: tuple[Span, ...]) -> tuple[Notice, ...]:
    count = sum(1 for span in spans if span.rule is words.OTHER)
    return (Notice(what=Noticed.SYMBOL, count=count),) if count else ()


def speakable(text: str) -> str:
    """Return every reading of a text in one line; never raises."""
    prepared = clean(text[:LONGEST_CHARS]).text
    return " ".join(span.reading for span in read(prepared, shipped_tables()) if span.reading)
