"""Numbers of persons, accounts, cards and letters: digit by digit, because they are named so."""

from __future__ import annotations

from typing import Final

from loudspeaker.text import naming
from loudspeaker.text.ends import is_counted
from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.measures import is_measured
from loudspeaker.text.numbers import digits, in_groups
from loudspeaker.text.regex import regex
from loudspeaker.text.things import COUNTED

_LONGEST_COUNT = 3
_LONGEST_SHORT = 5
_LONG_NUMBER = 7
_NO_COUNT = 12  # nobody counts so far without dots
_PROGRAMME = "đề án"


def _named(found: Found) -> str | None:
    text, before = found.text, found.before
    is_another = is_counted(found.after) or COUNTED.match(found.after) is not None
    if is_another and before.endswith(","):
        return None  # SBD 124, 30 em
    if not is_another:
        before = naming.before_its_like(text, before)
    if text == "06" and before.endswith(_PROGRAMME):
        return digits(text)  # a programme of the state, known by this name
    if is_measured(found) and not text.startswith("0"):
        return None
    if text.isdigit() and len(text) <= _LONGEST_SHORT and naming.is_said_in_digits(before):
        return digits(text)
    is_code = _is_code(text, before) or (not is_another and _is_of_a_row(text, found.before))
    return in_groups(text) if is_code else None


def _candidate(found: Found) -> str | None:
    """Read the first of ``SBD 241-264``; the second is named by the first."""
    text, before = found.text, found.before
    if len(text) > _LONGEST_SHORT:
        return in_groups(text) if naming.is_named(before) else None
    return digits(text) if naming.is_said_in_digits(before) else None


def _codes_in_a_row(found: Found) -> str | None:
    """Read ``số 091-140``: two codes of one length, the first with a zero before it."""
    first, last = _DASH.split(found.text)
    return f"{in_groups(first)} đến {in_groups(last)}" if naming.is_row(first, last) else None


def _is_of_a_row(text: str, before: str) -> bool:
    """Tell the second of ``số 098 đến 140`` and ``098, 099 và 100``."""
    first = _ROW_BEFORE.search(before) if len(text) in _ROW_DIGITS else None
    return first is not None and len(first[1]) == len(text)


_ROW_DIGITS = (3, 4)
_DASH = regex(" ?[-–—] ?")
_ROW_BEFORE = regex(
    r"(?<![\w.,/+-])(0[0-9]{2,3})(?:, ?[0-9]{3,4}){0,6}"
    r"(?:,| đến| tới| và| hoặc| hay|(?: đến| tới) số)$"
)


def _is_code(text: str, before: str) -> bool:
    if text.startswith("0"):
        return naming.is_named(before) or naming.is_named_from_afar(before)
    if len(text) <= _LONGEST_COUNT:
        return False
    is_long = len(text) >= _LONG_NUMBER and text.isdigit() and naming.is_numbered(before)
    is_told = before.endswith(" là") and naming.is_named_from_afar(before)
    return is_long or is_told or naming.is_named(before) or naming.is_sent_to(before)


def _identity(found: Found) -> str | None:
    before = naming.before_its_like(found.text, found.before)
    is_named = naming.is_named(before + " ") or naming.is_numbered(before)
    is_code = is_named or (found.text.isdigit() and len(found.text) >= _NO_COUNT)
    return in_groups(found.text) if is_code and not is_measured(found) else None


def _dotted(found: Found) -> str | None:
    """Read ``MST 4600.123.456`` and ``mã hộ 26-08-123``."""
    is_code = naming.may_have_dots if "." in found.text else naming.is_named
    return in_groups(found.text) if is_code(found.before) else None


def _health_card(found: Found) -> str:
    return f"{spelled(found.text[:2])}, {in_groups(found.text[2:])}"


def _parcel(found: Found) -> str:
    return f"{spelled(found.text[:2])} {in_groups(found.text)}, {spelled(found.text[-2:])}"


_LETTER, _DIGIT = Start.LETTER, Start.DIGIT
_START = r"(?<![0-9./+])(?<![0-9],)"
HEALTH_CARD: Final = code_rule(
    "health_card", _LETTER,
    r"(?<!\w)(?!TK)[A-Z]{2} ?[0-9] ?[0-9]{2} ?"
    r"(?:[0-9]{2} ?[0-9]{3} ?[0-9]{5}|[0-9]{3} ?(?:[0-9]{3} ?[0-9]{4}|[0-9]{7}))(?!\w)",
    _health_card,
)  # fmt: skip
PARCEL: Final = code_rule(
    "parcel", _LETTER, r"(?<!\w)[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?VN(?!\w)", _parcel,
)  # fmt: skip
NAMED: Final = (
    code_rule("codes_in_a_row", _DIGIT,
              r"(?<![\w./+-])(?<![0-9],)(?<![0-9] )0[0-9]{2,4} ?[-–—] ?[0-9]{3,5}"
              r"(?![\w/-]|[., ]?[0-9])",
              _codes_in_a_row),
    code_rule("identity", _DIGIT,
              rf"{_START}[0-9]{{6,}}(?:-[0-9]{{3}}|(?: [0-9]{{2,4}}){{1,4}})?(?![0-9])", _identity,
              often_none=True),
    code_rule("dotted_identity", _DIGIT,
              rf"{_START}[0-9]{{1,8}}(?:(?:\.[0-9]{{1,8}}){{2,5}}(?![0-9]|[.,][0-9])"
              r"|(?:-[0-9]{1,6}){2,4}(?![\w/-]|[.,][0-9]))", _dotted,
              often_none=True),
    code_rule("candidates", _DIGIT,
              r"(?<!\w)[0-9]{2,12}(?= ?[-–] ?[0-9]{2,12}(?![\w/-]|[.,][0-9]))",
              _candidate, often_none=True),
    code_rule("named", _DIGIT, r"(?<!\w)0?[0-9]{1,12}(?: [0-9]{3,6}){0,4}(?![\w/]|[.,-]\w)", _named,
              often_none=True),
)  # fmt: skip
