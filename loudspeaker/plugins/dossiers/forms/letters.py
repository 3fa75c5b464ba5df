"""Forms 01 to 05: what the desk gives to the person who brought a dossier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.forms.sets import FormKind, FormSet
from loudspeaker.plugins.dossiers.forms.values import (
    Desk,
    Form,
    Line,
    Matter,
    Part,
    Table,
    Words,
    day_told,
    moment_told,
)

_GIVER: Final = ("Người nộp hồ sơ", "")


def receipt(forms: FormSet, desk: Desk, matter: Matter, *, taker: str, address: str = "") -> Form:
    """Return form 01; ``address`` is where the state can be looked up, the code alone in it.

    The picture holds no personal data: the second secret is printed in ``pin_slip``, not here.
    """
    return _form(
        forms,
        FormKind.RECEIPT,
        matter,
        matter.received,
        parts=(
            *_who(matter, "Tiếp nhận hồ sơ của"),
            _papers(matter),
            Line(name="Số lượng hồ sơ", value=f"{matter.sets} (bộ)"),
            Line(name="Thời gian giải quyết hồ sơ theo quy định", value=matter.limit),
            Line(name="Thời gian nhận hồ sơ", value=moment_told(matter.received)),
            Line(name="Thời gian trả kết quả giải quyết hồ sơ", value=moment_told(matter.due)),
            Line(name="Đăng ký nhận kết quả tại", value=desk.fetch_at or desk.body),
        ),
        signatures=(_GIVER, ("Người tiếp nhận hồ sơ", taker)),
        qr=address,
    )


def supplement(
    forms: FormSet,
    desk: Desk,
    matter: Matter,
    *,
    wanted: Sequence[str],
    why: str,
    at: datetime,
    by: str,
) -> Form:
    """Return form 02; EntryRefused where it does not say what is wanted or why."""
    if not any(each.strip() for each in wanted):
        raise EntryRefused(where="nội dung bổ sung", problem="ghi ít nhất một giấy tờ cần bổ sung")
    _needed(why, "lý do")
    listed = [Words(text=f"{number}. {each}") for number, each in enumerate(wanted, 1)]
    contact = f" số điện thoại {desk.phone}" if desk.phone else ""
    help_at = (
        "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, ông (bà) liên hệ với "
        f"{desk.body}{contact} để được hướng dẫn."
    )
    return _form(
        forms,
        FormKind.SUPPLEMENT,
        matter,
        at,
        parts=(
            *_who(matter, "Hồ sơ của"),
            Words(text="Yêu cầu bổ sung, hoàn thiện hồ sơ gồm những nội dung sau:"),
            *listed,
            Line(name="Lý do", value=why),
            Words(text=help_at),
        ),
        signatures=(("Người hướng dẫn", by),),
    )


def refusal(forms: FormSet, desk: Desk, matter: Matter, *, why: str, at: datetime, by: str) -> Form:
    """Return form 03; EntryRefused without a reason."""
    _needed(why, "lý do")
    told = (
        f"Qua xem xét, {desk.body} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ "
        f"thể như sau: {why}"
    )
    return _form(
        forms,
        FormKind.REFUSAL,
        matter,
        at,
        parts=(
            *_who(matter, "Tiếp nhận hồ sơ của"),
            Words(text=told),
            Words(text="Xin thông báo để ông (bà) được biết và thực hiện."),
        ),
        signatures=(_GIVER, ("Người tiếp nhận hồ sơ", by)),
    )


def apology(
    forms: FormSet,
    desk: Desk,
    matter: Matter,
    *,
    why: str,
    promised: datetime,
    at: datetime,
    by: str,
) -> Form:
    """Return form 04; EntryRefused without a reason, or for a day that is no later one."""
    _needed(why, "lý do")
    if promised <= at or (matter.due is not None and promised <= matter.due):
        raise EntryRefused(where="ngày hẹn lại", problem="phải sau hôm nay và sau ngày hẹn trước")
    received = f"{matter.received.astimezone(STATION_ZONE):%d/%m/%Y}"
    return _form(
        forms,
        FormKind.APOLOGY,
        matter,
        at,
        parts=(
            Line(name="Kính gửi", value=matter.applicant),
            Words(
                text=f"Ngày {received}, {desk.body} tiếp nhận hồ sơ đề nghị giải quyết "
                f"{matter.procedure} của ông (bà), mã hồ sơ {matter.code}."
            ),
            Line(name="Thời gian hẹn trả kết quả", value=moment_told(matter.due)),
            Words(
                text=f"Đến nay, {desk.body} chưa trả kết quả giải quyết hồ sơ của ông (bà) đúng "
                f"thời hạn ghi trong giấy hẹn. Lý do: {why}"
            ),
            Words(
                text=f"{desk.body} xin lỗi ông (bà) vì sự chậm trễ này, đề nghị gia hạn thời gian "
                f"giải quyết và hẹn trả kết quả vào {moment_told(promised)}."
            ),
        ),
        signatures=(("Thủ trưởng cơ quan", by),),
    )


def halt(forms: FormSet, desk: Desk, matter: Matter, *, why: str, at: datetime, by: str) -> Form:
    """Return form 05; EntryRefused without a reason, NotFound in a set that has no such form."""
    _needed(why, "lý do")
    return _form(
        forms,
        FormKind.HALT,
        matter,
        at,
        parts=(
            Line(name="Kính gửi", value=matter.applicant),
            *_who(matter, "Hồ sơ của"),
            Words(
                text=f"{desk.body} thông báo dừng giải quyết hồ sơ nêu trên kể từ "
                f"{day_told(at.astimezone(STATION_ZONE).date())}. Lý do: {why}"
            ),
            Words(text="Xin thông báo để ông (bà) được biết."),
        ),
        signatures=(("Thủ trưởng cơ quan", by),),
    )


def _form(
    forms: FormSet,
    kind: FormKind,
    matter: Matter,
    at: datetime,
    *,
    parts: tuple[Part, ...],
    signatures: tuple[tuple[str, str], ...],
    qr: str = "",
) -> Form:
    titled = forms.titled(kind)
    return Form(
        label=f"Mẫu số {titled.number}",
        title=titled.title,
        code=matter.code,
        day=at.astimezone(STATION_ZONE).date(),
        parts=parts,
        signatures=signatures,
        qr=qr,
    )


def _who(matter: Matter, begins: str) -> tuple[Line, ...]:
    return (
        Line(name=begins, value=matter.applicant),
        Line(name="Địa chỉ", value=matter.address),
        Line(name="Số điện thoại", value=matter.phone),
        Line(name="Email", value=matter.email),
        Line(name="Nội dung yêu cầu giải quyết", value=matter.procedure),
    )


def _papers(matter: Matter) -> Table:
    rows = [
        (str(number), each.name, _count(each.originals), _count(each.copies))
        for number, each in enumerate(matter.papers, 1)
    ]
    return Table(
        columns=(
            ("TT", 1), ("Thành phần hồ sơ nộp gồm", 8), ("Bản chính", 1.6), ("Bản sao", 1.6),
        ),
        rows=tuple(rows) or (("", "", "", ""),),
    )  # fmt: skip


def _count(number: int) -> str:
    return str(number) if number else ""


def _needed(text: str, where: str) -> None:
    if not text.strip():
        raise EntryRefused(where=where, problem="chưa ghi gì")
