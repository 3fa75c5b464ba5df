"""Two numbers that belong together: scores, proportions, formulas, sides."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.classes_again import is_class_again
from loudspeaker.text.dates import month
from loudspeaker.text.days_told import is_day_expected
from loudspeaker.text.found import CAPITAL, LETTERS, Found, Kind, Start, make_rule
from loudspeaker.text.labels import WHOLE_WORD
from loudspeaker.text.letters import spelled
from loudspeaker.text.regex import regex
from loudspeaker.text.scores import is_match
from loudspeaker.text.shares import Pair, pair_of

_FEWEST_IN_LIST = 2
_GRADES = regex(
    r"\b(?:hạng|bậc|cấp|huyết áp|loại|trình độ|hệ|văn hóa|hiệu số|thương binh|bệnh binh|mắt)"
    r"(?: [0-9]/[0-9](?: và|,))?$|\bthị lực[^.;]{0,25}$"
)
_PROPORTIONS = regex(
    r"\b(?:tỷ lệ|tỉ lệ|pha|pha đặc|pha loãng|bản đồ|chọi)(?: khoảng)?$"
    r"|\b(?:tỷ lệ|tỉ lệ)\b[^,.;]{0,45} (?:là|bằng|đạt)$"
    r"|\b(?:tỷ lệ|tỉ lệ)(?: [^\W\d]+){0,2} [^\W\d]+/[^\W\d]+(?: khoảng)?$"
)
_MARKS = regex(rf"\b(?:chấm|điểm{WHOLE_WORD})$")  # điểm 9/10
_NO_CLOCK = regex(r"[0-9]:[0-9]$|[0-9]:[0-9.]{3,}$")


def _times(found: Found) -> str:
    parts = re.split(" ?[x×] ?", found.text)
    return " nhân ".join(map(numbers.number, parts))


def _by(_: Found) -> str:
    return "nhân"


_CLOCK = regex("(?:[01]?[0-9]|2[0-4]):[0-5][0-9]")
_PLAYED = regex(r"\b(?:tỷ số|tỉ số|thắng|thua|hòa|hoà|dẫn|hạ|séc|set|ván)\b[^.;,]{0,24}$")
_BEFORE_COLON = regex("[0-9]+ ?: ")
_BEFORE_CLOCK = regex("[0-9]+ ?: ?[0-9]{1,2}:[0-9]{2}$")
_ANOTHER_PAIR = regex("[-–] ?[0-9]")
_SECONDS = regex(r"[0-9]{1,2}(?::[0-9]{2}){2}")
_DECIMAL_WHOLE = regex("/[0-9]{1,3},[0-9]")  # 1/1,8 is no date


def _proportion(found: Found) -> str | None:
    before, is_grade = found.before, "/" in found.text
    if _BEFORE_COLON.match(found.text) and _ANOTHER_PAIR.match(found.after):
        return None  # hiệp 1: 0-2
    if _BEFORE_CLOCK.match(found.text):
        return None  # Lớp 5: 07:30
    parts = [numbers.number(part) for part in re.split(" ?[:/] ?", found.text)]
    is_told = _PROPORTIONS.search(before) is not None
    is_score = not is_grade and not is_told and is_match(before)
    if is_score and (not _CLOCK.fullmatch(found.text) or _PLAYED.search(before)):
        return " ".join(parts)
    if len(parts) > _FEWEST_IN_LIST:
        is_time = _SECONDS.fullmatch(found.text) and not is_told
        return None if is_time else " ".join(parts)
    if not (
        is_told
        or before.endswith(("trộn", "=")) > is_grade
        or (_DECIMAL_WHOLE.search(found.text) and not is_day_expected(before))
        or (found.text.endswith("/10") and _MARKS.search(before))
        or (_GRADES.search(before) if is_grade else _NO_CLOCK.search(found.text))
    ):
        return None
    return " ".join(parts) if _is_of_hundred(found.text) else " trên ".join(parts)


def _is_of_hundred(written: str) -> bool:
    """Tell ``tỷ lệ 70:30``, the two parts of a whole."""
    first, _, second = written.replace(" ", "").partition(":")
    return second.isdigit() and int(first) + int(second) == _WHOLE


def _pair(found: Found) -> str | None:
    first, second = (int(part) for part in found.text.split("/"))
    if is_class_again(found, first, second):
        return f"{numbers.cardinal(first)} trên {numbers.cardinal(second)}"
    kind = pair_of(first, second, found.before, found.after)
    is_part = kind is Pair.COUNT and 0 < first < second <= _LARGEST_COMMON
    if kind is Pair.SHARE or (
        is_part and _NAMED_PLACE.match(found.match.string, found.match.end())
    ):
        return f"{numbers.cardinal(first)} phần {month(second)}"
    if kind is Pair.COUNT:
        read = numbers.ordinal if found.before.endswith("thứ") else numbers.cardinal
        return f"{read(first)} trên {numbers.cardinal(second)}"
    return None


_LARGEST_COMMON = 4
_NAMED_PLACE = regex(  # 2/3 cánh đồng Nà Pản: that much of one
    r" (?:cánh đồng|xứ đồng|thôn|xóm|bản|ấp|xã|phường|hồ|đập|ao|cầu|khu phố|làng)"
    rf" {CAPITAL}{LETTERS}"
    r"| (?:hồ|đập|ao) (?:đầy|cạn|vơi)\b"
)


def _halves(found: Found) -> str | None:
    """Read a proportion of a hundred parts: ``tỷ lệ 60-40``."""
    first, second = (int(part) for part in re.split("[-–/]", found.text))
    if first + second != _WHOLE or not _PROPORTIONS.search(found.before):
        return None
    return f"{numbers.cardinal(first)} {numbers.cardinal(second)}"


_WHOLE = 100


def _formula(found: Found) -> str | None:
    parts = re.findall("[0-9]+", found.text)
    if not (
        _FERTILISER.search(found.before) or ("-" in found.text and len(parts) > _FEWEST_IN_LIST)
    ):
        return None
    return " ".join(map(numbers.number, parts))


_FERTILISER = regex(
    r"\b(?:npk|dap)(?:(?: [0-9]{1,2}(?:-[0-9]{1,2}){2}(?:\+te)?)(?:,|;| và| hoặc))*$"
)


def _weedkiller(found: Found) -> str:
    """Read ``2,4-D`` and ``2,4,5-T``: places in a molecule, no decimal."""
    return " ".join(
        [*map(numbers.number, re.findall("[0-9]", found.text)), spelled(found.text[-1])]
    )


_DIGIT, _SIGN, _LETTER = Start.DIGIT, Start.SIGN, Start.LETTER
_NUMBER, _SYMBOL = Kind.NUMBER, Kind.SYMBOL
_ALONE = r"(?<![\w.,])"
_WORD_END = r"(?!\w)"
_SHORT = "[0-9]{1,3}"
_ONE = r"(?:[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]{1,6})(?:,[0-9]{1,2})?(?![0-9])"
PROPORTION: Final = make_rule(
    "proportion", _NUMBER, _DIGIT,
    rf"{_ALONE}(?:{_SHORT}/(?:[1-9][0-9]{{0,2}}(?:\.[0-9]{{3}})+"
    rf"|[0-9]{{1,5}}(?:,[0-9]{{1,2}}(?![/0-9]))?)"
    rf"|{_SHORT} ?: ?[0-9]{{1,6}}(?:\.[0-9]{{1,3}}){{0,2}}(?: ?: ?{_SHORT}(?![.:]?[0-9])){{0,2}})"
    rf"{_WORD_END}",
    _proportion, often_none=True,
)  # fmt: skip
PAIR: Final = make_rule(
    "pair", _NUMBER, _DIGIT,
    r"(?<![0-9/.])(?<![0-9][A-ZĐ])[0-9]{1,2}/[0-9]{1,2}(?![0-9]|[/.][0-9]|[A-ZĐ](?![^\W\d_]))",
    _pair, often_none=True,
)  # fmt: skip
RULES: Final = (
    make_rule("times", _NUMBER, _DIGIT, rf"{_ALONE}{_ONE}(?: ?[x×] ?{_ONE}){{1,2}}",
          _times),
    make_rule("by", _SYMBOL, _SIGN | _LETTER,
              r"(?<=[\w)] )[x×](?= (?:rộng |dài |cao |sâu )?[0-9]|[0-9]{1,3}(?!\w))", _by),
    make_rule("formula", _NUMBER, _DIGIT,
          r"(?:[0-9]{1,2}(?:-[0-9]{1,2}){1,3}|[0-9]{1,2}(?:\.[0-9]{1,2}){2})(?![-\w]|\.\w)",
          _formula),
    make_rule("weedkiller", _NUMBER, _DIGIT,
          r"(?<![\w.,])2,4(?:-D|,5-T)(?![\w-])", _weedkiller),
    make_rule("halves", _NUMBER, _DIGIT,
              rf"{_ALONE}[0-9]{{1,2}}[-–][0-9]{{1,2}}(?![\w/%-]|[.,][0-9])", _halves),
)  # fmt: skip
