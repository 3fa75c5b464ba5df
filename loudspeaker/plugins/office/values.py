"""The office as a value: when it is open, where it is, whom to call; and what may be entered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from loudspeaker.errors import EntryRefused

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES: Final = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WHOLE_DAY: Final = 24 * 60
NOON_BREAK: Final = 13 * 60
"""What is over by then is the morning."""
MOST_SPANS: Final = 2
LONGEST: Final[Mapping[str, int]] = {
    "địa chỉ": 200,
    "lý do": 120,
    "chức danh": 100,
    "việc": 200,
}
_HOUR = r"(\d{1,2})\s*(?:(?:[:.hg]|giờ)\s*(\d{1,2})?)?"
_SPAN: Final = re.compile(rf"\s*(?:từ\s+)?{_HOUR}\s*(?:[-–—]|đến|tới)\s*{_HOUR}\s*", re.IGNORECASE)
_PHONE: Final = re.compile(r"\+?[0-9][0-9 .()-]{1,23}")
_VIETNAMESE_DAY: Final = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*")
_HOURS_HINT: Final = "viết như 7:30-11:30, 13:30-17:00; để trống là nghỉ"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from one minute of the day to another."""

    start: int
    end: int

    @property
    def is_morning(self) -> bool:
        """Tell whether it is over by one o'clock."""
        return self.end <= NOON_BREAK

    def __str__(self) -> str:
        """Return it as it is entered."""
        return f"{_entered(self.start)}-{_entered(self.end)}"


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """A day that is not as its weekday: closed for a holiday, a Saturday that is worked."""

    day: date
    hours: Spans
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to call, and what for."""

    post: str
    phone: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that is shown; ``week`` has a day's hours from Monday on."""

    address: str = ""
    week: tuple[Spans, ...] = ((),) * 7
    days: tuple[SpecialDay, ...] = ()
    contacts: tuple[Contact, ...] = ()

    @property
    def has_hours(self) -> bool:
        """Tell whether it is known when the office is open."""
        return any(self.week)

    def on(self, day: date) -> tuple[Spans, str]:
        """Return the hours of a day, and the reason where they are not the usual ones."""
        special = next((each for each in self.days if each.day == day), None)
        return (special.hours, special.reason) if special else (self.week[day.weekday()], "")

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "address": self.address,
            "week": {name: written(hours) for name, hours in zip(WEEKDAYS, self.week, strict=True)},
            "days": [
                {"day": each.day.isoformat(), "hours": written(each.hours), "reason": each.reason}
                for each in self.days
            ],
            "contacts": [
                {"post": each.post, "phone": each.phone, "about": each.about}
                for each in self.contacts
            ],
        }


def office_of(values: Mapping[str, Any]) -> Office:
    """Return the office of its own values."""
    return Office(
        address=values["address"],
        week=tuple(hours_of(values["week"][name], "") for name in WEEKDAYS),
        days=tuple(
            SpecialDay(
                day=date.fromisoformat(each["day"]),
                hours=hours_of(each["hours"], ""),
                reason=each["reason"],
            )
            for each in values["days"]
        ),
        contacts=tuple(Contact(**each) for each in values["contacts"]),
    )


# --- what people enter ----------------------------------------------------------------------------


def hours_of(text: str, where: str) -> Spans:
    """Return a day's hours as people write them, none for an empty text; EntryRefused."""
    pieces = [each for each in re.split(r"[,;]| và ", text) if each.strip()]
    spans = tuple(_span(each, where) for each in pieces)
    in_order = all(one.end <= other.start for one, other in pairwise(spans))
    if len(spans) > MOST_SPANS or not in_order:
        raise EntryRefused(
            where=where, problem="nhiều nhất hai buổi, buổi sau không trước buổi kia"
        )
    return spans


def _span(text: str, where: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise EntryRefused(where=where, problem=_HOURS_HINT)
    start, end = _minute(found[1], found[2]), _minute(found[3], found[4])
    if start is None or end is None or start >= end:
        raise EntryRefused(where=where, problem=_HOURS_HINT)
    return Span(start, end)


def _minute(hour: str, minute: str | None) -> int | None:
    rest = int(minute or 0)
    found = int(hour) * 60 + rest
    return found if rest < 60 and found <= WHOLE_DAY else None  # noqa: PLR2004 - minutes


def written(hours: Sequence[Span]) -> str:
    """Return a day's hours as they are entered."""
    return ", ".join(map(str, hours))


def _entered(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def day_of(text: str) -> date:
    """Return a day as people write it: ``2/9/2026`` or ``2026-09-02``; EntryRefused."""
    found = _VIETNAMESE_DAY.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text.strip())
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        raise EntryRefused(where="ngày", problem="viết như 2/9/2026") from None


def phone_of(text: str) -> str:
    """Return a telephone number as people write it; EntryRefused."""
    one_line = " ".join(text.split())
    if not _PHONE.fullmatch(one_line):
        raise EntryRefused(where="số điện thoại", problem="chỉ gồm chữ số, dấu cách, dấu chấm, +")
    return one_line


def text_of(text: str, where: str, *, needed: bool = False) -> str:
    """Return a text in one line; EntryRefused for none where one is needed, or too long a one."""
    one_line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if needed and not one_line:
        raise EntryRefused(where=where, problem="chưa có gì")
    if len(one_line) > LONGEST[where]:
        raise EntryRefused(where=where, problem=f"dài nhất {LONGEST[where]} chữ")
    return one_line
