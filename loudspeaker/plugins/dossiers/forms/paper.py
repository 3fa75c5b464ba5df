"""A form on paper, and the slip with the second secret."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Final

from loudspeaker.plugins.dossiers.forms.values import Desk, Form, Line, Part, Table, day_told

if TYPE_CHECKING:
    from loudspeaker.printing.paper import Paper

_QR_MM: Final = 26.0
_SMALL_PT: Final = 8.0


def to_pdf(form: Form, desk: Desk, *, made_at: datetime, pin: str = "") -> bytes:
    """Return a form as a PDF of A4; NotFound (``font``) on a machine without letters.

    With a ``pin`` its slip stands on a page apart, to be handed over with the receipt.
    """
    from loudspeaker.printing.paper import Head, Paper, Signature  # noqa: PLC0415 - heavy

    paper = Paper(title=f"{form.title} {form.code}".strip(), made_at=made_at, wide=form.wide)
    paper.font("I", 11)
    paper.cell(0, 5, paper.written(form.label), align="R", new_x="LMARGIN", new_y="NEXT")
    number = f"Mã hồ sơ: {form.code}" if form.code else ""
    paper.head(
        Head(
            body=(desk.above, desk.body),
            number=number,
            place_and_date=f"{desk.place}, {day_told(form.day)}",
        )
    )
    if form.qr:
        _qr(paper, form.qr)
    paper.titled(form.title.upper(), form.below)
    for part in form.parts:
        _write(paper, part, wide=form.wide)
    if form.signatures:
        paper.signed([Signature(who=who, name=name) for who, name in form.signatures])
    if pin:
        paper.add_page()
        _slip(paper, desk, form.code, pin)
    return paper.to_bytes()


def _write(paper: Paper, part: Part, *, wide: bool) -> None:
    from loudspeaker.printing.paper import Column  # noqa: PLC0415

    if isinstance(part, Line):
        paper.field(part.name, part.value)
    elif isinstance(part, Table):
        columns = [Column(heading=heading, share=share) for heading, share in part.columns]
        paper.rows(columns, part.rows, **({"size": _SMALL_PT} if wide else {}))
    else:
        paper.paragraph(part.text)


def _qr(paper: Paper, told: str) -> None:
    """Put the picture into the upper right corner of the text, where nothing is written."""
    top = paper.get_y()
    left = paper.w - paper.r_margin - _QR_MM
    paper.picture(qr_picture(told), width_mm=_QR_MM, left_mm=left, top_mm=top)
    paper.font("I", _SMALL_PT)
    paper.set_xy(paper.l_margin, top + _QR_MM - 4)
    hint = "Quét mã để xem tình trạng hồ sơ"
    paper.cell(paper.epw - _QR_MM - 2, 4, paper.written(hint), align="R")
    paper.set_xy(paper.l_margin, top + _QR_MM)


def qr_picture(told: str) -> bytes:
    """Return a QR code as PNG: error correction M, a quiet border of four modules (ISO 18004)."""
    import segno  # noqa: PLC0415

    stream = io.BytesIO()
    segno.make(told, error="m", micro=False).save(stream, kind="png", scale=8, border=4)
    return stream.getvalue()


def pin_slip(desk: Desk, *, code: str, pin: str, made_at: datetime) -> bytes:
    """Return the slip with the secret number for looking up, on a page apart from the receipt."""
    from loudspeaker.printing.paper import Paper  # noqa: PLC0415

    paper = Paper(title="Mã tra cứu", made_at=made_at)
    _slip(paper, desk, code, pin)
    return paper.to_bytes()


def _slip(paper: Paper, desk: Desk, code: str, pin: str) -> None:
    paper.titled("MÃ TRA CỨU HỒ SƠ", desk.body)
    paper.field("Mã hồ sơ", code)
    paper.font("B", 22)
    paper.cell(0, 14, paper.written(f"Số bí mật: {pin}"), new_x="LMARGIN", new_y="NEXT")
    paper.paragraph(
        "Ông (bà) cần cả mã hồ sơ và số bí mật này để xem tình trạng hồ sơ ở màn hình bưu điện "
        "hoặc trang thông tin của xã. Không đưa số bí mật cho người khác."
    )
