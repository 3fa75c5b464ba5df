"""Files, organisations, and what is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.deadlines import Due
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.files import FileEntry, file_entry_of
from loudspeaker.plugins.documents.papers.organisations import Organisation
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.organisations import Organisations
from loudspeaker.plugins.documents.register.rights import rights_of
from tests.plugins.documents.bench import (
    CHECKER,
    CLERK,
    LEADER,
    NOW,
    OTHER,
    STAFF,
    Desk,
    arrived,
)
from tests.plugins.documents.calendars import Calendar

TODAY = NOW.date()


def a_folder(**more: Any) -> FileEntry:
    values = {"notation": "01/VX", "title": "Tiêm phòng 2026", "retention": "10 năm"}
    return file_entry_of(values | more, today=TODAY)


def test_one_paper_is_in_many_files_and_kept_once(desk: Desk) -> None:
    paper, other = desk.enter(pages=4), desk.enter(number="6", pages=3)
    first = desk.files.open(a_folder(), actor=STAFF, now=desk.now)
    second = desk.files.open(a_folder(notation="02/VX"), actor=STAFF, now=desk.now)
    for file in (first, second, first):
        desk.files.put_in(file.id, paper.id, actor=STAFF, now=desk.now)
    kept = desk.files.put_in(first.id, other.id, actor=STAFF, now=desk.now)
    assert (kept.papers, kept.pages, kept.creator) == (2, 7, STAFF.name)
    assert [each.id for each in desk.files.with_paper(paper.id)] == [first.id, second.id]
    assert [n for n, _each in desk.files.papers(first.id, viewer=CLERK)] == [1, 2]
    assert desk.database.row("SELECT count(*) AS n FROM paper")["n"] == 2
    desk.files.take_out(first.id, paper.id, actor=STAFF, now=desk.now)
    assert [n for n, _each in desk.files.papers(first.id, viewer=CLERK)] == [2]
    assert [each.papers for each in desk.files.of_year(2026)] == [1, 1]
    with pytest.raises(NotFound):
        desk.files.take_out(first.id, paper.id, actor=STAFF, now=desk.now)


def test_a_paper_is_filed_where_it_is_in_a_file(desk: Desk) -> None:
    paper = desk.enter()
    desk.act(paper, "present", CLERK)
    done = desk.act(paper, "take_note", LEADER)
    assert done.state is State.DONE
    with pytest.raises(EntryRefused, match="chưa ở trong hồ sơ"):
        desk.act(paper, "file", STAFF)
    file = desk.files.open(a_folder(), actor=STAFF, now=desk.now)
    desk.files.put_in(file.id, paper.id, actor=STAFF, now=desk.now)
    desk.act(paper, "file", STAFF)
    assert desk.act(paper, "archive", CLERK).state is State.ARCHIVED


def test_files_are_changed_by_one_after_the_other(desk: Desk) -> None:
    file = desk.files.open(a_folder(), actor=CLERK, now=desk.now)
    renamed = replace(file.entry, title="Tiêm phòng")
    desk.files.edit(file.id, renamed, actor=LEADER, now=desk.now, seen=file.change)
    with pytest.raises(EntryOutdated) as caught:
        desk.files.edit(file.id, renamed, actor=CLERK, now=desk.now, seen=file.change)
    assert caught.value.by == "chủ tịch"
    with pytest.raises(EntryRefused, match="năm 2026 đã có: Tiêm phòng"):
        desk.files.open(a_folder(), actor=CLERK, now=desk.now)
    with pytest.raises(EntryRefused, match="việc này của"):
        desk.files.open(a_folder(notation="9"), actor=CHECKER, now=desk.now)
    with pytest.raises(NotFound):
        desk.files.edit(99, renamed, actor=CLERK, now=desk.now)
    secret = desk.enter(number="8")
    desk.register.restrict(secret.id, rights_of(["leader"], []), actor=CLERK, now=desk.now)
    with pytest.raises(NotFound):
        desk.files.put_in(file.id, secret.id, actor=OTHER, now=desk.now)
    desk.files.put_in(file.id, secret.id, actor=LEADER, now=desk.now)
    assert desk.files.papers(file.id, viewer=OTHER) == []


def test_closed_files_go_to_the_archive_and_are_kept_so_long(desk: Desk) -> None:
    open_one = desk.files.open(a_folder(), actor=CLERK, now=desk.now)
    with pytest.raises(EntryRefused, match="chưa kết thúc"):
        desk.files.hand_over(open_one.id, actor=CLERK, now=desk.now)
    closed = desk.files.open(
        a_folder(notation="02", ended_on="2025-12-20"), actor=CLERK, now=desk.now
    )
    assert closed.to_values()["hand_over_by"] == "2026-12-20"
    assert [each.id for each in desk.files.to_hand_over(TODAY)] == [closed.id]
    assert desk.files.to_hand_over(TODAY - timedelta(days=30)) == []
    handed = desk.files.hand_over(closed.id, actor=CLERK, now=desk.now)
    assert handed.handed_over == TODAY
    assert desk.files.to_hand_over(TODAY) == []
    with pytest.raises(EntryRefused, match="đã nộp lưu trữ"):
        desk.files.edit(closed.id, closed.entry, actor=CLERK, now=desk.now)
    assert desk.files.past_retention(date(2035, 12, 20)) == []
    assert [each.id for each in desk.files.past_retention(date(2035, 12, 21))] == [closed.id]


def test_what_is_due_is_listed_with_the_longest_overdue_first(desk: Desk) -> None:
    calendar = Calendar()
    late = desk.enter(number="1", due_on="2026-12-01")
    soon = desk.enter(number="2", due_on="2026-12-03")
    desk.enter(number="3", due_on="2026-12-20")
    finished = desk.assigned(STAFF.name, number="4", due_on="2026-12-01")
    desk.act(finished, "start", STAFF)
    done = desk.act(finished, "finish", STAFF, note="Xong")
    today = date(2026, 12, 2)
    until = calendar.add(today, 2)
    tasks = desk.looking.due(viewer=CLERK, today=today, until=until, calendar=calendar)
    assert [(each.paper.id, each.reckoned.due) for each in tasks] == [
        (late.id, Due.OVERDUE), (soon.id, Due.SOON),
    ]  # fmt: skip
    assert reckoned(done, today=today, calendar=calendar).due is Due.IN_TIME
    desk.act(late, "return", CLERK, note="Sai địa chỉ")
    assert len(desk.looking.due(viewer=CLERK, today=today, until=until, calendar=calendar)) == 1


def test_what_came_is_registered_by_the_next_working_day(desk: Desk) -> None:
    calendar = Calendar()
    desk.now = datetime(2026, 12, 4, 16, tzinfo=STATION_ZONE)
    plain = desk.register.receive(arrived(), actor=CLERK, now=desk.now)
    urgent = desk.register.receive(
        arrived(number="6", urgency="hỏa tốc"), actor=CLERK, now=desk.now
    )

    def late(day: int) -> list[int]:
        today = date(2026, 12, day)
        papers = desk.looking.to_register(viewer=CLERK, today=today, calendar=calendar)
        return [each.id for each in papers]

    assert (late(4), late(5), late(7)) == ([], [urgent.id], [urgent.id])
    assert late(8) == [plain.id, urgent.id]


def test_a_book_is_read_in_the_order_of_its_numbers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.plugins.documents.register.looking._AT_ONCE", 2)
    desk.enter_many(5)
    third = desk.looking.numbered(Book.IN, 2026, 3, viewer=CLERK)
    desk.act(third, "cancel", CLERK, note="Nhầm")
    desk.numbered()
    council = desk.numbered(type="NQ", organ="HĐND")
    year = {"since": date(2026, 1, 1), "until": date(2026, 12, 31), "viewer": CLERK}
    lines = [each.line for each in desk.looking.book(Book.IN, **year)]  # type: ignore[arg-type]
    assert [(line.number, line.reason) for line in lines if line] == [
        (1, ""), (2, ""), (3, "Nhầm"), (4, ""), (5, ""),
    ]  # fmt: skip
    out = list(desk.looking.book(Book.OUT, series="HĐND", **year))  # type: ignore[arg-type]
    assert [each.id for each in out] == [council.id]
    assert len(list(desk.looking.book(Book.OUT, **year))) == 2  # type: ignore[arg-type]


def test_organisations_hold_from_day_to_day(desk: Desk) -> None:
    kept = Organisations(desk.database)
    ended, begun = date(2025, 6, 30), date(2025, 7, 1)
    old = Organisation(code="000.00.22.H56", name="UBND huyện Đồng Lâm", level="huyện",
                       valid_to=ended, successor="H56.22")  # fmt: skip
    new = Organisation(code="H56.22", name="UBND xã Đồng Lâm", level="xã", valid_from=begun)
    assert kept.put([old, new]) == 2
    assert kept.at("000.00.22.h56", ended) == old
    assert kept.at("000.00.22.H56", begun) is None
    assert kept.found("dong lam", begun) == [new]
    assert kept.found("LÂM ubnd", ended) == [old]
    assert kept.found(" % _ ", begun) == []
    kept.put([replace(new, name="UBND phường Đồng Lâm", level="")])
    assert [each.name for each in kept.found("dong", begun)] == ["UBND phường Đồng Lâm"]
    other = Organisation(code="H56.23", name="Trường học")
    with pytest.raises(EntryRefused, match="mã cơ quan"):
        kept.put([other, replace(new, valid_from=date(2026, 1, 1))])
    assert kept.at("H56.23", begun) is None
