"""Names of bodies and posts as they are written in a sentence, out of a letterhead's capitals.

NĐ 30/2020/NĐ-CP, appendix II: a body's name has a capital at its beginning and where its field
begins, and the names of places have one on every syllable.
"""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.regex import regex

_EXPANDED: Final = (
    (regex(r"(?:^UBND(?!\w)|(?<!\w)UBND(?= (?:XÃ|PHƯỜNG|TỈNH) ))"), "ỦY BAN NHÂN DÂN"),
    (regex(r"^HĐND(?!\w)"), "HỘI ĐỒNG NHÂN DÂN"),
    (regex(r"(?<!\w)UY BAN"), "ỦY BAN"),
)
_ACRONYMS: Final = frozenset(
    ("HĐND", "UBND", "MTTQ", "UBMTTQ", "VNPT", "BCH", "PCTT", "TKCN", "THCS", "THPT", "BHXH")
)
_PLACE: Final = regex(
    r"(?<!\w)(?<!hợp tác )(?:xã(?! hội(?: tỉnh| huyện|$))|phường|thị trấn|tỉnh|huyện|quận"
    r"|thành phố|đặc khu|thôn) (?=\S)"
)
_KIND: Final = regex(
    r"^(?:(?P<field>sở|phòng|bộ|ban Chỉ huy|ban Chỉ đạo|ban Quản lý|chi cục|cục|trung tâm|hội"
    r"(?! đồng)|đoàn|hạt)|(?P<named>trường|trạm|hợp tác xã|công ty|điện lực|chi nhánh)) (?=\S)"
)
_HEADS: Final = regex(r"(?<!\w)ban (chỉ huy|chỉ đạo|quản lý)(?!\w)")
_FIELDS: Final = {
    field.lower(): field
    for field in (
        "Nông nghiệp và Môi trường", "Giáo dục và Đào tạo", "Khoa học và Công nghệ",
        "Văn hóa, Thể thao và Du lịch", "Văn hóa - Xã hội", "Dân tộc và Tôn giáo",
        "Y tế", "Nông nghiệp", "Tiểu học", "Mầm non", "Trung học cơ sở", "Trung học phổ thông",
        "Tài chính", "Nội vụ", "Xây dựng", "Tư pháp", "Công Thương", "Điện lực", "Kiểm lâm",
    )
}  # fmt: skip
_FIELD: Final = regex("(?:" + "|".join(_FIELDS) + r")(?!\w)")
_COUNTRY: Final = regex(r"(?<!\w)việt nam(?!\w)")


def expanded(name: str) -> str:
    """Return a body's name with the commonest abbreviations of bodies written out."""
    for pattern, whole in _EXPANDED:
        name = pattern.sub(whole, name)
    return name


def sentence_case(name: str) -> str:
    """Return a body's or a post's name in small letters with its capitals.

    One that is not all in capitals has its own already.
    """
    if not name.isupper():
        return name
    small = " ".join(w if w.strip(",.;") in _ACRONYMS else w.lower() for w in name.split())
    small = _COUNTRY.sub("Việt Nam", small)
    small = _HEADS.sub(lambda found: f"ban {_capital(found[1])}", small)
    kind = _KIND.match(small)
    if kind:
        small = small[: kind.end()] + _proper(small[kind.end() :], is_name=bool(kind["named"]))
    place = _PLACE.search(small)
    if place:
        small = small[: place.end()] + _titled(small[place.end() :])
    return _capital(small)


def _proper(rest: str, *, is_name: bool) -> str:
    """Give a field its capitals; what stands behind a known one is the name of a place."""
    if _PLACE.match(rest):
        return rest
    field = _FIELD.match(rest)
    if field:
        behind = rest[field.end() :]
        return _FIELDS[field.group()] + (behind if _PLACE.match(behind, 1) else _titled(behind))
    return _titled(rest) if is_name else _capital(rest)


def _titled(words: str) -> str:
    return re.sub(r"(?<!\w)[^\W\d_]", lambda found: found.group().upper(), words)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
