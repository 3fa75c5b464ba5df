"""``3/4`` and ``20-11``: a share, a count, an address or a day, by what stands around them.

All surroundings are small letters of the same line, without space towards the numbers.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from loudspeaker.text.labels import WHOLE_WORD
from loudspeaker.text.regex import regex

_LARGEST_PORTION = 4
_LARGEST_SHARE = 10
_LARGEST_COMMON: Final = 4  # halves, thirds, quarters: what is said without telling of what
_MONTHS = 12
_ROUND_THE_CLOCK = (24, 7)

AFTER_DAY: Final = regex(
    r"\b(?:ngày:?|mùng|mồng|hôm|rằm)(?: [0-9]{1,2}(?:, ?| và | & |, và | hoặc ))*"
    r"(?: [0-9]{1,2}(?:,| và| &|, và| hoặc))?$"
)

# --- what shares, counts and addresses stand beside -----------------------------------------------

_OF_SOMETHING: Final = regex(
    r"(?:là người|số|tổng|diện tích|dân số|thời gian|ngày|giờ|chiều|quãng|lượng|kinh phí"
    r"|khối lượng|giá trị|quỹ|mức|vốn|nhân khẩu|thu nhập|sản lượng|lãnh thổ|chi phí|tài sản|thân"
    r"|cốc|bát|thìa|viên|bể|thùng|bình|chậu|xô)\b"
)
_PORTION: Final = regex(r"(?:suất|khẩu phần|phần ăn|lạng|cân|viên|gói|quả|tháng)\b")
_SHARE: Final = regex(
    r"\b(?:mất|chỉ|gần|hơn|quá|khoảng|còn|đạt|chiếm|trong đó|giảm|tăng|bằng|cạn|trộn|thêm|ngập"
    r"|nhận|hưởng|được|lấy|chia|dùng|bớt|ít nhất|tối đa|tối thiểu|tới|đến|giảm từ|tăng từ"
    r"|đầy|vơi|rút|đổ|đong|múc|chừa|hụt|hao|thiếu|trên|dưới|phủ|che|hoàn thành|xấp xỉ|tương đương"
    r"|chừng|cỡ|ngót|non|lấp|vỏn vẹn|độ|một nửa)$"
)
_ABOUT: Final = regex(r"\b(?:hơn|gần|ngót|non|quá|khoảng)$")
COUNTED: Final = regex(
    r"(?:hộ|vụ|khẩu|tháng|loại|tiêu chí|thôn|xã|bản|xóm|tổ|em|cháu|học sinh|học viên|đại biểu"
    r"|chỉ tiêu|phiếu|cửa xả|tổ máy"
    r"|người|điểm|thành viên|đảng viên|hội viên|đoàn viên|chi bộ|chi hội|trường|lớp|nhà|hồ sơ"
    r"|công trình"
    r"|bạn|nội dung|gia đình|cơ sở|giáo viên|cán bộ|trẻ|ca|mẫu|buổi|môn|câu|đề tài|sản phẩm|trạm"
    r"|con|cây|cái|chiếc|bộ|tàu|ao|cầu|xứ đồng|cánh đồng|mũi|cuộc|đơn|lượt|cống|cột|xe"
    r"|thuyền|đập|hồ|nvh|giống|bao|dự án|nhiệm vụ|ý kiến|km|hạng mục|cụm|đơn vị|đội|suất|thẻ|máy"
    r"|cử tri|cụ|chị|anh|thanh niên)\b(?! [0-9])"
)
_PAYS: Final = regex(
    r"(?:xã|huyện|tỉnh|nhà nước|gia đình|thôn|hộ|trường)"
    r" (?:hỗ trợ|tự|lo|chịu|đóng|góp|chi|vay|trả)\b"
)
# What stands between two that are named so: lớp 8/1 đến 8/6, lớp 9/2 thắng 9/4.
_AND: Final = (
    r"(?:[,;+&→–-]|và|đến|tới|hoặc|hay|rồi|cùng|cùng với|với|gặp|thắng|thua|hòa|hoà|đấu với"
    r"|đổi (?:phòng|chỗ|lịch|tiết) (?:với|cho))"
)
_NUMBERED: Final = regex(
    r"\b(?:thôn|lớp|xóm|tổ|ấp|đội|khu|chi đội|tập thể|gvcn|phòng|nhóm|dãy|căn|hẻm"
    r"|kiệt|ngách|tầng|bàn|quầy|buồng|giường|gian|sạp|ô|tủ|ngăn|toa|cửa|cổng|cụm|ghế|kho"
    rf"|block){WHOLE_WORD}:?(?: ?[0-9]+/[0-9]+ ?{_AND})*$"
)
_OF_GRADE: Final = regex(  # khối 9: 9/1, 9/2
    rf"\b(?:khối|lớp) ([0-9]{{1,2}}) ?(?:[:(]|gồm|các lớp)+(?: ?\1/[0-9]+ ?{_AND})*$"
)
_ADDRESS: Final = regex(rf"\b(?:số|khối|nhà|ngõ|ngách|hẻm|lô|tờ|thửa){WHOLE_WORD}$")

# --- what days stand beside -----------------------------------------------------------------------

_HOLIDAYS: Final = frozenset({
    "3-2", "8-3", "26-3", "30-4", "1-5", "19-5", "1-6", "27-7", "19-8", "2-9", "13-10", "20-10",
    "18-11", "20-11", "22-12", "27-2",
})  # fmt: skip
_DATE_NEAR: Final = regex(
    r"(?:\b(?:ngày|mùng|mồng|rằm|hôm|sáng|trưa|chiều|tối|đêm|từ|trước|sau|lễ|dịp|hạn|hết|khánh|vào"
    r"|qua|tết|cn|nhật|đường|phố|công viên|quảng trường|thì|lịch"
    r"|nghỉ|lại|kỷ niệm|chào mừng|muộn nhất|chậm nhất|sớm nhất|chót"
    r"|ngày (?:thi|họp|khám|tiêm|nộp|chấm|bầu cử|khai giảng|khai mạc|bế mạc|hội|lễ|phát|trả|sinh"
    r"|mất|cưới|giỗ|tổng kết|đại hội|ra quân|kiểm tra|nhập học|tựu trường|diễn ra|tổ chức|bàn giao"
    r"|ban hành|ký|cấp|tiếp dân|đối thoại|mổ|hẹn|tái khám|thi đấu|chốt|chi trả)"
    r"|thứ [^ ]+),?|[0-9]/[0-9]+ ?[-–]|\(|[0-9](?:h[0-9]{0,2}| giờ| phút),?)$"
)
_DATE_BEHIND: Final = regex(r"(?:tại|lúc|thứ|mời|họp|âm|dương|al|tới|này|năm|hằng|hàng|đến|[-–)])")
_NOUN_BEHIND: Final = regex(
    r"(?!(?:và|hoặc|hay|rồi|sẽ|sang|nghỉ|mở|khai|bế|bắt|kết|phát|thu|cắt|các|toàn)\b)"
    r"[^\W\d]+\b(?! [0-9])"
)
_STRETCH_OF_SOMETHING: Final = regex(r"[-–] ?[0-9,]+ ?[^\W\d]+")
_EVENT: Final = regex(
    r"\b(?:bắt đầu|kết thúc|khai mạc|bế mạc|khai giảng|tổ chức|diễn ra|điện|nước|họp|tiêm|khám|thi"
    r"|phát|thu|nộp|trả|xong|sang|mai|nay|lịch|thời gian|nghỉ|chợ|nhân|kỷ niệm|hội|lễ|vụ|giao|về"
    r"|đợt [0-9]+|lần [0-9]+|số [0-9]+)(?: [^\W\d]{1,6})?:?$|[0-9]/[0-9]{1,2},?(?: và)?$|:$"
)
_IN_PROPORTION: Final = regex(r"\bt[ỷỉ] lệ\b[^.;]{0,60}$")
_DAY_SAID: Final = regex(r"\bngày [^.;]{0,30} (?:là|vào|trước|sau)$")
_DAY_BESIDE: Final = regex(
    r"\b(?:sáng|trưa|chiều|tối|đêm)\||\|(?:đến|tới) (?:ngày )?[0-9]{1,2}-[0-9]{1,2}(?![0-9])"
    r"|[0-9]-[0-9]{1,2} (?:đến|tới)\|"
)
_DAY_PART: Final = regex(
    r"\b(?:sáng|trưa|chiều|tối|đêm|đến hết|tới hết|(?:t[2-7]|cn|nhật|thứ [^ ,]+),?)$"
)
_FROM_DAY: Final = regex(  # the first of two days: từ 16/11 đến
    r"\b(?:từ|ngày|sáng|trưa|chiều|tối|đêm|hôm) ?[0-9]{1,2}/[0-9]{1,2}"
    r"(?: ?[-–] ?|,? (?:đến|tới|và)(?: hết)?)$"
    r"|(?:^|(?:(?<!giảm)(?<!tăng)(?<!còn)(?<!khoảng)(?<!được)(?<!đạt)(?<!chiếm)(?<!mất)(?<!lấy)"
    r"(?<!pha)(?<!ngập)(?<!gần)(?<!hơn) |[(:]))[0-9]{1,2}/[0-9]{1,2} (?:đến|tới)(?: hết)?$"
)
_UNTIL: Final = regex(
    r"(?:^|[,.;:(] ?|\b(?:hoãn|lùi|dời|chuyển|kéo dài|cho|tính|kể|hẹn) )(?:đến|tới)$|\bhẹn$"
)
_REMEMBRANCE: Final = regex(
    r"\bngày .{0,20}(?:quốc tế|thành lập|truyền thống|thế giới|nhà giáo|thương binh|phụ nữ|gia đình"
    r"|giải phóng|cao tuổi|thiếu nhi|môi trường|thầy thuốc|khuyết tật|toàn quốc"
    r"|việt nam)(?: [^\W\d]+)*$"
)
_CELEBRATED: Final = regex(
    r"\b(?:lễ|dịp|mừng|niệm|việt nam|truyền thống|quốc tế|thành lập|liệt sĩ|nhà giáo|phụ nữ|đoàn"
    r"|nhân|khánh|lao động|thiếu nhi|sáng|chiều|tối|đêm|sau|trước|(?<!chi )hội|thầy thuốc|ngành)$"
)
_PLAYED: Final = regex(
    r"\b(?:tỷ số|tỉ số|thắng|thua|hòa|trận|hiệp|séc|luân lưu|dẫn|đội|tứ kết|bán kết|chung kết)\b"
)
_STRETCH_BEFORE: Final = regex(
    r"\b(?:lớp|thôn|tổ|khối|trang|nhóm|tiết|bài|mục|điều|tháng|cấp|số|từ|mỗi|khoảng|có|được|còn"
    r"|tầng|tuần|độ|vụ|đợt|lần|phòng|điểm|cách|trong|hơn|gần|thêm|cho|là|uống|bón|pha|xóm|loại"
    r"|chi hội|chi đoàn|chi bộ|đội|cụm|sân|bến|hàng|kho|ngõ|hẻm|cột|mốc|trạm|tuyến|tiểu đội"
    r"|vòng|ngách|kiệt|cổng|ngăn|máy|thẻ|phiếu|mẫu|căn|giống|gói|nhịp|luống|thang|bệ|bục|loa"
    r"|câu|chương|mâm|đơn vị|thửa|toa|ban|khoa|ấp|bản|km|khu|ca|kíp"
    r"|lều|bàn|ghế|dãy|giường|kiốt|ki ốt|sạp|quầy|cổng|cửa|buồng|hộp|tủ|lô|ô|gian|bể|nhà|xe)"
    rf"{WHOLE_WORD}$"
)
_STRETCH_BEHIND: Final = regex(
    r"(?:ngày|tháng|năm|tuần|giờ|phút|lần|tuổi|triệu|nghìn|tỷ|%|con|cây|cái|mũi|bao|lít|muỗng|viên"
    r"|trang|mẫu|sào|bát|chén|kg|g|m|cm|km|ha|tấn|tạ|ml|độ|°|k|đ|đồng|giây|tiếng|buổi|đứa|đôi)\b"
)


class Pair(Enum):
    """What two numbers with a slash between them are."""

    SHARE = auto()
    """So many parts of a whole: *phần*."""
    COUNT = auto()
    """So many of so many: *trên*."""
    DAY = auto()
    OTHER = auto()
    """An address, round the clock: other rules know it."""


def is_day_expected(before: str) -> bool:
    """Tell whether a part of the day, a weekday or *ngày* stands before: only a date can follow."""
    return bool(_DAY_PART.search(before) or AFTER_DAY.search(before))


def pair_of(first: int, second: int, before: str, after: str) -> Pair:
    """Tell what ``first/second`` is between these surroundings."""
    if AFTER_DAY.search(before) or (second <= _MONTHS and _DAY_PART.search(before)):
        return Pair.DAY
    if _ADDRESS.search(before) and not _OF_SOMETHING.match(after):
        return Pair.OTHER
    if _is_plain_share(first, second, before, after):
        return Pair.SHARE
    is_of_something = _OF_SOMETHING.match(after) is not None
    if (_is_named(first, before) and not is_of_something) or (
        COUNTED.match(after) and not _PAYS.match(after)
    ):
        return Pair.COUNT
    if _is_share(first, second, before, after):
        return Pair.SHARE
    is_round = (first, second) == _ROUND_THE_CLOCK and not _is_after_day(before)
    return Pair.OTHER if is_round else Pair.DAY


def _is_named(first: int, before: str) -> bool:
    """Tell the name of a class or a group of houses: ``lớp 8/1``."""
    grade = _OF_GRADE.search(before)
    return _NUMBERED.search(before) is not None or (grade is not None and int(grade[1]) == first)


def _is_after_day(before: str) -> bool:
    is_near = _DATE_NEAR.search(before) and not before.endswith("(")
    return bool(is_near or _FROM_DAY.search(before) or _UNTIL.search(before))


def _is_plain_share(first: int, second: int, before: str, after: str) -> bool:
    """Tell a share of what could also be counted: half a ration, more than half of the voters."""
    if not 0 < first < second:
        return False
    is_portion = second <= _LARGEST_PORTION and _PORTION.match(after)
    return bool(is_portion or (second <= _LARGEST_SHARE and _ABOUT.search(before)))


def _is_share(first: int, second: int, before: str, after: str) -> bool:
    if not 0 < first < second:
        return False
    if re.search(rf"[0-9]/{second} {_OF_SOMETHING.pattern}[^.;]{{0,30}}$", before):
        return True
    is_day = _UNTIL.search(before) or _FROM_DAY.search(before)
    if _is_of_something(after) or (_SHARE.search(before) and not is_day):
        return True
    if is_day or _REMEMBRANCE.search(before) or _DAY_SAID.search(before):
        return False
    is_small = second <= _LARGEST_SHARE and f"{first}-{second}" not in _HOLIDAYS
    if not is_small or _DATE_NEAR.search(before):
        return False
    return _is_share_alone(second, before, after)


def _is_share_alone(second: int, before: str, after: str) -> bool:
    """Tell a share, without a word that says so, from a day: by what stands behind."""
    if _DATE_BEHIND.match(after) or _STRETCH_OF_SOMETHING.match(after):
        return _STRETCH_OF_SOMETHING.match(after) is not None
    if _NOUN_BEHIND.match(after) or _IN_PROPORTION.search(before):
        return True
    return second <= _LARGEST_COMMON and not (_EVENT.search(before) or after.startswith(":"))


def _is_of_something(after: str) -> bool:
    """Tell what is shared, also behind a second share: ``từ 1/3 đến 1/2 diện tích``."""
    return _OF_SOMETHING.match(_SECOND_SHARE.sub("", after)) is not None


_SECOND_SHARE = regex(r"^(?:đến|tới|hoặc|[-–]) ?[0-9]{1,2}/[0-9]{1,2} ")


def is_dashed_day(written: str, before: str, after: str) -> bool:
    """Tell a day such as ``20-11`` from a stretch such as ``5-7``."""
    first, second = (int(part) for part in written.split("-"))
    is_stretch = _STRETCH_BEHIND.match(after)
    is_near = _DATE_NEAR.search(before) and not before.endswith("(") and not is_stretch
    if first > second and (is_near or AFTER_DAY.search(before)):
        return True
    if second <= _MONTHS and not is_stretch and _DAY_BESIDE.search(f"{before}|{after}"):
        return True
    return written in _HOLIDAYS and _is_holiday(before, after)


def _is_holiday(before: str, after: str) -> bool:
    if _CELEBRATED.search(before):
        return True
    stretch = _STRETCH_BEFORE.search(before) or _STRETCH_BEHIND.match(after)
    return not (stretch or COUNTED.match(after) or _PLAYED.search(f"{before} {after}"))
