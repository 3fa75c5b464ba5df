"""Types of papers and their abbreviations (NĐ 30/2020/NĐ-CP, appendix III), and of copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from loudspeaker.public.folding import folded


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperType:
    """``abbreviation`` stands in the symbol; it is empty for letters, which have none.

    ``made_here`` tells whether an office writes such a paper itself under NĐ 30/2020; the others
    are law-making types of higher bodies, which only come in.
    """

    name: str
    abbreviation: str
    made_here: bool = True


def _listed(text: str, *, made_here: bool = True) -> tuple[PaperType, ...]:
    pairs = (line.split(maxsplit=1) for line in text.strip().splitlines())
    return tuple(
        PaperType(name=name.strip(), abbreviation=short, made_here=made_here)
        for short, name in pairs
    )


LETTER: Final = PaperType(name="Công văn", abbreviation="")
OPEN_LETTER: Final = PaperType(name="Thư công", abbreviation="")
NAMED: Final = _listed("""
    NQ Nghị quyết
    QĐ Quyết định
    CT Chỉ thị
    QC Quy chế
    QyĐ Quy định
    TC Thông cáo
    TB Thông báo
    HD Hướng dẫn
    CTr Chương trình
    KH Kế hoạch
    PA Phương án
    ĐA Đề án
    DA Dự án
    BC Báo cáo
    BB Biên bản
    TTr Tờ trình
    HĐ Hợp đồng
    CĐ Công điện
    BGN Bản ghi nhớ
    BTT Bản thỏa thuận
    GUQ Giấy ủy quyền
    GM Giấy mời
    GGT Giấy giới thiệu
    GNP Giấy nghỉ phép
    PG Phiếu gửi
    PC Phiếu chuyển
    PB Phiếu báo
    """)
COPIES: Final = _listed("""
    SY Sao y
    SL Sao lục
    TrS Trích sao
    """)
ARRIVING: Final = _listed(
    """
    L Luật
    PL Pháp lệnh
    L Lệnh
    NĐ Nghị định
    TT Thông tư
    TTLT Thông tư liên tịch
    NQLT Nghị quyết liên tịch
    """,
    made_here=False,
)
TYPES: Final = (*NAMED, LETTER, OPEN_LETTER, *COPIES, *ARRIVING)
LAW_MAKING: Final = frozenset({"NQ", "QĐ"})
"""Abbreviations under which a commune's council and committee may make law."""
_BY_NAME: Final[Mapping[str, PaperType]] = MappingProxyType(
    {each.name.casefold(): each for each in TYPES}
)
_BY_FOLDED: Final[Mapping[str, PaperType]] = MappingProxyType(
    {folded(each.name): each for each in reversed(TYPES)}
)
_BY_SHORT: Final[Mapping[str, PaperType]] = MappingProxyType(
    {each.abbreviation: each for each in reversed(TYPES) if each.abbreviation}
)
_BY_CAPITALS: Final[Mapping[str, PaperType]] = MappingProxyType(
    {each.abbreviation.upper(): each for each in reversed(TYPES) if each.abbreviation}
)


def type_of(text: str) -> PaperType | None:
    """Return the type that people call so: by its name, also without marks, or its abbreviation.

    None for no known one.
    """
    given = " ".join(text.split())
    return (
        _BY_NAME.get(given.casefold()) or type_abbreviated(given) or _BY_FOLDED.get(folded(given))
    )


def type_abbreviated(short: str) -> PaperType | None:
    """Return the type of an abbreviation as it stands in a symbol, in any case (``QYĐ``)."""
    return _BY_SHORT.get(short) or _BY_CAPITALS.get(short.upper())
