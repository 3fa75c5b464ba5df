"""Parts that papers and statuses share."""

from __future__ import annotations

from loudspeaker.plugins.documents.edxml.fields import Fields
from loudspeaker.plugins.documents.edxml.identity import is_organ
from loudspeaker.plugins.documents.edxml.notices import Notes, Oddity
from loudspeaker.plugins.documents.edxml.values import Organisation, Response, Staff


def note_unusual_organ(code: str, where: str, notes: Notes) -> None:
    """Note an office's code that is none by its form."""
    if not is_organ(code):
        notes.add(Oddity.ORGAN, where, code)


def organisation_of(fields: Fields) -> Organisation:
    """Return who sends or receives."""
    return Organisation(
        code=fields.line("OrganId"),
        in_charge=fields.line("OrganizationInCharge"),
        name=fields.line("OrganName"),
        address=fields.line("OrganAdd"),
        email=fields.line("Email"),
        telephone=fields.line("Telephone"),
        fax=fields.line("Fax"),
        website=fields.line("Website"),
    )


def response_of(fields: Fields) -> Response:
    """Return the paper that is answered; some senders write its code as two elements."""
    code = fields.sub("Code")
    parts = [code.line("CodeNumber"), code.line("CodeNotation")]
    return Response(
        organ=fields.line("OrganId"),
        code=code.own or "/".join(part for part in parts if part),
        promulgated=fields.day("PromulgationDate"),
        document=fields.line("DocumentId"),
    )


def staff_of(fields: Fields) -> Staff:
    """Return who did it."""
    return Staff(
        department=fields.line("Department"),
        department_id=fields.line("DepartmentId"),
        staff=fields.line("Staff"),
        staff_id=fields.line("StaffId"),
        mobile=fields.line("Mobile"),
        email=fields.line("Email"),
    )
