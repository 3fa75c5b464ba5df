"""The control sheet (form 06) and the register (form 07): what the desk keeps for itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.forms.sets import FormKind, FormSet
from loudspeaker.plugins.dossiers.forms.values import (
    Desk,
    Form,
    HandOver,
    Line,
    Matter,
    RegisterRow,
    Table,
    day_told,
    moment_told,
    short,
)


def control(
    forms: FormSet, desk: Desk, matter: Matter, *, hand_overs: Sequence[HandOver], at: datetime
) -> Form:
    """Return form 06: one row for each hand-over, with how that was to the deadline."""
    titled = forms.titled(FormKind.CONTROL)
    rows = tuple(
        (each.giver, each.taker, short(each.at), each.pace, each.note) for each in hand_overs
    )
    return Form(
        label=f"Mẫu số {titled.number}",
        title=titled.title,
        code=matter.code,
        day=at.astimezone(STATION_ZONE).date(),
        parts=(
            Line(name="Cơ quan (bộ phận) giải quyết hồ sơ", value=desk.body),
            Line(name="Nội dung yêu cầu giải quyết", value=matter.procedure),
            Line(name="Thời gian nhận hồ sơ", value=moment_told(matter.received)),
            Line(name="Thời gian trả kết quả giải quyết hồ sơ", value=moment_told(matter.due)),
            Table(
                columns=(
                    ("Người giao", 2.4),
                    ("Người nhận", 2.4),
                    ("Thời gian giao, nhận", 2),
                    ("Trước hạn / đúng hạn / quá hạn", 2),
                    ("Ghi chú", 2.4),
                ),
                rows=rows or (("", "", "", "", ""),),
            ),
        ),
        signatures=(("Người lập phiếu", ""),),
    )


def register(
    forms: FormSet, *, rows: Sequence[RegisterRow], begins: date, ends: date, at: datetime
) -> Form:
    """Return form 07 for the dossiers of a stretch of days."""
    titled = forms.titled(FormKind.REGISTER)
    return Form(
        label=f"Mẫu số {titled.number}",
        title=titled.title,
        below=f"Từ {day_told(begins)} đến {day_told(ends)}",
        day=at.astimezone(STATION_ZONE).date(),
        parts=(
            Table(
                columns=(
                    ("TT", 0.7),
                    ("Mã hồ sơ", 3.3),
                    ("Tên thủ tục hành chính", 3.2),
                    ("Số bộ", 0.8),
                    ("Tên cá nhân, tổ chức", 2.4),
                    ("Địa chỉ, số điện thoại", 2.6),
                    ("Cơ quan giải quyết", 1.6),
                    ("Nhận hồ sơ", 2),
                    ("Hẹn trả kết quả", 2),
                    ("Chuyển đi", 2),
                    ("Nhận kết quả", 2),
                    ("Trả kết quả", 2),
                    ("Cách nhận, ký nhận", 1.6),
                    ("Ghi chú", 1.2),
                ),
                rows=tuple(_row(number, each) for number, each in enumerate(rows, 1))
                or (("",) * 14,),
            ),
        ),
        signatures=(("Người lập sổ", ""), ("Thủ trưởng cơ quan", "")),
        wide=True,
    )


def _row(number: int, each: RegisterRow) -> tuple[str, ...]:
    matter = each.matter
    place = "; ".join(part for part in (matter.address, matter.phone) if part)
    return (
        str(number), matter.code, matter.procedure, str(matter.sets), matter.applicant, place,
        each.agency, short(matter.received), short(matter.due), short(each.passed_on),
        short(each.result_at), short(each.returned), each.way, each.note,
    )  # fmt: skip
