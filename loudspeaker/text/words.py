"""Words, abbreviations and the signs that only make the voice rest."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Part, Pause, Rule, Start
from loudspeaker.text.letters import VIETNAMESE, word
from loudspeaker.text.tables import Tables

_SMALL: Final = "[" + "".join(sorted(VIETNAMESE)) + "]"


def _abbreviation(found: Found) -> Part | None:
    tables = found.tables
    for written in tables.abbreviation_prefixes.of(found.text):
        before, after = found.before, found.behind(len(written))
        for entry in tables.abbreviations[written]:
            if entry.fits(before, after):
                return Part(_not_twice(entry.reading, before), len(written))
    return None


_HEADS = frozenset({
    "ban", "bộ", "cục", "đài", "đảng", "đoàn", "đội", "hạt", "hội", "khoa", "khu", "nhà", "phòng",
    "quỹ", "số", "sở", "thẻ", "tổ", "trạm", "trường", "viện",
})  # fmt: skip


def _not_twice(reading: str, before: str) -> str:
    """Leave out the noun that was written before its abbreviation: ``Hội LHPN``."""
    head, _, rest = reading.partition(" ")
    return rest if rest and head in _HEADS and f" {before}".endswith(f" {head}") else reading


def plain_reading(text: str, tables: Tables) -> str:
    """Return how an ordinary word is read; empty where it could be more than a word."""
    if text in tables.units or text in tables.units_behind_numbers or text in tables.abbreviations:
        return ""
    return word(text.casefold(), tables.known)


def _word(found: Found) -> str:
    return word(found.text, found.tables.known)


def _compound(found: Found) -> str | None:
    return found.tables.foreign.get(found.text.casefold())


def _elided(found: Found) -> str:
    consonant = "c" if found.text[0] == "K" else found.text[0].casefold()
    return f"{consonant}ơ {word(found.text[2:], found.tables.known)}"


def _silent(_: Found) -> str:
    return ""


def _rest(name: str, pattern: str, pause: Pause | None) -> Rule:
    return Rule(
        name=name, kind=Kind.PUNCTUATION, starts=Start.SIGN, pattern=pattern, read=_silent,
        pause=pause,
    )  # fmt: skip


_LONGEST_WRITTEN = 24
ABBREVIATION: Final = Rule(
    name="abbreviation",
    kind=Kind.ABBREVIATION,
    starts=Start.LETTER,
    pattern=rf"(?<!\w){LETTERS}[^\n]{{0,{_LONGEST_WRITTEN - 1}}}",
    read=_abbreviation,
    often_none=True,
)
# Most words: a Vietnamese syllable's letters, nothing behind that could make them something else.
_NOT_MORE = r"(?![\w.@/&+-]|://)|(?=\.(?:\s|$))"
PLAIN: Final = Rule(
    name="plain",
    kind=Kind.WORD,
    starts=Start.LETTER,
    pattern=rf"(?<!\w){LETTERS}{_SMALL}{{1,6}}(?:{_NOT_MORE})",
    read=_word,
)
COMPOUND: Final = Rule(
    name="compound", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"{LETTERS}{{1,12}}(?:-{LETTERS}{{1,12}}){{1,3}}(?!\w)", read=_compound,
)  # fmt: skip
# Names such as H'Mông and K'Brết: the consonant has a short ơ of its own.
ELIDED: Final = Rule(
    name="elided", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w)[BDĐHKLMNPRST]['’]{LETTERS}+", read=_elided,
)  # fmt: skip
WORD: Final = Rule(
    name="word", kind=Kind.WORD, starts=Start.LETTER, pattern=f"{LETTERS}+", read=_word
)
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
    starts=Start.LETTER | Start.DIGIT | Start.SIGN,
    pattern=r"[\U0001f000-\U0001faff\u2600-\u27bf]+|\S",
    read=_silent,
)
