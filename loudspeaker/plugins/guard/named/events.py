"""Occasions to say a name: thanks, a prize, a wedding, a funeral, history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from loudspeaker.plugins.guard.named.names import Name
from loudspeaker.plugins.guard.named.tables import ADDRESS
from loudspeaker.plugins.guard.named.words import Phrases, Said, Words, keys_in

_THANKS: Final = """
cảm ơn|cám ơn|biết ơn|tri ân|xã xin ghi nhận|ghi nhận tấm lòng|tấm lòng vàng|tri ân tấm lòng
|lời cảm ơn|đa tạ|danh sách ủng hộ|danh sách đóng góp|danh sách góp tiền|ủng hộ quỹ|công đức
"""
_APPEALS: Final = """
kêu gọi|vận động|mong|rất mong|đề nghị bà con|chung tay|xin ủng hộ|cần giúp|cần ủng hộ
|cần hỗ trợ|quyên góp giúp|quyên góp cho|ủng hộ cho|giúp cho|ủng hộ gia đình|giúp gia đình
|ủng hộ tiền chữa
"""
_PRAISE: Final = """
đạt giải|trao giải|giải nhất|giải nhì|giải ba|giải tư|giải đặc biệt|giải khuyến khích
|giải thưởng|huy chương|đoạt giải|đoạt cúp|đoạt huy chương|đoạt danh hiệu|đoạt chức|giành giải
|giành huy chương|giành chức|giành vé|giành quyền|giành cúp|giành ngôi|giành vị trí|vô địch
|á quân|về nhất|về nhì|đăng quang|trúng cử|trúng tuyển|được bầu|tái cử|đắc cử|thủ khoa|á khoa
|học sinh giỏi|học sinh xuất sắc|đỗ đại học|đậu đại học|trúng tuyển đại học|khen thưởng
|tuyên dương|biểu dương|vinh danh|bằng khen|giấy khen|khen ngợi|được khen|danh hiệu
|kỷ niệm chương|huân chương|huy hiệu|chúc mừng|chiến sĩ thi đua|sản xuất giỏi|kinh doanh giỏi
|làm kinh tế giỏi|người tốt việc tốt|gương sáng|tấm gương|gương điển hình|dũng cảm
|nhiệt liệt chúc mừng|điểm cao nhất|hạng nhất|thắng em|thắng anh|thắng đội|thắng trận
|thắng cuộc|xếp thứ|đỗ thứ|được thưởng|nhặt được|được chọn vào|đội tuyển|kết nạp đội
|cháu ngoan bác hồ|lễ cưới|đám cưới|lễ vu quy|lễ ăn hỏi|báo hỷ|tiệc mừng|lễ thành hôn|mừng thọ
|tân gia|khai trương|lên đường nhập ngũ|tiết mục|đóng vai|vào vai|ban văn nghệ|đọc thơ|hát then
|hát xoan|hát dân ca|múa hát|hát mừng|đơn ca|song ca|tốp ca
"""
_FUNERAL: Final = """
an táng|mai táng|hỏa táng|lễ tang|tang lễ|lễ viếng|lễ truy điệu|truy điệu|phúng viếng|viếng
|hưởng thọ|hưởng dương|tin buồn|khâm liệm|nhập quan|di quan|chia buồn|tiễn đưa|cáo phó|đưa tang
|lễ nhập quan|vô cùng thương tiếc|giỗ|ngày giỗ|tưởng niệm|tưởng nhớ|hương hồn
"""
_DEATH: Final = """
từ trần|qua đời|tạ thế|đã mất hồi|đã mất lúc|đã mất vào|đã mất tại|mất lúc|mất hồi|mất ngày
|mất sáng|mất tối|mất đêm
"""
_HISTORY: Final = """
câu chuyện về|chuyện về|tên thật|bí danh|anh hùng|anh hùng dân tộc|sự nghiệp|khởi nghĩa
|kháng chiến|lịch sử|thời nhà|triều|vua|quân minh|quân nguyên|quân thanh|giặc|thực dân pháp
|sinh thời|kỷ niệm ngày sinh|năm ngày mất|năm ngày sinh|danh nhân|tác phẩm|nhân vật|truyện
|vở chèo|vở kịch|ca khúc|bài hát|bài thơ|chuyện kể|trường mang tên|đường mang tên|được mang tên
|được đặt tên cho|tượng đài|tiểu sử
"""
_NEED: Final = """
bố mất|mẹ mất|cha mất|bố mẹ mất|bố qua đời|mẹ qua đời|cha mẹ qua đời|ở với bà|ở với ông bà
|sống với|bỏ rơi|xâm hại|bạo lực|vượt khó|khuyết tật|bị tật|bị ốm|con nuôi|mồ côi|hoàn cảnh
|khó khăn|hộ nghèo|cận nghèo|hiểm nghèo|bị bệnh|mắc bệnh|bỏ học|neo đơn
"""
_OTHER: Final = """
bị mất|bị mất đêm|bị mất tối|bị mất sáng|thu hồi danh hiệu|tước danh hiệu|trúng tuyển nghĩa vụ
|chưa ủng hộ|chưa ủng hộ quỹ|không ủng hộ|chưa đóng góp|mai táng phí|tiền mai táng
|chế độ mai táng|hỗ trợ mai táng|chi phí mai táng
"""
_ANIMALS: Final = """
đàn lợn|đàn gà|đàn vịt|đàn trâu|đàn bò|gia súc|gia cầm|dịch tả lợn|lở mồm long móng|vật nuôi
|con lợn|con trâu|con bò|vịt
"""
_GIVEN: Final = keys_in("cho giúp")
_NEAR: Final = 3
_NEED_WITHIN: Final = 6
_AFTERWARDS: Final = """
thừa kế|di sản|di chúc|khai tử|chứng tử|sang tên|tranh chấp|nợ|trợ cấp|tiền tuất|vay
"""
EVENTS: Final = Phrases({
    "thanks": _THANKS, "appeal": _APPEALS, "praise": _PRAISE, "funeral": _FUNERAL,
    "death": _DEATH, "afterwards": _AFTERWARDS, "history": _HISTORY, "need": _NEED,
    "animals": _ANIMALS, "other": _OTHER,
})  # fmt: skip


def is_of_an_event(words: Words, name: Name, events: Sequence[Said]) -> bool:
    """Tell whether a name is said for thanks, a prize, a wedding, a funeral or history."""
    there = {said.name for said in events}
    if "funeral" in there or "death" in there:
        return not name.is_child and ("funeral" in there or "afterwards" not in there)
    thanked = any(said.name == "thanks" and said.first < name.first for said in events)
    if thanked and "appeal" not in there and not _is_given_to(words, name):
        return True
    if "history" in there and name.address not in ADDRESS:
        return True
    return "praise" in there and not any(_is_of(said, name) for said in events)


def _is_of(said: Said, name: Name) -> bool:
    """Tell need that is the named person's own: em …, mồ côi, đạt giải …."""
    near = said.first - name.last
    return said.name == "need" and (name.is_child or 0 <= near <= _NEED_WITHIN)


def _is_given_to(words: Words, name: Name) -> bool:
    """Tell whom thanks are not for: … ủng hộ cho gia đình ông …."""
    before = range(max(0, name.first - _NEAR - 1), name.first)
    return any(words.keys[place] in _GIVEN for place in before)
