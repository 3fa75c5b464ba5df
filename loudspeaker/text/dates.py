"""Dates: ``5/11/2026``, ``5/11``, ``5-7/11``, ``tháng 5/2026``, ``2026-11-05``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Read, Rule, Start
from loudspeaker.text.numbers import cardinal

_DAYS = 31
_MONTHS = 12
_APRIL = 4
_YEARS = range(1000, 3000)
_ROUND_THE_CLOCK = "24/7"
_AFTER_DAY = re.compile(
    r"\b(?:ngày|mùng|mồng|hôm|rằm)(?: [0-9]{1,2}(?:, ?| và | & |, và | hoặc ))*"
    r"(?: [0-9]{1,2}(?:,| và| &|, và| hoặc))?$"
)
_OF_SOMETHING = re.compile(
    r"(?:là người|số|tổng|diện tích|dân số|thời gian|ngày|giờ|chiều|quãng|lượng|kinh phí"
    r"|khối lượng|giá trị|quỹ|mức|vốn|nhân khẩu|thu nhập|sản lượng|lãnh thổ|chi phí|tài sản|thân|cốc|bát|thìa|viên|bể"
    r"|thùng|bình|chậu|xô)\b"
)
_COUNTED = re.compile(
    r"(?:hộ|tiêu chí|thôn|xã|bản|xóm|tổ|em|cháu|học sinh|đại biểu|chỉ tiêu|phiếu|người|điểm"
    r"|thành viên|đảng viên|hội viên|đoàn viên|chi bộ|chi hội|trường|lớp|nhà|hồ sơ|công trình"
    r"|bạn|nội dung|gia đình|cơ sở|giáo viên|cán bộ|trẻ|ca|mẫu|buổi|môn|câu|đề tài|sản phẩm|trạm"
    r"|con|cây|cái|chiếc|bộ|ao|cầu|xứ đồng|cánh đồng|mũi|mẫu|cuộc|đơn|lượt|cống|cột|xe"
    r"|thuyền|đập|hồ|nvh|giống|bao"
    r"|dự án|nhiệm vụ|ý kiến|km|hạng mục|cụm|đơn vị|đội|suất|thẻ|máy|cử tri|cụ|chị|anh"
    r"|thanh niên)\b(?! [0-9])"
)
_HOLIDAYS = frozenset({
    "3-2", "8-3", "26-3", "30-4", "1-5", "19-5", "1-6", "27-7", "19-8", "2-9", "13-10", "20-10",
    "18-11", "20-11", "22-12", "27-2",
})  # fmt: skip
_ADDRESS = re.compile(r"\b(?:số|nhà|ngõ|ngách|hẻm|lô|tờ|thửa)$")
_AFTER_TERM = re.compile(r"\b(?:quý|đợt|kỳ|vụ|phiên|lần|học kỳ)$")
_AFTER_SERIES = re.compile(r"\b(?:số|phụ lục|mẫu)$")
_AFTER_MONTH = re.compile(r"\btháng$")


def month(number: int) -> str:
    """Read a month's number; April is *tư*."""
    return "tư" if number == _APRIL else cardinal(number)


def _whole(found: Found) -> str | None:
    day_of_month, month_number, year = (int(part) for part in re.split("[/.-]", found.text))
    return _date(found, day_of_month, month_number, year)


def _iso(found: Found) -> str | None:
    year, month_number, day_of_month = (int(part) for part in found.text.split("-"))
    return _date(found, day_of_month, month_number, year)


def _date(
    found: Found, day_of_month: int, month_number: int, year: int | None = None
) -> str | None:
    if not _fits(day_of_month, month_number, year):
        return None
    words = [cardinal(day_of_month), "tháng", month(month_number)]
    if not (_AFTER_DAY.search(found.before) or _STREET.search(found.before)):
        words.insert(0, "ngày")
    return " ".join([*words, *([] if year is None else ["năm", cardinal(year)])])


def _fits(day_of_month: int, month_number: int, year: int | None) -> bool:
    in_calendar = 1 <= day_of_month <= _DAYS and 1 <= month_number <= _MONTHS
    return in_calendar and (year is None or year in _YEARS)


def _day_and_month(found: Found) -> str | None:
    first, second = (int(part) for part in re.split("[/.]", found.text))
    before, after = found.before, found.after
    if not _AFTER_DAY.search(before):
        if _ADDRESS.search(before) and not _OF_SOMETHING.match(after):
            return None
        if _is_portion(after, first, second):
            return f"{cardinal(first)} phần {month(second)}"
        if _counts(after) or _NUMBERED.search(before):
            return f"{cardinal(first)} trên {cardinal(second)}"
        if _is_fraction(before, after, first, second):
            return f"{cardinal(first)} phần {month(second)}"
        if found.text == _ROUND_THE_CLOCK:
            return None
    return _date(found, first, second)


def _day_dash_month(found: Found) -> str | None:
    """Read as a date only what cannot be a stretch of days: ``20-11``, not ``5-7``."""
    first, second = (int(part) for part in found.text.split("-"))
    said_day = _AFTER_DAY.search(found.before)
    dated = said_day or (_DATE_NEAR.search(found.before) and not _STRETCH_BEHIND.match(found.after))
    is_date = (dated and first > second) or _is_holiday(found)
    return _date(found, first, second) if is_date else None


def _is_portion(after: str, first: int, second: int) -> bool:
    return 0 < first < second <= _LARGEST_PORTION and _PORTION.match(after) is not None


_PAYS = re.compile(
    r"(?:xã|huyện|tỉnh|nhà nước|gia đình|thôn|hộ|trường)"
    r" (?:hỗ trợ|tự|lo|chịu|đóng|góp|chi|vay|trả)\b"
)


def _counts(after: str) -> bool:
    """Tell whether things are counted behind, and they are not who pays the share."""
    return _COUNTED.match(after) is not None and _PAYS.match(after) is None


_LARGEST_PORTION = 4
_PORTION = re.compile(r"(?:suất|khẩu phần|phần ăn|lạng|cân|viên|gói|quả)\b")


def _is_fraction(before: str, after: str, first: int, second: int) -> bool:
    if not 0 < first < second:
        return False
    if _OF_SOMETHING.match(after) or (_SHARE.search(before) and not _UNTIL.search(before)):
        return True
    if any(said.search(before) for said in (_REMEMBRANCE, _DAY_SAID, _UNTIL)):
        return False
    is_small = second <= _LARGEST_SHARE and f"{first}-{second}" not in _HOLIDAYS
    return is_small and _DATE_NEAR.search(before) is None and _DATE_BEHIND.match(after) is None


_DAY_SAID = re.compile(r"\bngày [^.;]{0,30} (?:là|vào|trước|sau)$")
_UNTIL = re.compile(r"(?:^|[,.;:(] ?)(?:đến|tới)$")
_REMEMBRANCE = re.compile(
    r"\bngày .{0,20}(?:quốc tế|thành lập|truyền thống|thế giới|nhà giáo|thương binh|phụ nữ|gia đình"
    r"|giải phóng|cao tuổi|thiếu nhi|môi trường|thầy thuốc|khuyết tật|toàn quốc"
    r"|việt nam)(?: [^\W\d]+)*$"
)
_NUMBERED = re.compile(
    r"\b(?:thôn|lớp|xóm|tổ|ấp|đội|khu)(?: [0-9]+/[0-9]+(?:, ?| và ))*(?: [0-9]+/[0-9]+(?:,| và))?$"
)
_PLAYED = re.compile(r"\b(?:tỷ số|tỉ số|thắng|thua|hòa|trận|hiệp|séc|luân lưu|dẫn|đội)\b")
_STRETCH_BEFORE = re.compile(
    r"\b(?:lớp|thôn|tổ|khối|trang|nhóm|tiết|bài|mục|điều|tháng|cấp|số|từ|mỗi|khoảng|có|được|còn"
    r"|tầng|tuần|độ|vụ|đợt|lần|phòng|điểm|cách|trong|hơn|gần|thêm|cho|là|uống|bón|pha|xóm|loại)$"
)
_STRETCH_BEHIND = re.compile(
    r"(?:ngày|tháng|năm|tuần|giờ|phút|lần|tuổi|triệu|nghìn|tỷ|%|con|cây|cái|mũi|bao|lít|muỗng|viên"
    r"|trang|mẫu|sào|bát|chén|kg|g|m|cm|km|ha|tấn|tạ|ml|độ|°|k|đ|đồng|giây|tiếng|buổi|đứa|đôi)\b"
)
_CELEBRATED = re.compile(
    r"\b(?:lễ|dịp|mừng|niệm|việt nam|truyền thống|quốc tế|thành lập|liệt sĩ|nhà giáo|phụ nữ|đoàn"
    r"|nhân|khánh|lao động|thiếu nhi|sáng|chiều|tối|đêm|sau|trước|hội|thầy thuốc|ngành)$"
)
_STREET = re.compile(
    r"\b(?:đường|phố|quảng trường|nhà máy|hợp tác xã|trường|htx|thpt|thcs|tượng đài|công viên"
    r"|nông trường|lâm trường|bệnh viện|rạp)$"
)
_LARGEST_SHARE = 10
_SHARE = re.compile(
    r"\b(?:mất|chỉ|gần|hơn|quá|khoảng|còn|đạt|chiếm|trong đó|giảm|tăng|bằng|cạn|trộn|thêm|ngập"
    r"|nhận|được|lấy|chia|dùng|bớt|ít nhất|tối đa|tối thiểu|tới|đến)$"
)
_DATE_NEAR = re.compile(
    r"(?:\b(?:ngày|mùng|mồng|rằm|hôm|sáng|trưa|chiều|tối|đêm|từ|trước|sau|lễ|dịp|hạn|hết|khánh|vào"
    r"|qua|tết|cn|nhật|đường|phố|lịch|nghỉ|lại|kỷ niệm|chào mừng|muộn nhất|chậm nhất|sớm nhất"
    r"|thứ [^ ]+),?|[0-9]/[0-9]+ ?[-–]|\(|[0-9](?:h[0-9]{0,2}| giờ| phút),?)$"
)
_DATE_BEHIND = re.compile(r"(?:tại|lúc|thứ|mời|họp|âm|dương|al|tới|này|năm|hằng|hàng|đến|[-–)])")


def _days_of_month(found: Found) -> str | None:
    first, last, month_number, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    read = _date(found, last, month_number, *year)
    if read is None or not 1 <= first <= _DAYS:
        return None
    if first > last:
        return None
    begin = "" if _AFTER_DAY.search(found.before) else "ngày "
    return f"{begin}{cardinal(first)} đến {read.removeprefix('ngày ')}"


def _days_listed(found: Found) -> str | None:
    """Read days in a row without the spaces that should stand there: ``ngày 5,6/11``."""
    if not _AFTER_DAY.search(found.before):
        return None
    *days, last, rest = re.split("[,/]", found.text, maxsplit=found.text.count(",") + 1)
    month_number, *year = (int(part) for part in rest.split("/"))
    read = _date(found, int(last), month_number, *year)
    if read is None or not all(1 <= int(each) <= _DAYS for each in days):
        return None
    return " ".join([*(cardinal(int(each)) for each in days), read.removeprefix("ngày ")])


def _month_alone(found: Found) -> str | None:
    """Read ``T11/2026`` and ``T10``: what cannot be a weekday is a month."""
    number, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    is_weekday = not year and number in _WEEKDAYS and not _MONTHLY.search(found.before)
    if not 1 <= number <= _MONTHS or is_weekday:
        return None
    if not year and PLACE_BEFORE.search(found.before):
        return None
    return " ".join(["tháng", month(number), *(f"năm {cardinal(each)}" for each in year)])


_WEEKDAYS = range(2, 8)
_MONTHLY = re.compile(r"\b(?:tiền điện|tiền nước|lương|lương hưu|học phí|cước|quỹ|trợ cấp|lịch)$")
PLACE_BEFORE = re.compile(
    r"\b(?:phòng|lô|nhà|tòa|toà|khu|dãy|cột|tuyến|đường|xe|máy|biến áp|trạm|tầng|giống|mã|lớp|áo|số"
    r"|điểm|tổ|cọc|mốc|hầm|ga)$"
)


def _is_holiday(found: Found) -> bool:
    if found.text not in _HOLIDAYS:
        return False
    before, after = found.before, found.after
    if _CELEBRATED.search(before):
        return True
    stretch = _STRETCH_BEFORE.search(before) or _STRETCH_BEHIND.match(after)
    return not (stretch or _COUNTED.match(after) or _PLAYED.search(f"{before} {after}"))


def _months_of_year(found: Found) -> str | None:
    *listed, year = re.findall("[0-9]+", found.text)
    if not _AFTER_MONTH.search(found.before) or int(listed[-1]) > _MONTHS:
        return None
    signs = re.findall(r"[0-9]([^0-9/]+)[0-9]", found.text)
    words = [month(int(listed[0]))]
    for sign, number in zip(signs, listed[1:], strict=True):
        words += [_JOINED.get(sign.strip(), ""), month(int(number))]
    return " ".join(filter(None, [*words, "năm", cardinal(int(year))]))


_JOINED = {"-": "đến", "–": "đến", "—": "đến", "đến": "đến", "và": "và", "&": "và", ",": ""}


def _month_and_year(found: Found) -> str | None:
    month_number, year = (int(part) for part in found.text.split("/"))
    if _AFTER_TERM.search(found.before):
        return f"{cardinal(month_number)} năm {cardinal(year)}"
    if not _fits(1, month_number, year) or _AFTER_SERIES.search(found.before):
        return None
    begin = "" if _AFTER_MONTH.search(found.before) else "tháng "
    return f"{begin}{month(month_number)} năm {cardinal(year)}"


_START = r"(?:(?<![0-9/.])|(?<=[0-9][hHg]/))"
_END = r"(?![0-9]|[/.][0-9])"
_TWO = "[0-9]{1,2}"
_FOUR = "[0-9]{4}"


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(
        name=name, kind=Kind.DATE, starts=Start.DIGIT, pattern=f"{_START}{pattern}{_END}", read=read
    )


_WHOLE = "|".join(_TWO + sign + _TWO + sign + _FOUR for sign in ("/", "-", r"\."))
RULES: Final = (
    _rule("date_whole", f"(?:{_WHOLE})", _whole),
    _rule("days_listed", rf"{_TWO}(?:, ?{_TWO}){{1,6}}/{_TWO}(?:/{_FOUR})?", _days_listed),
    _rule("date_iso", f"{_FOUR}-[0-9]{{2}}-[0-9]{{2}}", _iso),
    _rule("days_of_month", f"{_TWO} ?[-–] ?{_TWO}/{_TWO}(?:/{_FOUR})?", _days_of_month),
    _rule("days_to_day", f"{_TWO} (?:đến|tới) {_TWO}/{_TWO}(?:/{_FOUR})?", _days_of_month),
    _rule(
        "months_of_year", f"{_TWO}(?: ?[-–—] ?| đến | và | & |, ?){_TWO}/{_FOUR}", _months_of_year
    ),
    _rule("month_and_year", f"{_TWO}/{_FOUR}", _month_and_year),
    _rule("day_and_month", f"{_TWO}/{_TWO}", _day_and_month),
    _rule("day_dash_month", rf"{_TWO}-{_TWO}(?! ?%)", _day_dash_month),
    Rule(
        name="month_alone",
        kind=Kind.DATE,
        starts=Start.LETTER,
        pattern=rf"(?<!\w)T\.?[0-9]{{1,2}}(?:/{_FOUR})?(?![\w/-]|\.\w)",
        read=_month_alone,
    ),
    _rule("day_dot_month", rf"(?<=ngày ){_TWO}\.{_TWO}", _day_and_month),
)
