"""``loudspeaker documents``: what changes papers otherwise than by an act."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

import typer

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Commands
from loudspeaker.plugins.documents.papers.entry import APPENDIX, Book
from loudspeaker.plugins.documents.told import line

_OWN: Final = ("recipients", "issuer_code", "organ", "unit", "law")
_GIVEN: Final = ("number", "symbol", "issued_on")
Number = Annotated[int, typer.Argument(metavar="SỐ", help="Số của văn bản trong kho.")]
Pairs = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="MỤC=GIÁ TRỊ", help="Như subject=… ; nhiều lần được."),
]


def add_changing(app: Commands) -> None:
    """Add the commands."""
    cases = _Changing(app)
    for name, function, does, example in (
        ("draft", cases.draft, "Bắt đầu một văn bản đi.",
         'draft ban-thao.docx --set "type=Thông báo" --set "subject=Lịch tiếp công dân"'),
        ("begin", cases.begin, "Năm đầu dùng: cấp số tiếp theo số cuối đã cấp ở sổ cũ.",
         "begin out 386"),
        ("edit", cases.edit, "Sửa thông tin của văn bản.", 'edit 12 --set "due_on=5/12/2026"'),
        ("publish", cases.publish, "Cho bà con xem văn bản, hoặc thôi.", "publish 12"),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker documents {example}")


class _Changing:
    """Each asks for actions and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    def draft(
        self,
        files: Annotated[
            list[Path] | None, typer.Argument(metavar="TỆP", help="Tệp bản thảo, nếu đã có.")
        ] = None,
        *,
        set_field: Pairs = None,
    ) -> None:
        """Begin a paper of our own."""
        taken = [self._app.ask("documents.take", file=each) for each in files or []]
        hashes = [each["file"]["sha256"] for each in taken]
        entry = pairs_of(set_field or [])
        self._told(self._app.ask("documents.draft", entry=entry, files=hashes))

    def begin(
        self,
        book: Annotated[str, typer.Argument(metavar="SỔ", help="in: đến, out: đi.")],
        after: Annotated[int, typer.Argument(metavar="SỐ", help="Số cuối đã cấp.")],
        *,
        paper_type: Annotated[
            str, typer.Option("--type", metavar="LOẠI", help="Nếu mỗi loại có số riêng.")
        ] = "",
        organ: Annotated[
            str, typer.Option("--organ", metavar="CHỮ TẮT", help="Nếu là cơ quan khác, như HĐND.")
        ] = "",
    ) -> None:
        """Go on behind the last number of another register."""
        given = {"type": paper_type, "organ": organ}
        asked = {name: value for name, value in given.items() if value}
        answer = self._app.ask("documents.begin_series", book=book, after=after, **asked)
        told = "Năm {year}, sổ cấp số tiếp theo sau số {after}."
        self._app.show(answer, lambda each: self._app.say(told.format(**each)))

    def edit(self, paper: Number, *, set_field: Pairs = None) -> None:
        """Change what is named, and nothing else."""
        shown = self._app.ask("documents.show", paper=paper)
        entry = {**_entry_of(shown), **pairs_of(set_field or [])}
        answer = self._app.ask("documents.edit", paper=paper, entry=entry, seen=shown["change"])
        self._told(answer)

    def publish(
        self,
        paper: Number,
        *,
        off: Annotated[bool, typer.Option("--off", metavar="", help="Thôi công khai.")] = False,
    ) -> None:
        """Show a paper to everybody, or no longer."""
        self._told(self._app.ask("documents.publish", paper=paper, shown=not off))

    def _told(self, paper: dict[str, Any]) -> None:
        self._app.show(paper, self._print)

    def _print(self, paper: dict[str, Any]) -> None:
        public = "; bà con xem được" if paper["public"] else ""
        self._app.say(f"{paper['book_label']} {paper['id']}, {line(paper)}: {paper['subject']}")
        self._app.say(f"  {paper['state_label']}{public}")


def _entry_of(paper: dict[str, Any]) -> dict[str, str]:
    """Return the description of a paper as an edit takes it."""
    given = _GIVEN if paper["book"] == Book.OUT else ()
    names = (name for name in (*APPENDIX, *_OWN) if name not in given)
    known = {name: paper.get(name) for name in names}
    return {name: _text(value) for name, value in known.items() if value}


def _text(value: object) -> str:
    return "true" if value is True else str(value)


def pairs_of(given: list[str]) -> dict[str, str]:
    """Return fields that were typed as ``MỤC=GIÁ TRỊ``; EntryRefused."""
    pairs = [each.partition("=") for each in given]
    if any(not sign or not name.strip() for name, sign, _value in pairs):
        raise EntryRefused(where="--set", problem="viết như subject=Lịch tiếp công dân")
    return {name.strip(): value.strip() for name, _sign, value in pairs}
