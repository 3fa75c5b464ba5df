"""What each kind is, in words; faces have these sentences in the language of their people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loudspeaker.model.review import Severity
from loudspeaker.plugins.guard.kinds import NAMED, SEVERITIES, Kind

WHAT: Final[Mapping[Kind, str]] = {
    Kind.IDENTITY: "a person's identity number",
    Kind.PASSPORT: "a passport number",
    Kind.PHONE: "a telephone number",
    Kind.DOSSIER: "a dossier code",
    Kind.ACCOUNT: "an account number",
    Kind.CARD: "the number of a bank card",
    Kind.HEALTH_CARD: "a health insurance number",
    Kind.SOCIAL_INSURANCE: "a social insurance number",
    Kind.TAX_CODE: "a tax code",
    Kind.PLATE: "a number plate",
    Kind.EMAIL: "an e-mail address",
    Kind.BIRTH: "a person's name with the birth date",
    Kind.ADDRESS: "a person's name with the home",
    Kind.MATTER: "a person's name with a matter",
    Kind.HEALTH: "a person's name with an illness",
    Kind.DEBT: "a person's name with a debt",
    Kind.ETHNICITY: "a person's name with ethnic group, religion or conviction",
    Kind.CHILDREN: "a child's name",
}
LEAVE_OUT: Final = "leave out the name, or confirm that it is to be heard"
ADVICE: Final[Mapping[Severity, str]] = {
    Severity.HARD: "take it out; a number of an office belongs to guard.public_numbers",
    Severity.WARN: "leave it only if people must know it and the person agrees",
}


def advice(kind: Kind) -> str:
    """Return what to do about a kind."""
    return LEAVE_OUT if kind in NAMED else ADVICE[SEVERITIES[kind]]
