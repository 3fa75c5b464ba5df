"""What is said sign by sign: identity numbers, plates, classes, anything with a code's make."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.measures import is_measured
from loudspeaker.text.numbers import cardinal, digits, in_groups, number

_NAMED = re.compile(
    r"\b(?:(?:cccd|cmnd|căn cước|căn cước công dân|định danh|tài khoản|stk|mã|mã số|otp|mst|sê ri"
    r"|seri|số hiệu|mang số|thẻ tai|hộ chiếu|mật khẩu|báo danh|số khung|số máy|bưu chính|mã vạch)"
    r"(?: số)?"
    r"|mã (?:số |vùng |số thuế )?(?:khách hàng|đơn hàng|đơn vị|trường|pin|otp|bảo mật|bệnh nhân"
    r"|hồ sơ|giao dịch|vùng|thuế|cá nhân|hộ|học sinh|sinh viên|sản phẩm|trạm|thôn|xã|lô|điện"
    r"|[^\W\d]{2,4})"
    r"|(?:bhxh|bhyt|bảo hiểm|y tế|vận đơn|công tơ|hợp đồng|thẻ|sổ|biên lai|hóa đơn|phiếu|đơn"
    r"|lệnh chuyển tiền|ngân hàng|hồ sơ) số|số (?:thẻ|sổ|tài khoản|cccd|hồ sơ|công tơ|lô))"
    r"(?: là| mới)?\W*$"
)
_NAMED_FROM_AFAR = re.compile(r"\b(?:mã|otp)(?: [^\W\d]{1,6}){0,3}\W*$")
_NAMED_LENGTH = 6
_LONGEST_COUNT = 3
_LONG_NUMBER = 7
_LONG_NUMBERED = re.compile(r"(?<!tổng )(?<!con )(?<!có )(?<!là )(?<!sĩ )(?<!dân )(?<!một )\bsố$")
_SENT_TO = re.compile(r"\bsoạn(?: tin)?\b.{1,30}\bgửi(?: tới| đến)?$")
_FEWEST_CODE_DIGITS = 5
_CLASSROOM = re.compile(r"\b(?:lớp|khối|phòng|dãy|tổ|nhóm|khu|lô|nhà)$")


def _named(found: Found) -> str | None:
    text, before = found.text, found.before
    if text == "06" and before.endswith("đề án"):
        return digits(text)  # a programme of the state, known by this name
    if text.startswith("0"):
        return in_groups(text) if _NAMED.search(before) or _NAMED_FROM_AFAR.search(before) else None
    if len(text) <= _LONGEST_COUNT or is_measured(found):
        return None
    is_long = len(text) >= _LONG_NUMBER and text.isdigit() and _LONG_NUMBERED.search(before)
    is_code = is_long or _NAMED.search(before) or _SENT_TO.search(before)
    return in_groups(text) if is_code else None


def _identity(found: Found) -> str | None:
    before = found.before + " "
    is_named = _NAMED.search(before) or _LONG_NUMBERED.search(found.before)
    return in_groups(found.text) if is_named and not is_measured(found) else None


def _room(found: Found) -> str | None:
    if not _ROOM.search(found.before):
        return None
    floor, room = found.text.split(".")
    return f"{number(floor)} {digits(room) if room[0] == '0' else number(room)}"


_ROOM = re.compile(r"\b(?:phòng|căn hộ|căn)(?: số)?$")


def mixed_text(text: str) -> str:
    """Read capitals by their names and the counts between them."""
    return " ".join(mixed_part(part) for part in re.findall(r"[0-9]+|[^\W\d_]+", text))


def _mixed(found: Found) -> str:
    """Read a code of capitals and digits: a class, a room, a virus."""
    return mixed_text(found.text)


def mixed_part(part: str) -> str:
    """Read one run of letters, or of digits: a count, or digit by digit if it is too long."""
    if not part.isdigit():
        return spelled(part)
    return digits(part) if part.startswith("0") or len(part) > _LONGEST_COUNT else number(part)


def _classroom(found: Found) -> str | None:
    return _mixed(found) if _CLASSROOM.search(found.before) else None


_CLOCK = re.compile(r"[0-9]{1,2}[HG][0-9]{2}")
_MONTH = re.compile(r"T[0-9]{1,2}")


def _code(found: Found) -> str | None:
    """Read what is a code by its name or its make: sign by sign."""
    text = found.text
    if _CLOCK.fullmatch(text) or _MONTH.fullmatch(text):
        return None
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text)
    is_code = (
        _NAMED.search(found.before)
        or sum(map(str.isdigit, text)) >= _FEWEST_CODE_DIGITS
        or any(part[0] == "0" and len(part) > 1 for part in parts)
    )
    if not is_code:
        return None
    return " ".join(digits(part) if part[0].isdigit() else spelled(part)
                    for part in parts)  # fmt: skip


def _plate(found: Found) -> str:
    province, series, rest = re.split(r"([A-ZĐ]{1,2})", found.text, maxsplit=1)
    return f"{cardinal(int(province))} {spelled(series)} {digits(rest)}"


_LETTER, _DIGIT = Start.LETTER, Start.DIGIT
_START = r"(?<![0-9.,/+])"
_END = r"(?![0-9])"
HEALTH_CARD: Final = code_rule(
    "health_card", _LETTER, r"(?<!\w)[A-Z]{2} ?[0-9] ?[0-9]{2} ?[0-9]{2} ?[0-9]{3} ?[0-9]{5}(?!\w)",
    lambda found: f"{spelled(found.text[:2])}, {in_groups(found.text[2:])}",
)  # fmt: skip
PLATE: Final = code_rule(
    "plate",
    _DIGIT,
    r"(?<!\w)[0-9]{2}[A-ZĐ]{1,2}[0-9]? ?[-–—]? ?(?:[0-9]{3}\.?[0-9]{2}|[0-9]{4})" + _END,
    _plate,
)
_PART = r"(?:[0-9]{1,14}|[A-ZĐ]{1,4})"
CODE: Final = code_rule(
    "code", _DIGIT | _LETTER,
    rf"(?<!\w)(?:(?=[^ ]{{0,20}}[0-9])(?=[^ ]{{0,20}}[A-ZĐ]){_PART}(?:[.-]?{_PART}){{1,9}}"
    r"|[A-ZĐ]{1,3} [0-9]{5,9})(?!\w)", _code,
)  # fmt: skip
CLASSROOM: Final = code_rule("classroom", _DIGIT, r"(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _classroom)
NAMED: Final = (
    code_rule("identity", _DIGIT,
              rf"{_START}[0-9]{{{_NAMED_LENGTH},}}(?:-[0-9]{{3}})?{_END}", _identity),
    code_rule("room", _DIGIT, rf"{_START}[0-9]{{1,2}}\.[0-9]{{2}}{_END}", _room),
    code_rule("named", _DIGIT, r"(?<!\w)0?[0-9]{1,12}(?: [0-9]{3}){0,4}(?![\w/]|[.,-]\w)", _named,
          often_none=True),
)  # fmt: skip
MIXED: Final = code_rule(
    "mixed", _DIGIT | _LETTER,
    r"(?<!\w)(?:[0-9]{1,3}(?=[A-ZĐ]))?(?:[A-ZĐ]{1,3}[0-9]{1,4}){1,3}[A-ZĐ]?(?!\w)"
    r"|(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _mixed,
)  # fmt: skip
