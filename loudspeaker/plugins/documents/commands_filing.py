"""``loudspeaker documents``: files (hồ sơ) and what is in them."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.hookspecs import Commands
from loudspeaker.plugins.documents.commands_changing import Number, Pairs, pairs_of

FileNumber = Annotated[int, typer.Argument(metavar="HỒ SƠ", help="Số của hồ sơ (xem files).")]


def add_filing(app: Commands) -> None:
    """Add the commands."""
    cases = _Filing(app)
    for name, function, does, example in (
        ("files", cases.of_year, "Hồ sơ của một năm.", "files --year 2026"),
        ("begin-file", cases.begin, "Lập hồ sơ.",
         'begin-file --set notation=05.VX --set "title=Tiêm chủng" --set "retention=20 năm"'),
        ("put", cases.put_in, "Để văn bản vào hồ sơ.", "put 3 12"),
    ):  # fmt: skip
        app.add(name, function, does=does, example=f"loudspeaker documents {example}")


class _Filing:
    """Each asks for actions and prints the answer."""

    def __init__(self, app: Commands) -> None:
        self._app = app

    def of_year(
        self,
        *,
        year: Annotated[int | None, typer.Option("--year", metavar="NĂM", help="Năm.")] = None,
    ) -> None:
        """Print the files of a year."""
        given = {} if year is None else {"year": year}
        found = self._app.ask("documents.files", **given)
        self._app.show(found, lambda told: self._print(told["files"]))

    def begin(self, *, set_field: Pairs = None) -> None:
        """Open a file."""
        answer = self._app.ask("documents.file_begin", entry=pairs_of(set_field or []))
        self._app.show(answer, lambda told: self._print([told]))

    def put_in(self, file: FileNumber, paper: Number) -> None:
        """Put a paper into a file."""
        answer = self._app.ask("documents.file_put_in", file=file, paper=paper)
        self._app.show(answer, lambda told: self._print([told]))

    def _print(self, files: list[dict[str, Any]]) -> None:
        if not files:
            self._app.say("Không có hồ sơ nào.")
            return
        rows = [
            (str(each["id"]), each["notation"], each["title"][:60], str(each["papers"]),
             each["retention"], _state(each))
            for each in files
        ]  # fmt: skip
        columns = ("Hồ sơ", "Ký hiệu", "Tiêu đề", "Văn bản", "Bảo quản", "Tình trạng")
        self._app.table(columns, rows)


def _state(file: dict[str, Any]) -> str:
    if file["handed_over"]:
        return "đã nộp lưu trữ"
    return "đã kết thúc" if file["ended_on"] else ""
