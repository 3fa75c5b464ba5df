"""The three marks an official may write: say twice, rest, spell.

``{lặp: 0209 3871 123}``, ``{nghỉ: 2}`` (seconds; ``{nghỉ}`` is one), ``{đánh vần: Bjoóc}``.  Braces
with anything else in them are text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from loudspeaker.text.found import Found, Kind, Pause, Rule, Span, Start, make_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.numbers import digits
from loudspeaker.text.regex import regex

LONGEST_REST_S: Final = 10
LONGEST_MARKED: Final = 200
_TONE_NAMES: Final = {
    "\u0301": "sắc", "\u0300": "huyền", "\u0309": "hỏi", "\u0303": "ngã", "\u0323": "nặng",
}  # fmt: skip
_MEANT: Final = regex(r"\{ ?[^{}\n:]{1,20}(?::[^{}\n]*)?\}")


def letter_by_letter(text: str) -> str:
    """Spell a text: each word's letters, then the name of its tone, with short rests."""
    return ", ".join(filter(None, map(_spelled_word, re.findall(r"[^\W_]+", text))))


def _spelled_word(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(mark for mark in decomposed if mark not in _TONE_NAMES)
    letters = unicodedata.normalize("NFC", bare)
    names = [digits(each) if each in "0123456789" else spelled(each) for each in letters]
    tones = [_TONE_NAMES[mark] for mark in decomposed if mark in _TONE_NAMES]
    return ", ".join([*filter(None, names), *tones])


def is_meant(text: str) -> bool:
    """Tell whether braces look like a mark."""
    return _MEANT.fullmatch(text) is not None


def _silent(_: Found) -> str:
    return ""


def _letters(found: Found) -> str:
    return letter_by_letter(found.text.partition(":")[2])


REPEAT: Final = make_rule(
    "repeat", Kind.MARK, Start.SIGN,
    rf"\{{ ?(?i:lặp lại|nhắc lại|lặp) ?: ?(?=\s?[^{{}}\s][^{{}}\n]{{0,{LONGEST_MARKED}}}\}})",
    _silent,
)  # fmt: skip
SPELL: Final = make_rule(
    "spell", Kind.MARK, Start.SIGN,
    rf"\{{ ?(?i:đánh vần) ?:[^{{}}\n]{{1,{LONGEST_MARKED}}}\}}", _letters,
)  # fmt: skip
REST: Final = make_rule(
    "rest", Kind.MARK, Start.SIGN,
    rf"\{{ ?(?i:nghỉ)(?: ?: ?(?:[1-9]|{LONGEST_REST_S})(?: ?(?:s|giây))?)? ?\}}", _silent,
)  # fmt: skip
END: Final = Rule(
    name="brace_end", kind=Kind.PUNCTUATION, starts=Start.SIGN, pattern=r"\}", read=_silent,
    pause=Pause.COMMA,
)  # fmt: skip
AGAIN: Final = Rule(name="again", kind=Kind.MARK, starts=Start.SIGN, pattern=r"\}", read=_silent)
RULES: Final = (REPEAT, SPELL, REST, END)


def said_twice(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans; the end of a repeat mark is read as what stands in it, once more."""
    said: list[str] | None = None
    for span in spans:
        if span.rule is REPEAT:
            said = []
        elif said is not None and span.rule is END:
            yield span._replace(reading=" ".join(said), rule=AGAIN)
            said = None
            continue
        elif said is not None:
            _note(said, span)
        yield span


def _note(said: list[str], span: Span) -> None:
    if span.reading:
        said.append(span.reading)
    elif said and span.pause and not said[-1].endswith(","):
        said[-1] += ","


def rest_ms(text: str) -> int:
    """Return the silence that a rest mark asks for."""
    seconds = re.search("[0-9]+", text)
    return 1000 * int(seconds.group()) if seconds else 1000
