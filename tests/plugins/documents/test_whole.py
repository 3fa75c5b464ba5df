"""A paper's way through a whole station: taken, entered, assigned, announced, heard, finished."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from openpyxl import load_workbook

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound, RoleMissing
from loudspeaker.plugins.documents.cases.telling import is_announceable
from loudspeaker.plugins.documents.intake import JOBS
from loudspeaker.plugins.documents.reading.proposal import propose
from loudspeaker.plugins.documents.reading.values import Page
from tests.plugins.documents.bench import CLERK, Desk
from tests.plugins.documents.house import House

NOTICE = """\
ỦY BAN NHÂN DÂN TỈNH\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ\tĐộc lập - Tự do - Hạnh phúc
Số: 15/TB-SYT\tThôn Một, ngày 23 tháng 11 năm 2026
THÔNG BÁO
Về việc tiêm vắc xin phòng sởi cho trẻ em

Trạm Y tế xã tổ chức tiêm vắc xin phòng sởi cho trẻ từ 9 tháng đến 5 tuổi.
Thời gian: từ 7 giờ 30 phút ngày 05 tháng 12 năm 2026.
Địa điểm: Trạm Y tế xã.
Đề nghị các gia đình đưa trẻ đến tiêm đúng giờ.

Nơi nhận:\tGIÁM ĐỐC
- UBND các xã;\tNguyễn Văn A
- Lưu: VT.
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "thông báo.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_what_a_file_says_of_itself_is_proposed_and_waits_until_it_is_entered(
    house: House, notice: Path
) -> None:
    taken = house.take(notice)
    entry = taken["entry"]
    assert (entry["number"], entry["symbol"], entry["type"]) == ("15", "TB-SYT", "Thông báo")
    assert entry["issued_on"] == "2026-11-23"
    assert "tiêm vắc xin phòng sởi" in entry["subject"]
    (waiting,) = house.ask("waiting")
    assert waiting["name"] == "thông báo.txt"
    paper = house.ask("enter", entry=entry, files=[taken["file"]["sha256"]])
    assert (paper["line"]["number"], paper["line"]["year"]) == (1, 2026)
    assert house.ask("waiting") == []
    shown = house.ask("show", "duyet", paper=paper["id"])
    assert [file["name"] for file in shown["files"]] == ["thông báo.txt"]
    assert shown["log"][-1]["by"] == "soan (simulated identity)"


def test_the_same_paper_again_is_told_and_refused_unless_it_is_another(
    house: House, notice: Path
) -> None:
    house.entered(notice)
    again = house.take(notice)
    assert again["alike"]
    files = [again["file"]["sha256"]]
    with pytest.raises(EntryRefused):
        house.ask("enter", entry=again["entry"], files=files)
    other = house.ask("enter", entry=again["entry"], files=files, duplicate_seen=True)
    assert other["line"]["number"] == 2


def test_a_paper_goes_its_way_and_is_found(house: House, notice: Path) -> None:
    paper = house.entered(notice, due_on="2026-12-04")
    house.act(paper, "present", "soan")
    with pytest.raises(EntryRefused):
        house.act(paper, "direct", "soan", note="Tự chỉ đạo")
    house.act(paper, "direct", "duyet", note="Thông báo cho nhân dân")
    house.act(paper, "assign", "duyet", whom=["soan"])
    assert [each["id"] for each in house.ask("due")] == [paper["id"]]
    seen = house.act(paper, "start", "soan")["change"]
    house.act(paper, "progress", "soan", note="đã liên hệ trạm y tế")
    with pytest.raises(EntryOutdated):
        house.act(paper, "finish", "soan", note="xong", seen=seen)
    assert house.act(paper, "finish", "soan", note="đã thông báo")["state"] == "done"
    assert house.ask("due") == []
    for words in ("phong soi", "PHÒNG SỞI", "đúng giờ"):
        (found,) = house.ask("list", words=words)["papers"]
        assert found["id"] == paper["id"]
    assert house.ask("list", words="bão lụt")["papers"] == []


def test_from_a_paper_to_the_air_and_back_into_its_log(house: House, notice: Path) -> None:
    paper = house.entered(notice)
    draft = house.ask("draft_announcement", paper=paper["id"])
    assert draft["signature"]["verdict"] == "unsigned"
    for kept in ("7 giờ 30 phút ngày 05 tháng 12 năm 2026", "Trạm Y tế xã"):
        assert kept in draft["text"]
    sources = [row for row in draft["rows"] if row["draft"] and row["source"]]
    assert sources
    assert all(row["page"] == 1 for row in sources)
    told = house.ask("announce", paper=paper["id"], key="một lần")
    bench = house.bench
    bench.approve(told["announcement"])
    bench.advance(120)
    bench.parts.plugin_events.offer()
    shown = house.ask("show", paper=paper["id"])
    (link,) = shown["announcements"]
    assert (link["announcement"], link["state"]) == (told["announcement"], "đã phát")
    names = [line["name"] for line in shown["log"]]
    assert names.index("announce") < names.index("announcement_approved")
    assert "announcement_aired" in names


def test_an_approver_does_not_write_announcements_and_a_viewer_sees_no_papers(
    house: House, notice: Path
) -> None:
    paper = house.entered(notice)
    with pytest.raises(RoleMissing):
        house.ask("announce", "duyet", paper=paper["id"])
    with pytest.raises(RoleMissing):
        house.ask("show", "xem", paper=paper["id"])
    with pytest.raises(NotFound):
        house.ask("show", paper=99)


def test_a_secret_paper_is_refused_and_nothing_of_it_is_kept(house: House, tmp_path: Path) -> None:
    path = tmp_path / "mat.txt"
    path.write_text(NOTICE.replace("Số: 15", "MẬT\nSố: 15"), encoding="utf-8")
    with pytest.raises(EntryRefused):
        house.take(path)
    assert house.ask("waiting") == []
    folder = house.bench.home.plugins / "documents"
    assert [each for each in folder.rglob("*") if each.suffix == ".txt"] == []


def test_a_file_that_cannot_be_read_is_kept_and_said_so(house: House, tmp_path: Path) -> None:
    path = tmp_path / "hỏng.pdf"
    path.write_bytes(b"%PDF-1.7 \x00 not one")
    taken = house.take(path)
    assert taken["notices"]
    entry = {"type": "QĐ", "number": "7", "symbol": "QĐ-UBND", "issuer": "UBND tỉnh",
             "subject": "Về việc khác", "issued_on": "2026-11-30"}  # fmt: skip
    paper = house.ask("enter", entry=entry, files=[taken["file"]["sha256"]])
    answer = house.ask("file", paper=paper["id"], file=1)
    assert answer["handed_out"]["name"] == "hỏng.pdf"


def test_registers_are_handed_out_as_sheets_and_workbooks(house: House, notice: Path) -> None:
    house.entered(notice)
    for form in ("pdf", "xlsx"):
        for report in ("incoming", "incoming_progress", "outgoing", "outgoing_progress", "files"):
            answer = house.ask("book", report=report, form=form)
            assert answer["handed_out"]["name"].endswith(f".{form}")
    with pytest.raises(EntryRefused):
        house.ask("book", report="papers_of_file")
    with pytest.raises(EntryRefused):
        house.ask("book", report="none")


def test_letters_of_a_scan_are_looked_for_while_nobody_waits(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first look takes no time for pictures; what is found later reaches the paper."""
    page = {"number": 1, "text": "Phòng chống rét cho trâu bò."}

    def read(arguments: dict[str, Any]) -> dict[str, Any]:
        found = arguments["ocr_s"] > 0
        return {
            "kind": "pdf", "pages": [page] if found else [], "needs_ocr": not found,
            "notices": [], "proposal": propose(()).to_values(),
        }  # fmt: skip

    monkeypatch.setattr("tests.plugins.documents.house.JOBS", {**JOBS, "read_paper": read})
    path = tmp_path / "quét.pdf"
    path.write_bytes(b"%PDF-1.7 scan")
    taken = house.take(path)
    assert taken["pages"] == 0
    entry = {"type": "QĐ", "number": "7", "symbol": "QĐ-UBND", "issuer": "UBND tỉnh",
             "subject": "Về việc khác", "issued_on": "2026-11-30"}  # fmt: skip
    paper = house.ask("enter", entry=entry, files=[taken["file"]["sha256"]])
    for _ in range(200):
        if house.ask("show", paper=paper["id"])["pages_with_text"]:
            break
        Event().wait(0.02)
    (found,) = house.ask("list", words="trau bo")["papers"]
    assert found["id"] == paper["id"]


def test_a_paper_that_few_may_see_is_not_told_to_everybody(house: House, notice: Path) -> None:
    paper = house.entered(notice)
    house.ask("restrict", "duyet", paper=paper["id"], persons=["soan"])
    assert not house.ask("show", paper=paper["id"])["announceable"]
    with pytest.raises(EntryRefused, match="không phát loa"):
        house.ask("announce", paper=paper["id"])
    again = house.take(notice)
    assert "vắc xin" not in " ".join(again["alike"])


def test_what_is_attached_later_never_stands_for_the_paper_itself(
    house: House, notice: Path, tmp_path: Path
) -> None:
    """Its signatures would be taken for the paper's."""
    paper = house.entered(notice)
    other = tmp_path / "khác.pdf"
    other.write_bytes(b"%PDF-1.7 another paper, well signed")
    files = [house.take(other)["file"]["sha256"]]
    house.ask("attach", paper=paper["id"], files=files)
    shown = house.ask("show", paper=paper["id"])
    assert [each["purpose"] for each in shown["files"]] == ["main", "annex"]
    assert shown["signature"]["verdict"] == "unsigned"


def test_a_scan_that_turns_out_to_be_secret_is_not_entered(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = Page(number=1, text=NOTICE.replace("Số: 15", "MẬT\nSố: 15"))

    def read(arguments: dict[str, Any]) -> dict[str, Any]:
        pages = (page,) if arguments["ocr_s"] > 0 else ()
        return {
            "kind": "pdf", "pages": [{"number": 1, "text": each.text} for each in pages],
            "needs_ocr": not pages, "notices": [], "proposal": propose(pages).to_values(),
        }  # fmt: skip

    monkeypatch.setattr("tests.plugins.documents.house.JOBS", {**JOBS, "read_paper": read})
    path = tmp_path / "quét.pdf"
    path.write_bytes(b"%PDF-1.7 scan")
    sha256 = house.take(path)["file"]["sha256"]
    for _ in range(200):
        if house.ask("taken", file=sha256)["entry"]:
            break
        Event().wait(0.02)
    entry = {"type": "QĐ", "number": "7", "symbol": "QĐ-UBND", "issuer": "UBND tỉnh",
             "subject": "Về việc khác", "issued_on": "2026-11-30"}  # fmt: skip
    with pytest.raises(EntryRefused, match="văn bản mật"):
        house.ask("enter", entry=entry, files=[sha256])
    assert house.ask("taken", file=sha256)["begins"] == ""


def test_a_year_that_no_register_is_of_is_refused(house: House) -> None:
    for year in (3, 99_999):
        with pytest.raises(EntryRefused, match="năm"):
            house.ask("book", report="incoming", year=year)


def test_the_progress_of_outgoing_papers_tells_of_those_without_a_number(house: House) -> None:
    house.ask("draft", entry={"type": "Thông báo", "subject": "Lịch trực Tết", "unit": "VP"})
    for report, told in (("outgoing_progress", True), ("outgoing", False)):
        answer = house.ask("book", report=report, form="xlsx")
        path = house.bench.home.handed_out / answer["handed_out"]["handle"]
        sheet = load_workbook(BytesIO(path.read_bytes())).worksheets[0]
        cells = [str(cell) for row in sheet.values for cell in row]
        assert any("Lịch trực Tết" in cell for cell in cells) is told


def test_the_first_year_goes_on_behind_the_numbers_of_the_old_register(
    house: House, notice: Path
) -> None:
    with pytest.raises(EntryRefused, match="văn thư"):
        house.ask("begin_series", "duyet", book="in", after=3019)
    with pytest.raises(EntryRefused, match="sổ"):
        house.ask("begin_series", book="?", after=3019)
    house.ask("begin_series", book="in", after=3019)
    house.ask("begin_series", book="out", after=386)
    assert house.entered(notice)["line"]["number"] == 3020
    with pytest.raises(EntryRefused, match="đã có số"):
        house.ask("begin_series", book="in", after=4000)
    draft = house.ask("draft", "duyet", entry={"type": "Thông báo", "subject": "Lịch trực Tết"})
    assert draft["line"] is None


def test_a_paper_of_our_own_is_announced_when_it_is_issued(desk: Desk) -> None:
    assert not is_announceable(desk.numbered())
    paper = desk.issued()
    assert is_announceable(paper)
    assert not is_announceable(desk.act(paper, "withdraw", CLERK, note="sai"))


def test_a_paper_is_made_like_another_one_when_that_was_seen(house: House, notice: Path) -> None:
    first = house.entered(notice)
    other = house.entered(notice, number="16")
    entry = {name: first[name] for name in ("type", "number", "symbol", "issuer", "issued_on")}
    entry["subject"] = "Về việc khác"
    with pytest.raises(EntryRefused, match="đã có văn bản như vậy"):
        house.ask("edit", paper=other["id"], entry=entry)
    told = house.ask("edit", paper=other["id"], entry=entry, duplicate_seen=True)
    assert told["number"] == first["number"]


def test_one_announcement_is_logged_once(house: House, notice: Path) -> None:
    paper = house.entered(notice)
    first, again = (house.ask("announce", paper=paper["id"], key="một lần") for _ in range(2))
    assert first["announcement"] == again["announcement"]
    names = [line["name"] for line in house.ask("show", paper=paper["id"])["log"]]
    assert names.count("announce") == 1


def test_a_file_that_waits_is_thrown_away_by_the_clerk_or_who_brought_it(
    house: House, notice: Path
) -> None:
    brought = house.take(notice)["file"]["sha256"]
    with pytest.raises(EntryRefused, match="văn thư"):
        house.ask("drop", "duyet", file=brought)
    assert house.ask("waiting")
    house.ask("drop", file=brought)
    house.ask("drop", "duyet", file=house.take(notice, "duyet")["file"]["sha256"])
    assert house.ask("waiting") == []
