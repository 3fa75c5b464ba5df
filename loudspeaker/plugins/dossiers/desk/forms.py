"""What the pages say alike: who may, what was done, and why people's data are looked at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

CLERKS: Final = ("editor",)
LEADERS: Final = ("editor", "approver")
DONE: Final[Mapping[str, str]] = {
    "nhan": "Đã nhận hồ sơ. Hãy in giấy hẹn và phiếu mã tra cứu.",
    "viec": "Đã ghi.",
    "hen-lai": "Đã ghi ngày hẹn lại. Hãy in văn bản xin lỗi.",
    "giao": "Đã bàn giao.",
    "goi": "Đã ghi.",
    "danh-gia": "Đã ghi đánh giá. Không ai biết là của ai.",
    "trinh": "Đã trình duyệt thông báo. Người thứ hai duyệt xong thì mới phát.",
}
"""What is said on top of the page that a form leads to."""
REASONS: Final = (
    "giải quyết hồ sơ", "trả kết quả", "trả lời người nộp", "sửa sai sót", "kiểm tra",
)  # fmt: skip
"""Why people's data are looked at, to be chosen with the arrow keys."""


def typed_in(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was typed, nothing for all other fields."""
    return defaultdict(str, form)
