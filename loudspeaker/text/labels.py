"""Longer words that end like one that numbers things: ``tổ 5`` is a group, ``định kỳ`` is none."""

from __future__ import annotations

from typing import Final

_LONGER_WORDS: Final = (
    "định kỳ", "thời kỳ", "thời gian", "không gian", "trung gian", "dân gian", "địa bàn",
    "cửa hàng", "nhà hàng", "khách hàng", "mặt hàng", "ngân hàng", "tiêm phòng", "dự phòng",
    "văn phòng", "quốc phòng", "bộ đội", "quân đội", "thời điểm", "cao điểm", "trọng điểm",
    "địa điểm", "quan điểm", "hạng mục", "danh mục", "chuyên mục", "cơ bản", "văn bản", "giao ca",
    "dân số", "tổng số", "chỉ số", "hệ số", "con số", "một số", "đổi số", "ẩn số", "đa số",
)  # fmt: skip
WHOLE_WORD: Final = "".join(f"(?<!{word})" for word in _LONGER_WORDS)
"""Stands in a pattern, in small letters, behind words that number things."""
