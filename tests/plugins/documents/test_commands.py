"""``loudspeaker documents``: what is typed, over a whole station."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, NotFound, UsageRefused
from loudspeaker.plugins.documents.commands import add_to
from loudspeaker.plugins.documents.signing.authority import make_authority
from tests.plugins.documents.house import House
from tests.plugins.documents.offices import exchanging, notice_pdf, signed
from tests.plugins.documents.offices import notice as notice_of
from tests.plugins.documents.test_whole import NOTICE
from tests.station.bench import NOON


class Typed:
    """Commands as the program gives them, with a station in this thread; what was said is kept."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.commands: dict[str, Callable[..., Any]] = {}
        self.person = "soan"
        self.lines: list[str] = []
        add_to(self)

    def add(self, name: str, function: Callable[..., Any], *, does: str, example: str) -> None:
        assert does.endswith((".", "…"))
        assert example.startswith(f"loudspeaker documents {name}")
        self.commands[name] = function

    def ask(self, action: str, **arguments: Any) -> Any:
        given = {
            name: self.house.deposit(value) if isinstance(value, Path) else value
            for name, value in arguments.items()
        }
        return self.house.bench.ask(action, self.person, **given)

    def save(self, answer: Mapping[str, Any], target: Path) -> Path:
        handle = answer["handed_out"]["handle"]
        target.write_bytes((self.house.bench.home.handed_out / handle).read_bytes())
        return target

    def show(self, document: Any, as_text: Callable[[Any], None]) -> None:
        as_text(document)

    def say(self, line: str) -> None:
        self.lines.append(line.strip())

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        self.lines += [" | ".join(row) for row in (columns, *rows)]

    def run(self, name: str, *given: Any, person: str = "soan", **options: Any) -> str:
        """Return what a command says."""
        self.lines, self.person = [], person
        self.commands[name](*given, **options)
        return "\n".join(self.lines)


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    made = Typed(House(tmp_path))
    yield made
    made.house.close()


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "thông báo.txt"
    path.write_text(NOTICE, encoding="utf-8")
    return path


def test_a_paper_from_its_file_to_the_air(typed: Typed, notice: Path, tmp_path: Path) -> None:
    assert "Chưa vào sổ" in typed.run("add", [notice])
    added = typed.run("add", [notice], set_field=["subject=Tiêm sởi"], enter=True)
    assert "Ngày văn bản: 23/11/2026" in added
    assert "Trích yếu: Tiêm sởi" in added
    assert "số đến 1 năm 2026 (văn bản 1)" in added
    assert "1 | số 1/2026 | Thông báo | Tiêm sởi | Đã vào sổ" in typed.run("list", "tiem soi")
    typed.run("act", 1, "present")
    typed.run("act", 1, "direct", person="duyet", note="Thông báo cho dân")
    typed.run("act", 1, "assign", person="duyet", whom=["soan"], due="4/12/2026")
    assert "Còn hạn (04/12/2026)" in typed.run("due")
    shown = typed.run("show", 1)
    for said in ("Trạng thái: Đã giao; còn hạn", "duyet: Cho ý kiến chỉ đạo. Thông báo cho dân",
                 "Nhận giải quyết: loudspeaker documents act 1 start",
                 "Chữ ký số: Không có tệp PDF", "Tệp 1: thông báo.txt"):  # fmt: skip
        assert said in shown
    draft = typed.run("announce", 1)
    assert "+ [trang 1]" in draft
    assert "Được rồi thì thêm --submit" in draft
    assert "Đã trình duyệt thông báo" in typed.run("announce", 1, submit=True, at="18h")
    assert "Đã có thông báo" in typed.run("announce", 1)
    out = tmp_path / "ra.txt"
    assert typed.run("file", 1, 1, out=out) == f"Đã ghi {out}"
    assert out.read_text("utf-8") == NOTICE
    typed.run("book", "incoming", out=tmp_path / "sổ.xlsx")
    assert (tmp_path / "sổ.xlsx").read_bytes().startswith(b"PK")


def test_what_was_entered_is_told_before_what_is_refused(typed: Typed, notice: Path) -> None:
    again = notice.with_name("lần hai.txt")
    again.write_text(NOTICE, encoding="utf-8")
    with pytest.raises(EntryRefused, match="--other"):
        typed.run("add", [notice, again], enter=True)
    assert "Đã vào sổ: số đến 1 năm 2026" in "\n".join(typed.lines)
    assert "số đến 2 năm 2026" in typed.run("add", [again], enter=True, other=True)


def test_a_paper_is_put_into_a_file(typed: Typed, notice: Path) -> None:
    typed.run("add", [notice], enter=True)
    assert typed.run("files") == "Không có hồ sơ nào."
    fields = ["notation=05.VX", "title=Tiêm chủng", "retention=20 năm"]
    assert "1 | 05.VX | Tiêm chủng | 0 | 20 năm" in typed.run("begin-file", set_field=fields)
    assert "1 | 05.VX | Tiêm chủng | 1 | 20 năm" in typed.run("put", 1, 1)
    assert "Tiêm chủng" in typed.run("files", year=2026)


def test_a_paper_is_edited_shown_to_everybody_and_begun(typed: Typed, notice: Path) -> None:
    typed.run("add", [notice], enter=True)
    typed.run("edit", 1, set_field=["due_on=4/12/2026", "note=gấp"])
    paper = typed.house.ask("show", paper=1)
    assert (paper["due_on"], paper["note"], paper["number"]) == ("2026-12-04", "gấp", "15")
    assert "bà con xem được" in typed.run("publish", 1)
    assert "bà con xem được" not in typed.run("publish", 1, off=True)
    fields = ["type=TB", "subject=Lịch tiếp dân", "organ=UBND"]
    assert "Văn bản đi 2, chưa vào sổ" in typed.run("draft", [notice], set_field=fields)
    typed.run("edit", 2, set_field=["subject=Lịch tiếp công dân"])
    assert typed.house.ask("show", paper=2)["subject"] == "Lịch tiếp công dân"
    with pytest.raises(EntryRefused):
        typed.run("edit", 2, set_field=["Lịch"])
    with pytest.raises(EntryRefused, match="trạng thái"):
        typed.run("list", state="lung tung")


def test_the_line_and_signatures_are_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = make_authority(NOON)
    root = tmp_path / "root.pem"
    root.write_bytes(authority.root.pem)
    with exchanging(tmp_path) as line:
        typed = Typed(line.house)
        assert "Chưa tin nơi cấp nào" in typed.run("trust")
        told = typed.run("trust", "add", str(root), called="CA thử", person="quantri")
        assert "CA thử" in told
        code = typed.run("trust").splitlines()[-1].partition(" ")[0]
        assert "Không có thông điệp" in typed.run("messages")
        pdf = signed(notice_pdf(), authority, tmp_path)
        line.province.send(notice_of(pdf), pdf)
        line.round()
        line.round()
        assert "Chữ ký số hợp lệ" in typed.run("show", 1)
        told = typed.run("messages", paper=1)
        assert "báo đi 01 đã đến" in told
        assert "đã gửi" in told
        with pytest.raises(EntryRefused):
            typed.run("send", 1, to=["H03"])
        with pytest.raises(NotFound):
            typed.run("send-again", 99)
        both: dict[str, Any] = {"agree": True, "refuse": "không"}
        for options in ({}, both):
            with pytest.raises(UsageRefused):
                typed.run("answer-back", 1, **options)
        with pytest.raises(EntryRefused):
            typed.run("answer-back", 1, agree=True)
        monkeypatch.setattr("sys.stdin", io.StringIO("1234\n"))
        with pytest.raises(EntryRefused):
            typed.run("sign", 1, pin_stdin=True)
        with pytest.raises(EntryRefused):
            typed.run("sign", 1, seal=True, file=root)
        with pytest.raises(NotFound):
            typed.run("stamp", 1)
        with pytest.raises(UsageRefused):
            typed.run("trust", "add")
        assert "Thôi tin: CA thử" in typed.run("trust", "remove", code, person="quantri")
