"""The form of an announcement: what was typed, as a request, and as it is shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import (
    ClockUnknown,
    ConcernsRaised,
    DayLimit,
    LoudspeakerError,
    ModelMissing,
    MourningDays,
    NotFound,
    QuietHours,
    SimulatedOnly,
    TextRefused,
    TimeRefused,
    UsageRefused,
)
from loudspeaker.model import STATION_ZONE, from_iso
from loudspeaker.web.desk.plain import told

Choices = Mapping[str, Any]
AT_ONCE, AT_TIME, IN_PROGRAMME = "ngay", "luc", "chuong-trinh"
EVERYWHERE, SOMEWHERE = "het", "chon"
NOWHERE: Final = "none"
"""No points at all, which ``station`` refuses."""
LEVELS: Final = ("normal", "priority", "emergency")
_MOST_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form, as it was typed."""

    text: str = ""
    title: str = ""
    where: str = EVERYWHERE
    zones: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    level: str = "normal"
    when: str = AT_ONCE
    day: str = ""
    time: str = ""
    programme: str = ""
    repeat: str = ""
    voice: str = ""
    seen: str = ""
    """The content that an edit began with."""


def typed_of(form: Mapping[str, str], zones: Sequence[str], points: Sequence[str]) -> Typed:
    """Return what a form says; what it does not know is left as it is by default."""
    names = ("text", "title", "where", "level", "when", "day", "time", "programme")
    more = ("repeat", "voice", "seen")
    given = {name: form[name] for name in (*names, *more) if name in form}
    return Typed(**given, zones=tuple(zones), points=tuple(points))


def typed_again(details: Mapping[str, Any], choices: Choices) -> Typed:
    """Return the form of an announcement that is there."""
    due = from_iso(details["due"]) if details["due"] else None
    programme = details.get("waits_for") or ""
    numbers, every = details["points"], [each["number"] for each in choices["points"]]
    everywhere = set(numbers) >= set(every)
    return Typed(
        text=details["text"],
        title=details["title"],
        where=EVERYWHERE if everywhere else SOMEWHERE,
        points=() if everywhere else tuple(map(str, numbers)),
        level=details["priority"],
        when=AT_TIME if due else IN_PROGRAMME if programme else AT_ONCE,
        day=_day(due),
        time=f"{due.astimezone(STATION_ZONE):%H:%M}" if due else "",
        programme=programme,
        repeat=str(details["repeat"]),
        voice=details["voice"],
        seen=details["content_sha256"],
    )


def _day(due: datetime | None) -> str:
    return f"{due.astimezone(STATION_ZONE):%Y-%m-%d}" if due else ""


# --- as a request ---------------------------------------------------------------------------------


def problems_of(typed: Typed) -> dict[str, str]:
    """Return what is missing before ``station`` need be asked, by field."""
    found: dict[str, str] = {}
    if not typed.text.strip():
        found["text"] = "Chưa có nội dung. Hãy gõ lời cần đọc."
    if typed.where != EVERYWHERE and not (typed.zones or typed.points):
        found["points"] = "Chưa chọn nơi nào. Hãy chọn thôn hoặc điểm loa, hoặc chọn toàn xã."
    if typed.when == AT_TIME and not typed.time.strip():
        found["at"] = "Chưa có giờ phát. Hãy chọn ngày và giờ, hoặc chọn phát ngay khi được duyệt."
    if typed.when == IN_PROGRAMME and not typed.programme:
        found["programme"] = "Chưa chọn chương trình."
    if typed.repeat and not (typed.repeat.isascii() and typed.repeat.isdigit()):
        found["repeat"] = "Số lần đọc phải là một số, ví dụ 2."
    return found


def request_of(typed: Typed, choices: Choices, *, editing: bool = False) -> dict[str, Any]:
    """Return the arguments of ``announce``, or of ``edit``; fields without a value are left out."""
    asked: dict[str, Any] = {"text": typed.text, "priority": typed.level}
    asked |= {"points": _points(typed, choices)}
    asked |= {"title": typed.title} if typed.title.strip() or editing else {}
    asked |= {"voice": typed.voice} if typed.voice else {}
    repeat = typed.repeat[:_MOST_DIGITS]
    asked |= {"repeat": int(repeat)} if repeat.isascii() and repeat.isdigit() else {}
    if typed.when == AT_TIME and typed.time.strip():
        asked["at"] = f"{typed.day} {typed.time}".strip()
    elif typed.when == IN_PROGRAMME and typed.programme:
        asked["waits_for"] = typed.programme
    elif editing:
        asked["now"] = True
    return asked


def gone(typed: Typed, choices: Choices) -> dict[str, str]:
    """Return what was chosen and is not there any more, by field, in words."""
    known = {each["name"] for each in choices["zones"]}
    zones = [zone for zone in typed.zones if zone not in known]
    if typed.where == EVERYWHERE or not zones:
        return {}
    return {"points": f"Không còn thôn {', '.join(zones)}. Hãy chọn lại nơi phát."}


def _points(typed: Typed, choices: Choices) -> str:
    """Return the points as ``station`` takes them; none chosen is nowhere, never everywhere."""
    if typed.where == EVERYWHERE:
        return "all"
    named = {each["name"]: each["points"] for each in choices["zones"]}
    numbers = {str(n) for zone in typed.zones for n in named.get(zone, ())} | set(typed.points)
    return ",".join(sorted(numbers, key=lambda number: (len(number), number))) or NOWHERE


# --- what was refused -----------------------------------------------------------------------------

_FIELDS: Final[Mapping[type[LoudspeakerError], str]] = {
    TextRefused: "text",
    ConcernsRaised: "text",
    TimeRefused: "at",
    QuietHours: "at",
    MourningDays: "at",
    DayLimit: "at",
    ClockUnknown: "at",
    ModelMissing: "voice",
    SimulatedOnly: "voice",
}
_KINDS: Final = {"point": "points", "zone": "points", "voice": "voice", "programme": "programme"}
_OPTIONS: Final = {
    "--points": "points",
    "--zone": "points",
    "--repeat": "repeat",
    "--at": "at",
    "--priority": "level",
    "--in": "programme",
}
_SAID: Final = {
    "an emergency carries no timer": (
        "Tin khẩn cấp phát ngay khi được duyệt, không hẹn giờ. Hãy chọn “ngay khi được duyệt”, hoặc"
        " chọn mức khác."
    ),
    "an emergency waits for no programme": (
        "Tin khẩn cấp phát ngay khi được duyệt, không đợi chương trình."
    ),
    "a level that the programme takes": (
        "Chương trình này không nhận tin ở mức đã chọn. Hãy chọn mức khác hoặc chương trình khác."
    ),
    "all, or numbers such as 1,4": "Không rõ là điểm loa nào. Hãy chọn lại.",
    "a zone without points": "Thôn này không có điểm loa nào.",
}


def refusal(error: LoudspeakerError) -> dict[str, str]:
    """Return at which field an error is shown, and in which words; ``""`` is the whole form."""
    text = told(error)
    if isinstance(error, NotFound):
        return {_KINDS.get(error.kind, ""): text}
    if isinstance(error, UsageRefused):
        field = next((_OPTIONS[o] for o in error.option.split(", ") if o in _OPTIONS), "")
        if field == "repeat":
            text = "Số lần đọc phải từ 1 đến 10."
        return {field: _SAID.get(error.problem, text)}
    return {_FIELDS.get(type(error), ""): text}
