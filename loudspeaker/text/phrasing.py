"""Spans gathered into sentences, and sentences cut where a speaker would breathe."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from loudspeaker.text import marks
from loudspeaker.text.found import Pause, Span
from loudspeaker.text.script import FIRST_SYLLABLES, MOST_SYLLABLES, Phrase, Sentence

PAUSE_MS: Final = {
    Pause.COMMA: 250,
    Pause.CLAUSE: 400,
    Pause.SENTENCE: 550,
    Pause.ITEM: 650,
    Pause.PARAGRAPH: 900,
}
LONGEST_PAUSE_MS: Final = 10_000
_WITHIN_SENTENCE: Final = frozenset({Pause.COMMA, Pause.CLAUSE})
_SHORTEST_CLAUSE: Final = 5  # syllables; after fewer a colon is only a comma

# Words before which a long clause may be cut without sounding torn.
_CONNECTIVES: Final = frozenset({
    "bao", "các", "cho", "của", "cùng", "do", "để", "đến", "được", "gồm", "hoặc", "khi", "là",
    "mà", "nếu", "ngày", "nhằm", "những", "như", "phải", "sẽ", "tại", "theo", "thì", "trong",
    "trước", "từ", "và", "vào", "về", "vì", "với",
})  # fmt: skip
# How an announcement calls people to listen; said slower, within its first sentences.
_OPENINGS: Final = (("alô",), ("a", "lô"), ("kính", "thưa"), ("kính", "gửi"), ("loa", "loa"))
_OPENING_SENTENCES: Final = 4


class _Piece(NamedTuple):
    """Words of one reading, which stay together, and how the voice rests after them."""

    words: tuple[str, ...]
    start: int
    end: int
    rest: Pause | None = None
    silence_ms: int = 0


class _Ending(NamedTuple):
    mark: str
    pause: Pause
    silence_ms: int = 0

    @property
    def pause_ms(self) -> int:
        return PAUSE_MS[self.pause] + self.silence_ms


def sentences(text: str, spans: Iterable[Span]) -> Iterator[Sentence]:
    """Yield the sentences of the prepared text's spans; the first phrase of all is short."""
    limit = FIRST_SYLLABLES
    for number, (pieces, ending) in enumerate(_gathered(text, spans)):
        opens = number < _OPENING_SENTENCES and _is_opening(pieces)
        yield Sentence(phrases=tuple(_phrases(pieces, ending, limit, opens=opens)))
        limit = MOST_SYLLABLES


def _is_opening(pieces: Sequence[_Piece]) -> bool:
    words = tuple(word for piece in pieces[:2] for word in piece.words)
    return any(words[: len(opening)] == opening for opening in _OPENINGS)


# --- spans to pieces ------------------------------------------------------------------------------


def _gathered(text: str, spans: Iterable[Span]) -> Iterator[tuple[list[_Piece], _Ending]]:
    pieces: list[_Piece] = []
    ending: _Ending | None = None
    for span in spans:
        if span.reading:
            if ending:
                yield pieces, ending
                pieces, ending = [], None
            _say(pieces, span)
        elif pieces:
            ending = _rested(pieces, ending, span, text[span.start : span.end])
    if pieces:
        yield pieces, ending or _Ending(".", Pause.SENTENCE)


def _say(pieces: list[_Piece], span: Span) -> None:
    """Add a reading; one that is said again has rests around it."""
    if span.rule is marks.AGAIN:
        _rest(pieces, Pause.COMMA)
    pieces.extend(_pieces(span))
    if span.rule is marks.AGAIN:
        _rest(pieces, Pause.COMMA)


def _rested(
    pieces: list[_Piece], ending: _Ending | None, span: Span, written: str
) -> _Ending | None:
    """Let a silent span rest the voice; return how the sentence ends, if it does."""
    if span.rule is marks.REST:
        return _silent(pieces, ending, marks.rest_ms(written))
    if span.pause in _WITHIN_SENTENCE and not ending:
        _rest(pieces, span.pause)
    elif span.pause and span.pause not in _WITHIN_SENTENCE:
        return _later(ending, span.pause, written)
    return ending


def _silent(pieces: list[_Piece], ending: _Ending | None, silence_ms: int) -> _Ending | None:
    """Add a silence behind the sentence that has ended, else behind the last piece."""
    if ending:
        return ending._replace(silence_ms=ending.silence_ms + silence_ms)
    pieces[-1] = pieces[-1]._replace(silence_ms=pieces[-1].silence_ms + silence_ms)
    return None


def _rest(pieces: list[_Piece], pause: Pause | None) -> None:
    """Let the voice rest after the last piece, if there is one."""
    if pieces and pause:
        rest = _longer(pause, pieces[-1].rest)
        pieces[-1] = pieces[-1]._replace(rest=rest)


def _pieces(span: Span) -> Iterator[_Piece]:
    """Yield a reading as pieces: it may be cut at its commas, and where it is too long."""
    words: list[str] = []
    for word in span.reading.split():
        words.append(word.rstrip(","))
        comma = word.endswith(",")
        if comma or len(words) == FIRST_SYLLABLES:
            rest = Pause.COMMA if comma else None
            yield _Piece(tuple(words), span.start, span.end, rest)
            words = []
    if words:
        yield _Piece(tuple(words), span.start, span.end)


def _later(ending: _Ending | None, pause: Pause, written: str) -> _Ending:
    if ending:
        return ending._replace(pause=_longer(pause, ending.pause))
    return _Ending(next((sign for sign in written if sign in "?!"), "."), pause)


def _longer(pause: Pause, other: Pause | None) -> Pause:
    return pause if other is None else max((pause, other), key=PAUSE_MS.__getitem__)


# --- pieces to phrases ----------------------------------------------------------------------------


def _phrases(
    pieces: Sequence[_Piece], ending: _Ending, limit: int, *, opens: bool
) -> Iterator[Phrase]:
    start = 0
    while start < len(pieces):
        end = _end_of_phrase(pieces, start, limit)
        last = ending if end == len(pieces) else None
        yield _phrase(pieces[start:end], last, emphasis=opens and start == 0)
        start, limit = end, MOST_SYLLABLES


def _end_of_phrase(pieces: Sequence[_Piece], start: int, limit: int) -> int:
    """Return where the phrase from ``start`` ends: at most ``limit`` syllables, at least a piece.

    At a silence or a clause's end; else after a comma, else before a connective of the second half.
    """
    most, syllables = start, 0
    while most < len(pieces) and (most == start or syllables + len(pieces[most].words) <= limit):
        syllables += len(pieces[most].words)
        most += 1
        if _must_end(pieces[most - 1], syllables):
            return most
    if most == len(pieces):
        return most
    commas = (end for end in range(most, start, -1) if pieces[end - 1].rest)
    middle = (start + most) // 2
    joints = (end for end in range(most, middle, -1) if pieces[end].words[0] in _CONNECTIVES)
    return next(commas, None) or next(joints, most)


def _must_end(piece: _Piece, syllables: int) -> bool:
    ends_clause = piece.rest is Pause.CLAUSE and syllables >= _SHORTEST_CLAUSE
    return ends_clause or piece.silence_ms > 0


def _phrase(pieces: Sequence[_Piece], ending: _Ending | None, *, emphasis: bool) -> Phrase:
    *inner, last = pieces
    texts = [" ".join(piece.words) + "," * bool(piece.rest) for piece in inner]
    mark = ending.mark if ending else "," * bool(last.rest)
    rest_ms = PAUSE_MS[last.rest] if last.rest else 0
    pause_ms = ending.pause_ms if ending else rest_ms
    return Phrase(
        text=" ".join([*texts, " ".join(last.words) + mark]),
        pause_ms=min(pause_ms + last.silence_ms, LONGEST_PAUSE_MS),
        start=pieces[0].start,
        end=last.end,
        emphasis=emphasis,
    )
