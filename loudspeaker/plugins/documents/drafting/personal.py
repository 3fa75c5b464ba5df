"""Sentences that tell something of a person, which a whole village must not hear.

Rules of the project for the loudspeaker: no name together with a matter, no dossier codes, no
identity numbers (Law 91/2025/QH15 on personal data, article 16).  Office-holders in their office
may be named.
"""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.text.found import CAPITAL
from loudspeaker.text.regex import regex

_IDENTITY: Final = regex(
    r"(?<![\d.,])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d.,]\d|\d)"
    r"|(?<!\w)(?:cccd|cmnd|cmtnd|can cuoc|dinh danh|ho chieu|bhxh|ma so thue"
    r"|the bhyt)\D{0,24}\d[\d .]{6,}"
)
_DOSSIER: Final = regex(r"(?:\d{3}\.\d\d\.\d\d\.)?[hg]\d\d(?:\.\d{1,3}){0,4}-\d{6}-\d{4}")
_ACCOUNT: Final = regex(r"(?:so tai khoan|stk)\D{0,20}\d[\d .]{6,}")
_WORD: Final = rf"{CAPITAL}[^\W\d_]{{0,6}}"
_ADDRESSED: Final = regex(
    rf"(?<!\w)(?:[Ôô]ng|ÔNG|[Bb]à(?! con)|BÀ(?! CON)|[Aa]nh|[Cc]hị|[Ee]m|[Cc]háu|[Cc]ụ|[Cc]ô"
    rf"|[Cc]hú|[Bb]ác"
    rf"|[Đđ]ồng chí|[Đđ]/c|[Cc]ông dân|[Tt]hầy)(?: \(?(?:bà|ông)\)?)?:? {_WORD}(?: {_WORD}){{0,4}}"
)
_NAMED: Final = regex(
    rf"(?<!\w)(?:Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh"
    rf"|Đoàn|Lương|Trương|Lò|Quàng|Lường|Vừ|Giàng|Sùng|Thào|Nông|Triệu|Hứa|Vàng|Lù|Tráng|Hạng)"
    rf"(?: {_WORD}){{2,4}}"
    rf"|(?<!\w)(?:Nguyễn|Phạm|Huỳnh|Giàng|Thào|Sùng|Vừ|Quàng|Lường) {_WORD}"
)
_NAMESAKE: Final = regex(
    r"(?:đường|phố|trường|chợ|cầu|bệnh viện|công viên|quảng trường|chủ tịch|bác|anh hùng|phường|xã"
    r"|thcs|thpt|tiểu học|mầm non|tư tưởng|đền|khu|tượng đài|giải|đảo|thôn|bản|núi|suối|đèo|thác"
    r"|ngã tư|hồ)\s*$"
)
_OFFICE: Final = regex(
    r"chu tich|pho chu tich|truong|pho truong|bi thu|giam doc|can bo|cong chuc|cong an vien"
    r"|bac si|y si"
    r"|nhan vien|phu trach|dau moi|chanh van phong|ke toan|dieu duong|kiem lam|khuyen nong"
)
_MATTER: Final = regex(
    r"sinh (?:nam|ngay)|tru tai|thuong tru|ho khau|thua dat|vay |no (?:thue|tien|qua)|benh"
    r"|khuyet tat"
    r"|ho ngheo|vi pham|xu phat|khieu nai|to cao|ly hon|hiv|tu vong|bi can|bi cao|con nuoi"
    r"|tro cap|nghien"
)
_FOUNDER: Final = "Hồ Chí Minh"
_NEAR: Final = 48


def is_personal(text: str) -> bool:
    """Tell a sentence with an identity number, a dossier, or a person who is not in office."""
    plain = fold(text)
    if any(rule.search(plain) for rule in (_IDENTITY, _DOSSIER)):
        return True
    found = (*_ADDRESSED.finditer(text), *_NAMED.finditer(text))
    persons = [each.span() for each in found if not _is_namesake(text, each.start())]
    if not persons:
        return False
    if _MATTER.search(plain) or _ACCOUNT.search(plain):
        return True
    return not all(_is_in_office(plain, *person) for person in persons)


def _is_namesake(text: str, start: int) -> bool:
    before = text[max(0, start - _NEAR) : start].lower()
    return _NAMESAKE.search(before) is not None or text.startswith(_FOUNDER, start)


def _is_in_office(plain: str, start: int, end: int) -> bool:
    return _OFFICE.search(plain[max(0, start - _NEAR) : end + _NEAR]) is not None
