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
    r"|seri|số hiệu|imei|mang số|thẻ tai|hộ chiếu|mật khẩu|báo danh|số khung|số máy|bưu chính"
    r"|mã vạch)(?: số)?"
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
_LONGEST_TAIL = 5
# A plate's end, a candidate, a feeder line, a variety of rice: never a count.
_IN_DIGITS = re.compile(
    r"\b(?:đuôi|báo danh|sbd|nhị ưu|bắc ưu|tạp giao|(?<!tỉnh )(?<!hương )(?<!quốc )(?<!đại )lộ)$"
)
_LONG_NUMBERED = re.compile(r"(?<!tổng )(?<!con )(?<!có )(?<!là )(?<!sĩ )(?<!dân )(?<!một )\bsố$")
_SENT_TO = re.compile(r"\bsoạn(?: tin)?\b.{1,30}\bgửi(?: tới| đến)?$")
_FEWEST_CODE_DIGITS = 5
_CLASSROOM = re.compile(r"\b(?:lớp|khối|phòng|dãy|tổ|nhóm|khu|lô|nhà)$")


def _named(found: Found) -> str | None:
    text, before = found.text, found.before
    if text == "06" and before.endswith("đề án"):
        return digits(text)  # a programme of the state, known by this name
    if text.isdigit() and len(text) <= _LONGEST_TAIL and _IN_DIGITS.search(before):
        return digits(text)
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


def _dotted(found: Found) -> str | None:
    return in_groups(found.text) if _DOTTED_NAME.search(found.before) else None


_DOTTED_NAME = re.compile(r"\b(?:mst|mã số thuế|stk|tài khoản|cccd|căn cước|bhxh|bhyt)(?: số)?:?$")


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
    """Read a code of capitals and digits: a class, a room, a virus, a variety of rice."""
    if _RICE.fullmatch(found.text):
        return f"{spelled(found.text[:3])} {digits(found.text[3:])}"
    return mixed_text(found.text)


_RICE = re.compile("[A-ZĐ]{3}[0-9]{3}")


def mixed_part(part: str) -> str:
    """Read one run of letters, or of digits: a count, or digit by digit if it is too long."""
    if not part.isdigit():
        return spelled(part)
    return digits(part) if part.startswith("0") or len(part) > _LONGEST_COUNT else number(part)


def _copies(found: Found) -> str | None:
    """Read how many copies are kept, at the end of a letter: ``Lưu: VT (2b)``."""
    is_kept = found.before.endswith("(") and _KEPT.search(found.before)
    return f"{number(found.text[:-1])} bản" if is_kept else None


_KEPT = re.compile(r"(?:^|[-.+] ?)lưu\b")


def _classroom(found: Found) -> str | None:
    return _mixed(found) if _CLASSROOM.search(found.before) else None


_CLOCK = re.compile(r"[0-9]{1,2}[HG][0-9]{2}")
_MONTH = re.compile(r"T[0-9]{1,2}")
_AMOUNT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})*([A-ZĐ]{1,3}[23]?)|[0-9]+([A-ZĐ]{1,3}[23]?)")
_STRETCH = re.compile(r"([0-9]{0,2}([A-ZĐ]{1,2})[0-9]{1,2})[-–]([0-9]{0,2}\2[0-9]{1,2})")
_VARIETY = re.compile(r"[A-ZĐ]{1,3}[0-9]{0,2}-[0-9]{1,3}")  # TH3-3, BTE-1, DC-70


def _code(found: Found) -> str | None:
    """Read what is a code by its name or its make: sign by sign."""
    text = found.text
    parts = re.findall(r"[0-9]+|[^\W\d_]+", text)
    if (stretch := _STRETCH.fullmatch(text)) and text[0] != "T":  # T2-T6 are weekdays
        return f"{mixed_text(stretch[1])} đến {mixed_text(stretch[3])}"
    if _is_no_code(found, parts):
        return None
    count = sum(map(str.isdigit, text))
    begins_with_zero = any(part[0] == "0" and len(part) > 1 for part in parts)
    is_named = _NAMED.search(found.before) is not None
    is_made_so = count >= _FEWEST_CODE_DIGITS or begins_with_zero
    if not (is_named or is_made_so or _VARIETY.fullmatch(text)):
        return None
    said = _sign_by_sign if is_made_so else mixed_part
    return " ".join(map(said, parts))


def _is_no_code(found: Found, parts: list[str]) -> bool:
    """Tell times, months, amounts with their unit, and words with a number behind them."""
    text, tables = found.text, found.tables
    if _CLOCK.fullmatch(text) or _MONTH.fullmatch(text):
        return True
    amount = _AMOUNT.fullmatch(text)
    if amount and (amount[1] in tables.units or amount[1] in tables.units_behind_numbers):
        return True
    is_word = " " in text and parts[0] in tables.abbreviations
    return is_word and not found.before.endswith(("số", "seri", "sê ri", "mã"))


def _sign_by_sign(part: str) -> str:
    return digits(part) if part[0].isdigit() else spelled(part)


def _plate(found: Found) -> str:
    province, series, rest = re.split(r"([A-ZĐ]{1,2})", found.text, maxsplit=1)
    return f"{cardinal(int(province.strip('-')))} {spelled(series)} {digits(rest)}"


def _army_plate(found: Found) -> str | None:
    if not found.before.endswith(("biển đỏ", "biển số", "biển", "xe")):
        return None
    return f"{spelled(found.text[:2])} {digits(found.text[2:])}"


def _serial(found: Found) -> str | None:
    """Read a code in letters of any case where one is named: ``97015k2m8``."""
    before = found.before
    if not (_NAMED.search(before) or _NAMED_FROM_AFAR.search(before)):
        return None
    return " ".join(map(_sign_by_sign, re.findall("[0-9]+|[A-Za-z]+", found.text)))


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
    r"(?<!\w)[0-9]{2}-?[A-ZĐ]{1,2}[0-9]? ?[-–—]? ?(?:[0-9]{3}\.?[0-9]{2}|[0-9]{4})" + _END,
    _plate,
)
_PART = r"(?:[0-9]{1,14}|[A-ZĐ]{1,4})"
CODE: Final = code_rule(
    "code", _DIGIT | _LETTER,
    rf"(?<!\w)(?:(?=\S{{0,20}}[0-9])(?=\S{{0,20}}[A-ZĐ]){_PART}(?:[.-]?{_PART}){{1,9}}"
    r"|[A-ZĐ]{1,3} [0-9]{5,9})(?![\w/])", _code,
)  # fmt: skip
COPIES: Final = code_rule("copies", _DIGIT, r"(?<=\()[0-9]{1,2}b(?=\))", _copies)
CLASSROOM: Final = code_rule("classroom", _DIGIT, r"(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _classroom)
ARMY_PLATE: Final = code_rule(
    "army_plate", _LETTER, r"(?<!\w)[A-Z]{2} ?[0-9]{2}-[0-9]{2}(?![\w.-])", _army_plate,
    often_none=True,
)  # fmt: skip
PARCEL: Final = code_rule(
    "parcel", _LETTER, r"(?<!\w)[A-Z]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3} ?VN(?!\w)",
    lambda found: f"{spelled(found.text[:2])} {in_groups(found.text)}, {spelled('VN')}",
)  # fmt: skip
SERIAL: Final = code_rule(
    "serial", _DIGIT | _LETTER,
    r"(?<!\w)(?=[0-9A-Za-z-]{0,12}[0-9])(?=[0-9A-Z-]{0,12}[a-z])"
    r"[0-9A-Za-z]{2,14}(?:-[0-9A-Za-z]{1,14}){0,3}(?!\w)",
    _serial, often_none=True,
)  # fmt: skip
NAMED: Final = (
    code_rule("identity", _DIGIT,
              rf"{_START}[0-9]{{{_NAMED_LENGTH},}}(?:-[0-9]{{3}}|(?: [0-9]{{2,4}}){{1,4}})?{_END}",
              _identity,
              often_none=True),
    code_rule("dotted_identity", _DIGIT,
              rf"{_START}[0-9]{{3,4}}(?:\.[0-9]{{3}}){{2,3}}(?![0-9.]|,[0-9])", _dotted),
    code_rule("room", _DIGIT, rf"{_START}[0-9]{{1,2}}\.[0-9]{{2}}{_END}", _room),
    code_rule("named", _DIGIT, r"(?<!\w)0?[0-9]{1,12}(?: [0-9]{3,6}){0,4}(?![\w/]|[.,-]\w)", _named,
          often_none=True),
)  # fmt: skip
MIXED: Final = code_rule(
    "mixed", _DIGIT | _LETTER,
    r"(?<!\w)(?:[0-9]{1,3}(?=[A-ZĐ]))?(?:[A-ZĐ]{1,3}[0-9]{1,4}){1,3}[A-ZĐ]?(?!\w)"
    r"|(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _mixed,
)  # fmt: skip
