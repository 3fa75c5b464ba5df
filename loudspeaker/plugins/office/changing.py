"""What can be changed: each returns another office, and refuses what cannot be (EntryRefused)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.office.values import (
    DAY_NAMES,
    WEEKDAYS,
    Contact,
    Office,
    SpecialDay,
    day_of,
    hours_of,
    phone_of,
    text_of,
)

MOST_DAYS: Final = 100
MOST_CONTACTS: Final = 40


def with_hours(office: Office, *, address: str | None, week: Mapping[str, str]) -> Office:
    """Change the address and the hours of weekdays; what is left out stays."""
    for name in week:
        if name not in WEEKDAYS:
            raise EntryRefused(where=name[:20], problem=f"là một trong: {', '.join(WEEKDAYS)}")
    hours = tuple(
        hours_of(week[name], DAY_NAMES[number]) if name in week else office.week[number]
        for number, name in enumerate(WEEKDAYS)
    )
    told = office.address if address is None else text_of(address, "địa chỉ")
    return replace(office, address=told, week=hours)


def with_day(office: Office, *, day: str, hours: str, reason: str, today: date) -> Office:
    """Make a day one of its own, in place of what it was."""
    meant = day_of(day)
    if meant < today:
        raise EntryRefused(where="ngày", problem="đã qua rồi")
    special = SpecialDay(
        day=meant,
        hours=hours_of(hours, "giờ làm việc"),
        reason=text_of(reason, "lý do", needed=True),
    )
    others = [each for each in office.days if each.day != meant and each.day >= today]
    if len(others) >= MOST_DAYS:
        raise EntryRefused(where="ngày", problem=f"nhiều nhất {MOST_DAYS} ngày")
    return replace(office, days=tuple(sorted([*others, special], key=lambda each: each.day)))


def without_day(office: Office, *, day: str) -> Office:
    """Let a day be as its weekday again; NotFound."""
    meant = day_of(day)
    if all(each.day != meant for each in office.days):
        known = [each.day.isoformat() for each in office.days]
        raise NotFound(kind="day", name=meant.isoformat(), known=known)
    return replace(office, days=tuple(each for each in office.days if each.day != meant))


def with_contact(office: Office, *, post: str, phone: str, about: str, was: str) -> Office:
    """Add a contact, or put it in the place of the one that was called ``was`` or the same."""
    new = Contact(
        post=text_of(post, "chức danh", needed=True),
        phone=phone_of(phone),
        about=text_of(about, "việc"),
    )
    contacts = list(office.contacts)
    place = _place(office, was or new.post)
    if was and place is None:
        raise _unknown(office, was)
    if any(each.post == new.post for n, each in enumerate(contacts) if n != place):
        raise EntryRefused(where="chức danh", problem=f"đã có “{new.post}”")
    if place is None and len(contacts) >= MOST_CONTACTS:
        raise EntryRefused(where="liên hệ", problem=f"nhiều nhất {MOST_CONTACTS} dòng")
    if place is None:
        contacts.append(new)
    else:
        contacts[place] = new
    return replace(office, contacts=tuple(contacts))


def without_contact(office: Office, *, post: str) -> Office:
    """Take a contact out; NotFound."""
    if _place(office, post) is None:
        raise _unknown(office, post)
    return replace(office, contacts=tuple(each for each in office.contacts if each.post != post))


def _place(office: Office, post: str) -> int | None:
    return next((n for n, each in enumerate(office.contacts) if each.post == post), None)


def _unknown(office: Office, post: str) -> NotFound:
    return NotFound(kind="contact", name=post[:100], known=[each.post for each in office.contacts])
