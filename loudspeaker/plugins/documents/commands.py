"""``loudspeaker documents``: what the desk does with papers, typed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Commands
from loudspeaker.plugins.documents.commands_changing import add_changing, pairs_of
from loudspeaker.plugins.documents.commands_filing import add_filing
from loudspeaker.plugins.documents.commands_sending import add_sending
from loudspeaker.plugins.documents.papers.entry import VIETNAMESE
from loudspeaker.plugins.documents.told import day, due, line, logged, side_by_side

ALIKE: Final = "số, ký hiệu, cơ quan ban hành"
"""Where a paper that seems to be there already is refused."""
_NEEDS: Final = {
    "reason": "--note LÝ DO", "opinion": "--note Ý KIẾN", "result": "--note KẾT QUẢ",
    "whom": "--whom TÊN", "successor": "--successor SỐ",
}  # fmt: skip
_DAYS: Final = ("issued_on", "due_on")
_LABELS: Final = {
    "type": "Loại", "number": "Số", "symbol": "Ký hiệu", "issued_on": "Ngày văn bản",
    "issuer": "Cơ quan ban hành", "subject": "Trích yếu", "signer": "Người ký",
    "signer_post": "Chức vụ", "recipients": "Nơi nhận", "urgency": "Độ khẩn",
    "due_on": "Hạn giải quyết",
}  # fmt: skip
Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của văn bản trong kho.")]
Note = Annotated[str, typer.Option("--note", metavar="Ý KIẾN", help="Ý kiến, kết quả, lý do.")]


def add_to(app: Commands) -> None:
    """Add the commands."""
    cases = _Typed(app)
    for name, function, does, example in (
        ("add", cases.add_files, "Nhận tệp văn bản đến: đọc, đề xuất, vào sổ.",
         "add quyet-dinh.pdf"),
        ("list", cases.list_papers, "Tìm văn bản.", 'list "tiêm phòng" --book in'),
        ("show", cases.show, "Một văn bản với tệp và nhật ký.", "show 12"),
        ("act", cases.act, "Trình, chỉ đạo, giao, giải quyết, ký, cấp số, phát hành …",
         'act 12 assign --whom soan'),
        ("due", cases.due, "Văn bản đến hạn, quá hạn.", "due --days 7"),
        ("file", cases.save_file, "Lấy một tệp của văn bản.", "file 12 1 --out van-ban.pdf"),
        ("book", cases.save_book, "In sổ và báo cáo của một năm.",
         "book incoming --out so-den.pdf"),
        ("announce", cases.announce, "Soạn thông báo phát loa từ văn bản.",
         "announce 12 --submit"),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker documents {example}")
    add_changing(app)
    add_filing(app)
    add_sending(app)


class _Typed:
    """Each asks for actions and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    def add_files(
        self,
        files: Annotated[list[Path], typer.Argument(metavar="TỆP", help="Tệp PDF, DOCX hoặc TXT.")],
        *,
        set_field: Annotated[
            list[str] | None,
            typer.Option("--set", metavar="MỤC=GIÁ TRỊ", help="Sửa đề xuất, như subject=…"),
        ] = None,
        enter: Annotated[
            bool, typer.Option("--enter", metavar="", help="Vào sổ ngay với đề xuất này.")
        ] = False,
        other: Annotated[
            bool, typer.Option("--other", metavar="", help="Là văn bản khác, dù có vẻ trùng.")
        ] = False,
    ) -> None:
        """Bring files, and enter each where that is asked."""
        answers: list[dict[str, Any]] = []
        try:
            answers.extend(
                self._added(each, set_field or [], enter=enter, other=other) for each in files
            )
        finally:  # what was done is told, also where a later file is refused
            if answers:
                self._app.show(answers, self._print_all_added)

    def _print_all_added(self, told: list[dict[str, Any]]) -> None:
        for each in told:
            self._print_added(each)

    def _added(self, file: Path, fields: list[str], *, enter: bool, other: bool) -> dict[str, Any]:
        taken = self._app.ask("documents.take", file=file)
        entry = {**taken["entry"], **pairs_of(fields)}
        if not enter:
            return {**taken, "entry": entry}
        hashes = [taken["file"]["sha256"]]
        asked: dict[str, Any] = {"duplicate_seen": True} if other else {}
        try:
            paper = self._app.ask("documents.enter", entry=entry, files=hashes, **asked)
        except EntryRefused as error:
            if error.where != ALIKE:
                raise
            problem = f"{error.problem} (thêm --other)"
            raise EntryRefused(where=error.where, problem=problem) from error
        return {**taken, "entry": entry, "paper": paper}

    def _print_added(self, told: dict[str, Any]) -> None:
        self._app.say(f"{told['file']['name']}:")
        self._print_entry(told["entry"])
        for notice in told["notices"]:
            self._app.say(f"  Lưu ý: {notice['says']}")
        for alike in told["alike"]:
            self._app.say(f"  Có vẻ đã có: {alike}")
        if paper := told.get("paper"):
            number, year = paper["line"]["number"], paper["line"]["year"]
            self._app.say(f"  Đã vào sổ: số đến {number} năm {year} (văn bản {paper['id']}).")
        else:
            self._app.say("  Chưa vào sổ. Đúng rồi thì thêm --enter, chưa đúng thì --set MỤC=…")

    def _print_entry(self, entry: dict[str, Any]) -> None:
        for name, label in _LABELS.items():
            if value := entry.get(name):
                self._app.say(f"  {label}: {day(value) if name in _DAYS else value}")

    def list_papers(
        self,
        words: Annotated[str, typer.Argument(metavar="CHỮ", help="Chữ cần tìm.")] = "",
        *,
        book: Annotated[str | None, typer.Option("--book", metavar="in|out",
                                                 help="Sổ đến (in) hay đi (out).")] = None,
        year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Năm.")] = None,
        state: Annotated[str | None, typer.Option("--state", metavar="TRẠNG THÁI",
                                                  help="Như received, assigned.")] = None,
        assigned: Annotated[str | None, typer.Option("--assigned", metavar="TÊN",
                                                     help="Giao cho ai.")] = None,
        overdue: Annotated[bool, typer.Option("--overdue", metavar="",
                                               help="Chỉ quá hạn.")] = False,
    ) -> None:  # fmt: skip
        """Print papers, the newest first."""
        asked = {"book": book, "year": year, "state": state, "assigned": assigned}
        given: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        if overdue:
            given["overdue"] = True
        answer = self._app.ask("documents.list", words=words, **given)
        self._app.show(answer, lambda told: self._print_papers(told["papers"]))

    def _print_papers(self, papers: list[dict[str, Any]]) -> None:
        if not papers:
            self._app.say("Không có văn bản nào.")
            return
        rows = [
            (str(each["id"]), line(each), each["type"], each["subject"][:70],
             each["state_label"], due(each))
            for each in papers
        ]  # fmt: skip
        columns = ("Văn bản", "Số sổ", "Loại", "Trích yếu", "Trạng thái", "Hạn")
        self._app.table(columns, rows)

    def show(self, paper: Number) -> None:
        """Print a paper."""
        self._app.show(self._app.ask("documents.show", paper=paper), self._print_paper)

    def _print_paper(self, paper: dict[str, Any]) -> None:
        say = self._app.say
        say(f"{paper['book_label']} {paper['id']}, {line(paper)}")
        self._print_entry(paper | {"urgency": paper["urgency"] and paper["urgency_label"]})
        if paper["language"] != VIETNAMESE:
            say(f"  Ngôn ngữ: {paper['language']}")
        say(f"  Trạng thái: {paper['state_label']}; {paper['due']['label'].lower()}")
        say(f"  Chữ ký số: {paper['signature']['sentence']}")
        for each in paper["signature"]["lines"]:
            say(f"  - {each}")
        if paper["stamp"] and paper["stamp"]["mark"]:
            say(f"  {paper['stamp']['mark'].capitalize()}.")
        for file in paper["files"]:
            say(f"  Tệp {file['number']}: {file['name']} ({-(-file['size'] // 1000)} KB)")
        for each in paper["announcements"]:
            say(f"  Thông báo {each['announcement']}: {each['state']}")
        for each in paper["log"]:
            say(f"  {logged(each)}")
        for act in paper["acts"]:
            needed = f" {_NEEDS[act['needs']]}" if act["needs"] else ""
            if act["signs"]:
                seal = " --seal" if act["name"] == "seal" else ""
                say(f"  {act['label']}: loudspeaker documents sign {paper['id']}{seal}")
                continue
            say(f"  {act['label']}: loudspeaker documents act {paper['id']} {act['name']}{needed}")
        if offered := paper["offered"]:
            say(f"  Nên: loudspeaker documents act {paper['id']} {offered['act']} --note LÝ DO")

    def act(
        self,
        paper: Number,
        name: Annotated[str, typer.Argument(metavar="VIỆC", help="Tên việc, như present.")],
        *,
        note: Note = "",
        whom: Annotated[list[str] | None, typer.Option("--whom", metavar="TÊN",
                                                       help="Giao cho ai; nhiều lần được.")] = None,
        due: Annotated[str, typer.Option("--due", metavar="NGÀY", help="Hạn, như 5/12/2026.")] = "",
        successor: Annotated[int | None, typer.Option("--successor", metavar="SỐ",
                                                      help="Văn bản thay thế.")] = None,
    ) -> None:  # fmt: skip
        """Do an act on a paper."""
        asked: dict[str, Any] = {"note": note} if note else {}
        if whom:
            asked["whom"] = whom
        if due:
            asked["due_on"] = due
        if successor is not None:
            asked["successor"] = successor
        answer = self._app.ask("documents.act", paper=paper, act=name, **asked)
        self._app.show(answer, lambda told: self._print_papers([told]))

    def due(
        self,
        days: Annotated[int, typer.Option("--days", metavar="NGÀY", help="Trong mấy ngày.")] = 7,
    ) -> None:
        """Print what is overdue and what is due soon."""
        self._app.show(self._app.ask("documents.due", days=days), self._print_papers)

    def save_file(
        self,
        paper: Number,
        file: Annotated[int, typer.Argument(metavar="TỆP", help="Số của tệp (xem show).")],
        *,
        out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Ghi vào đâu.")],
    ) -> None:
        """Write a file of a paper."""
        self._saved(self._app.ask("documents.file", paper=paper, file=file), out)

    def save_book(
        self,
        report: Annotated[str, typer.Argument(metavar="SỔ", help="incoming, outgoing, files …")],
        *,
        out: Annotated[Path, typer.Option("--out", metavar="TỆP", help="Tệp .pdf hoặc .xlsx.")],
        year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Năm.")] = None,
        file: Annotated[int | None, typer.Option("--file", metavar="HỒ SƠ",
                                                 help="Hồ sơ, cho papers_of_file.")] = None,
    ) -> None:  # fmt: skip
        """Write a register or report."""
        asked = {"year": year, "file": file}
        given = {name: value for name, value in asked.items() if value is not None}
        form = "xlsx" if out.suffix.lower() == ".xlsx" else "pdf"
        self._saved(self._app.ask("documents.book", report=report, form=form, **given), out)

    def _saved(self, answer: dict[str, Any], out: Path) -> None:
        path = self._app.save(answer, out)
        self._app.show({"path": str(path)}, lambda told: self._app.say(f"Đã ghi {told['path']}"))

    def announce(
        self,
        paper: Number,
        *,
        submit: Annotated[
            bool, typer.Option("--submit", metavar="", help="Trình duyệt bản thảo này.")
        ] = False,
        seconds: Annotated[
            int | None, typer.Option("--seconds", metavar="GIÂY", help="Dài nhất bao nhiêu giây.")
        ] = None,
        at: Annotated[str, typer.Option("--at", metavar="GIỜ", help="Giờ phát, như 17h.")] = "",
        unverified: Annotated[
            bool,
            typer.Option("--unverified", metavar="", help="Đã xem: chữ ký số chưa xác minh được."),
        ] = False,
    ) -> None:
        """Show the draft beside its source; submit it where that is asked."""
        asked: dict[str, Any] = {} if seconds is None else {"seconds": seconds}
        if not submit:
            draft = self._app.ask("documents.draft_announcement", paper=paper, **asked)
            self._app.show(draft, self._print_draft)
            return
        asked |= {"at": at} if at else {}
        asked |= {"unverified_seen": True} if unverified else {}
        answer = self._app.ask("documents.announce", paper=paper, **asked)
        self._app.show(answer, self._print_announced)

    def _print_draft(self, draft: dict[str, Any]) -> None:
        say = self._app.say
        say(draft["signature"]["sentence"])
        for each in draft["announcements"]:
            say(f"Đã có thông báo {each['announcement']} từ văn bản này: {each['state']}.")
        say(f"Tên ngắn: {draft['title']}")
        for row in draft["rows"]:
            for each in side_by_side(row):
                say(each)
        for note in draft["notes"]:
            say(f"Lưu ý: {note}")
        say(f"Dài khoảng {draft['duration_s']:.0f} giây. Được rồi thì thêm --submit.")

    def _print_announced(self, told: dict[str, Any]) -> None:
        self._app.say(f"Đã trình duyệt thông báo {told['announcement']}: {told['title']}")
