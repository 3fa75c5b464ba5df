"""What tells a day: ``trước 3/4``, ``từ nay đến 9/10``, ``ngày 20-11``, in small letters."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.regex import regex
from loudspeaker.text.things import COUNTED, STRETCH_BEFORE, STRETCH_BEHIND

_MONTHS = 12
AFTER_DAY: Final = regex(
    r"\b(?:ngày:?|mùng|mồng|hôm|rằm)(?: [0-9]{1,2}(?:, ?| và | & |, và | hoặc ))*"
    r"(?: [0-9]{1,2}(?:,| và| &|, và| hoặc))?$"
)

HOLIDAYS: Final = frozenset({
    "3-2", "8-3", "26-3", "30-4", "1-5", "19-5", "1-6", "27-7", "19-8", "2-9", "13-10", "20-10",
    "18-11", "20-11", "22-12", "27-2",
})  # fmt: skip
DATE_NEAR: Final = regex(
    r"(?:\b(?:ngày|mùng|mồng|rằm|hôm|sáng|trưa|chiều|tối|đêm|từ|trước|sau|lễ|dịp|hết|khánh|vào"
    r"|hạn(?: [^\W\d]+){0,2}"
    r"|qua|tết|cn|nhật|đường|(?<!dân )(?<!khu )phố|công viên|quảng trường|thì|sang|lịch"
    r"|(?:sáng|trưa|chiều|tối|đêm|ngày) (?:mai|nay|kia|mốt)"
    r"|nghỉ|lại|kỷ niệm|chào mừng|muộn nhất|chậm nhất|sớm nhất|chót"
    r"|ngày (?:thi|họp|khám|tiêm|nộp|chấm|bầu cử|khai giảng|khai mạc|bế mạc|hội|lễ|phát|trả|sinh"
    r"|mất|cưới|giỗ|tổng kết|đại hội|ra quân|kiểm tra|nhập học|tựu trường|diễn ra|tổ chức|bàn giao"
    r"|ban hành|ký|cấp|tiếp dân|đối thoại|mổ|hẹn|tái khám|thi đấu|chốt|chi trả)"
    r"|thứ [^ ]+),?|[0-9]/[0-9]+ ?[-–]|\(|[0-9](?:h[0-9]{0,2}| giờ| phút),?)$"
)
DATE_BEHIND: Final = regex(
    r"(?:tại|lúc|thứ|mời|họp|âm|dương|al|tới|này|năm|hằng|hàng|đến|[-–)|]|(?:thôn|tổ|xóm) [0-9]"
    r"|,? ?[0-9]{1,2}(?:h|g|:| giờ)|\((?:thôn|tổ|xóm|bản|đến|từ|sáng|chiều|tối|cả|thứ|t[2-7]|cn)\b)"
)
EVENT: Final = regex(
    r"\b(?:bắt đầu|kết thúc|khai mạc|bế mạc|khai giảng|tổ chức|diễn ra|điện|nước|họp|tiêm|khám|thi"
    r"|phát|thu|nộp|trả|xong|sang|mai|nay|lịch|thời gian|nghỉ|chợ|nhân|kỷ niệm|hội|lễ|vụ|giao|về"
    r"|đợt [0-9]+|lần [0-9]+|số [0-9]+)(?: [^\W\d]{1,6})?:?$|[0-9]/[0-9]{1,2},?(?: và)?$|:$"
)
DAY_SAID: Final = regex(r"\b(?:ngày|hạn|cuối|chót) [^.;]{0,40} (?:là|vào|trước|sau)$")
_DAY_BESIDE: Final = regex(
    r"\b(?:sáng|trưa|chiều|tối|đêm)\||\|(?:đến|tới) (?:ngày )?[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]-[0-9]{1,2} (?:đến|tới)\|"
)
DAY_PART: Final = regex(
    r"\b(?:sáng|trưa|chiều|tối|đêm|đến hết|tới hết|(?:t[2-7]|cn|nhật|thứ [^ ,]+),?)$"
)
FROM_DAY: Final = regex(  # the first of two days: từ 16/11 đến
    r"\b(?:từ|ngày|sáng|trưa|chiều|tối|đêm|hôm) ?[0-9]{1,2}/[0-9]{1,2}"
    r"(?: ?[-–] ?|,? (?:đến|tới|và)(?: hết)?)$"
    r"|(?:^|(?:(?<!giảm)(?<!tăng)(?<!còn)(?<!khoảng)(?<!được)(?<!đạt)(?<!chiếm)(?<!mất)(?<!lấy)"
    r"(?<!pha)(?<!ngập)(?<!gần)(?<!hơn) |[(:]))[0-9]{1,2}/[0-9]{1,2} (?:đến|tới)(?: hết)?$"
)
UNTIL: Final = regex(
    r"(?:^|[,.;:(] ?|\b(?:hoãn|lùi|dời|chuyển|kéo dài|cho|tính|kể|hẹn|nay) )(?:đến|tới)$|\bhẹn$"
)
REMEMBRANCE: Final = regex(
    r"\bngày .{0,20}(?:quốc tế|thành lập|truyền thống|thế giới|nhà giáo|thương binh|phụ nữ|gia đình"
    r"|giải phóng|cao tuổi|thiếu nhi|môi trường|thầy thuốc|khuyết tật|toàn quốc"
    r"|việt nam)(?: [^\W\d]+)*$|\bngày hội(?: [^\W\d]+){1,6}$"
)
NAMED_AFTER_DAY: Final = regex(  # Công viên 2/9: no "ngày" is said
    r"\b(?:nhà máy(?: [^\W\d]+){0,2}|đường|(?<!dân )(?<!khu )phố|quảng trường|hợp tác xã|trường"
    r"|htx|thpt|thcs|tượng đài|thủy lợi|thuỷ lợi|công viên|mầm non|mẫu giáo"
    r"|công ty(?: cp| cổ phần| tnhh)?|nông trường|lâm trường|bệnh viện|rạp)$"
)
_CELEBRATED: Final = regex(
    r"\b(?:lễ|dịp|mừng|niệm|việt nam|truyền thống|quốc tế|thành lập|liệt sĩ|nhà giáo|phụ nữ|đoàn"
    r"|nhân|khánh|lao động|thiếu nhi|sáng|chiều|tối|đêm|sau|trước|(?<!chi )hội|thầy thuốc|ngành)$"
)
_PLAYED: Final = regex(
    r"\b(?:tỷ số|tỉ số|thắng|thua|hòa|trận|hiệp|séc|luân lưu|dẫn|đội|tứ kết|bán kết|chung kết)\b"
)
_SURE = (  # no share: more days than a year has months
    r"(?:ngày [0-9]{1,2}|(?<![0-9/.,])(?!24/7)(?:1[3-9]|2[0-9]|3[01]))"
    r"/(?:1[0-2]|0?[1-9])(?![0-9/%])"
)
_LISTED_BEFORE = regex(rf"{_SURE}[^.]*(?:[,;(+–-]|:|\bvà)$")
_ITEM_BEFORE = regex(r"(?:^|[,;(+–-]|:|\bvà)$")
_NAME_BEFORE = regex(  # lớp 7/4 7/10 học
    r"(?:\b[0-9]{1,2}[a-zđ][0-9]{0,2}"
    r"|\b(?:lớp|tổ|thôn|xóm|khối|nhóm|đội|kp|khu phố|tdp|tổ dân phố) ?[0-9]{1,2}(?:/[0-9]{1,2})?)$"
)
_LISTED_BEHIND = regex(rf"^[^.]*{_SURE}")
_GROWN = regex(
    r"\b(?:tăng|giảm|ngập|cạn|đầy|vơi|hụt|hao|thiếu|lên|xuống|mất|chiếm|nước|đổ|phủ|lấp|đạt|hạ|rút"
    r"|kín|gần|bằng)(?: [^\W\d]+){0,2} (?:đến|tới)$"
)
_PUNCTUATED = regex(r"$|[.,;:()]")
_ROUND_THE_CLOCK_NOT = regex(
    r"\b(?:hạn|lịch|lễ|phiên|đợt|họp|gieo|trao)(?: [^\W\d]+){0,2}:?\|"
    r"|\|(?:\||lúc|họp|âm|dương|[-–] ?[0-9]{1,2}/)|[0-9]h[0-9]{0,2}'?,\|"
)
_DAY_TOLD = regex(
    r"\b(?:hạn cuối|khai giảng|bế giảng|khai mạc"
    r"|(?:thứ \w+|chủ nhật|cn|t[2-7])(?: (?:này|tới))? \()$"
    r"|\b(?:lịch|ngày|từ)\b[^.]{0,60}[0-9]/[0-9]{1,2}\b[^.]{0,40}[,;]$"
)


def is_day_expected(before: str) -> bool:
    """Tell whether a part of the day, a weekday or *ngày* stands before: only a date can follow."""
    return bool(DAY_PART.search(before) or AFTER_DAY.search(before))


def is_day_told(before: str) -> bool:
    """Tell whether what stands before says that a day follows."""
    is_near = DATE_NEAR.search(before) and not before.endswith("(")
    is_told = FROM_DAY.search(before) or UNTIL.search(before) or _DAY_TOLD.search(before)
    return bool(is_near or is_told)


def is_day_listed(before: str, after: str) -> bool:
    """Tell the next of several days: ``20/11 thôn 1, 3/4 thôn 2``; or a day until when."""
    if _LISTED_BEFORE.search(before) or _NAME_BEFORE.search(before):
        return True
    if _ITEM_BEFORE.search(before) and _LISTED_BEHIND.match(after):
        return True
    is_until = before.endswith(("đến", "tới")) and not _GROWN.search(before)
    return is_until and _PUNCTUATED.match(after) is not None


def is_day_of_july(before: str, after: str) -> bool:
    """Tell the day 24/7 from what goes on round the clock."""
    told = is_day_told(before) or is_day_listed(before, after)
    return told or _ROUND_THE_CLOCK_NOT.search(f"{before}|{after}") is not None


def is_dashed_day(written: str, before: str, after: str) -> bool:
    """Tell a day such as ``20-11`` from a stretch such as ``5-7``."""
    first, second = (int(part) for part in written.split("-"))
    is_stretch = STRETCH_BEHIND.match(after)
    is_near = DATE_NEAR.search(before) and not before.endswith("(") and not is_stretch
    if first > second and (is_near or AFTER_DAY.search(before)):
        return True
    is_played = _PLAYED.search(f"{before} {after}") is not None
    is_calendar = second <= _MONTHS and not is_stretch
    if is_calendar and NAMED_AFTER_DAY.search(before) and not is_played:
        return True
    if is_calendar and _DAY_BESIDE.search(f"{before}|{after}"):
        return True
    return written in HOLIDAYS and _is_holiday(before, after)


def _is_holiday(before: str, after: str) -> bool:
    if _CELEBRATED.search(before):
        return True
    stretch = STRETCH_BEFORE.search(before) or STRETCH_BEHIND.match(after)
    return not (stretch or COUNTED.match(after) or _PLAYED.search(f"{before} {after}"))
