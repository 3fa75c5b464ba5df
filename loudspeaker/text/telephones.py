"""Telephone numbers: digit by digit, however they are grouped."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.measures import is_measured
from loudspeaker.text.naming import is_row
from loudspeaker.text.numbers import digits, in_groups
from loudspeaker.text.regex import regex
from loudspeaker.text.things import COUNTED

_CALLED = regex(
    r"\b(?:gọi|điện thoại|đt|sđt|hotline|tổng đài|đường dây nóng|liên hệ)\W{0,3}(?:\w+\W+){0,2}$"
)
_TELEPHONE_NEARBY = regex(
    r"\b(?:điện thoại|gọi|sđt|máy bàn|hotline|đường dây nóng|tổng đài|mã vùng|số bàn)\b"
)
_CALL_NEARBY = regex(
    r"\b(?:gọi|bấm|báo (?:cháy|ngay|cho|công an|tin)|quay số|cứu hỏa|cấp cứu|đường dây nóng|hotline"
    r"|tổng đài|điện thoại|sđt|khẩn cấp|trực|cứu nạn|nhớ số|liên hệ|lh|máy|hãy báo|thì báo)\b"
)
_SERVICE = regex(r"\b(?:cứu thương|cứu hộ|cứu nạn|công an|cảnh sát(?: pccc)?|chữa cháy)(?: số)?$")
_DIALLED = regex(r"\b(?:gọi|bấm|quay|alo|alô)(?: ngay| số| ngay số| đến)?$")
_ENDS = regex(r"$|[.,;:!?()]|/11[1-9]|hoặc|và 11|ngay|để|nếu|khi")
_HOTLINE = regex(r"\b(?:đường dây nóng|hotline|tổng đài)(?: số)?:?$")
_OR_TELEPHONE = regex(r"(?:hoặc|,|và|/|-) ?[^0-9]{0,30}0[0-9]{2,4}[ .]?[0-9]")
_WHOLE_BEFORE = regex(
    r"(?<![0-9])0[0-9]{2,4}[ .]?[0-9]{3}[ .]?[0-9]{2,4}(?:/[0-9]{2,4})?/$|"
    r"(?<![0-9])0[0-9]{2,3}(?:[ .][0-9]{2,4}){2,3}(?:/[0-9]{2,4})?/$"
)
_TWO_CODES = regex(r"(0[0-9]{3}) ?[-–] ?([0-9]{4})")  # SBD 0301–0324
_BESIDE_ANOTHER = regex(r"(?<![\w.,/])11[2-5](?:/11[2-5])?/$")  # 113/114/115
_ANOTHER_BEHIND = regex(r"(?:/11[2-5]){1,2}(?!\w|[./][0-9])")
_PREFIX = regex(r"\b(?:đầu|đầu số)$")
_FEWEST_DIGITS, _MOST_DIGITS = 8, 13


def _telephone(found: Found) -> str | None:
    codes = _TWO_CODES.fullmatch(found.text)
    if codes and is_row(codes[1], codes[2]):
        return None
    if not _FEWEST_DIGITS <= sum(map(str.isdigit, found.text)) <= _MOST_DIGITS:
        return None
    read = in_groups(found.text)
    return f"cộng {read}" if found.text.startswith("+") else read


def _emergency_number(found: Found) -> str | None:
    """Read 112, 114 and the like by digits only where somebody is called: else they count."""
    before, after = found.before, found.after
    if before.endswith("thứ tự"):
        return None
    if _BESIDE_ANOTHER.search(before) or _ANOTHER_BEHIND.match(after):
        return digits(found.text)
    if _HOTLINE.search(before) or _OR_TELEPHONE.match(after):
        return digits(found.text)
    if _DIALLED.search(before) and not COUNTED.match(after):
        return digits(found.text)
    is_called = _CALLED.search(before + " ") or _CALL_NEARBY.search(before)
    is_called = is_called or _SERVICE.search(before)
    return digits(found.text) if is_called and _ENDS.match(after) else None


def _short_telephone(found: Found) -> str | None:
    before = found.before
    stands_alone = before.endswith("số") or _ENDS.match(found.after)
    is_called = stands_alone and _TELEPHONE_NEARBY.search(before) and not is_measured(found)
    return in_groups(found.text) if is_called else None


def _other_end(found: Found) -> str | None:
    """Read the last digits of another number: ``0988 000 111/222``."""
    return digits(found.text) if _WHOLE_BEFORE.search(found.before) else None


def _prefix(found: Found) -> str | None:
    return f"cộng {digits(found.text)}" if _PREFIX.search(found.before) else None


_DIGIT, _SIGN = Start.DIGIT, Start.SIGN
_START = r"(?:(?<![0-9./+])(?<![0-9],)|(?<=[0-9]{3}/))"
_END = r"(?![0-9])"
RULES: Final = (
    code_rule("telephone_abroad", _SIGN,
          r"\+[0-9]{1,3}(?:[ .–-]?[0-9]{2,4}){3,4}" + _END, _telephone),
    code_rule("telephone_area", _SIGN,
          r"\(0[0-9]{1,4}\) ?[0-9]{1,4}(?:[ .–-]?[0-9]{1,4}){1,3}" + _END, _telephone),
    code_rule("telephone_from_abroad", _SIGN,
          r"\(\+?84[ .–-]?[0-9]{1,4}\)(?:[ .–-]?[0-9]{1,4}){2,4}" + _END, _telephone),
    code_rule("telephone", _DIGIT, rf"{_START}0[0-9]{{1,4}}(?:[ .–-]?[0-9]{{1,4}}){{2,4}}{_END}",
          _telephone),
    code_rule("service_number", _DIGIT,
          rf"{_START}1[89]00(?:[ .–-]?[0-9]{{2,6}}){{1,3}}{_END}(?![.,][0-9])", _telephone),
    code_rule("emergency_number", _DIGIT,
          rf"(?:{_START}|(?<=11[2-5]/))(?:11[1-9]|10[0-9]{{2}})(?![0-9]|[.,][0-9])",
          _emergency_number),
    code_rule("telephone_end", _DIGIT, r"(?<=[0-9]{2}/)[0-9]{2,4}(?!\w|[.,][0-9])", _other_end),
    code_rule("telephone_prefix", _SIGN, r"\+[0-9]{1,3}(?![0-9])", _prefix),
    code_rule("short_telephone", _DIGIT, rf"{_START}[0-9](?:[ .][0-9]{{3}}){{2}}{_END}",
          _short_telephone),
)  # fmt: skip
