"""Text made safe for an engine: what could steer, cut or flood one is taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from loudspeaker.errors import TextRefused

LONGEST_TEXT = 20_000  # characters; about 20 minutes

_BRACKETS = re.compile(r"\[{2,}|\]{2,}")  # Piper reads [[…]] as raw phonemes
_MARKS = re.compile(r"([\u0300-\u036f]{3})[\u0300-\u036f]+")  # Vietnamese needs two at the most
_UNSPEAKABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """Return the text in NFC on one line, without control, hidden and unassigned characters.

    Raises TextRefused (``too_long``) beyond ``LONGEST_TEXT`` characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TextRefused(problem="too_long", length=len(text), limit=LONGEST_TEXT)
    composed = _MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    visible = "".join(map(_visible, composed))
    return " ".join(_BRACKETS.sub(" ", visible).split())


def with_sounds(
    text: str, sounds: Mapping[str, Mapping[str, str]], engine: str
) -> Iterator[tuple[str, str | None]]:
    """Yield the pieces of a cleaned text in order, each with its sounds where a hint tells them.

    The longest words with a hint for ``engine`` win; brackets in a hint are dropped.
    """
    hints = {words: hint[engine] for words, hint in sounds.items() if hint.get(engine)}
    if not hints:
        yield text, None
        return
    longest_first = sorted(map(re.escape, hints), key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(longest_first)})(?!\w)"
    for piece in re.split(pattern, text):
        if piece:
            yield piece, hints[piece].translate(_NO_BRACKETS) if piece in hints else None


_NO_BRACKETS = str.maketrans("", "", "[]")


def has_words(text: str) -> bool:
    """Tell whether there is a letter or a digit, so that a voice must say something."""
    return any(map(str.isalnum, text))


def syllables(text: str) -> int:
    """Return about how many syllables are spoken: in Vietnamese every written word is one.

    A run of more than seven characters counts as more, so that text without spaces is not short.
    """
    return sum(-(-len(word) // _LONGEST_SYLLABLE) for word in text.split() if has_words(word))


_LONGEST_SYLLABLE = 7  # "nghiêng"


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) in _UNSPEAKABLE else character
