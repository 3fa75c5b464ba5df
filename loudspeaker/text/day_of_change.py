"""``từ 1/12 hộ nghèo được giảm``: a day before what could be counted or shared elsewhere.

All surroundings are small letters of the same line, without space towards the numbers.
"""

from __future__ import annotations

from typing import Final

from loudspeaker.text.days_told import FROM_DAY
from loudspeaker.text.regex import regex
from loudspeaker.text.things import OF_SOMETHING, PORTION

_DAYS: Final = 31
_MONTHS: Final = 12
_LARGEST_OF_STRETCH: Final = 5  # từ 1/5 diện tích
_LARGEST_PORTION: Final = 4
_SINCE = regex(
    r"(?:^|[,;:.()–-] ?|(?<!tăng)(?<!giảm)(?<!đạt)(?<!có)(?<!được)(?<!chỉ)(?<!gồm)(?<!mất)(?<!khi)"
    r"(?<!nếu)(?<!chiếm)(?<!cao)(?<!bằng)(?<!lấy)(?<!ngập)(?<!pha)(?<!trộn)(?<!chia) )từ$"
)
_BY_DAY = regex(
    r"\b(?:trước|sau|chậm nhất|muộn nhất|hạn chót|hạn cuối|hạn nộp|hạn)$"
    r"|(?:^|[,.;:(] ?)(?:đến|tới|hết)$"
)
_GROWS = regex(
    r"\b(?:trở lên|trở xuống)\b|^(?:[^\W\d]+ ){0,4}(?:lên|xuống|còn|thành) [0-9]"
    r"|^(?:[^\W\d]+ ){0,4}(?:đến|tới|[-–]) ?[0-9]{1,2}/[0-9]{1,2} (?:diện tích|số|tổng|dân số)"
)
_NO_WHOLE = regex(
    r"(?:số (?:điện thoại|máy|tài khoản|hiệu|đường dây|xe)|thời gian|mức|giá trị|quỹ"
    r"|giờ (?:làm|mở|đóng|tàu|xe|học|vào|hành|phục|bay|chạy|tiếp|khám)"
    r"|ngày (?:nghỉ|làm|công|lễ|thứ|chủ)"
    r"|(?:bình|bể|thùng|chậu|xô|cốc|bát|viên) [0-9])"
)
_BEGIN = regex(r"(?:^|[.;:])$")
_MEETS = regex(
    r"(?:trường|xã|trạm|thôn|xóm|bản|ấp|htx|hợp tác xã|đơn vị|đội|tổ|lớp|nhà|phường|đoàn viên"
    r"|chi bộ|chi hội|công ty|doanh nghiệp|gia đình|phụ huynh|hội viên|xe|tàu|ca)"
    r"(?: [^\W\d]+){0,2}?"
    r" (?:họp|tổ chức|tiếp|khám|mời|nghỉ|khai giảng|bế giảng|khai mạc|bắt đầu|sẽ|chi trả|phát"
    r"|tiêm|cắt|mở|đóng cửa|thu|ra quân|đi|về|đến|lên|chạy|dọn|đón|xét|bầu|kiểm tra|tựu trường)\b"
)
_GOAL = regex(r"\b(?:đạt|vượt|được|có|hoàn thành|với|nộp|tăng|giảm)(?: [^\W\d]+)?$")


def is_day_of_change(first: int, second: int, before: str, after: str) -> bool:
    """Tell a day from which or until which something is so, by *từ*, *trước* and the like."""
    if not _is_in_calendar(first, second) or _GROWS.search(after):
        return False
    if second <= _LARGEST_PORTION and PORTION.match(after):
        return False  # sau 1/2 tháng
    is_of_something = OF_SOMETHING.match(after) is not None
    if _BY_DAY.search(before):
        return not is_of_something
    is_whole = is_of_something and not _NO_WHOLE.match(after) and second <= _LARGEST_OF_STRETCH
    return _SINCE.search(before) is not None and not is_whole


def is_day_of_counted(first: int, second: int, before: str, after: str) -> bool:
    """Tell a day before what is counted elsewhere: ``15/12 hộ nào``, ``5/12 trường họp``."""
    if not _is_in_calendar(first, second) or _GOAL.search(before):
        return False
    is_begun = _BEGIN.search(before) is not None and _MEETS.match(after) is not None
    return first > second or is_begun or FROM_DAY.search(before) is not None


def _is_in_calendar(first: int, second: int) -> bool:
    return 0 < first <= _DAYS and 0 < second <= _MONTHS
