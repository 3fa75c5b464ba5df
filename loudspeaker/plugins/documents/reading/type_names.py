"""Types of papers by their titles and by the abbreviations of symbols (NĐ 30/2020, appendix III).

Those of law-making bodies, which only come in, stand behind.
"""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.reading.folding import fold

LETTER: Final = "Công văn"
_TYPES: Final = """
NQ Nghị quyết|QĐ Quyết định|CT Chỉ thị|QC Quy chế|QyĐ Quy định|TC Thông cáo|TB Thông báo
HD Hướng dẫn|CTr Chương trình|KH Kế hoạch|PA Phương án|ĐA Đề án|DA Dự án|BC Báo cáo|BB Biên bản
TTr Tờ trình|HĐ Hợp đồng|CĐ Công điện|BGN Bản ghi nhớ|BTT Bản thỏa thuận|GUQ Giấy ủy quyền
GM Giấy mời|GGT Giấy giới thiệu|GNP Giấy nghỉ phép|PG Phiếu gửi|PC Phiếu chuyển|PB Phiếu báo
- Thư công|NĐ Nghị định|TT Thông tư|TTLT Thông tư liên tịch|NQLT Nghị quyết liên tịch|L Lệnh
PL Pháp lệnh|L Luật
"""
_PAIRS: Final = [
    pair.split(" ", 1) for line in _TYPES.strip().splitlines() for pair in line.split("|")
]
BY_TITLE: Final = {fold(name): name for _, name in _PAIRS}
BY_ABBREVIATION: Final = {
    short.upper(): name for short, name in reversed(_PAIRS) if short != "-"
}  # fmt: skip


def type_of_symbol(symbol: str) -> str:
    """Return the type that a symbol tells; a letter's symbol begins with its issuer."""
    parts = symbol.replace("/", "-").split("-")
    first = parts[1] if parts[0].isdigit() and len(parts) > 1 else parts[0]
    return BY_ABBREVIATION.get(first.upper(), "") if len(parts) > 1 else ""
