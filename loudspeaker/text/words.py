"""Words, abbreviations and the signs that only make the voice rest."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Pause, Rule
from loudspeaker.text.letters import word
from loudspeaker.text.tables import ABBREVIATIONS


def _abbreviation(found: Found) -> str:
    return ABBREVIATIONS[found.text]


def _word(found: Found) -> str:
    return _IN_SMALL_LETTERS.get(found.text.casefold()) or word(found.text)


def _silent(_: Found) -> str:
    return ""


_LONGEST_FIRST = sorted(ABBREVIATIONS, key=len, reverse=True)
_ABBREVIATIONS = "|".join(re.escape(text) for text in _LONGEST_FIRST)
_SURELY_SHORT = 4  # letters from which on an abbreviation is known without its capitals
_IN_SMALL_LETTERS = {
    text.casefold(): words for text, words in ABBREVIATIONS.items() if len(text) >= _SURELY_SHORT
}
LETTERS: Final = r"[^\W\d_²³½¼¾⅓⅔]"


def _rest(name: str, pattern: str, pause: Pause | None) -> Rule:
    kind = Kind.PUNCTUATION
    return Rule(name=name, kind=kind, pattern=pattern, read=_silent, pause=pause)


ABBREVIATION: Final = Rule(
    name="abbreviation",
    kind=Kind.ABBREVIATION,
    pattern=rf"(?<!\w)(?:{_ABBREVIATIONS})(?!{LETTERS})",
    read=_abbreviation,
)
WORD: Final = Rule(name="word", kind=Kind.WORD, pattern=f"{LETTERS}+", read=_word)
BREAKS: Final = (
    _rest("paragraph", r"\n(?: *\n)+ *", Pause.PARAGRAPH),
    _rest("line", r"\n *", Pause.SENTENCE),
    _rest("bullet", rf"(?<![^\n])[-–—•*+▪●○■□◦➢➤✓✔→>]+(?=\s|{LETTERS})", None),
    _rest("item", r"(?<=[0-9IVX])/(?= )", Pause.COMMA),
)
RESTS: Final = (
    _rest("sentence", r"[.!?…]+", Pause.SENTENCE),
    _rest("comma", r"[,;:()\[\]{}]+", Pause.COMMA),
    _rest("dash", r"(?<= )[-–—]+(?= )", Pause.COMMA),
    _rest("silent", r"[-–—'’′\"“”‘«»_]+", None),
)
OTHER: Final = Rule(
    name="other",
    kind=Kind.SYMBOL,
    pattern=r"[\U0001f000-\U0001faff\u2600-\u27bf]+|\S",
    read=_silent,
)
