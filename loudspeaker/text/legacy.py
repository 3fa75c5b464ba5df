"""Vietnamese typed for the fonts of before Unicode: recognised by its syllables, and rewritten.

Such text looks like Western European letters and signs: ``Th«ng b¸o`` (TCVN3, the .Vn… fonts),
``Thoâng baùo`` (VNI).  The same characters occur in proper texts, so only what is overwhelmingly
Vietnamese when rewritten, and is not as it stands, is taken for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from loudspeaker.text.regex import regex
from loudspeaker.text.syllables import is_syllable


class Encoding(StrEnum):
    """How letters with marks were written before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"


# A line with one of these, Vietnamese as no old font had it, is left as it is.
_UNICODE: Final = regex("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")
_CLEAR: Final = 3  # times as much as a word that may be a foreign one
_LEAST_WEIGHT: Final = 2 * _CLEAR
_LEAST_LETTERS: Final = 2
_OVERWHELMING: Final = 4  # times as much must speak for an encoding as against it
_LONGEST_ABBREVIATION: Final = 8


class _Scheme(NamedTuple):
    """An encoding: runs of its letters, one letter, what a letter stands for, and how it is told.

    ``clear`` finds what no other language's words have within them, ``whole`` is a word that can
    be of the encoding.
    """

    words: re.Pattern[str]
    letter: re.Pattern[str]
    clear: re.Pattern[str]
    meaning: Callable[[str], str]
    whole: re.Pattern[str]


def recognise(text: str) -> Encoding | None:
    """Return the encoding of the whole text, or of its clearest line; None if it is proper text."""
    lines = [line for line in text.split("\n") if _may_be_old(line)]
    found = {each: [_evidence(line, each) for line in lines] for each in Encoding}
    best = max(found, key=lambda each: sum(line.weight for line in found[each]))
    whole = _together(found[best])
    return best if any(line.is_overwhelming for line in (whole, *found[best])) else None


def modernise(text: str) -> tuple[str, int]:
    """Return the text with its old lines in Unicode, and how many letters were rewritten.

    Lines that are Unicode already, or of which it is not certain, stay as they are.
    """
    encoding = recognise(text)
    if encoding is None:
        return text, 0
    lines = text.split("\n")
    nothing_else = not any(map(_UNICODE.search, lines))
    old = {line for line in lines if _is_old(line, encoding, nothing_else=nothing_else)}
    count = sum(len(_letters(line, encoding)) for line in lines if line in old)
    return "\n".join(to_unicode(line, encoding) if line in old else line for line in lines), count


def to_unicode(text: str, encoding: Encoding) -> str:
    """Return a text of an encoding in Unicode; other characters stay as they are."""
    scheme = _scheme(encoding)
    return scheme.words.sub(lambda word: _rewritten(word.group(), scheme), text)


def _may_be_old(line: str) -> bool:
    return not (line.isascii() or _UNICODE.search(line))


def _is_old(line: str, encoding: Encoding, *, nothing_else: bool) -> bool:
    """Tell whether a line goes with the text: a title or a table's cell proves little alone."""
    if not _may_be_old(line):
        return False
    evidence = _evidence(line, encoding)
    return evidence.is_likely and (evidence.weight > 0 or nothing_else)


class _Evidence(NamedTuple):
    """What speaks for an encoding and against it, and the letters of it that do."""

    weight: int
    against: int
    letters: frozenset[str]

    @property
    def is_likely(self) -> bool:
        return self.weight >= _OVERWHELMING * self.against

    @property
    def is_overwhelming(self) -> bool:
        enough = self.weight >= _LEAST_WEIGHT and len(self.letters) >= _LEAST_LETTERS
        return enough and self.is_likely


def _together(parts: Sequence[_Evidence]) -> _Evidence:
    return _Evidence(
        weight=sum(part.weight for part in parts),
        against=sum(part.against for part in parts),
        letters=frozenset[str]().union(*(part.letters for part in parts)),
    )


def _evidence(line: str, encoding: Encoding) -> _Evidence:
    scheme = _scheme(encoding)
    weights = {
        word: _weight(word, scheme) for word in scheme.words.findall(line) if not word.isascii()
    }
    telling = [word for word, weight in weights.items() if weight > 0]
    return _Evidence(
        weight=sum(weights[word] for word in telling),
        against=sum(1 for weight in weights.values() if weight < 0),
        letters=frozenset(letter for word in telling for letter in _marked(word, scheme)),
    )


def _weight(word: str, scheme: _Scheme) -> int:
    """Return how much a word proves; below zero if it cannot be of the encoding."""
    is_proper = _is_proper(word)
    rewritten = _rewritten(word, scheme) if scheme.whole.fullmatch(word) else ""
    if is_syllable(rewritten):
        return 0 if is_proper or len(word) == 1 else _CLEAR if scheme.clear.search(word) else 1
    is_neutral = len(word) == 1 or (rewritten.isupper() and len(word) <= _LONGEST_ABBREVIATION)
    return 0 if is_neutral and not is_proper else -1


def _is_proper(word: str) -> bool:
    """Tell a Vietnamese syllable as it stands: hyphenated softly, its capitals in their places."""
    visible = word.replace("\xad", "")
    return visible in {visible.lower(), visible.upper(), visible.title()} and is_syllable(visible)


def _rewritten(word: str, scheme: _Scheme) -> str:
    if word in _ALONE:
        return word
    rewritten = scheme.letter.sub(lambda letter: scheme.meaning(letter.group()), word)
    return rewritten.upper() if _is_heading(word) else rewritten


def _is_heading(word: str) -> bool:
    """Tell a word in capitals: fonts for headings show small letters with marks as capitals."""
    capitals = sum(1 for letter in word if "A" <= letter <= "Z")
    return capitals > 1 and not any("a" <= letter <= "z" for letter in word)


def _marked(word: str, scheme: _Scheme) -> list[str]:
    return [letter.group() for letter in scheme.letter.finditer(word)]


def _letters(line: str, encoding: Encoding) -> list[str]:
    scheme = _scheme(encoding)
    words = (word for word in scheme.words.findall(line) if word not in _ALONE)
    return [letter for word in words for letter in _marked(word, scheme)]


# --- the encodings -------------------------------------------------------------------------------

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # grave, hook, tilde, acute, dot
_VOWELS: Final = "aăâeêioôơuưy"
# Signs that are more likely a bullet or what they look like than a word of one letter.
_ALONE: Final = frozenset("·×÷©»¼½¾")


def _composed(base: str, mark: str) -> str:
    return unicodedata.normalize("NFC", base + mark)


@cache
def _scheme(encoding: Encoding) -> _Scheme:
    return _tcvn3() if encoding is Encoding.TCVN3 else _vni()


_TCVN3_GAPS: Final = frozenset(b"\xba\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xcd\xd9\xda\xdb\xe0\xf0")


def _tcvn3_table() -> Mapping[str, str]:
    """Letters in the order of the alphabet, each with its tones, from B5; without tone from A1."""
    toned = [_composed(vowel, tone) for vowel, tone in product(_VOWELS, _TONES)]
    codes = [chr(code) for code in range(0xB5, 0xFF) if code not in _TCVN3_GAPS]
    plain = dict(zip(map(chr, range(0xA1, 0xAF)), "ĂÂÊÔƠƯĐăâêôơưđ", strict=True))
    # U+03BC looks like U+00B5, and takes its place in some programs.
    return {**plain, **dict(zip(codes, toned, strict=True)), "\u03bc": "à"}


def _tcvn3() -> _Scheme:
    table = _tcvn3_table()
    letters = "".join(table)
    signs = "".join(letter for letter in letters if not letter.isalpha() or letter in "ªµμ")
    return _Scheme(
        words=re.compile(f"[A-Za-zÀ-ÿ{letters}]+"),
        letter=re.compile(f"[{letters}]"),
        clear=re.compile(f"(?<=[a-z])[À-ÖØ-Þ]|^(?=.{{3}}).*[{signs}]"),
        meaning=table.__getitem__,
        whole=re.compile(f"[A-Za-z{letters}]+"),
    )


# The mark is a letter of its own behind the vowel; ơ, ư, đ and all of i are single letters.
_VNI_TONES: Final = "øûõùï"
_VNI_CIRCUMFLEX: Final = "âàåãáä"
_VNI_BREVE: Final = "êèúüéë"
_VNI_SINGLE: Final = {
    "ô": "ơ", "ö": "ư", "ñ": "đ", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "í": "í", "ò": "ị", "î": "ỵ",
}  # fmt: skip


def _vni_table() -> Mapping[str, str]:
    families = [
        *((vowel, _VNI_SINGLE.get(vowel, vowel), _VNI_TONES, _TONES) for vowel in "aeouyôö"),
        *((vowel, _composed(vowel, "\u0302"), _VNI_CIRCUMFLEX, " " + _TONES) for vowel in "aeo"),
        ("a", "ă", _VNI_BREVE, " " + _TONES),
    ]
    pairs = {
        vowel + mark: _composed(base, tone.strip())
        for vowel, base, marks, tones in families
        for mark, tone in zip(marks, tones, strict=True)
    }
    return {**pairs, **_VNI_SINGLE}


def _vni() -> _Scheme:
    table = _vni_table()
    pairs = f"[aeouyôö][{_VNI_TONES}]|[aeo][{_VNI_CIRCUMFLEX}]|a[{_VNI_BREVE}]"
    letter = f"{pairs}|[{''.join(_VNI_SINGLE)}]"

    def meaning(written: str) -> str:
        read = table[written.lower()]
        return read.upper() if written[0].isupper() else read

    return _Scheme(
        words=re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]+"),
        letter=re.compile(letter, re.IGNORECASE),
        clear=re.compile(f"^(?=.{{3}}).*(?:{pairs})", re.IGNORECASE),
        meaning=meaning,
        whole=re.compile(f"(?:{letter}|[a-z])+", re.IGNORECASE),
    )
