"""``loudspeaker office``: what the desk's page does, typed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.hookspecs import Commands
from loudspeaker.model import from_iso
from loudspeaker.plugins.office.saying import clock, day_told
from loudspeaker.plugins.office.values import DAY_NAMES, WEEKDAYS, day_of, hours_of

_HOURS = "Giờ, như 7:30-11:30, 13:30-17:00; để trống '' là nghỉ."


def add_to(app: Commands) -> None:
    """Add the commands."""
    shown = _Shown(app)
    for name, function, does, example in (
        ("show", shown.show, "Giờ làm việc, địa chỉ, điện thoại của trụ sở.", "show"),
        (
            "set",
            shown.set_hours,
            "Sửa giờ hằng tuần và địa chỉ.",
            'set --days mon-fri --hours "7:30-11:30, 13:30-17:00"',
        ),
        (
            "day",
            shown.set_day,
            "Một ngày khác thường lệ: nghỉ lễ, làm bù.",
            'day 2/9/2027 --reason "Quốc khánh"',
        ),
        ("contact", shown.set_contact, "Thêm, sửa, bỏ một số điện thoại.",
         'contact "Văn phòng UBND" "0226 3868 113" --about "hỏi chung"'),
        ("history", shown.history, "Ai đã sửa gì, lúc nào.", "history"),
        ("undo", shown.undo, "Trở lại như trước một lần sửa.", "undo 3"),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker office {example}")


class _Shown:
    """Each asks for one action and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    def show(self) -> None:
        """Print what holds."""
        self._app.show(self._app.ask("office.show"), self._print)

    def set_hours(
        self,
        days: Annotated[
            str, typer.Option("--days", metavar="NGÀY", help="Những ngày nào: mon-fri, sat, all.")
        ] = "",
        hours: Annotated[str | None, typer.Option("--hours", metavar="GIỜ", help=_HOURS)] = None,
        address: Annotated[
            str | None, typer.Option("--address", metavar="ĐỊA CHỈ", help="Địa chỉ trụ sở.")
        ] = None,
    ) -> None:
        """Change hours and address."""
        week = dict.fromkeys(_named(days), hours or "") if hours is not None else {}
        place = {} if address is None else {"place": address}
        self._app.show(self._app.ask("office.set", week=week, **place), self._print)

    def set_day(
        self,
        day: Annotated[str, typer.Argument(metavar="NGÀY", help="Ngày, như 2/9/2027.")],
        *,
        reason: Annotated[
            str, typer.Option("--reason", metavar="LÝ DO", help="Vì sao khác thường lệ.")
        ] = "",
        hours: Annotated[str, typer.Option("--hours", metavar="GIỜ", help=_HOURS)] = "",
        remove: Annotated[
            bool, typer.Option("--remove", metavar="", help="Ngày này lại như thường lệ.")
        ] = False,
    ) -> None:
        """Make a day one of its own, or as its weekday again."""
        if remove:
            self._app.show(self._app.ask("office.day_remove", day=day), self._print)
            return
        answer = self._app.ask("office.day_set", day=day, reason=reason, hours=hours)
        self._app.show(answer, self._print)

    def set_contact(
        self,
        post: Annotated[str, typer.Argument(metavar="CHỨC DANH", help="Chức danh, bộ phận.")],
        phone: Annotated[
            str, typer.Argument(metavar="SỐ", help="Số điện thoại; để trống khi bỏ.")
        ] = "",
        *,
        about: Annotated[str, typer.Option("--about", metavar="VIỆC", help="Gọi về việc gì.")] = "",
        remove: Annotated[bool, typer.Option("--remove", metavar="", help="Bỏ số này.")] = False,
    ) -> None:
        """Add, change or take out a contact."""
        if remove:
            self._app.show(self._app.ask("office.contact_remove", post=post), self._print)
            return
        answer = self._app.ask("office.contact_set", post=post, phone=phone, about=about)
        self._app.show(answer, self._print)

    def history(self) -> None:
        """Print the changes."""
        self._app.show(self._app.ask("office.history"), self._print_history)

    def undo(
        self,
        change: Annotated[int, typer.Argument(metavar="SỐ", help="Số của lần sửa.")],
    ) -> None:
        """Put everything back as it was before a change."""
        self._app.show(self._app.ask("office.undo", change=change), self._print)

    def _print(self, office: dict[str, Any]) -> None:
        rows = [(called, told(office["week"][name])) for name, called in _week()]
        self._app.table(("Ngày", "Giờ làm việc"), rows)
        for each in office["days"]:
            line = f"{day_told(day_of(each['day']))}: {told(each['hours'])} ({each['reason']})"
            self._app.say(line)
        if office["address"]:
            self._app.say(f"Địa chỉ: {office['address']}")
        for each in office["contacts"]:
            about = f" ({each['about']})" if each["about"] else ""
            self._app.say(f"{each['post']}: {each['phone']}{about}")
        if office["now"]:
            self._app.say(f"Bà con đang thấy: {office['now']}")

    def _print_history(self, changes: list[dict[str, Any]]) -> None:
        rows = [
            (
                str(each["change"]),
                f"{from_iso(each['at']):%H:%M %d/%m/%Y}",
                each["by"],
                each["what"],
            )
            for each in changes
        ]
        self._app.table(("Số", "Lúc", "Ai", "Sửa gì"), rows)


def _week() -> list[tuple[str, str]]:
    return list(zip(WEEKDAYS, DAY_NAMES, strict=True))


def _named(days: str) -> list[str]:
    """Return the weekdays of ``mon-fri,sat`` or ``all``; what is none is for the station to say."""
    found: list[str] = []
    for piece in days.replace(" ", "").lower().split(","):
        first, _, last = piece.partition("-")
        if piece in ("", "all"):
            found += WEEKDAYS
        elif first in WEEKDAYS and last in WEEKDAYS:
            found += WEEKDAYS[WEEKDAYS.index(first) : WEEKDAYS.index(last) + 1]
        else:
            found.append(piece)
    return found


def told(hours: str) -> str:
    """Return hours in words."""
    spans = hours_of(hours, "")
    return ", ".join(f"{clock(each.start)} – {clock(each.end)}" for each in spans) or "nghỉ"
