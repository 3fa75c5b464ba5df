"""What must never be lost of a sentence that is kept: days, times, amounts, numbers to call."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.text.regex import regex

WHEN: Final = regex(
    r"\d{1,2} ?(?:gio|h(?![a-z])|g\d)|\d{1,2}:\d\d|ngay \d|thang \d"
    r"|\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{4})?(?!\d)"
    r"|(?:sang|chieu|toi|trua|dem) (?:ngay|thu|chu nhat|nay|mai)|thu (?:hai|ba|tu|nam|sau|bay"
    r"|[2-7])\b"
    r"|chu nhat|hang (?:tuan|thang|ngay)|thoi gian"
)  # fmt: skip
DEADLINE: Final = regex(
    r"(?:truoc|den het|het|cham nhat|muon nhat|han (?:cuoi|chot|nop)|thoi han)[^.;]{0,30}?"
    r"(?:ngay|gio|thang|\d)|ket thuc (?:vao|ngay|luc)"
)
WHERE: Final = regex(
    r"địa điểm|(?<!\w)tại (?:nhà|trụ sở|hội trường|trường|trạm|chợ|sân|bãi|xã|thôn|bản |tổ |ủy ban"
    r"|ubnd|trung tâm|điểm|bộ phận|các|ngã)|nhà văn hóa|trụ sở"
    r"|(?<!\w)(?:thôn|bản|xóm|tổ dân phố|ấp|khu) (?:[^\W\d_]+ )?[^\W\d_]+"
)
"""Of a text in small letters with its marks: without them a committee (ban) is a hamlet (bản)."""
AMOUNT: Final = regex(
    r"\d[\d.,]* ?(?:dong|d|nghin|trieu|ty|kg|tan|ta|lit|ha|m2|m3|mui|con|ho|suat|kwh|cm|mm|m|km"
    r"|nguoi)(?!\w)|\d ?%"
)
CALL: Final = regex(
    r"(?<![\d.,/])(?:\+84[ .]?|0)\d(?:[ .-]?\d){7,9}(?!\d)|(?<!\d)1[89]00[ .]?\d{4}|duong day nong"
    r"|hotline"
    r"|(?:goi|so) 11[1-5](?!\d)"
)
WHO: Final = regex(
    r"doi tuong|thanh phan|ba con|(?<!ban )nhan dan|nguoi dan|(?:cac|moi|toan bo|toan the) ho"
    r"|ho (?:gia dinh|dan|ngheo|nong|chan)"
    r"|phu huynh|hoc sinh|nguoi cao tuoi|tre em|cong dan|nong dan|doan vien|hoi vien|chu (?:ho"
    r"|nuoi|ho)"
)
TASK: Final = regex(
    r"de nghi|yeu cau|khong (?:duoc|nen|de|tu y|di)|nghiem cam|can (?!cu|bo)|phai |hay "
    r"|moi (?:ba|toan|cac|nhan|dai)"
    r"|kinh moi|dang ky|nop |mang theo|chuan bi|tham gia|thuc hien|khan truong|chu dong|lien he"
    r"|phan loai"
    r"|tiem|chi tra|nhan (?:tien|qua|giong|ket)|tam ngung|cat (?:dien|nuoc)|mo nuoc|tam dung|so tan"
)
DANGER: Final = regex(
    r"mua (?:lu|lon|to)|lu quet|sat lo|bao so|nguy hiem|so tan|chay rung|dich benh|lua dao|ngap"
    r"|dong loc"
)  # fmt: skip


FOLDED: Final = (WHEN, DEADLINE, AMOUNT, CALL)


def tells_exactly(text: str) -> bool:
    """Tell a sentence with a day, a time, an amount or a number to call."""
    plain = fold(text)
    return any(pattern.search(plain) for pattern in FOLDED)
