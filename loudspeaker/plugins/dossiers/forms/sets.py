"""Which forms there are, under which number and title, and since when.

A dossier keeps to the set that was in force when it was received.  Numbers and titles of the newer
set are those of TT 03/2025/TT-VPCP, of the older one those of TT 01/2018/TT-VPCP; their sentences
are the usual ones and want to be compared with the official print before the first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from loudspeaker.errors import NotFound


class FormKind(StrEnum):
    """What a form is for."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    HALT = "halt"
    CONTROL = "control"
    REGISTER = "register"


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled:
    """The number and the title of a form in its set."""

    number: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSet:
    """The forms of one circular; ``valid_from`` is the first day of receipt that they are for."""

    name: str
    valid_from: date
    forms: Mapping[FormKind, Titled]

    def titled(self, kind: FormKind) -> Titled:
        """Return number and title of a form; NotFound where this set has none of the kind."""
        if kind not in self.forms:
            known = [each.title for each in self.forms.values()]
            raise NotFound(kind="form", name=f"{kind} ({self.name})", known=known)
        return self.forms[kind]


_RECEIPT: Final = "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
_SUPPLEMENT: Final = "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"
_REFUSAL: Final = "Phiếu từ chối tiếp nhận giải quyết hồ sơ"
_CONTROL: Final = "Phiếu kiểm soát quá trình giải quyết hồ sơ"
_REGISTER: Final = "Sổ theo dõi hồ sơ"
SETS: Final = (
    FormSet(
        name="TT 01/2018/TT-VPCP",
        valid_from=date(2018, 11, 23),
        forms={
            FormKind.RECEIPT: Titled(number="01", title=_RECEIPT),
            FormKind.SUPPLEMENT: Titled(number="02", title=_SUPPLEMENT),
            FormKind.REFUSAL: Titled(number="03", title=_REFUSAL),
            FormKind.APOLOGY: Titled(
                number="04", title="Phiếu xin lỗi và hẹn lại ngày trả kết quả"
            ),
            FormKind.CONTROL: Titled(number="05", title=_CONTROL),
            FormKind.REGISTER: Titled(number="06", title=_REGISTER),
        },
    ),
    FormSet(
        name="TT 03/2025/TT-VPCP",
        valid_from=date(2025, 7, 1),
        forms={
            FormKind.RECEIPT: Titled(number="01", title=_RECEIPT),
            FormKind.SUPPLEMENT: Titled(number="02", title=_SUPPLEMENT),
            FormKind.REFUSAL: Titled(number="03", title=_REFUSAL),
            FormKind.APOLOGY: Titled(
                number="04",
                title="Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
            ),
            FormKind.HALT: Titled(number="05", title="Thông báo dừng giải quyết hồ sơ"),
            FormKind.CONTROL: Titled(number="06", title=_CONTROL),
            FormKind.REGISTER: Titled(number="07", title=_REGISTER),
        },
    ),
)
"""In the order of their days; the first is also for what was received before it."""


def set_of(received: date) -> FormSet:
    """Return the set that a dossier of this day of receipt keeps to."""
    fitting = [each for each in SETS if each.valid_from <= received]
    return fitting[-1] if fitting else SETS[0]
