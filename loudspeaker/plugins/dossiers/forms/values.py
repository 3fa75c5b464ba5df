"""What is written into the forms; each form as a list of parts, before it is paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from loudspeaker.model import STATION_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who issues a form: the body above and its own, the place for the date, how to reach it."""

    above: str
    body: str
    place: str
    phone: str = ""
    fetch_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperHandedIn:
    """A paper of the dossier: how many originals and copies."""

    name: str
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """The dossier as the forms name it."""

    code: str
    procedure: str
    applicant: str
    address: str = ""
    phone: str = ""
    email: str = ""
    papers: tuple[PaperHandedIn, ...] = ()
    sets: int = 1
    limit: str = ""
    received: datetime
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """One row of the control sheet: from whom to whom, when, and how that was to the deadline."""

    giver: str
    taker: str
    at: datetime
    pace: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One dossier in the register of a period."""

    matter: Matter
    agency: str = ""
    passed_on: datetime | None = None
    result_at: datetime | None = None
    returned: datetime | None = None
    way: str = ""
    note: str = ""


# --- the parts of a form ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A name and what is entered there."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings with their shares of the width, and rows."""

    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


Part = Line | Words | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A whole form; ``qr`` is what its square picture says, empty for none."""

    label: str
    title: str
    below: str = ""
    code: str = ""
    day: date
    parts: tuple[Part, ...]
    signatures: tuple[tuple[str, str], ...] = ()
    qr: str = ""
    wide: bool = False


def moment_told(moment: datetime | None) -> str:
    """Return a moment as the forms write it, empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(STATION_ZONE)
    return f"{local:%H} giờ {local:%M} phút, {day_told(local.date())}"


def day_told(day: date) -> str:
    """Return a day as the forms write it."""
    return f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"


def short(moment: datetime | None) -> str:
    """Return a moment for a narrow column, empty for none."""
    return f"{moment.astimezone(STATION_ZONE):%H:%M %d/%m/%Y}" if moment else ""
