"""Whether a paper is there already: the same number, symbol and issuer within one year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from loudspeaker.plugins.documents.papers.entry import Entry
from loudspeaker.public.folding import folded

_BETWEEN: Final = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What two papers have in common that are likely one; empty where there is nothing to go by.

    The code of the issuer says more than its name, which everybody writes in their own way.
    """

    by_name: str
    by_code: str


_HIDDEN: Final = "văn bản hạn chế người xem"
NO_KEYS: Final = Keys(by_name="", by_code="")


def keys_of(entry: Entry) -> Keys:
    """Return the keys of a paper; without number and symbol there are none.

    Letters count without case and marks, numbers without leading zeros.  The year of the paper is
    part of them, as numbers begin anew with it; a paper without a day is like others without one.
    """
    if not entry.number or not entry.symbol:
        return NO_KEYS
    year = str(entry.issued_on.year) if entry.issued_on else ""
    number = entry.number.lstrip("0").casefold()
    known = (number, folded(entry.symbol), year)
    return Keys(
        by_name=_BETWEEN.join((*known, folded(entry.issuer))),
        by_code=_BETWEEN.join((*known, entry.issuer_code)) if entry.issuer_code else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A paper that is there already, as people are told of it; a hidden ``subject`` is empty."""

    paper: int
    number: int | None
    day: date | None
    subject: str

    def __str__(self) -> str:
        """Return it in a few words."""
        day = f" ngày {self.day.day}/{self.day.month}/{self.day.year}" if self.day else ""
        number = f"số đến {self.number}{day}" if self.number else "chưa vào sổ"
        return f"{number}: {self.subject[:80] or _HIDDEN}"
