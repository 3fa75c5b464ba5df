"""Papers on their way through the register: numbers, acts, and what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.numbering import Scheme
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.rights import rights_of
from loudspeaker.plugins.documents.register.schema import APPEND_ONLY
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.register.writing import Brought
from tests.plugins.documents.bench import (
    CHECKER,
    CLERK,
    LEADER,
    NOW,
    OTHER,
    OUTSIDER,
    STAFF,
    Desk,
    a_file,
    arrived,
    drafted,
    open_desk,
)


def number_of(paper: Paper) -> int:
    assert paper.line is not None
    return paper.line.number


def test_arrivals_are_numbered_from_1_each_year(desk: Desk) -> None:
    assert [number_of(each) for each in desk.enter_many(3)] == [1, 2, 3]
    desk.now = datetime(2027, 1, 1, 0, 0, 1, tzinfo=STATION_ZONE)
    paper = desk.enter(number="4")
    assert paper.line is not None
    assert (paper.line.number, paper.line.year, paper.day) == (1, 2027, date(2027, 1, 1))
    assert paper.state is State.REGISTERED


def test_a_number_that_was_refused_is_given_to_the_next(desk: Desk) -> None:
    desk.enter()
    with pytest.raises(EntryRefused, match="số đến 1 ngày 1/12/2026"):
        desk.enter(issuer="ubnd Tỉnh", number="05")
    with pytest.raises(EntryRefused, match="ngày văn bản"):
        desk.enter(number="6", issued_on="2026-12-02")
    paper = desk.register.enter(arrived(), actor=CLERK, now=desk.now, duplicate_seen=True)
    assert number_of(paper) == 2
    assert len(desk.looking.alike(arrived())) == 2
    other = desk.enter(number="6")
    with pytest.raises(EntryRefused, match="đã có văn bản như vậy"):
        desk.register.edit(other.id, arrived(), actor=CLERK, now=desk.now)
    desk.register.edit(other.id, arrived(number="7"), actor=CLERK, now=desk.now)
    assert desk.database.row("SELECT count(*) AS n FROM paper")["n"] == 3


def test_a_paper_that_came_is_registered_later_by_the_clerk(desk: Desk) -> None:
    brought = Brought(message="H03,2026/11/30,5/QĐ-UBND", files=[a_file()], pages=["Trang một"])
    paper = desk.register.receive(arrived(), actor=CLERK, now=desk.now, brought=brought)
    assert (paper.state, paper.line) == (State.RECEIVED, None)
    with pytest.raises(EntryRefused, match="đã nhận rồi"):
        desk.register.receive(arrived(number="7"), actor=CLERK, now=desk.now, brought=brought)
    with pytest.raises(EntryRefused, match="văn thư"):
        desk.act(paper, "register", STAFF)
    desk.later(days=1)
    paper = desk.act(paper, "register", CLERK)
    assert (number_of(paper), paper.day) == (1, date(2026, 12, 2))
    assert desk.looking.by_message(brought.message, viewer=CLERK) == paper
    assert desk.looking.numbered(Book.IN, 2026, 1, viewer=CLERK) == paper
    assert [each.sha256 for each in desk.looking.files(paper.id)] == ["a" * 64]
    assert desk.looking.pages(paper.id) == [(1, "Trang một")]


def test_every_act_has_its_line_for_each_person(desk: Desk) -> None:
    paper = desk.assigned(STAFF.name, OTHER.name, due_on="2026-12-10")
    desk.act(paper, "start", STAFF)
    desk.act(paper, "progress", OTHER, note="Đã họp")
    done = desk.act(paper, "finish", STAFF, note="Đã có công văn trả lời")
    assert done.ended_on == date(2026, 12, 1)
    log = desk.looking.acts(paper.id)
    assert [(each.name, each.by, each.whom) for each in log] == [
        ("receive", "văn thư", ""), ("register", "văn thư", ""), ("present", "văn thư", ""),
        ("direct", "chủ tịch", ""), ("assign", "chủ tịch", "chuyên viên"),
        ("assign", "chủ tịch", "chuyên viên khác"), ("start", "chuyên viên", ""),
        ("progress", "chuyên viên khác", ""), ("finish", "chuyên viên", ""),
    ]  # fmt: skip
    assert (log[-1].before, log[-1].after) == ("in_progress", "done")
    assert log[3].note == "Giải quyết theo quy định"
    assert log[-1].to_values()["note"] == "Đã có công văn trả lời"
    assert desk.looking.changes() == log
    assert desk.looking.changes(log[-2].number) == log[-1:]
    again = desk.act(paper, "reopen", LEADER, note="Thiếu thôn 3")
    assert (again.ended_on, again.assigned) == (None, (STAFF.name, OTHER.name))
    with pytest.raises(EntryRefused, match="chưa có gì"):
        desk.act(paper, "assign", LEADER)
    with pytest.raises(EntryRefused, match="đã qua"):
        desk.act(paper, "assign", LEADER, whom=["ai"], due_on=date(2026, 11, 1))


def test_our_own_papers_are_numbered_when_they_are_signed(desk: Desk) -> None:
    first, letter = desk.numbered(), desk.numbered(type="công văn")
    assert (first.entry.number, first.entry.symbol) == ("01", "TB-UBND")
    assert (letter.entry.number, letter.entry.symbol) == ("02", "UBND-VX")
    assert first.entry.issued_on == date(2026, 12, 1)
    council = desk.numbered(type="NQ", organ="HĐND")
    law = desk.numbered(type="QĐ", law=True)
    assert (council.entry.number, law.entry.number) == ("01", "01")
    assert law.entry.symbol == "2026/QĐ-UBND"
    assert law.line is not None
    assert law.line.series == "UBND QĐ QPPL"
    for bad in (drafted(organ=""), drafted(type="công văn", unit=""), drafted(law=True)):
        with pytest.raises(EntryRefused):
            desk.register.draft(bad, actor=STAFF, now=desk.now)


def test_each_type_has_its_series_where_the_commune_has_it_so(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, scheme=Scheme.PER_TYPE)
    papers = [desk.numbered(type=kind) for kind in ("TB", "QĐ", "công văn", "TB")]
    assert [each.entry.number for each in papers] == ["01", "01", "01", "02"]
    desk.register = Register(desk.database, scheme=Scheme.ONE)
    assert desk.numbered(type="KH").entry.number == "01", "the year goes on as it began"
    desk.now = datetime(2027, 1, 4, 8, tzinfo=STATION_ZONE)
    assert [desk.numbered(type=kind).entry.number for kind in ("TB", "QĐ")] == ["01", "02"]
    desk.database.close()


def test_a_cancelled_line_keeps_its_number_and_says_why(desk: Desk) -> None:
    paper, _other = desk.numbered(), desk.numbered()
    with pytest.raises(EntryRefused, match="lý do"):
        desk.act(paper, "cancel", CLERK)
    cancelled = desk.act(paper, "cancel", CLERK, note="Ban hành nhầm")
    assert cancelled.line is not None
    assert (cancelled.line.number, cancelled.line.reason) == (1, "Ban hành nhầm")
    assert cancelled.line.to_values()["cancelled"] is True
    assert desk.numbered().entry.number == "03"
    for name in ("cancel", "seal"):
        with pytest.raises(EntryRefused, match="trạng thái"):
            desk.act(paper, name, CLERK, note="x")
    incoming = desk.enter()
    desk.act(incoming, "cancel", CLERK, note="Vào nhầm sổ")
    assert number_of(desk.enter()) == 2, "what was cancelled is no duplicate"


def test_nothing_is_back_dated_and_a_wrong_clock_can_be_put_right(desk: Desk) -> None:
    desk.enter()
    desk.later(days=400)
    wrong = desk.enter(number="6")
    desk.now = NOW + timedelta(hours=1)
    with pytest.raises(EntryRefused, match="đồng hồ"):
        desk.enter(number="7")
    desk.register.act(wrong.id, "cancel", actor=CLERK, now=NOW + timedelta(days=400),
                      asked=Asked(note="Đồng hồ sai"))  # fmt: skip
    assert number_of(desk.enter(number="7")) == 2


def test_numbers_go_on_behind_another_register_once(desk: Desk) -> None:
    desk.register.begin_series(Book.IN, 120, actor=CLERK, now=desk.now)
    desk.register.begin_series(Book.OUT, 7, actor=CLERK, now=desk.now, entry=drafted())
    assert number_of(desk.enter()) == 121
    assert desk.numbered().entry.number == "08"
    for after in (5, 0):
        with pytest.raises(EntryRefused, match="số cuối"):
            desk.register.begin_series(Book.IN, after, actor=CLERK, now=desk.now)


def test_nobody_changes_unseen_what_another_has_just_done(desk: Desk) -> None:
    paper = desk.enter()
    desk.act(paper, "present", CLERK)
    changes: tuple[Callable[[], object], ...] = (
        lambda: desk.register.edit(
            paper.id, arrived(note="x"), actor=CLERK, now=desk.now, seen=paper.change
        ),
        lambda: desk.register.act(
            paper.id, "direct", actor=LEADER, now=desk.now, seen=paper.change, asked=Asked(note="x")
        ),
    )
    for change in changes:
        with pytest.raises(EntryOutdated) as caught:
            change()
        assert (caught.value.by, caught.value.at) == ("văn thư", "2026-12-01T08:00:01.000+07:00")
    seen = desk.looking.known(paper.id, viewer=CLERK).change
    kept = desk.register.edit(
        paper.id, arrived(note="Bản giấy"), actor=CLERK, now=desk.now, seen=seen
    )
    assert kept.entry.note == "Bản giấy"
    same = desk.register.edit(paper.id, arrived(note="Bản giấy"), actor=CLERK, now=desk.now)
    assert same.change == kept.change
    assert desk.looking.acts(paper.id)[-1].detail == {"note": ["", "Bản giấy"]}


def test_versions_of_a_draft_are_all_kept(desk: Desk) -> None:
    paper = desk.register.draft(
        drafted(), actor=STAFF, now=desk.now, brought=Brought(files=[a_file("a")])
    )
    desk.register.add_version(
        paper.id, a_file("b"), actor=STAFF, now=desk.now, note="Sửa ngày", pages=["Ngày 5/12"]
    )
    with pytest.raises(EntryRefused, match="lãnh đạo"):
        desk.register.add_version(paper.id, a_file("c"), actor=OTHER, now=desk.now)
    versions = desk.looking.versions(paper.id)
    assert [(each.number, each.file.sha256[0], each.note) for each in versions] == [
        (1, "a", ""), (2, "b", "Sửa ngày"),
    ]  # fmt: skip
    desk.act(paper, "approve", LEADER)
    with pytest.raises(EntryRefused, match="không đổi được nữa"):
        desk.register.add_version(paper.id, a_file("c"), actor=STAFF, now=desk.now)
    desk.act(paper, "check", CHECKER)
    assert desk.act(paper, "return", LEADER, note="Sai ngày").state is State.DRAFT


def test_what_is_withdrawn_or_replaced_is_frozen_and_its_trace_stays(desk: Desk) -> None:
    withdrawn, replaced, new = desk.issued(), desk.issued(), desk.issued()
    desk.act(withdrawn, "withdraw", LEADER, note="Sai thẩm quyền")
    with pytest.raises(EntryRefused, match="đã phát hành"):
        desk.act(replaced, "replace", LEADER, successor=replaced.id)
    told = desk.act(replaced, "replace", LEADER, successor=new.id)
    assert told.successor == new.id
    for paper in (withdrawn, replaced):
        with pytest.raises(EntryRefused, match="không đổi được nữa"):
            desk.register.attach(paper.id, [a_file()], actor=CLERK, now=desk.now)
        with (
            pytest.raises(sqlite3.IntegrityError, match="frozen"),
            desk.database.transaction() as connection,
        ):
            connection.execute("UPDATE paper SET note = 'x' WHERE id = ?", [paper.id])
        assert desk.looking.paper(paper.id, viewer=CLERK, now=desk.now).entry == paper.entry
    assert desk.looking.acts(withdrawn.id)[-1].note == "Sai thẩm quyền"


def test_the_file_itself_refuses_what_must_never_be(desk: Desk) -> None:
    paper, second = desk.enter(), desk.enter(number="6")
    desk.looking.paper(paper.id, viewer=CLERK, now=desk.now)
    out = desk.issued()
    desk.register.add_version(desk.draft().id, a_file(), actor=STAFF, now=desk.now)
    desk.register.begin_series(Book.OUT, 3, actor=CLERK, now=desk.now, entry=drafted(organ="HĐND"))
    line = "INSERT INTO line (paper, book, year, series, number, day, at, by) VALUES "
    for query in (
        *(f"DELETE FROM {table}" for table in (*APPEND_ONLY[:-1], "paper", "line")),
        "UPDATE act SET note = 'x'",
        "UPDATE viewed SET by = 'x'",
        f"UPDATE line SET number = 9 WHERE paper = {second.id}",
        f"UPDATE line SET day = '2026-11-01' WHERE paper = {second.id}",
        f"UPDATE paper SET number = '9' WHERE id = {out.id}",
        f"{line} ({out.id + 1}, 'in', 2026, '', 4, '2026-12-01', 'x', 'x')",
        f"{line} ({out.id + 1}, 'in', 2026, '', 2, '2026-12-01', 'x', 'x')",
        f"{line} ({out.id + 1}, 'in', 2026, '', 3, '2026-11-30', 'x', 'x')",
        f"{line} ({out.id + 1}, 'in', 2026, '', 3, '2027-01-01', 'x', 'x')",
    ):
        with (
            pytest.raises(sqlite3.IntegrityError),
            desk.database.transaction() as connection,
        ):
            connection.execute(query)


def test_some_papers_are_seen_only_by_those_who_are_named(desk: Desk) -> None:
    paper = desk.assigned(STAFF.name)
    rights = rights_of(["leader"], ["kế toán"])
    kept = desk.register.restrict(paper.id, rights, actor=CLERK, now=desk.now)
    assert kept.restricted
    for actor in (CLERK, LEADER, STAFF):
        assert desk.looking.known(paper.id, viewer=actor) == kept
    for actor in (OTHER, CHECKER, OUTSIDER):
        with pytest.raises(NotFound):
            desk.looking.paper(paper.id, viewer=actor, now=desk.now)
        with pytest.raises(NotFound):
            desk.register.attach(paper.id, [a_file()], actor=actor, now=desk.now)
    assert desk.looking.rights(paper.id).persons == {"kế toán", "văn thư"}
    with pytest.raises(EntryRefused, match="công khai"):
        desk.register.publish(paper.id, shown=True, actor=CLERK, now=desk.now)
    desk.register.restrict(paper.id, rights_of([], []), actor=LEADER, now=desk.now)
    assert not desk.looking.known(paper.id, viewer=OTHER).restricted
    with pytest.raises(EntryRefused, match="quyền xem"):
        rights_of(["chief"], [])


def test_every_look_is_written_down(desk: Desk) -> None:
    paper = desk.enter()
    for actor in (STAFF, LEADER):
        desk.later(seconds=1)
        desk.looking.paper(paper.id, viewer=actor, now=desk.now)
    assert [each.by for each in desk.looking.views(paper.id)] == ["chủ tịch", "chuyên viên"]
    with pytest.raises(NotFound):
        desk.looking.paper(paper.id, viewer=OUTSIDER, now=desk.now)
    assert len(desk.looking.views(paper.id)) == 2


def test_what_everybody_may_see_comes_with_every_change_until_it_is_frozen(desk: Desk) -> None:
    paper, other = desk.issued(), desk.issued()
    desk.issued()
    for each in (paper, other):
        desk.register.publish(each.id, shown=True, actor=LEADER, now=desk.now)
    first = desk.looking.published()
    assert [(each.paper.id, each.shown) for each in first] == [(paper.id, True), (other.id, True)]
    mark = first[-1].paper.change
    assert desk.looking.published(mark) == ()
    with pytest.raises(EntryRefused, match="đang công khai"):
        desk.register.restrict(paper.id, rights_of(["clerk"], []), actor=CLERK, now=desk.now)
    desk.act(paper, "withdraw", LEADER, note="Sai")
    desk.register.publish(other.id, shown=False, actor=CLERK, now=desk.now)
    gone = desk.looking.published(mark)
    assert [(each.paper.id, each.shown) for each in gone] == [(paper.id, False), (other.id, False)]


def test_files_come_and_go_while_nothing_has_become_of_the_paper(desk: Desk) -> None:
    paper = desk.register.receive(arrived(), actor=CLERK, now=desk.now)
    desk.register.attach(
        paper.id, [a_file("a"), a_file("b", purpose="annex", name="C:\\x\\Phụ lục.docx")],
        actor=CLERK, now=desk.now,
    )  # fmt: skip
    first, second = desk.looking.files(paper.id)
    assert (second.name, second.purpose) == ("Phụ lục.docx", "annex")
    assert second.to_values()["by"] == "văn thư"
    desk.register.detach(paper.id, first.number, actor=CLERK, now=desk.now)
    assert desk.looking.files(paper.id) == [second]
    with pytest.raises(NotFound):
        desk.register.detach(paper.id, first.number, actor=CLERK, now=desk.now)
    assert desk.looking.with_file("b" * 64, viewer=CLERK) == [
        desk.looking.known(paper.id, viewer=CLERK)
    ]
    assert desk.looking.with_file("a" * 64, viewer=CLERK) == []
    for bad in ({"name": "../.."}, {"name": ""}, {"sha256": "A" * 64}, {"size": 0},
                {"size": True}, {"kind": "pdf"}, {"purpose": "x"},
                {"size": 101 << 20}):  # fmt: skip
        with pytest.raises(EntryRefused, match="tệp đính kèm"):
            a_file(**bad)


def test_who_has_to_keep_a_deadline_does_not_set_it(desk: Desk) -> None:
    paper = desk.assigned()
    for name in ("start", "progress", "finish"):
        with pytest.raises(EntryRefused, match="hạn giải quyết"):
            desk.act(paper, name, STAFF, note="xong", due_on=date(2027, 12, 31))
        desk.act(paper, name, STAFF, note="xong")
    paper = desk.act(paper, "reopen", LEADER, note="chưa đủ", due_on=date(2026, 12, 9))
    assert paper.entry.due_on == date(2026, 12, 9)
    other = desk.enter(number="6")
    desk.act(other, "present", CLERK)
    with pytest.raises(EntryRefused, match="hạn giải quyết"):
        desk.act(other, "take_note", LEADER, due_on=date(2027, 12, 31))


def test_of_a_restricted_paper_nobody_is_told_what_it_is_about_by_one_like_it(desk: Desk) -> None:
    paper = desk.enter(subject="Chuyện riêng của một người")
    named = rights_of([], [LEADER.name])
    desk.register.restrict(paper.id, named, actor=LEADER, now=desk.now)
    with pytest.raises(EntryRefused, match="hạn chế người xem") as refused:
        desk.enter()
    assert "Chuyện riêng" not in str(refused.value)


def test_a_register_has_no_gap_where_a_paper_may_not_be_seen(desk: Desk) -> None:
    papers = desk.enter_many(3)
    desk.act(papers[1], "cancel", CLERK, note="vì chuyện của một người")
    named = rights_of([], [LEADER.name])
    desk.register.restrict(papers[1].id, named, actor=LEADER, now=desk.now)
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    for viewer, hidden in ((CLERK, True), (LEADER, False)):
        lines = list(desk.looking.book(Book.IN, viewer=viewer, since=since, until=until))
        assert [number_of(each) for each in lines] == [1, 2, 3]
        told = repr(lines[1])
        assert ("tiêm phòng" not in told, "một người" not in told) == (hidden, hidden)
        assert "tiêm phòng" in repr(lines[2])


def test_one_body_has_one_series_however_it_is_written(desk: Desk) -> None:
    codes = [desk.numbered(organ=organ).entry for organ in ("UBND", "Ubnd", "HĐND")]
    assert [each.number for each in codes] == ["01", "02", "01"]
