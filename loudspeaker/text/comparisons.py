"""Amounts with a sign before them: ``≥ 18 tuổi``, ``≤ 5 ha``, ``≥ 57/112 hộ``."""

from __future__ import annotations

from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.found import LETTERS, Found, Kind, Part, Start, make_rule
from loudspeaker.text.measures import WRITTEN, unit_named
from loudspeaker.text.regex import regex
from loudspeaker.text.tables import Tables
from loudspeaker.text.things import COUNTED, OF_SOMETHING


def _at_least(found: Found) -> str | Part:
    return _compared_pair(found, "từ", "trở lên") or f"từ {_compared(found)} trở lên"


def _at_most(found: Found) -> str | Part:
    return _compared_pair(found, "không quá", "") or f"không quá {_compared(found)}"


def _compared_pair(found: Found, begin: str, end: str) -> Part | None:
    """Read ``≥ 57/112 hộ`` and ``≥ 140/90``: the whole pair, and what is counted if it is that."""
    pair = _COMPARED_PAIR.match(found.text)
    if pair is None:
        return None
    whole = _WHOLE.match(pair[3].casefold())
    kept = whole.group() if whole else _counted_of(pair[3], found.tables)
    second = (_PARTS.get(pair[2]) if whole else None) or numbers.number(pair[2])
    said = [begin, numbers.number(pair[1]), "phần" if whole else "trên", second]
    said += filter(None, [found.tables.units.get(kept, kept), end])
    return Part(" ".join(said), pair.start(3) + len(kept) if kept else pair.end(2))


def _counted_of(written: str, tables: Tables) -> str:
    """Return the first of some words if it is what is counted or measured."""
    first = written.partition(" ")[0]
    counted = COUNTED.match(written.casefold())
    return counted.group() if counted else first if first in tables.units else ""


_WHOLE = regex(rf"(?:số|tổng|lượng|mức|giá trị) [^\W\d]+|{OF_SOMETHING.pattern}")


_PARTS = {"4": "tư"}  # một phần tư
_COMPARED_PAIR = regex(r"[≥≤<>=]{1,2} ?([0-9.]+)/([0-9.]+) ?([^0-9]*)$")


def _compared(found: Found) -> str:
    if height := _METRES.search(found.text):
        return f"{numbers.number(height[1])} mét {numbers.number(height[2])}"
    amount, unit = _COMPARED.findall(found.text)[0]
    if unit == "t" and _OLD.search(found.before):
        unit = "tuổi"
    said = " trên ".join(unit_named(part, found.tables) for part in unit.split("/"))
    return " ".join([numbers.number(amount), *said.split()])


_OLD = regex(r"\b(?:bệnh nhân|trẻ|người|cụ|bà con|em|cháu|học sinh|từ)(?: [^\W\d]+)?$")


_PAIRS = (
    "ngày tuổi|tuần tuổi|tháng tuổi|năm tuổi|nhân khẩu|đơn vị|học sinh|thành viên|đại biểu"
    "|triệu đồng|nghìn đồng|tỷ đồng"
)
_ONE_WORD = rf"{LETTERS}{{1,7}}(?:[²³]|(?<=m)[23])?(?![\w-])"
_PART_OF = r"(?: (?:(?:tổng )?số [^\W\d]+|diện tích|dân số|thời gian|khối lượng))?"
_UNIT_WORD = rf"(?: (?:{_PAIRS})| ?°C| ?{_ONE_WORD}| ?%{_PART_OF})?(?:/{_ONE_WORD}){{0,3}}"
_PAIR = (
    r"[0-9]{1,4}(?:\.[0-9]{3})?/[0-9]{1,4}(?:\.[0-9]{3})?(?![/0-9]|[.,][0-9])"
    r"(?: ?mmHg| [^\W\d]{2,8}(?: [^\W\d]{2,8})?)?(?!\w)"
)
_COMPARABLE = rf"(?:[0-9]m[0-9]{{1,2}}(?!\w)|{_PAIR}|{WRITTEN}{_UNIT_WORD})"
_METRES = regex(r"([0-9])m([0-9]{1,2})$")  # 1m57
_COMPARED = regex(rf"({WRITTEN}) ?(.*)$")
RULES: Final = (
    make_rule("at_least", Kind.NUMBER, Start.SIGN, rf"(?:≥|>=) ?{_COMPARABLE}", _at_least),
    make_rule("at_most", Kind.NUMBER, Start.SIGN, rf"(?:≤|<=) ?{_COMPARABLE}", _at_most),
)  # fmt: skip
