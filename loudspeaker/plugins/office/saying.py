"""What everybody is told of the office: the page, the card, and what changes with the hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.office.values import DAY_NAMES, Office, Span, SpecialDay
from loudspeaker.public.pages import Block, BlockKind, Card, PublicPage, Timed

PAGE_NAME: Final = "gio-lam-viec"
TITLE: Final = "Giờ làm việc và liên hệ"
CARD_TITLE: Final = "Trụ sở UBND"
AHEAD_DAYS: Final = 14
"""So long a kiosk without a line knows what holds."""
SOON_DAYS: Final = 60
SEARCHED_DAYS: Final = 31
_CLOSED: Final = "nghỉ"


def page(office: Office, now: datetime, changed: datetime) -> PublicPage | None:
    """Return the page, None where nothing was entered."""
    if office == Office():
        return None
    return PublicPage(
        name=PAGE_NAME,
        title=TITLE,
        blocks=tuple(_blocks(office, now)),
        changed=changed,
        spoken=spoken(office, now),
        listed=True,
    )


def cards(office: Office, now: datetime) -> list[Card]:
    """Return the card, none where nothing was entered."""
    if office == Office():
        return []
    return [Card(name=PAGE_NAME, title=CARD_TITLE, timed=timed(office, now))]


def _blocks(office: Office, now: datetime) -> Iterator[Block]:
    if office.has_hours:
        yield Block(kind=BlockKind.TIMED, timed=timed(office, now))
        yield Block(kind=BlockKind.HEADING, text="Giờ làm việc")
        rows = tuple(
            (_capital(DAY_NAMES[n]), *_halves(hours)) for n, hours in enumerate(office.week)
        )
        yield Block(kind=BlockKind.TABLE, head=("Ngày", "Sáng", "Chiều"), rows=rows)
    if soon := _soon(office, now):
        yield Block(kind=BlockKind.HEADING, text="Những ngày khác thường lệ")
        lines = tuple((_capital(f"{day_told(each.day)}: {_of(each)}"),) for each in soon)
        yield Block(kind=BlockKind.LIST, rows=lines)
    if office.address:
        yield Block(kind=BlockKind.HEADING, text="Địa chỉ")
        yield Block(kind=BlockKind.PARAGRAPH, text=office.address)
    if office.contacts:
        yield Block(kind=BlockKind.HEADING, text="Điện thoại")
        calls = tuple((each.post, each.phone, each.about) for each in office.contacts)
        yield Block(kind=BlockKind.CALLS, rows=calls)


def _soon(office: Office, now: datetime) -> list[SpecialDay]:
    today = now.astimezone(STATION_ZONE).date()
    until = today + timedelta(days=SOON_DAYS)
    return [each for each in office.days if today <= each.day <= until]


def _of(special: SpecialDay) -> str:
    told = f"làm việc {_spans(special.hours)}" if special.hours else _CLOSED
    return f"{told} ({special.reason})"


def _halves(hours: Sequence[Span]) -> tuple[str, str]:
    """Return what stands under morning and afternoon."""
    mornings = [each for each in hours if each.is_morning]
    others = [each for each in hours if not each.is_morning]
    return _short(mornings), _short(others)


# --- what changes with the hour -------------------------------------------------------------------


def timed(office: Office, now: datetime) -> tuple[Timed, ...]:
    """Return what holds from today's midnight on, for some days."""
    if not office.has_hours and not office.days:
        return ()
    today = now.astimezone(STATION_ZONE).date()
    days = (today + timedelta(days=n) for n in range(AHEAD_DAYS))
    return tuple(each for day in days for each in _of_day(office, day))


def _of_day(office: Office, day: date) -> Iterator[Timed]:
    hours, reason = office.on(day)
    why = f" ({reason})" if reason else ""
    if not hours:
        yield _at(day, 0, f"Hôm nay nghỉ{why}.{_again(office, day)}")
        return
    first, last = hours[0], hours[-1]
    yield _at(day, 0, f"Hôm nay mở cửa lúc {clock(first.start)}{why}.")
    until = f"Hôm nay làm việc đến {clock(last.end)}"
    if len(hours) == 1:
        yield _at(day, first.start, f"{until}{why}.")
    else:
        pause = f"nghỉ trưa từ {clock(first.end)} đến {clock(last.start)}"
        yield _at(day, first.start, f"{until}, {pause}{why}.")
        yield _at(day, first.end, f"Đang nghỉ trưa, mở cửa lại lúc {clock(last.start)}.")
        yield _at(day, last.start, f"{until}{why}.")
    yield _at(day, last.end, f"Hôm nay đã hết giờ làm việc.{_again(office, day)}")


def _at(day: date, minute: int, text: str) -> Timed:
    midnight = datetime.combine(day, time(), STATION_ZONE)
    return Timed(since=midnight + timedelta(minutes=minute), text=text)


def _again(office: Office, day: date) -> str:
    """Return when it opens again after a day."""
    for n in range(1, SEARCHED_DAYS):
        later = day + timedelta(days=n)
        hours, _ = office.on(later)
        if hours:
            return f" Mở cửa lại lúc {clock(hours[0].start)} {day_told(later)}."
    return ""


def spoken(office: Office, now: datetime) -> str:
    """Return the page in sentences, to be read aloud."""
    told = [
        f"{_capital(_days(days))}: {_spans(hours) or _CLOSED}." for days, hours in _alike(office)
    ]
    lines = ["Giờ làm việc của trụ sở Ủy ban nhân dân xã.", *told] if office.has_hours else []
    lines += [_capital(f"{day_told(each.day)}: {_of(each)}.") for each in _soon(office, now)]
    lines += [f"Địa chỉ: {office.address}."] if office.address else []
    for each in office.contacts:
        about = f", về {each.about}" if each.about else ""
        lines.append(f"{_capital(each.post)}{about}: số điện thoại {each.phone}.")
    return " ".join(lines)


def _alike(office: Office) -> Iterator[tuple[list[int], Sequence[Span]]]:
    """Yield weekdays that follow each other and have the same hours."""
    run: list[int] = []
    for number, hours in enumerate(office.week):
        if run and office.week[run[0]] != hours:
            yield run, office.week[run[0]]
            run = []
        run.append(number)
    yield run, office.week[run[0]]


def _days(numbers: Sequence[int]) -> str:
    first, last = DAY_NAMES[numbers[0]], DAY_NAMES[numbers[-1]]
    return first if first == last else f"từ {first} đến {last}"


# --- words ----------------------------------------------------------------------------------------


def clock(minute: int) -> str:
    """Return ``17 giờ`` or ``7 giờ 30``."""
    hour, rest = divmod(minute, 60)
    return f"{hour} giờ {rest:02d}" if rest else f"{hour} giờ"


def _spans(hours: Sequence[Span]) -> str:
    return " và ".join(f"từ {clock(each.start)} đến {clock(each.end)}" for each in hours)


def _short(hours: Sequence[Span]) -> str:
    """Return hours as they stand in a narrow column."""
    return ", ".join(f"{clock(each.start)} – {clock(each.end)}" for each in hours) or _CLOSED


def day_told(day: date) -> str:
    """Return ``thứ Tư 2/9/2026``."""
    return f"{DAY_NAMES[day.weekday()]} {day.day}/{day.month}/{day.year}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
