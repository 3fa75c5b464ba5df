"""What the pages do alike: ask, and tell at which field something is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import (
    EntryRefused,
    LoudspeakerError,
    ProcessUnavailable,
    SignInRefused,
)
from loudspeaker.hookspecs import Asked

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
WHOLE_FORM: Final = ""
AT_A_FIELD: Final = "Chưa lưu được. Hãy xem chỗ báo đỏ ở dưới; những gì đã gõ còn nguyên."
REASONS: Final = (
    "giải quyết hồ sơ", "trả kết quả", "trả lời người nộp", "sửa sai sót", "kiểm tra",
)  # fmt: skip
"""Why people's data are looked at, to be chosen with the arrow keys."""
_LONGEST: Final = 9


class Refused(Exception):
    """A form was refused: what is said at which of its fields; ``""`` is the whole form."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors

    @property
    def on_top(self) -> str:
        """What stands on top of the page."""
        return self.errors.get(WHOLE_FORM) or AT_A_FIELD


def asked_for(asked: Asked, action: str, fields: Mapping[str, str], **arguments: Any) -> Any:
    """Return the answer of an action; ``Refused`` at the field whose label an error names.

    ``fields`` are names of fields by the labels of the plug-in's errors.
    """
    try:
        return asked.ask(action, **arguments)
    except (ProcessUnavailable, SignInRefused):
        raise
    except LoudspeakerError as error:
        raise Refused({_field_of(error, fields): asked.tell(error)}) from error


def _field_of(error: LoudspeakerError, fields: Mapping[str, str]) -> str:
    return fields.get(error.where, WHOLE_FORM) if isinstance(error, EntryRefused) else WHOLE_FORM


def at_fields(errors: Mapping[str, str]) -> Mapping[str, str]:
    """Return what stands at each field, nothing at all others."""
    return defaultdict(str, errors)


def typed_in(form: Mapping[str, str]) -> Mapping[str, str]:
    """Return what was typed, nothing for all other fields."""
    return defaultdict(str, form)


def number_of(text: str) -> int:
    """Return a number of an address or a form; 0, which nothing has, for anything else."""
    fits = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if fits else 0
