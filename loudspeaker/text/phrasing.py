"""Spans gathered into sentences, and sentences cut where a speaker would breathe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from loudspeaker.text.found import Pause
from loudspeaker.text.reader import Span
from loudspeaker.text.script import FIRST_SYLLABLES, MOST_SYLLABLES, Phrase, Sentence

PAUSE_MS: Final = {Pause.COMMA: 250, Pause.SENTENCE: 550, Pause.PARAGRAPH: 900}

# Words before which a long clause may be cut without sounding torn.
_CONNECTIVES: Final = frozenset({
    "bao", "các", "cho", "của", "cùng", "do", "để", "đến", "được", "gồm", "hoặc", "khi", "là",
    "mà", "nếu", "ngày", "nhằm", "những", "như", "phải", "sẽ", "tại", "theo", "thì", "trong",
    "trước", "từ", "và", "vào", "về", "vì", "với",
})  # fmt: skip


class _Piece(NamedTuple):
    """Words of one reading, which stay together, and whether a comma follows."""

    words: tuple[str, ...]
    start: int
    end: int
    comma: bool = False


class _Ending(NamedTuple):
    mark: str
    pause: Pause


def sentences(text: str, spans: Iterable[Span]) -> Iterator[Sentence]:
    """Yield the sentences of the prepared text's spans; the first phrase of all is short."""
    limit = FIRST_SYLLABLES
    for pieces, ending in _gathered(text, spans):
        yield Sentence(phrases=tuple(_phrases(pieces, ending, limit)))
        limit = MOST_SYLLABLES


def _gathered(text: str, spans: Iterable[Span]) -> Iterator[tuple[list[_Piece], _Ending]]:
    pieces: list[_Piece] = []
    ending: _Ending | None = None
    for span in spans:
        if span.reading:
            if ending:
                yield pieces, ending
                pieces, ending = [], None
            pieces.extend(_pieces(span))
        elif pieces and span.pause is Pause.COMMA and not ending:
            pieces[-1] = pieces[-1]._replace(comma=True)
        elif pieces and span.pause and span.pause is not Pause.COMMA:
            mark = ending.mark if ending else _mark(text[span.start : span.end])
            ending = _Ending(mark, _longer(span.pause, ending))
    if pieces:
        yield pieces, ending or _Ending(".", Pause.SENTENCE)


def _pieces(span: Span) -> Iterator[_Piece]:
    words = span.reading.split()
    for start in range(0, len(words), FIRST_SYLLABLES):
        yield _Piece(tuple(words[start : start + FIRST_SYLLABLES]), span.start, span.end)


def _mark(written: str) -> str:
    return next((sign for sign in written if sign in "?!"), ".")


def _longer(pause: Pause, ending: _Ending | None) -> Pause:
    return max((pause, *([ending.pause] if ending else [])), key=lambda each: PAUSE_MS[each])


def _phrases(pieces: Sequence[_Piece], ending: _Ending, limit: int) -> Iterator[Phrase]:
    start = 0
    while start < len(pieces):
        end = _end_of_phrase(pieces, start, limit)
        yield _phrase(pieces[start:end], ending if end == len(pieces) else None)
        start, limit = end, MOST_SYLLABLES


def _end_of_phrase(pieces: Sequence[_Piece], start: int, limit: int) -> int:
    """Return where the phrase from ``start`` ends: at most ``limit`` syllables, at least a piece.

    After a comma if there is one, else before a connective of the second half.
    """
    most = start + 1
    syllables = len(pieces[start].words)
    while most < len(pieces) and syllables + len(pieces[most].words) <= limit:
        syllables += len(pieces[most].words)
        most += 1
    if most == len(pieces):
        return most
    commas = (end for end in range(most, start, -1) if pieces[end - 1].comma)
    middle = (start + most) // 2
    joints = (end for end in range(most, middle, -1) if pieces[end].words[0] in _CONNECTIVES)
    return next(commas, None) or next(joints, most)


def _phrase(pieces: Sequence[_Piece], ending: _Ending | None) -> Phrase:
    *inner, last = pieces
    texts = [" ".join(piece.words) + "," * piece.comma for piece in inner]
    mark = ending.mark if ending else "," * last.comma
    pause_ms = PAUSE_MS[ending.pause] if ending else PAUSE_MS[Pause.COMMA] * last.comma
    return Phrase(
        text=" ".join([*texts, " ".join(last.words) + mark]),
        pause_ms=pause_ms,
        start=pieces[0].start,
        end=last.end,
    )
