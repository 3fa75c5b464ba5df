"""The slash where no other form takes it: *trên* between a measure and what it is counted by."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Start, make_rule
from loudspeaker.text.regex import regex

_AMOUNT = regex(
    rf"[0-9](?: ?(?:{LETTERS}+[²³23]?|[%°]c?|['’])){{0,3}}"
    rf"(?:/{LETTERS}+[²³23]?(?: {LETTERS}+)?){{0,3}}$"
)
_UNIT = regex(r"[0-9] ?([^\W\d]+[²³23]?|[%‰°]C?)$")
_MONEY = regex(
    r"(?:[0-9] ?|\b)(?:đ|đồng|k|tr|nghìn|ngàn|triệu|tỷ|tỉ|usd|vnđ|vnd|%|‰)$"
    r"|[0-9](?:k|tr|tỷ|tỉ)[0-9]{1,3}$"
)
_NOT_BY = regex(
    r"(?:nhất|nhì|ba [0-9]+\w*|tư [0-9]+\w*|giải (?:nhất|nhì|ba|khuyến)|mỗi|ngày [0-9]|nữ|nam"
    r"|rộng|dài"
    r"|cao|sâu|dày|nặng|thứ|chủ nhật|cn|tại|từ|và|hoặc|rồi|tránh|cấm|nộp|góp|hộ có|trẻ [0-9]+)\b"
)
_BY = regex(
    r"[0-9]|[a-zđ]{2,4}-[a-zđ]"
    r"|(?:người|hộ|con|cây|gốc|hốc|sào|công|ha|ngày|tháng|năm|quý|tuần|buổi|lần|giờ|phút|giây|kg|g|mg|bao"
    r"|suất|thẻ|quả|bó|mớ|nải|đêm|ca|vụ|đợt|mũi|liều|lượt|chuyến|em|cháu|trẻ|lớp|phòng|xe|chiếc"
    r"|cái|bộ|đôi|gói|hộp|chai|lít|l|ml|khối|xã|thôn|bản|cụm|điểm|bàn|mâm|đầu|học sinh|cán bộ"
    r"|hồ sơ|trang|tờ|giấy|vé|khách|nhân khẩu|khẩu|đơn vị|sản phẩm|gia đình|gian|giường|nhà|tổ|đội"
    r"|đám|ngôi|cặp|kỳ|khóa|khoá|tiết|môn|bữa|mét|m|km|cm|m2|m3|m²|m³|h|s|nơi|lứa|ao|chuồng|luống"
    r"|ruộng|thửa|lô|bình|thùng|can|khay|tấn|tạ|yến|đồng bào|đảng viên|hội viên|đoàn viên|cử tri"
    r"|hố|máy|phiên|quyển|cuốn|nghìn|vạn)(?![^\W_])"
)

# --- where it is not read -------------------------------------------------------------------------

_TELEPHONE_BEFORE = regex(r"(?<![0-9])0[0-9. ]{7,13}[0-9]$")
_HOUR_BEFORE = regex(r"[0-9] ?(?:h|g|giờ)$")
_EMERGENCY_BEFORE = regex(r"(?<![\w.,/])(?:11[2-5]/)?11[2-5]$")
_EMERGENCY_BEHIND = regex(r"11[2-5](?!\w|\.[0-9])")
_ROOM_BEFORE = regex(r"\b(?:phòng|căn hộ|căn|p\.?) ?[0-9]{2,4}$")  # phòng 201/A2
_HOUSE_BEHIND = regex(r"[a-zđ]{1,2}[0-9]{1,2}(?!\w)")
_CLOCK_BEFORE = regex(r"(?<![\w.])[0-9]{1,2}(?:[hg](?:[0-9]{2})?|:[0-9]{2})$")
_CLOCK_BEHIND = regex(r"(?!24)[0-9]{1,2}(?:[hg](?:[0-9]{2})?|:[0-9]{2})(?!\w)")  # 6h/14h/22h
_DAY_BEHIND = regex(r"[0-9]{1,2}/[0-9]{1,2}\b")
_DURATION = regex(r"[0-9] ?(?:['’]|h|giờ|tiếng|phút|ngày|tuần|tháng|quý|năm)$")
_TIMES = regex(r"(?:lần|chuyến|lượt)\b")
_ONE_NOUN = regex(r"[0-9] [^\W\d]+$")
_COUNT_BEFORE = regex(r"[0-9.]+(?: [^\W\d]{2,}){1,3}$")
_PROPORTION = regex(r"\bt[ỷỉ] (?:số|lệ)\b")
_MEASURE_BEHIND = regex(r"[0-9.,]+ ?(?:lít|m2|m²|sào|ha|kg|km|phút|giờ|ngày|tháng|lần)\b")
_COUNT_BEHIND = regex(r"[0-9.]+ [^\W\d]{2,}")
_CLASS_BEFORE = regex(r"\b[0-9]{1,2}[a-eđ][0-9]{0,2}$")
_CLASS_BEHIND = regex(r"[0-9]{1,2}[a-eđ][0-9]{0,2}\b")
_ANY_CLASS_BEFORE = regex(r"\b[0-9]{1,2}[a-zđ][0-9]{0,2}$")
_ANY_CLASS_BEHIND = regex(r"[0-9]{1,2}[a-zđ][0-9]{0,2}\b")
_BLOCK_BEFORE = regex(r"\bkhối [0-9]{1,2}$")
_WEEKDAY_BEFORE = regex(r"\b(?:chủ nhật|cn|thứ [^ ]+)$")
_PLACE_BEFORE = regex(
    r"\b(?:phòng|p\.|tầng|tổ|thôn|bản|xóm|xã|khu|nhà|dãy|lô|km)(?: ?[\w.+]+){0,2}$"
)
_PLACE_BEHIND = regex(
    r"(?:dãy|tầng|nhà|khu|bản|thôn|xóm|xã|huyện|tỉnh|phường|phòng|đường|quốc lộ"
    r"|ql|tl|đt|(?:kp|tdp)[0-9]*)\b"
)
_NOT_READ = (
    (_TELEPHONE_BEFORE, None),
    (_EMERGENCY_BEFORE, _EMERGENCY_BEHIND),
    (_BLOCK_BEFORE, None),
    (_WEEKDAY_BEFORE, None),
    (_HOUR_BEFORE, _DAY_BEHIND),
    (_CLOCK_BEFORE, _CLOCK_BEHIND),
    (_CLASS_BEFORE, _ANY_CLASS_BEHIND),
    (_ANY_CLASS_BEFORE, _CLASS_BEHIND),
)


def _slash(found: Found) -> str:
    before, after = found.before, found.after
    if not _AMOUNT.search(before):
        return ""
    if any(
        first.search(before) and (second is None or second.match(after))
        for first, second in _NOT_READ
    ):
        return ""
    if _DURATION.search(before) and _TIMES.match(after):
        return "một"
    if _ROOM_BEFORE.search(before) and _HOUSE_BEHIND.match(after):
        return "trên"
    is_by = not _NOT_BY.match(after) and (_is_measure(found) or _is_count(before, after))
    return "trên" if is_by else ""


def _is_count(before: str, after: str) -> bool:
    """Tell a count by something from two counts beside each other and from two places."""
    is_told = _PROPORTION.search(before) or _MEASURE_BEHIND.match(after)
    if _COUNT_BEFORE.search(before) and _COUNT_BEHIND.match(after) and not is_told:
        return False
    if _PLACE_BEFORE.search(before) and _PLACE_BEHIND.match(after):
        return False
    return bool(_ONE_NOUN.search(before) or _BY.match(after))


def _is_measure(found: Found) -> bool:
    """Tell whether money or a unit stands before, behind a number."""
    if _MONEY.search(found.before):
        return True
    start = found.match.start()
    unit = _UNIT.search(found.match.string[max(0, start - _LONGEST_UNIT) : start])
    tables = found.tables
    return unit is not None and (unit[1] in tables.units or unit[1] in tables.units_behind_numbers)


_LONGEST_UNIT = 14
SLASH: Final = make_rule("slash", Kind.SYMBOL, Start.SIGN, "/", _slash)
