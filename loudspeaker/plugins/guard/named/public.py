"""What makes it all right to say a name: an office, work, thanks, a prize, a funeral, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loudspeaker.plugins.guard.kinds import Kind
from loudspeaker.plugins.guard.named.names import Name
from loudspeaker.plugins.guard.named.offices import OFFICE_WORDS, ROLES
from loudspeaker.plugins.guard.named.tables import ADDRESS, CHILD_ADDRESS
from loudspeaker.plugins.guard.named.words import SPACE, Phrases, Said, Words, keys_in

_ACTS: Final = """
phát biểu|hướng dẫn|phổ biến|tiếp công dân|tiếp dân|thông báo|thông tin|cho biết|khẳng định|nhấn mạnh|chủ trì|chỉ đạo|yêu cầu các|yêu cầu bà con|đề nghị bà con|đề nghị các hộ|đề nghị các|nhắc bà con|nhắc các|nhắc nhở bà con|khai mạc|bế mạc|trao|trao tặng|trao quà|trao quyết định|trao bằng|đọc thơ|đọc lời|đọc diễn văn|đọc báo cáo|đọc quyết định|trình bày|báo cáo|giới thiệu
|tư vấn|trả lời|giải đáp|giải thích|khám bệnh cho|khám miễn phí|khám cho|phát thuốc|tiêm phòng cho|tiêm chủng cho|tiêm cho|dạy|dạy học|giảng bài|lên lớp|nói chuyện|kể chuyện|biểu diễn|hát|trình diễn|ký ban hành|ký quyết định|ban hành|tiếp nhận hồ sơ|tiếp nhận đơn|thu tiền|chi trả|cấp phát|phụ trách|trực ban|trực trạm|trực tại|đi thăm|thăm|thăm hỏi|tặng quà|thăm và|đến thăm|dự|tham dự|tới dự|về dự|tiếp xúc cử tri|gặp gỡ
|làm chủ tịch|làm trưởng|làm tổ trưởng|làm đội trưởng|làm chủ trò|dẫn đầu|chủ biên|sáng tác|đánh tan|đánh thắng|đại phá|hy sinh|lên ngôi|khởi nghĩa|xuống bản|xuống thôn|về xã làm phóng sự|giám sát|chúc mừng|gửi lời|mở lớp|tổ chức lớp|trông coi
"""
_DONORS: Final = """
ủng hộ|tặng|trao tặng|tài trợ|hiến|hiến đất|hiến tặng|đóng góp|góp|quyên góp|giúp đỡ|giúp|cho mượn|công đức|hiến máu|cứu hai|cứu em|cứu cháu|cứu người|cứu được|cứu sống|nhặt được|trả lại|cho vay không lãi|nấu cháo|biếu|phát tâm|nhận đỡ đầu
"""
_THANKS: Final = "cảm ơn|cám ơn|biết ơn|tri ân|xã xin ghi nhận|ghi nhận tấm lòng|tấm lòng vàng|tri ân tấm lòng|lời cảm ơn|đa tạ|danh sách ủng hộ|danh sách đóng góp|danh sách góp tiền|ủng hộ quỹ|công đức"
_APPEALS: Final = "kêu gọi|vận động|mong|rất mong|đề nghị bà con|chung tay|xin ủng hộ|cần giúp|cần ủng hộ|cần hỗ trợ|quyên góp giúp|quyên góp cho|ủng hộ cho|giúp cho|ủng hộ gia đình|giúp gia đình|ủng hộ tiền chữa"
_PRAISE: Final = """
đạt giải|giải nhất|giải nhì|giải ba|giải tư|giải đặc biệt|giải khuyến khích|giải thưởng|huy chương|đoạt giải|đoạt cúp|đoạt huy chương|đoạt danh hiệu|đoạt chức|giành giải|giành huy chương|giành chức|giành vé|giành quyền|giành cúp|giành ngôi|giành vị trí|vô địch|á quân|về nhất|về nhì|đăng quang|trúng cử|trúng tuyển|được bầu|tái cử|đắc cử|thủ khoa|á khoa|học sinh giỏi|học sinh xuất sắc|đỗ đại học|đậu đại học|trúng tuyển đại học
|khen thưởng|tuyên dương|biểu dương|vinh danh|bằng khen|giấy khen|khen ngợi|được khen|danh hiệu|kỷ niệm chương|huân chương|huy hiệu|chúc mừng|chiến sĩ thi đua|sản xuất giỏi|kinh doanh giỏi|làm kinh tế giỏi|người tốt việc tốt|gương sáng|tấm gương|gương điển hình|dũng cảm|nhiệt liệt chúc mừng|điểm cao nhất|hạng nhất|thắng em|thắng anh|thắng đội|thắng trận|thắng cuộc|xếp thứ|đỗ thứ|được thưởng|nhặt được|được chọn vào|đội tuyển|kết nạp đội|cháu ngoan bác hồ|lễ cưới|đám cưới|lễ vu quy|lễ ăn hỏi|báo hỷ|tiệc mừng|lễ thành hôn|mừng thọ|tân gia|khai trương|lên đường nhập ngũ
|tiết mục|đóng vai|vào vai|ban văn nghệ|đọc thơ|hát then|hát xoan|hát dân ca|múa hát|hát mừng|đơn ca|song ca|tốp ca
"""
_FUNERAL: Final = """
an táng|mai táng|hỏa táng|lễ tang|tang lễ|lễ viếng|lễ truy điệu|truy điệu|phúng viếng|viếng|hưởng thọ|hưởng dương|tin buồn|khâm liệm|nhập quan|di quan|chia buồn|tiễn đưa|cáo phó|đưa tang|lễ nhập quan|vô cùng thương tiếc|giỗ|ngày giỗ|tưởng niệm|tưởng nhớ|hương hồn
"""
_DEATH: Final = """
từ trần|qua đời|tạ thế|đã mất hồi|đã mất lúc|đã mất vào|đã mất tại|mất lúc|mất hồi|mất ngày|mất sáng|mất tối|mất đêm
"""
_HISTORY: Final = """
tên thật|bí danh|anh hùng|anh hùng dân tộc|sự nghiệp|khởi nghĩa|kháng chiến|lịch sử|thời nhà|triều|vua|quân minh|quân nguyên|quân thanh|giặc|thực dân pháp|sinh thời|ngày sinh|năm ngày mất|năm ngày sinh|danh nhân|tác phẩm|nhân vật|truyện|vở chèo|vở kịch|ca khúc|bài hát|bài thơ|chuyện kể|trường mang tên|đường mang tên|được mang tên|được đặt tên cho|tượng đài|tiểu sử
"""
_NEED: Final = """
bố mất|mẹ mất|cha mất|bố mẹ mất|bố qua đời|mẹ qua đời|cha mẹ qua đời|ở với bà|ở với ông bà|sống với|bỏ rơi|xâm hại|bạo lực|vượt khó|khuyết tật|bị tật|bị ốm|con nuôi|mồ côi|hoàn cảnh|khó khăn|hộ nghèo|cận nghèo|hiểm nghèo|bị bệnh|mắc bệnh|bỏ học|neo đơn
"""
_OTHER: Final = "bị mất|bị mất đêm|bị mất tối|bị mất sáng|thu hồi danh hiệu|tước danh hiệu|trúng tuyển nghĩa vụ|chưa ủng hộ|chưa ủng hộ quỹ|không ủng hộ|chưa đóng góp|mai táng phí|tiền mai táng|chế độ mai táng|hỗ trợ mai táng|chi phí mai táng"
_ANIMALS: Final = "đàn lợn|đàn gà|đàn vịt|đàn trâu|đàn bò|gia súc|gia cầm|dịch tả lợn|lở mồm long móng|vật nuôi|con lợn|con trâu|con bò|vịt"
_PLAIN: Final = keys_in("sẽ đã đang vừa cùng cũng là làm trực tiếp tuổi hiện nay và")
_CONTACTS: Final = """
gặp|lh|liên hệ|liên hệ với|nộp cho|nộp tiền cho|báo cho|báo ngay|xin báo|gọi|gọi cho|đăng ký với|đăng ký tại nhà|nộp tại nhà|gặp trực tiếp|hỏi|qua|đăng ký qua
"""
_GIVEN: Final = keys_in("cho giúp")
_PAYING: Final = keys_in("nộp đóng")
_PAID: Final = {
    "cho": _PAYING, "với": keys_in("đăng phản liên"), "nhà": _PAYING | keys_in("đăng chiếu họp học tập"),
    "bàn": _PAYING, "gặp": _PAYING | keys_in("đăng"),
}  # fmt: skip
_NOT_PAID: Final = keys_in("hôn đơn sinh xin")
_NOT: Final = keys_in("chưa không chậm nợ thiếu để phải")
_DONE_BY: Final = keys_in(
    "làm phụ dẫn chủ điều quản hướng dạy trình tổ phát biểu thực viết sáng huấn đảm trực thủ cầm"
)
_SUMMONED: Final = keys_in("lên đến ra về nhận tới")
_SEEN: Final = keys_in("ai thấy đã sẽ tác an xã thôn bộ")
_STILL: Final = keys_in("đã đang vừa còn cũng hiện nay vẫn mới")
_BAD: Final = keys_in("bị mắc nhiễm nợ nghiện vay vi trốn chưa xin")

ACTS: Final = Phrases({"act": _ACTS, "donor": _DONORS})
CONTACTS: Final = Phrases({"contact": _CONTACTS})
EVENTS: Final = Phrases({
    "thanks": _THANKS, "appeal": _APPEALS, "praise": _PRAISE, "funeral": _FUNERAL,
    "death": _DEATH, "history": _HISTORY, "need": _NEED,
    "animals": _ANIMALS, "other": _OTHER,
})  # fmt: skip
_FAR_BEFORE: Final = 14
_NEAR: Final = 3
_PARTS: Final = {SPACE, ",", "(", "-", "–", ":"}


def is_in_office(words: Words, name: Name) -> bool:
    """Tell whether an office stands beside a name, and nothing bad is said of its holder at once."""
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
        if ACTS.at(words, at) is not None:
            return True
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
    for at in range(before - 2, max(0, before - _FAR_BEFORE), -1):
        if words.gaps[at + 1] not in _PARTS or words.keys[at] in _NOT_PAID:
            return False
        if words.keys[at] in _PAID[towards]:
            return _word(words, at - 1) not in _NOT and _word(words, at + 1) != "góp"
    return False


def _is_contact(words: Words, name: Name) -> bool:
    before = _address_of(name)
    if name.is_child or (_word(words, name.last) in _SUMMONED and words.joined(name.last)):
        return False
    for back in (1, 2, 3):
        at = before - back
        if at < 0 or words.gaps[at + 1] != SPACE:
            return False
        said = CONTACTS.at(words, at)
        if said is not None and said.last == before:
            return words.gaps[at] != SPACE or _word(words, at - 1) not in _SEEN
    return False


def is_of_an_event(
    words: Words, name: Name, events: Sequence[Said], matters: Sequence[Said]
) -> bool:
    """Tell whether thanks, a prize, a wedding, a funeral or history is what the name is said for."""
    there = {said.name for said in events}
    if "funeral" in there or "death" in there:
        return not name.is_child and ("funeral" in there or not _is_afterwards(matters))
    if "need" in there:
        return False
    if "praise" in there:
        return True
    if "history" in there and not name.address:
        return True
    thanked = any(said.name == "thanks" and said.first < name.first for said in events)
    return thanked and "appeal" not in there and not _is_given_to(words, name)


def _is_afterwards(matters: Sequence[Said]) -> bool:
    """Tell what is left to do for those who stay: an inheritance, a debt."""
    return any(said.name in {Kind.MATTER, Kind.DEBT} for said in matters)


def _is_given_to(words: Words, name: Name) -> bool:
    """Tell whom thanks are not for: … ủng hộ cho gia đình ông …."""
    before = range(max(0, name.first - _NEAR - 1), name.first)
    return any(words.keys[place] in _GIVEN for place in before)


def _address_of(name: Name) -> int:
    return name.first - 1 if name.address else name.first


def _word(words: Words, place: int) -> str:
    return words.keys[place] if 0 <= place < len(words) else ""


def _role_behind(words: Words, name: Name) -> bool:
    at = name.last
    for _ in range(_NEAR + 1):
        if at >= len(words) or words.gaps[at] not in _PARTS:
            return False
        if ROLES.at(words, at) is not None:
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
        if ROLES.before(words, end) is not None:
            return True
        if words.keys[end - 1] == "và" and words.keys[end] in ADDRESS:
            return False
        if words.keys[end - 1] not in OFFICE_WORDS and not words.is_capital(end - 1):
            return False
    return False
