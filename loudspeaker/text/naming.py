"""Words that say of the number behind them that it is a code, said digit by digit."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.regex import regex

_NAMED: Final = regex(
    r"\b(?:(?:cccd|cmnd|căn cước|căn cước công dân|định danh|tài khoản|stk|tk|số tk|mã|mã số|otp"
    r"|mst|sê ri|seri|số hiệu|ký hiệu|imei|mang số|thẻ tai|số tai|hộ chiếu|mật khẩu|pass|báo danh"
    r"|số khung|phát hành|vào sổ|số máy|bưu chính|mã vạch|sbd)(?: số)?"
    r"|mã (?:số |vùng |số thuế )?(?:khách hàng|đơn hàng|đơn vị|trường|pin|otp|bảo mật|bệnh nhân"
    r"|hồ sơ|giao dịch|vùng|thuế|cá nhân|hộ|học sinh|sinh viên|sản phẩm|trạm|thôn|xã|lô|điện"
    r"|[^\W\d]{2,4})"
    r"|(?:bhxh|bhyt|bảo hiểm|y tế|vận đơn|công tơ|hợp đồng|sổ|biên lai|hóa đơn|(?<!bỏ )phiếu|đơn"
    r"|lệnh chuyển tiền|ngân hàng|hồ sơ|thẻ(?: [^\W\d]+){0,3}) số"
    r"|số (?:thẻ|sổ|tài khoản|cccd|hồ sơ|công tơ|lô)"
    r"|(?:tài khoản|stk|số tk)(?: (?!mở|mới|đã|được|cấp|kích|đăng|phát|hoạt)[^\W\d]+){1,5}"
    r"(?= ?:| là))"
    r"(?: là| mới)?[\s:.#(\"“]*$"
)
_FROM_AFAR: Final = regex(
    r"\b(?:mã|otp)(?: [^\W\d]{1,6}){0,3}[\s:.#(\"“]*$"
    r"|\b(?:mã pin|mã otp|mật khẩu|mã)(?: [^\W\d]+){0,8} là$"
)
# A plate's end, a candidate, a feeder line, a variety of rice: never a count, however short.
_SHORT: Final = regex(
    r"\b(?:(?:báo danh|sbd|mã đề):?(?: ?[0-9]+(?: ?[-–]|,| và| đến))*|đuôi|số cuối|vé số|phách"
    r"|số tai|nhị ưu|bắc ưu|tạp giao"
    r"|(?<!tỉnh )(?<!hương )(?<!quốc )(?<!đại )lộ)$"
)
# Many digits in one go behind "số" or "lô" are no count either.
_NUMBERED: Final = regex(
    r"(?<!tổng )(?<!con )(?<!có )(?<!là )(?<!sĩ )(?<!dân )(?<!một )\bsố$|\blô$"
)
_SENT_TO: Final = regex(
    r"\bsoạn(?: tin)?\b.{1,30}\bgửi(?: tới| đến)?$"
    r"|\b(?:nhắn tin|tin nhắn|gửi tin)(?: [^\W\d]+){0,3} (?:đến|tới|gửi)"
    r"(?: (?:số|đầu số|tổng đài))?$"
)
_DOTTED: Final = regex(
    r"\b(?:mst|mã số thuế|stk|tk|tài khoản|tài khoản(?: [^\W\d]+){1,4} số|cccd|căn cước|bhxh|bhyt"
    r"|thẻ(?: [^\W\d]+){1,3} số)"
    r"(?: số)?:?$"
)


_ANOTHER: Final = regex(r"(?<![\w.,/])([0-9]{4,12}) ?(?:[-–,;]| và| đến| hoặc| hay)$")
_MOST_OF_A_KIND = 6


def before_its_like(code: str, before: str) -> str:
    """Return what stands before the first of several codes: ``mã 2501, 2502 và 2503``.

    They have as many digits as ``code``.
    """
    for _ in range(_MOST_OF_A_KIND):
        another = _ANOTHER.search(before)
        if another is None or len(another[1]) != len(code):
            break
        before = before[: another.start()].rstrip()
    return before


def is_row(first: str, last: str) -> bool:
    """Tell the first and the last of codes of one length: ``0701–0950``."""
    return len(first) == len(last) and 0 < int(last) - int(first) < _LONGEST_ROW


_LONGEST_ROW = 1000


def is_named(before: str) -> bool:
    """Tell whether the words directly before name a code."""
    return _NAMED.search(before) is not None


def is_named_from_afar(before: str) -> bool:
    """Tell whether a code is spoken of, with a few words in between."""
    return _FROM_AFAR.search(before) is not None


def is_said_in_digits(before: str) -> bool:
    """Tell whether even two digits are said one by one."""
    return _SHORT.search(before) is not None


def is_numbered(before: str) -> bool:
    """Tell whether a long number here is the number of something."""
    return _NUMBERED.search(before) is not None


def is_sent_to(before: str) -> bool:
    """Tell a message's address: ``soạn tin UH gửi 1405``."""
    return _SENT_TO.search(before) is not None


def may_have_dots(before: str) -> bool:
    """Tell whether dots in the number here only group it."""
    return _DOTTED.search(before) is not None
