"""Calendars of other programs: out, in, and out and in again; hostile files."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.cli.planning.calendar_files import schedule_text
from loudspeaker.cli.planning.calendar_in import LARGEST, read_calendar
from loudspeaker.cli.planning.calendar_out import calendar_of
from loudspeaker.config.schedules import parse_schedule
from loudspeaker.errors import FileRefused
from loudspeaker.model import iso
from loudspeaker.timetable.day_words import read_days
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.schedule import Schedule
from tests.cli.conftest import Terminal
from tests.timetable.moments import at
from tests.timetable.test_day_words import rules

NOW = at("2026-12-01 12:00")


def rows_of(schedule: Schedule, end: datetime) -> list[dict[str, Any]]:
    return [
        {
            "id": "x1",
            "schedule": schedule.name,
            "due": iso(due),
            "title": schedule.title,
            "text": schedule.text,
            "points": [1, 4],
            "priority": "priority",
            "repeat": 3,
            "voice": None,
            "duration_estimate_s": 61.2,
        }
        for due in schedule.between(NOW, end)
    ]


def read(path: Path, data: bytes | str) -> tuple[list[Schedule], list[tuple[str, str]]]:
    """Return the schedules that a calendar becomes, and what was refused."""
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    wanted, refused = read_calendar(path)
    texts = [schedule_text(each, source="f.ics").encode() for each in wanted]
    found = [parse_schedule(text, name="a", file="a.yaml").schedule for text in texts]
    return found, [(each.problem, each.found) for each in refused]


def due_of(schedules: Sequence[Schedule], start: datetime, end: datetime) -> list[datetime]:
    return sorted(due for each in schedules for due in each.between(start, end))


LINES = ["30 5 * * *", "0 17 * * 1-6", "0 6 * * 0,6", "0 7 1,15 * *", "15 4 31 * *", "0 5 1 4 *"]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=3, unique=True),
    st.lists(rules, max_size=1),
    st.lists(rules, max_size=2),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=80),
    st.integers(1, 120),
)
def test_out_and_in_again_is_the_same_timetable(
    tmp_path: Path,
    crons: list[str],
    only: list[Any],
    exceptions: list[Any],
    text: str,
    days: int,
) -> None:
    schedule = Schedule(
        name="a",
        title="Tin; sáng, \\ “hai”",
        crons=tuple(crons),
        text=f"Kính chào, {text}",
        days=Days(only=tuple(only), exceptions=tuple(exceptions)),
    )
    end = NOW + timedelta(days=days)
    rows = rows_of(schedule, end)
    again, refused = read(tmp_path / "f.ics", calendar_of(rows, station="Xã", now=NOW))
    assert refused == []
    assert due_of(again, NOW, end + timedelta(days=400)) == list(schedule.between(NOW, end))
    for each in again:
        assert (each.title, each.points, each.repeat, each.paused) == (
            schedule.title,
            (1, 4),
            3,
            True,
        )
        assert each.text.split() == unicodedata.normalize("NFC", schedule.text).split()


def test_the_same_airings_have_the_same_names() -> None:
    schedule = Schedule(name="a", title="A", crons=("30 5 * * *",), text="x")
    first = calendar_of(rows_of(schedule, at("2027-01-01")), station="Xã", now=NOW)
    later = calendar_of(rows_of(schedule, at("2027-02-01")), station="Xã", now=at("2026-12-09"))
    names = [line for line in first.splitlines() if line.startswith(b"UID")]
    assert len(names) == 1
    assert names == [line for line in later.splitlines() if line.startswith(b"UID")]
    assert b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261202T053000" in first
    assert b"BEGIN:VTIMEZONE" in first
    assert b"RRULE:FREQ=DAILY;UNTIL=20261230T223000Z" in first


def test_what_is_left_out_is_left_out() -> None:
    schedule = Schedule(
        name="a",
        title="A",
        crons=("30 5 * * *",),
        text="x",
        days=Days(exceptions=(read_days("2026-12-24"),)),
    )
    written = calendar_of(rows_of(schedule, at("2027-01-01")), station="Xã", now=NOW)
    assert b"EXDATE;TZID=Asia/Ho_Chi_Minh:20261224T053000" in written


EVENT = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
SUMMARY:Họp thôn\r
DESCRIPTION:Mời bà con dự họp.\\nXin cảm ơn.\r
{lines}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def event(*lines: str) -> str:
    return EVENT.format(lines="\r\n".join(lines))


LOCAL = "DTSTART;TZID=Asia/Ho_Chi_Minh:20261207T170000"  # a Monday


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        ([LOCAL], ["12-07"]),
        (["DTSTART:20261207T170000"], ["12-07"]),
        (["DTSTART:20261207T100000Z"], ["12-07"]),
        ([LOCAL, "RRULE:FREQ=DAILY;COUNT=3"], ["12-07", "12-08", "12-09"]),
        (["DTSTART:20261207T100000Z", "RRULE:FREQ=DAILY;COUNT=2"], ["12-07", "12-08"]),
        ([LOCAL, "RRULE:FREQ=DAILY;INTERVAL=5;COUNT=3"], ["12-07", "12-12", "12-17"]),
        ([LOCAL, "RRULE:FREQ=DAILY;UNTIL=20261209T100000Z"], ["12-07", "12-08", "12-09"]),
        ([LOCAL, "RRULE:FREQ=DAILY;UNTIL=20261209T095959Z"], ["12-07", "12-08"]),
        ([LOCAL, "RRULE:FREQ=DAILY;UNTIL=20261208"], ["12-07", "12-08"]),
        ([LOCAL, "RRULE:FREQ=WEEKLY;BYDAY=MO,FR;COUNT=3"], ["12-07", "12-11", "12-14"]),
        ([LOCAL, "RRULE:FREQ=WEEKLY;COUNT=2"], ["12-07", "12-14"]),
        ([LOCAL, "RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"], ["12-07", "12-21"]),
        ([LOCAL, "RRULE:FREQ=DAILY;BYDAY=MO,TU;COUNT=3"], ["12-07", "12-08", "12-14"]),
        ([LOCAL, "RRULE:FREQ=MONTHLY;COUNT=2"], ["12-07", "01-07"]),
        ([LOCAL, "RRULE:FREQ=MONTHLY;BYMONTHDAY=7,15;COUNT=3"], ["12-07", "12-15", "01-07"]),
        ([LOCAL, "RRULE:FREQ=YEARLY;COUNT=2"], ["12-07", "12-07"]),
        (
            [LOCAL, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=Asia/Ho_Chi_Minh:20261208T170000"],
            ["12-07", "12-09"],
        ),
        ([LOCAL, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261208T100000Z"], ["12-07"]),
        ([LOCAL, "RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20261208T110000Z"], ["12-07", "12-08"]),
    ],
)
def test_what_can_be_said(tmp_path: Path, lines: list[str], days: list[str]) -> None:
    schedules, refused = read(tmp_path / "f.ics", event(*lines))
    assert refused == []
    found = due_of(schedules, NOW, at("2030-01-01"))
    assert [f"{due:%m-%d}" for due in found] == days
    assert {f"{due:%H:%M}" for due in found} == {"17:00"}
    (schedule,) = schedules
    assert (schedule.title, schedule.paused) == ("Họp thôn", True)
    assert schedule.text == "Mời bà con dự họp.\nXin cảm ơn."


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["DTSTART;VALUE=DATE:20261207"], ("no_time", "")),
        (["X-NOTHING:1"], ("no_time", "")),
        (["DTSTART:20261207T170030"], ("seconds", "17:00:30")),
        (
            ["DTSTART;TZID=Europe/Berlin:20261207T120000", "RRULE:FREQ=DAILY"],
            ("zone", "Europe/Berlin"),
        ),
        (["DTSTART:20261206T220000Z", "RRULE:FREQ=WEEKLY;BYDAY=SU"], ("zone", "UTC")),
        ([LOCAL, "RRULE:FREQ=HOURLY"], ("rule", "FREQ=HOURLY")),
        ([LOCAL, "RRULE:FREQ=SECONDLY;COUNT=1000000"], ("rule", "FREQ=SECONDLY")),
        ([LOCAL, "RRULE:FREQ=DAILY;COUNT=1000000"], ("rule", "COUNT=1000000")),
        ([LOCAL, "RRULE:FREQ=MONTHLY;BYDAY=1MO"], ("rule", "BYDAY")),
        ([LOCAL, "RRULE:FREQ=WEEKLY;BYDAY=1MO"], ("rule", "BYDAY=1MO")),
        ([LOCAL, "RRULE:FREQ=MONTHLY;BYMONTHDAY=-1"], ("rule", "BYMONTHDAY=-1")),
        ([LOCAL, "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU"], ("rule", "INTERVAL, BYDAY")),
        ([LOCAL, "RRULE:FREQ=DAILY;BYSETPOS=1"], ("rule", "BYSETPOS")),
        ([LOCAL, "RRULE:FREQ=DAILY;BYHOUR=5,6"], ("rule", "BYHOUR")),
        ([LOCAL, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"], ("rule", "RRULE, RRULE")),
        ([LOCAL, "RDATE:20261208T100000Z"], ("rule", "RDATE")),
        ([LOCAL, "RECURRENCE-ID:20261208T100000Z"], ("rule", "RECURRENCE-ID")),
        ([LOCAL, "RRULE:FREQ=WEEKLY;BYDAY=TU"], ("start", "")),
        ([LOCAL, "STATUS:CANCELLED"], ("cancelled", "")),
    ],
)
def test_what_cannot_be_said(tmp_path: Path, lines: list[str], problem: tuple[str, str]) -> None:
    assert read(tmp_path / "f.ics", event(*lines)) == ([], [problem])


def test_without_words_there_is_nothing_to_say(tmp_path: Path) -> None:
    bare = event(LOCAL).replace("DESCRIPTION:Mời bà con dự họp.\\nXin cảm ơn.\r\n", "")
    assert read(tmp_path / "f.ics", bare) == ([], [("no_text", "")])


HOSTILE: dict[str, bytes] = {
    "a million events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 1_000_000,
    "many small events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 9_000,
    "nested events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 900,
    "one long line": b"BEGIN:VCALENDAR\r\nX:" + b"a" * (LARGEST - 50),
    "one folded line": b"BEGIN:VCALENDAR\r\nX:" + b"a\r\n " * 60_000,
    "many rules": event(LOCAL, *["RRULE:FREQ=DAILY"] * 9_000).encode(),
    "a long rule": event(LOCAL, "RRULE:FREQ=WEEKLY;BYDAY=" + "MO," * 10_000).encode(),
    "long exceptions": event(
        LOCAL,
        "RRULE:FREQ=DAILY",
        *(
            f"EXDATE:{2027 + n // 300}{n // 25 % 12 + 1:02d}{n % 25 + 1:02d}T100000Z"
            for n in range(9_000)
        ),
    ).encode(),
    "no calendar": b"PK\x03\x04" * 1000,
    "nothing": b"",
    "not text": b"BEGIN:VCALENDAR\r\n" + bytes(range(256)) * 100,
    "many properties": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    + b"X-A:b\r\n" * 30_000
    + b"END:VEVENT\r\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(tmp_path: Path, name: str) -> None:
    path = tmp_path / "f.ics"
    path.write_bytes(HOSTILE[name])
    costs = []
    for _ in range(3):  # the least of them: a busy machine makes each dearer
        began = time.process_time()
        try:
            wanted, _refused = read_calendar(path)
        except FileRefused:
            wanted = []
        costs.append(time.process_time() - began)
        assert wanted == []
        if costs[-1] < 1.0:
            break
    assert min(costs) < 1.0


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.integers(0, 200))
def test_any_change_of_a_calendar_is_read_or_refused(
    tmp_path: Path, junk: bytes, place: int
) -> None:
    whole = event(LOCAL, "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=5", "EXDATE:20261214T100000Z").encode()
    path = tmp_path / "f.ics"
    path.write_bytes(whole[:place] + junk + whole[place:])
    try:
        read_calendar(path)
    except FileRefused as refusal:
        assert refusal.problem in {"no_calendar", "calendar_too_large"}  # noqa: PT017


# --- as people do it ------------------------------------------------------------------------------

FILE = "title: Tin sáng\ntimes: daily 05:30\ntext: Chào bà con.\npoints: '1'\n"


def test_the_timetable_goes_out_and_comes_in(terminal: Terminal, tmp_path: Path) -> None:
    (terminal.home.schedules / "tin-sang.yaml").write_text(FILE)
    out, folder = tmp_path / "f.ics", tmp_path / "drafts"
    folder.mkdir()

    told = terminal.json("schedule", "export", "--out", str(out), "--days", "10").document
    taken = terminal.json("schedule", "import", str(out), "--out", str(folder))
    again = terminal("schedule", "import", str(out), "--out", str(folder))

    assert told["items"] == 10
    assert [Path(each["file"]).name for each in taken.document["written"]] == ["tin-sang.yaml"]
    assert "paused: true" in (folder / "tin-sang.yaml").read_text()
    assert [each.name for each in folder.iterdir()] == ["tin-sang.yaml"]  # not written twice
    assert again.status == 0
    assert "valid" in terminal("schedule", "check", str(folder / "tin-sang.yaml")).out


def test_nothing_is_written_if_something_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "f.ics"
    good = event(LOCAL).replace("\r\nEND:VCALENDAR", "").replace("Họp thôn", "Tin tốt")
    bad = event("DTSTART;VALUE=DATE:20261207").partition("VERSION:2.0\r\n")[2]
    path.write_text(good + bad, newline="")

    told = terminal("schedule", "import", str(path))
    partly = terminal("schedule", "import", str(path), "--partly")

    assert told.status == FileRefused.exit_code
    assert "Event “Họp thôn” cannot be taken: it has no time of day." in told.out
    assert "Nothing was written" in told.out
    assert partly.status == 0
    assert [each.name for each in terminal.home.schedules.iterdir()] == ["tin-tot.yaml"]


def test_a_point_that_is_not_there_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "f.ics"
    path.write_text(event(LOCAL, "X-LOUDSPEAKER-POINTS:99"), newline="")
    refused = terminal.json("schedule", "import", str(path)).document["refused"]
    assert [each["problem"] for each in refused] == ["schedule"]


def test_what_is_no_calendar(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "f.ics"
    path.write_text("title: x\n")
    assert "is no iCalendar file" in terminal("schedule", "import", str(path)).err
    assert terminal("schedule", "import", str(tmp_path / "g.ics")).status == 4
    assert terminal("schedule", "export", "--out", str(path), "--days", "0").status == 2
