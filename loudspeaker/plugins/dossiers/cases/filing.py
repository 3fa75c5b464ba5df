"""What is filed with a dossier: who, what about, the papers handed in, the fees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.dossiers.cases.people import Party, one_line

_LONGEST_SUBJECT: Final = 500
_LONGEST_NAME: Final = 300
_MOST_LINES: Final = 60
_MOST_COPIES: Final = 999
_MOST_DONG: Final = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIn:
    """A paper that was handed in, with how many originals and copies."""

    name: str
    original: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """A fee in đồng."""

    name: str
    dong: int
    paid: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What it is about: may hold what only the applicant and the office are to know."""

    subject: str
    papers: tuple[PaperIn, ...] = ()
    fees: tuple[Fee, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be kept; EntryRefused names the field."""
        if not self.subject or len(self.subject) > _LONGEST_SUBJECT:
            raise EntryRefused(where="nội dung", problem=f"từ 1 đến {_LONGEST_SUBJECT} chữ")
        _check_lines("giấy tờ", self.papers)
        _check_lines("lệ phí", self.fees)
        for paper in self.papers:
            if not (0 <= paper.original <= _MOST_COPIES and 0 <= paper.copies <= _MOST_COPIES):
                raise EntryRefused(where="giấy tờ", problem=f"từ 0 đến {_MOST_COPIES} bản")
        if not all(0 <= fee.dong <= _MOST_DONG for fee in self.fees):
            raise EntryRefused(where="lệ phí", problem="số tiền không âm")

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "subject": self.subject,
            "papers": [[each.name, each.original, each.copies] for each in self.papers],
            "fees": [[each.name, each.dong, each.paid] for each in self.fees],
        }


def matter_of(subject: str, papers: Sequence[Any] = (), fees: Sequence[Any] = ()) -> Matter:
    """Return the matter of its own values, or of what was entered; EntryRefused."""
    return Matter(
        subject=one_line(subject),
        papers=tuple(
            PaperIn(name=one_line(name), original=original, copies=copies)
            for name, original, copies in papers
        ),
        fees=tuple(Fee(name=one_line(name), dong=dong, paid=paid) for name, dong, paid in fees),
    )


def _check_lines(where: str, lines: Sequence[PaperIn | Fee]) -> None:
    if len(lines) > _MOST_LINES:
        raise EntryRefused(where=where, problem=f"nhiều nhất {_MOST_LINES} dòng")
    if not all(0 < len(each.name) <= _LONGEST_NAME for each in lines):
        raise EntryRefused(where=where, problem=f"tên từ 1 đến {_LONGEST_NAME} chữ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """Everything about people in one dossier."""

    applicant: Party
    matter: Matter
    delegate: Party | None = None

    @property
    def parties(self) -> tuple[Party, ...]:
        """Return the applicant, and the delegate if there is one."""
        return (self.applicant,) if self.delegate is None else (self.applicant, self.delegate)
