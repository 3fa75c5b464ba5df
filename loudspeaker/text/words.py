"""Words, abbreviations and the signs that only make the voice rest."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Part, Pause, Rule, Start
from loudspeaker.text.letters import VIETNAMESE, is_spelled, spelled, word
from loudspeaker.text.lexicon import LONGEST_WRITTEN, key_of
from loudspeaker.text.tables import Tables
from loudspeaker.text.telex import decoded

_SMALL: Final = "[" + "".join(sorted(VIETNAMESE)) + "]"


def _abbreviation(found: Found) -> Part | None:
    tables = found.tables
    for written in tables.abbreviation_prefixes.of(found.text):
        before, after = found.before, found.behind(len(written))
        if _is_initials(written, found, before):
            continue
        for entry in tables.abbreviations[written]:
            if entry.fits(before, after):
                return Part(_not_twice(entry.reading, before), len(written))
    return None


def _is_initials(written: str, found: Found, before: str) -> bool:
    """Tell letters that stand for a person's names: ``anh Q.``, ``cháu T.T.Y``, ``Cứ A Tr``."""
    if written in _INITIALS and _PERSON.search(before):
        return True
    return "." in written and _MORE_INITIALS.match(found.text[len(written) :]) is not None


_INITIALS = frozenset({"P.", "Q.", "H.", "T.", "X.", "KT.", "Tr", "Th", "Tr.", "Th.", "Ph", "Kh"})
_MORE_INITIALS = re.compile(r"\.?[A-ZĐ](?![^\W\d])")
_PERSON = re.compile(
    r"\b(?:ông|bà|anh|chị|em|cháu|cụ|bác|cô|chú|dì|bạn|chồng|vợ|con|mẹ|bố)(?: [^\W\d]+){0,2}$"
    r"|\b(?:thị|văn)$"
)
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
    if text in _SHORT_NAMES:
        return ""
    small = text.casefold()
    if key_of(small) in tables.lexicon.first_words or _typed(small, tables):
        return ""
    return "" if is_spelled(small) and small not in tables.known else word(small, tables.known)


_SHORT_NAMES = frozenset({"Gi", "Qu"})


def _of_the_commune(found: Found) -> Part | None:
    lexicon = found.tables.lexicon
    entry = lexicon.at(found.text) if lexicon.entries else None
    return Part(entry.reading, len(entry.written)) if entry else None


def _typed(small: str, tables: Tables) -> str | None:
    return None if small in tables.known else decoded(small)


def _telex(found: Found) -> str | None:
    return None if found.text.isupper() else _typed(found.text.casefold(), found.tables)


def _word(found: Found) -> str:
    return "i" if _is_letter_y(found) else word(found.text, found.tables.known)


def _is_letter_y(found: Found) -> bool:
    """Tell an initial from a name such as Y Moan."""
    stands_alone = found.after[:1] in ".,;)" or found.before.endswith(".")
    return found.text == "Y" and stands_alone


def _short_name(found: Found) -> str | None:
    """Read the beginning of a name as letters: ``Lục Thị Gi.``, ``Hoàng Gia Kh``."""
    return spelled(found.text) if _PERSON.search(found.before) else None


def _spelled(found: Found) -> str | None:
    known = found.text.casefold() in found.tables.known
    return word(found.text, found.tables.known) if is_spelled(found.text) and not known else None


def _administrative(found: Found) -> str | None:
    """Read ``H.`` behind a comma and before a name as a district's word, not as an initial."""
    before = found.before
    is_address = before.endswith(",") and not _INITIAL_BEFORE.search(before)
    is_address = is_address or (
        before.endswith(_TOWARDS) and (found.text[0] in "HX" or before.endswith("quê"))
    )
    return _ADMINISTRATIVE[found.text[0]] if is_address else None


_ADMINISTRATIVE = {"H": "huyện", "T": "tỉnh", "X": "xã", "P": "phường", "Q": "quận"}
_TOWARDS = ("quê", "đi", "đến", "về", "ở", "tại", "từ", "thuộc")
_INITIAL_BEFORE = re.compile(r"\b[a-zđ]\.,$")


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
LEXICON: Final = Rule(
    name="lexicon", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w){LETTERS}[^\n]{{0,{LONGEST_WRITTEN - 1}}}", read=_of_the_commune,
    often_none=True,
)  # fmt: skip
ABBREVIATION: Final = Rule(
    name="abbreviation",
    kind=Kind.ABBREVIATION,
    starts=Start.LETTER,
    pattern=rf"(?<!\w)(?<![A-ZĐ]\.){LETTERS}[^\n]{{0,{_LONGEST_WRITTEN - 1}}}",
    read=_abbreviation,
    often_none=True,
)
ADMINISTRATIVE: Final = Rule(
    name="administrative", kind=Kind.ABBREVIATION, starts=Start.LETTER,
    pattern=rf"(?<!\w)[HTXPQ]\.(?= ?[A-ZĐÀ-Ỹ]{LETTERS})", read=_administrative, often_none=True,
)  # fmt: skip
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
TELEX: Final = Rule(
    name="telex", kind=Kind.WORD, starts=Start.LETTER, pattern=rf"{LETTERS}{{2,9}}(?!\w)",
    read=_telex, often_none=True,
)  # fmt: skip
SHORT_NAME: Final = Rule(
    name="short_name", kind=Kind.WORD, starts=Start.LETTER,
    pattern=r"(?<!\w)(?:Ch|Gi|Kh|Ng|Nh|Ph|Qu|Th|Tr)(?=\.|[,;)]|$|\n| (?![A-ZĐÀ-Ỹ]))",
    read=_short_name, often_none=True,
)  # fmt: skip
SPELLED: Final = Rule(
    name="spelled", kind=Kind.ABBREVIATION, starts=Start.LETTER, pattern=f"{LETTERS}+",
    read=_spelled, often_none=True,
)  # fmt: skip
WORD: Final = Rule(
    name="word", kind=Kind.WORD, starts=Start.LETTER, pattern=f"{LETTERS}+", read=_word
)
_BULLETS = "-–—•*+▪●○■□◦➢➤✓✔→>"
_NUMBERING = r"(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,3}|[a-zđA-ZĐ]|[IVX]{1,5})[.)] "
_ITEM = rf"[{_BULLETS}]|{_NUMBERING}"
BREAKS: Final = (
    _rest("rule_off", r"(?:={2,}|_{2,}|\*{2,}|#{2,}|~{2,}|-{4,})(?!>)", None),
    _rest("paragraph", r"\n(?: *\n)+ *", Pause.PARAGRAPH),
    _rest("list_item", rf"\n *(?={_ITEM})", Pause.ITEM),
    _rest("line", r"\n *", Pause.SENTENCE),
    _rest("bullet", rf"(?<![^\n])[{_BULLETS}]+(?=\s|{LETTERS})", None),
    _rest("item", r"(?<=[0-9IVX])/(?= )", Pause.COMMA),
)
RESTS: Final = (
    _rest("sentence", r"[.!?…]+", Pause.SENTENCE),
    _rest("comma", r"[,()\[\]{]+", Pause.COMMA),
    _rest("clause", r"[;:][,;:()\[\]{]*", Pause.CLAUSE),
    _rest("cell", r"\|(?:[ |]*\|)?", Pause.CLAUSE),
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
