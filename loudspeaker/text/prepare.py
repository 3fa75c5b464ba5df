"""Text as people bring it made fit to be read: one Unicode form, nothing hidden, bounded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import Final

from loudspeaker.errors import TextRefused
from loudspeaker.text.notices import Notice, Noticed
from loudspeaker.text.regex import regex
from loudspeaker.text.shouted import in_small
from loudspeaker.text.syllables import is_syllable

LIMIT_CHARS: Final = 20_000
LONGEST_CHARS: Final = 30_000
_BINARY_SHARE = 0.1
_LONGEST_FORM = 4  # times as long may a text be before marks are joined to their letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """NFC, lines ended by LF, ordinary spaces and digits; positions of spans refer to it."""

    text: str
    notices: tuple[Notice, ...]


def prepare(text: str, *, limit_chars: int = LIMIT_CHARS) -> Prepared:
    """Return the text fit to be read.

    Raises TextRefused: ``empty``, ``too_long`` (after NFC), or ``not_text`` when more than a
    tenth are control characters, with the first one's line in ``where``.
    """
    _check_is_text(text)
    if len(text) > _LONGEST_FORM * limit_chars:
        raise TextRefused(problem="too_long", length=len(text), limit=limit_chars)
    prepared = clean(text)
    if not prepared.text:
        raise TextRefused(problem="empty", length=len(text))
    if len(prepared.text) > limit_chars:
        raise TextRefused(problem="too_long", length=len(prepared.text), limit=limit_chars)
    return prepared


def _check_is_text(text: str) -> None:
    first = _CONTROLS.search(text)
    if first is None:
        return
    count = len(text) - len(_CONTROLS.sub("", text))
    if count > _BINARY_SHARE * len(text) or "\0" in text:
        line = text.count("\n", 0, first.start()) + 1
        raise TextRefused(problem="not_text", length=len(text), where=f"line {line}")


def decode(data: bytes) -> str:
    """Return a file's text: UTF-8, or what ``files`` knows besides, still to be prepared.

    Raises TextRefused (``not_text``) telling the first byte that is not UTF-8, or byte 0 where it
    is another program's document.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _older_text(data, error.start)
    if text.startswith(_DOCUMENTS):
        raise TextRefused(problem="not_text", length=len(data), where="byte 0")
    return text


_DOCUMENTS = ("%PDF-", "{\\rtf", "PK\x03\x04", "GIF8")


def _older_text(data: bytes, wrong: int) -> str:
    from loudspeaker.text.files import older_text  # noqa: PLC0415 - hardly ever needed

    text = older_text(data)
    if text is None:
        raise TextRefused(problem="not_text", length=len(data), where=f"byte {wrong}")
    return text


_CONTROLS = regex(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = regex(r"[^\S\n]+")
_CELLS = regex(r"(?<=\S)[ \xa0]*\t[\t \xa0]*(?=\S)")  # a table's columns
# A line of a pasted page is cut wherever its edge was; such a break ends no sentence.
_WRAPPED = regex(r"(?<=[^\n]{50}[^\n.!?:;]) ?\n ?(?=[^\W\d_])")
# What most texts consist of; nothing of it is changed or means anything else.
_ORDINARY = regex("[\n -_a-~\xa0°±²³ÀÁÂÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9’“”•…]*")
_CROWDED = regex(  # what no number has inside: Thời gian:7h30, thứ 5,10/12/2026, 9A2,9A3
    r"[,;:](?=[0-9])(?:(?<=[^\W\d_].)"
    r"|(?<=[0-9]:)(?=[0-9]{1,2}[hH])|(?<=/[0-9]{4},)|(?<=[0-9][A-ZĐ][0-9],)(?=[0-9]{1,2}[A-ZĐ])"
    r"|(?<=,)(?=[0-9]{1,2}(?:[hHgG:][0-9]{2}|/[0-9]{1,2}/[0-9]{4}))"
    r"|(?<=\b(?:[Tt]hứ|THỨ) [2-7],)(?=[0-9]{1,2}[/hH])|(?<=T[2-7],)(?=[0-9]{1,2}[hH]))"
)
_WORD_BEHIND = regex(  # Tổ 5,mời: a number ends there
    r"[,;](?<=[0-9].)(?=[a-zđàáâãèéêìíòóôõùúýăĩũơư\u1ea0-\u1ef9]|[A-ZĐÀ-Ý\u1ea0-\u1ef8][a-zà-ỹ])"
)
_GLUED = regex(r"[0-9](?<=[^\W\d_].)")  # ảnh3x4, lúc6h
_WORD_BEFORE = regex(r"(?<![\w./@#:-])[^\W\d_]{3,7}(?<![A-ZĐ])$")
_ADDRESS_BEHIND = regex(r"\S{0,60}(?:@|\.[a-z0-9])")
_GLUED_CAPITAL = regex(r"[A-ZĐ](?<=[^\W\d_A-ZĐ].)(?!\w)")  # nhàB, khuA
_LETTERED = regex(r"(?<!\w)(?:[Nn]hà|[Cc]hữ|[Pp]hòng|[Kk]hu|[Dd]ãy|[Ll]ô|[Cc]ửa|[Cc]ổng)$")
_LONGEST_GLUED = 8
_STRAY_DOT = regex(r"\.(?<=[0-9]\.)(?=[đĐ](?!\w))")  # 1.500.000.đ
_OLD_VOWEL = regex("[âùÂÙ](?<=[aeoAEO].)")  # two letters that old fonts alone write


def clean(text: str) -> Prepared:
    """Return any text without what cannot be said; never raises."""
    unix = text.replace("\r\n", "\n") if "\r" in text else text
    if "\t" in unix:
        unix = _CELLS.sub(" | ", unix)
    composed = unix if _ORDINARY.fullmatch(unix) else _composed(unix)
    notices: Counter[Noticed] = Counter()
    if not _ORDINARY.fullmatch(composed) or _OLD_VOWEL.search(composed):
        from loudspeaker.text.mending import mended  # noqa: PLC0415 - few texts need it

        composed = mended(composed, notices)
    spaced = _one_space(composed)
    spaced = _STRAY_DOT.sub("", _CROWDED.sub(r"\g<0> ", spaced))
    spaced = _WORD_BEHIND.sub(r"\g<0> ", spaced)
    spaced = _GLUED_CAPITAL.sub(_letter_apart, _GLUED.sub(_apart, spaced))
    spaced = _one_space(in_small(spaced))
    if " /" in spaced or "/ " in spaced:
        spaced = _SPLIT_DATE.sub(_whole_date, _SPLIT_RATE.sub("/", spaced))
    if " - " in spaced:
        spaced = _DASHED_DATE.sub(r"\1-\2-\3", spaced)
    joined = _WRAPPED.sub(_unwrapped, "\n".join(map(str.strip, spaced.split("\n"))))
    found = tuple(Notice(what=what, count=count) for what, count in sorted(notices.items()))
    return Prepared(text=joined.strip(), notices=found)


def _one_space(text: str) -> str:
    """Return the text with one space behind a sign and none before: ``họp :7h30 ,tại  xã``."""
    if "  " in text or "\xa0" in text:
        text = _SPACES.sub(" ", text)
    if " ," in text or " ;" in text or " :" in text:
        text = _SPACE_BEFORE.sub(r"\1 ", text)
    if "( " in text or " )" in text:
        text = _IN_BRACKETS.sub("", text)
    return _DOT_APART.sub("", text) if " ." in text else text


_SPACE_BEFORE = regex(r"(?<=\S) ([,;:])(?![,;:/]|[()DPp](?!\w)) ?")  # a face may begin so: :)
_IN_BRACKETS = regex(r"(?<=\w \() (?=\w)|(?<=[\w.%]) (?=\)(?:[\s.,;:]|$))")
_DOT_APART = regex(r"(?<=[\w)%]) (?=\.(?:\s|$))")
_SPLIT_RATE = regex(r"(?<=[a-zđệỷ%²³]) / (?=[a-zđ])")  # 50.000đ / hộ / tháng
_DASHED_DATE = regex(r"(?<![0-9/.-])([0-9]{1,2}) - ([0-9]{1,2}) - ([0-9]{4})(?![0-9])")
_SPLIT_DATE = regex(
    r"(?P<day>\bngày |(?<![0-9/]))(?P<first>[0-9]{1,3})(?P<sign> /| ?/ )(?P<second>[0-9]{1,3})"
    r"(?P<year> ?/ ?[0-9]{4})?(?![0-9/])"
)


def _whole_date(split: re.Match[str]) -> str:
    """Close up ``30 /11`` and ``ngày 5 / 11``; what stands apart elsewhere may be a numbering."""
    is_slip = split["sign"] == " /" or split["day"] or split["year"]
    return split.group().replace(" /", "/").replace("/ ", "/") if is_slip else split.group()


def _composed(text: str) -> str:
    """Return NFC; long runs of marks are cut first, for putting them in order is quadratic."""
    return unicodedata.normalize("NFC", _UNUSUAL_RUN.sub(_without_surplus, text))


_UNUSUAL_RUN = regex(r"[^\w\s\x00-\x7f]{9,}")  # marks are no letters; so are emoji
_MOST_MARKS = 8  # on one letter; Vietnamese has two


def _without_surplus(run: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in run.group():
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def _apart(digit: re.Match[str]) -> str:
    """Part a word from the number it was glued to, unless both are of an address or a code."""
    text, start = digit.string, digit.start()
    glued = _WORD_BEFORE.search(text, max(0, start - _LONGEST_GLUED), start)
    if glued is None or _ADDRESS_BEHIND.match(text, start):
        return digit.group()
    return f" {digit.group()}" if is_syllable(glued.group().lower()) else digit.group()


def _letter_apart(capital: re.Match[str]) -> str:
    start = capital.start()
    named = _LETTERED.search(capital.string, max(0, start - _LONGEST_GLUED), start)
    return f" {capital.group()}" if named else capital.group()


def _unwrapped(line_break: re.Match[str]) -> str:
    goes_on = line_break.string[line_break.end()].islower()
    return " " if goes_on else "\n"
