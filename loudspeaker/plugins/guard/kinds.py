"""The kinds of personal data, how bad each is on a loudspeaker, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.model.review import Severity


class Kind(StrEnum):
    """What was found; the word is the concern's code."""

    IDENTITY = "identity"
    PASSPORT = "passport"
    PHONE = "phone"
    DOSSIER = "dossier"
    ACCOUNT = "account"
    CARD = "card"
    HEALTH_CARD = "health_card"
    SOCIAL_INSURANCE = "social_insurance"
    TAX_CODE = "tax_code"
    PLATE = "plate"
    EMAIL = "email"
    BIRTH = "birth"
    ADDRESS = "address"
    MATTER = "matter"
    HEALTH = "health"
    DEBT = "debt"
    ETHNICITY = "ethnicity"
    CHILDREN = "children"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A piece of the folded text, and what it is; ``digits`` for kinds that may be public."""

    kind: Kind
    start: int
    end: int
    digits: str = ""


SEVERITIES: Final[Mapping[Kind, Severity]] = {
    Kind.IDENTITY: Severity.HARD,
    Kind.PASSPORT: Severity.HARD,
    Kind.PHONE: Severity.HARD,
    Kind.DOSSIER: Severity.HARD,
    Kind.ACCOUNT: Severity.HARD,
    Kind.CARD: Severity.HARD,
    Kind.HEALTH_CARD: Severity.HARD,
    Kind.SOCIAL_INSURANCE: Severity.HARD,
    Kind.TAX_CODE: Severity.WARN,
    Kind.PLATE: Severity.WARN,
    Kind.EMAIL: Severity.WARN,
    Kind.BIRTH: Severity.WARN,
    Kind.ADDRESS: Severity.WARN,
    Kind.MATTER: Severity.WARN,
    Kind.HEALTH: Severity.WARN,
    Kind.DEBT: Severity.WARN,
    Kind.ETHNICITY: Severity.WARN,
    Kind.CHILDREN: Severity.WARN,
}
NAMED: Final = frozenset({Kind.MATTER, Kind.HEALTH, Kind.DEBT, Kind.ETHNICITY, Kind.CHILDREN})
"""The kinds in which nothing but a name and what is said of it is wrong."""
