"""Forms 01 to 07 as PDF, in the set of the day of receipt, and the slip with a new PIN."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action, FileAnswer
from loudspeaker.model import STATION_ZONE, Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.dossiers.cases.clock import local_day
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.dossier import Dossier, Line
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.forms import letters, sheets
from loudspeaker.plugins.dossiers.forms.paper import pin_slip, to_pdf
from loudspeaker.plugins.dossiers.forms.sets import FormKind, FormSet, set_of
from loudspeaker.plugins.dossiers.forms.values import (
    Form,
    HandOver,
    Matter,
    PaperHandedIn,
    RegisterRow,
)
from loudspeaker.plugins.dossiers.kept.people import Found
from loudspeaker.plugins.dossiers.lookup.secret import new_pin
from loudspeaker.plugins.dossiers.parts import Parts, bare
from loudspeaker.plugins.dossiers.procedures.values import limit_text
from loudspeaker.plugins.dossiers.uses.common import (
    CODE,
    WORKING,
    GiveParts,
    Request,
    day_of,
    may,
    must,
    procedure_of,
)

LOOKUP: Final = "/tra-cuu/dossiers/ho-so"
MOST_ROWS: Final = 500
_WANTED: Final = {
    FormKind.SUPPLEMENT: State.SUPPLEMENT,
    FormKind.REFUSAL: State.REFUSED,
    FormKind.HALT: State.HALTED,
}


class Printing:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def form(self, caller: Caller, request: Request) -> FileAnswer:
        """Return a form of a dossier; that its people were looked at for it is kept."""
        parts = self._parts()
        parts.require_clerk(caller)
        kind = _kind(request["form"])
        why = f"in {kind.value}: {set_of(date.max).titled(kind).title}"
        code = code_of(request["code"])
        found = parts.people.of(code, by=caller.name, reason=why, at=parts.now())
        if found.filing is None:
            raise EntryRefused(where="mẫu", problem="dữ liệu của người nộp đã xóa, không in được")
        dossier = found.dossier
        forms = set_of(local_day(dossier.received or dossier.registered))
        form = _form(parts, forms, kind, dossier, found.filing, by=bare(caller.name))
        pin = new_pin(secrets.randbelow) if request.get("pin") else ""
        made = to_pdf(form, parts.desk(), made_at=parts.now(), pin=pin)
        if pin:
            parts.register.new_pin(code, pin)
        name = f"mau-{forms.titled(kind).number}-{code}.pdf"
        return FileAnswer(name=name, content=made, values={"code": str(code), "form": kind.value})

    def pin(self, caller: Caller, request: Request) -> FileAnswer:
        """Return a slip with a new PIN; the one before it opens nothing any more."""
        parts = self._parts()
        parts.require_clerk(caller)
        code = code_of(request["code"])
        parts.people.of(code, by=caller.name, reason="cấp mã tra cứu mới", at=parts.now())
        pin = new_pin(secrets.randbelow)
        parts.register.new_pin(code, pin)
        made = pin_slip(parts.desk(), code=str(code), pin=pin, made_at=parts.now())
        return FileAnswer(name=f"ma-tra-cuu-{code}.pdf", content=made, values={"code": str(code)})

    def register(self, caller: Caller, request: Request) -> FileAnswer:
        """Return form 07 over the dossiers that were received from one day to another."""
        parts = self._parts()
        parts.require_clerk(caller)
        begins, ends = day_of(request["begins"], "từ ngày"), day_of(request["ends"], "đến ngày")
        start = datetime.combine(begins, time(), STATION_ZONE)
        end = datetime.combine(ends, time(), STATION_ZONE) + timedelta(days=1)
        if end <= start:
            raise EntryRefused(where="đến ngày", problem="trước ngày bắt đầu")
        if parts.register.received_count(start, end) > MOST_ROWS:
            problem = f"nhiều hơn {MOST_ROWS} hồ sơ, hãy chọn ít ngày hơn"
            raise EntryRefused(where="sổ theo dõi", problem=problem)
        found = parts.people.received(
            start, end, by=caller.name, reason="in sổ theo dõi hồ sơ", at=parts.now(),
            most=MOST_ROWS,
        )  # fmt: skip
        rows = [_row(parts, each) for each in reversed(found)]
        form = sheets.register(set_of(begins), rows=rows, begins=begins, ends=ends, at=parts.now())
        made = to_pdf(form, parts.desk(), made_at=parts.now())
        name = f"so-theo-doi-{begins:%Y%m%d}-{ends:%Y%m%d}.pdf"
        return FileAnswer(name=name, content=made, values={"dossiers": len(rows)})


def _kind(text: str) -> FormKind:
    kinds = [each for each in FormKind if each is not FormKind.REGISTER]
    if text not in kinds:
        raise EntryRefused(where="mẫu", problem=f"là một trong: {', '.join(kinds)}")
    return FormKind(text)


def _form(
    parts: Parts, forms: FormSet, kind: FormKind, dossier: Dossier, filing: Filing, *, by: str
) -> Form:
    desk, matter = parts.desk(), matter_of(parts, dossier, filing)
    if kind is FormKind.RECEIPT:
        if dossier.received is None:
            raise EntryRefused(where="mẫu", problem="hồ sơ chưa được tiếp nhận")
        first = _line_to(parts, dossier, State.RECEIVED)
        taker = bare(first.by) if first else by
        # What was told is told again: the time of the receipt, and the due time of that day.
        kept = first.due if first else matter.due
        matter = matter_of(parts, dossier, filing, due=kept or matter.due)
        return letters.receipt(forms, desk, matter, taker=taker, address=_address(parts, dossier))
    if kind is FormKind.CONTROL:
        handed = [
            HandOver(
                giver=each.giver, taker=each.taker, at=each.at, note=each.note,
                pace=each.pace.label if each.pace else "",
            )
            for each in parts.register.hand_overs(dossier.code)
        ]  # fmt: skip
        return sheets.control(forms, desk, matter, hand_overs=handed, at=parts.now())
    if kind is FormKind.APOLOGY:
        return _apology(parts, forms, dossier, matter, by=by)
    line = _line_to(parts, dossier, _WANTED[kind])
    if line is None:
        raise EntryRefused(where="mẫu", problem=f"hồ sơ chưa qua bước “{_WANTED[kind].label}”")
    if kind is FormKind.SUPPLEMENT:
        wanted = [part.strip() for part in line.note.split(";") if part.strip()] or [line.note]
        why = "hồ sơ chưa đủ hoặc chưa đúng theo quy định của thủ tục"
        return letters.supplement(
            forms, desk, matter, wanted=wanted, why=why, at=line.at, by=bare(line.by)
        )
    letter = letters.refusal if kind is FormKind.REFUSAL else letters.halt
    return letter(forms, desk, matter, why=line.note, at=line.at, by=bare(line.by))


def _apology(parts: Parts, forms: FormSet, dossier: Dossier, matter: Matter, *, by: str) -> Form:
    lines = [each for each in parts.register.lines(dossier.code) if each.act == "gia hạn"]
    if not lines or dossier.promised is None:
        raise EntryRefused(where="mẫu", problem="hồ sơ chưa được gia hạn")
    line = lines[-1]
    return letters.apology(
        forms, parts.desk(), matter, why=line.note, promised=dossier.promised, at=line.at, by=by
    )


def _line_to(parts: Parts, dossier: Dossier, state: State) -> Line | None:
    """Return the newest line by which a dossier came into a state."""
    lines: Sequence[Line] = parts.register.lines(dossier.code)
    found = [each for each in lines if each.after is state and each.before is not state]
    return found[-1] if found else None


def _address(parts: Parts, dossier: Dossier) -> str:
    """Return what the square picture says: the lookup's address with the code, or the code."""
    portal = parts.portal()
    return f"{portal}{LOOKUP}?code={dossier.code}" if portal else str(dossier.code)


def matter_of(
    parts: Parts, dossier: Dossier, filing: Filing, *, due: datetime | None = None
) -> Matter:
    """Return a dossier as the forms name it."""
    who, procedure = filing.applicant, procedure_of(parts, dossier)
    return Matter(
        code=str(dossier.code),
        procedure=procedure.name if procedure else dossier.procedure,
        applicant=who.name, address=who.address, phone=who.phone, email=who.email,
        papers=tuple(
            PaperHandedIn(name=each.name, originals=each.original, copies=each.copies)
            for each in filing.matter.papers
        ),
        limit=limit_text(dossier.limit),
        received=dossier.received or dossier.registered,
        due=due or dossier.due,
    )  # fmt: skip


def _row(parts: Parts, found: Found) -> RegisterRow:
    dossier = found.dossier
    matter = (
        matter_of(parts, dossier, found.filing)
        if found.filing
        else Matter(
            code=str(dossier.code), procedure=dossier.procedure, applicant="(đã xóa)",
            received=dossier.received or dossier.registered, due=dossier.due,
        )
    )  # fmt: skip
    return RegisterRow(
        matter=matter, agency=parts.organisation().name, way=dossier.channel.label,
        result_at=dossier.ended if dossier.state in {State.FINISHED, State.RETURNED} else None,
        returned=dossier.returned,
    )  # fmt: skip


def actions(cases: Printing) -> list[Action[Any]]:
    """Return the use cases; each is a change, since every look is written down."""
    return [
        Action(
            name="dossiers.print", rule=WORKING, handler=cases.form, slow=True,
            path="/dossiers/{code}/forms", about="A form of a dossier as PDF",
            fields=(
                CODE, must("form", about="receipt, supplement, refusal, apology, halt, control"),
                may("pin", Kind.FLAG, "with a slip with a new PIN, which voids the old one"),
            ),
        ),
        Action(
            name="dossiers.new_pin", rule=WORKING, handler=cases.pin, slow=True,
            path="/dossiers/{code}/pin", about="A slip with a new PIN; the old one is void",
            fields=(CODE,),
        ),
        Action(
            name="dossiers.print_register", rule=WORKING, handler=cases.register, slow=True,
            path="/register", about="The register of a period (form 07) as PDF",
            fields=(must("begins", about="as 1/12/2026"), must("ends")),
        ),
    ]  # fmt: skip
