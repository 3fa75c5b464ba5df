"""Who is named in an office, at work, as a giver, or as whom to turn to: that is for all."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.guard.named.names import Name
from loudspeaker.plugins.guard.named.offices import OFFICE_WORDS, ROLES, is_role
from loudspeaker.plugins.guard.named.tables import ADDRESS, CHILD_ADDRESS
from loudspeaker.plugins.guard.named.words import SPACE, Phrases, Words, keys_in

_ACTS: Final = """
phát biểu|hướng dẫn|phổ biến|tiếp công dân|tiếp dân|thông báo|thông tin|cho biết|khẳng định
|nhấn mạnh|chủ trì|chỉ đạo|yêu cầu các|yêu cầu bà con|đề nghị bà con|đề nghị các hộ|đề nghị các
|nhắc bà con|nhắc các|nhắc nhở bà con|khai mạc|bế mạc|trao|trao tặng|trao quà|trao quyết định
|trao bằng|đọc thơ|đọc lời|đọc diễn văn|đọc báo cáo|đọc quyết định|giới thiệu|tư vấn|trả lời
|giải đáp|giải thích|khám bệnh cho|khám miễn phí|khám cho|phát thuốc|tiêm phòng cho
|tiêm chủng cho|tiêm cho|dạy|dạy học|giảng bài|lên lớp|nói chuyện|kể chuyện|biểu diễn|hát
|trình diễn|ký ban hành|ký quyết định|ban hành|tiếp nhận hồ sơ|tiếp nhận đơn|thu tiền|chi trả
|cấp phát|phụ trách|trực ban|trực trạm|trực tại|đi thăm|thăm|thăm hỏi|tặng quà|thăm và|đến thăm
|về dự|tiếp xúc cử tri|gặp gỡ|làm chủ tịch|làm trưởng|làm tổ trưởng|làm đội trưởng|làm chủ trò
|dẫn đầu|chủ biên|sáng tác|đánh tan|đánh thắng|đại phá|hy sinh|lên ngôi|khởi nghĩa|xuống bản
|xuống thôn|về xã làm phóng sự|giám sát|chúc mừng|gửi lời|mở lớp|tổ chức lớp|trông coi
"""
_DONORS: Final = """
ủng hộ|tặng|trao tặng|tài trợ|hiến|hiến đất|hiến tặng|đóng góp|góp|quyên góp|giúp đỡ|giúp
|cho mượn|công đức|hiến máu|cứu hai|cứu em|cứu cháu|cứu người|cứu được|cứu sống|nhặt được
|trả lại|cho vay không lãi|nấu cháo|biếu|phát tâm|nhận đỡ đầu
"""
_PLAIN: Final = keys_in("sẽ đã đang vừa cùng cũng là làm trực tiếp tuổi nguyên cựu hiện nay và")
_CONTACTS: Final = """
gặp|lh|liên hệ|liên hệ với|nộp cho|nộp tiền cho|xin báo|đăng ký với|đăng ký tại nhà|nộp tại nhà
|gặp trực tiếp|đăng ký qua
"""
_PAYING: Final = keys_in("nộp đóng")
_PAID: Final = {
    "cho": _PAYING, "với": keys_in("đăng phản liên"),
    "nhà": _PAYING | keys_in("đăng chiếu họp học tập"),
    "bàn": _PAYING, "gặp": _PAYING | keys_in("đăng"),
}  # fmt: skip
_NOT_PAID: Final = keys_in("hôn đơn sinh xin")
_NOT: Final = keys_in("chưa không chậm nợ thiếu để phải")
_DONE_BY: Final = keys_in(
    "làm phụ dẫn chủ điều quản hướng dạy trình tổ phát biểu thực viết sáng huấn đảm trực thủ cầm"
)
_NOT_BEHIND: Final = keys_in("góp quan đối dấu sinh")
_SUMMONED: Final = keys_in("lên ra nhận")
_SEEN: Final = keys_in("ai thấy đã sẽ tác")
_STILL: Final = keys_in("đã đang vừa còn cũng hiện nay vẫn mới")
_BAD: Final = keys_in("bị mắc nhiễm nợ nghiện vay vi trốn chưa gây ly kiện trộm say lấn lừa")

ACTS: Final = Phrases({
    "act": _ACTS, "donor": _DONORS,
    "none": "góp vốn|tặng cho|trao trả|giúp việc|trả lại đất|trả lại mặt bằng|trả lại tiền",
})  # fmt: skip
CONTACTS: Final = Phrases({
    "contact": _CONTACTS, "call": "báo cho|báo ngay|gọi|gọi cho|hỏi|qua",
})  # fmt: skip
_FAR_BEFORE: Final = 14
_NEAR: Final = 3
_PARTS: Final = {SPACE, ",", "(", "-", "–", ":"}


def is_in_office(words: Words, name: Name) -> bool:
    """Tell whether an office stands beside a name, and nothing bad follows at once."""
    if _is_stricken(words, name):
        return False
    return _role_before(words, name) or _role_behind(words, name)


def _is_stricken(words: Words, name: Name) -> bool:
    """Tell what befell the holder: …, giáo viên, bị …; Trưởng thôn … còn nợ …."""
    for at in range(name.last, min(name.last + _FAR_BEFORE, len(words))):
        if at > name.last and words.gaps[at] not in _PARTS:
            return False
        if at == name.last or words.gaps[at] == ",":
            first = next((k for k in range(at, len(words)) if words.keys[k] not in _STILL), at)
            if words.keys[first] in _BAD:
                return True
    return False


def is_at_work(words: Words, name: Name) -> bool:
    """Tell whether the person does what officials, teachers and givers do, or is who to turn to."""
    at = name.last
    for _ in range(_NEAR):
        if at >= len(words) or words.gaps[at] not in _PARTS:
            break
        act = ACTS.at(words, at)
        if act is not None:
            return act.name != "none"
        if words.keys[at] not in _PLAIN:
            break
        at += 1
    return _is_by(words, name) or _is_contact(words, name) or _is_paid_to(words, name)


def _is_by(words: Words, name: Name) -> bool:
    """Tell who does something for all: do anh … phụ trách."""
    is_by = _word(words, _address_of(name) - 1) == "do"
    return is_by and _word(words, name.last) in _DONE_BY


def _is_paid_to(words: Words, name: Name) -> bool:
    """Tell who collects: đóng tiền hằng tháng cho chị …, đăng ký với …."""
    before = _address_of(name)
    towards = _word(words, before - 1)
    if name.is_child or towards not in _PAID:
        return False
    for at in range(before - 2, max(-1, before - _FAR_BEFORE), -1):
        if words.gaps[at + 1] not in _PARTS or words.keys[at] in _NOT_PAID:
            return False
        if words.keys[at] in _PAID[towards]:
            return _word(words, at - 1) not in _NOT and _word(words, at + 1) not in _NOT_BEHIND
    return False


def _is_summoned(words: Words, name: Name) -> bool:
    """Tell whom the office calls to come: gọi anh …, thôn …, lên nhận …; no finder to call."""
    if "ai" in words.keys[max(0, name.first - _FAR_BEFORE) : name.first]:
        return False
    for at in range(name.last, min(name.last + _FAR_BEFORE, len(words))):
        if words.gaps[at] not in _PARTS:
            return False
        if words.keys[at] in _SUMMONED:
            return True
    return False


def _is_contact(words: Words, name: Name) -> bool:
    before = _address_of(name)
    if name.is_child:
        return False
    for back in (1, 2, 3):
        at = before - back
        if at < 0 or words.gaps[at + 1] != SPACE:
            return False
        said = CONTACTS.at(words, at)
        if said is not None and said.last == before:
            if said.name == "call" and _is_summoned(words, name):
                return False
            return words.gaps[at] != SPACE or _word(words, at - 1) not in _SEEN
    return False


def _address_of(name: Name) -> int:
    return name.first - 1 if name.address else name.first


def _word(words: Words, place: int) -> str:
    return words.keys[place] if 0 <= place < len(words) else ""


def _role_behind(words: Words, name: Name) -> bool:
    at = name.last
    for _ in range(_NEAR + 1):
        if at >= len(words) or words.gaps[at] not in _PARTS:
            return False
        if is_role(ROLES.at(words, at)):
            return True
        if words.keys[at] not in _PLAIN and not words.keys[at].isdecimal():
            return False
        at += 1
    return False


def _role_before(words: Words, name: Name) -> bool:
    """Tell an office before a name: nothing but what offices are called stands between."""
    if name.address in CHILD_ADDRESS:
        return False
    for end in range(name.first, max(0, name.first - _FAR_BEFORE), -1):
        allowed = _PARTS if end >= _address_of(name) else {SPACE}
        if words.gaps[end] not in allowed:
            return False
        if is_role(ROLES.before(words, end)):
            return True
        if words.keys[end - 1] == "và" and words.keys[end] in ADDRESS:
            return False
        if words.keys[end - 1] not in OFFICE_WORDS and not words.is_capital(end - 1):
            return False
    return False
