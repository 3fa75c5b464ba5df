"""Words that number things (``tổ 5``, ``phòng 12``), apart from longer words that end like them.

``định kỳ``, ``thời gian``, ``cửa hàng``, ``tiêm phòng`` and ``dân số`` number nothing.  Each
constant stands before such a word in a pattern, in small letters.
"""

from __future__ import annotations

from typing import Final


def _not_behind(*firsts: str) -> str:
    return "".join(f"(?<!{first} )" for first in firsts)


WHOLE_WORD: Final = _not_behind(
    "định", "thời", "không", "trung", "địa", "cửa", "nhà", "khách", "mặt", "ngân", "tiêm", "dự",
    "văn", "bộ", "quân", "cao", "trọng", "hạng", "cơ", "danh", "chuyên", "giao", "quốc", "dân",
)  # fmt: skip
WHOLE_NUMBER: Final = _not_behind("dân", "tổng", "chỉ", "hệ", "con", "một", "đổi", "ẩn", "đa")
"""The same before ``số``; ``nhà số 5`` and ``cửa số 5`` do number."""
