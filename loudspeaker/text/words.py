"""Words: the commune's own, abbreviations, ordinary ones, mistyped and unknown ones."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Part, Rule, Start
from loudspeaker.text.letters import VIETNAMESE, is_spelled, word
from loudspeaker.text.lexicon import LONGEST_WRITTEN, key_of
from loudspeaker.text.names import SYLLABLES_OF_SHORT_NAMES, are_initials, is_letter_y
from loudspeaker.text.syllables import is_syllable
from loudspeaker.text.tables import Tables
from loudspeaker.text.telex import decoded

_SMALL: Final = "[" + "".join(sorted(VIETNAMESE)) + "]"
_LONGEST_ABBREVIATION = 24
_HEADS = frozenset({
    "ban", "bộ", "cục", "đài", "đảng", "đoàn", "đội", "hạt", "hội", "khoa", "khu", "nhà", "phòng",
    "quỹ", "số", "sở", "thẻ", "tổ", "trạm", "trường", "viện",
})  # fmt: skip
_NAMED = frozenset({
    "huyện", "phòng", "phường", "quận", "thành phố", "thị trấn", "thị xã", "thôn", "tỉnh", "xã",
})  # fmt: skip
"""What stands before a name or number: said once where its abbreviation follows it."""


def plain_reading(text: str, tables: Tables) -> str:
    """Return how an ordinary word is read; empty where it could be more than a word."""
    if text in tables.units or text in tables.units_behind_numbers or text in tables.abbreviations:
        return ""
    if text in SYLLABLES_OF_SHORT_NAMES:
        return ""
    small = text.casefold()
    if key_of(small) in tables.lexicon.first_words or _typed(small, tables):
        return ""
    return "" if is_spelled(small) and small not in tables.known else word(small, tables.known)


def _of_the_commune(found: Found) -> Part | None:
    lexicon = found.tables.lexicon
    entry = lexicon.at(found.text) if lexicon.entries else None
    return Part(entry.reading, len(entry.written)) if entry else None


def _abbreviation(found: Found) -> Part | None:
    tables = found.tables
    for written in tables.abbreviation_prefixes.of(found.text):
        if are_initials(written, found):
            continue
        before, after = found.before, found.behind(len(written))
        for entry in tables.abbreviations[written]:
            if entry.fits(before, after) and (entry.has_context or not _is_shouted(found, written)):
                return Part(_not_twice(entry.reading, before), len(written))
    return None


def _is_shouted(found: Found, written: str) -> bool:
    """Tell a syllable in capitals among capitals, ``TRỰC CA``, from an abbreviation, ``CA``."""
    if not (written.isupper() and is_syllable(written.casefold())):
        return False
    start, end = found.match.start(), found.match.start() + len(written)
    text = found.match.string
    near = text[max(0, start - _NEARBY) : start] + text[end : end + _NEARBY]
    return not any(map(str.islower, near))


_NEARBY = 16


def _not_twice(reading: str, before: str) -> str:
    """Leave out what was written before its abbreviation: ``Hội LHPN``, ``phòng P.204``."""
    if reading in _NAMED and _ends_with(before, reading):
        return ""
    head, _, rest = reading.partition(" ")
    return rest if rest and head in _HEADS and _ends_with(before, head) else reading


def _ends_with(before: str, said: str) -> bool:
    return before.endswith(said) and not before[: -len(said)][-1:].isalpha()


def _compound(found: Found) -> str | None:
    return found.tables.foreign.get(found.text.casefold())


def _typed(small: str, tables: Tables) -> str | None:
    return None if small in tables.known else decoded(small)


def _telex(found: Found) -> str | None:
    return None if found.text.isupper() else _typed(found.text.casefold(), found.tables)


def _spelled(found: Found) -> str | None:
    known = found.text.casefold() in found.tables.known
    return word(found.text, found.tables.known) if is_spelled(found.text) and not known else None


def _word(found: Found) -> str:
    if is_letter_y(found):
        return "i"
    read = word(found.text, found.tables.known)
    # z, w, f, j written otherwise may make what is typed for đ and ô: DZoom
    return read if read == found.text.casefold() else _typed(read, found.tables) or read


LEXICON: Final = Rule(
    name="lexicon", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w){LETTERS}[^\n]{{0,{LONGEST_WRITTEN - 1}}}", read=_of_the_commune,
    often_none=True,
)  # fmt: skip
ABBREVIATION: Final = Rule(
    name="abbreviation", kind=Kind.ABBREVIATION, starts=Start.LETTER,
    pattern=rf"(?<!\w)(?<![A-ZĐ]\.){LETTERS}[^\n]{{0,{_LONGEST_ABBREVIATION - 1}}}",
    read=_abbreviation, often_none=True,
)  # fmt: skip
# Most words: a Vietnamese syllable's letters, nothing behind that could make them something else.
_NOT_MORE = r"(?![\w.@/&+-]|://)|(?=\.(?:\s|$))"
PLAIN: Final = Rule(
    name="plain", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w){LETTERS}{_SMALL}{{1,6}}(?:{_NOT_MORE})", read=_word,
)  # fmt: skip
COMPOUND: Final = Rule(
    name="compound", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"{LETTERS}{{1,12}}(?:-{LETTERS}{{1,12}}){{1,3}}(?!\w)", read=_compound,
)  # fmt: skip
TELEX: Final = Rule(
    name="telex", kind=Kind.WORD, starts=Start.LETTER, pattern=rf"{LETTERS}{{2,9}}(?!\w)",
    read=_telex, often_none=True,
)  # fmt: skip
SPELLED: Final = Rule(
    name="spelled", kind=Kind.ABBREVIATION, starts=Start.LETTER, pattern=f"{LETTERS}+",
    read=_spelled, often_none=True,
)  # fmt: skip
WORD: Final = Rule(
    name="word", kind=Kind.WORD, starts=Start.LETTER, pattern=f"{LETTERS}+", read=_word
)
