"""One paper: what it is, where it stands, its files and its log, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from loudspeaker.hookspecs import Asked, FileShown, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields, number_of
from loudspeaker.plugins.documents.desk.bringing import dropped_quietly, taken_hash
from loudspeaker.plugins.documents.desk.describing import (
    FIELD_OF,
    edited,
    form_fields,
    type_names,
    urgencies,
)
from loudspeaker.plugins.documents.desk.forms import files_of, paper_of
from loudspeaker.plugins.documents.desk.signing import signed
from loudspeaker.plugins.documents.papers.entry import Book

_ACT_FIELDS: Final = {
    "lý do": "note", "ý kiến chỉ đạo": "note", "kết quả": "note", "ý kiến, lý do": "note",
    "người được giao": "whom", "văn bản thay thế": "successor", "hạn giải quyết": "due_on",
}  # fmt: skip
_SAID: Final = {"reason": "Lý do", "opinion": "Ý kiến chỉ đạo", "result": "Kết quả"}
_ENDING: Final = frozenset({"cancel", "withdraw", "return", "discard", "replace", "reopen"})
"""Acts that go back or end something: offered below the others."""


def view(asked: Asked) -> Shown | Gone:
    """Show a paper; do an act, or show it to everybody."""
    if not asked.posted:
        return _shown(asked)
    number, doing = paper_of(asked), asked.form.get("what", "")
    try:
        done = _DOINGS.get(doing, _acted)(asked, number)
    except Refused as refused:
        return _shown(asked, refused=refused)
    return Gone(path=f"/van-ban/{number}", done=done)


def _acted(asked: Asked, number: int) -> str:
    form = asked.form
    asking: dict[str, Any] = {}
    if note := form.get("note", "").strip():
        asking["note"] = note
    if whom := _persons(asked):
        asking["whom"] = whom
    if due_on := form.get("due_on", "").strip():
        asking["due_on"] = due_on
    if successor := number_of(form.get("successor", "")):
        asking["successor"] = successor
    asked_for(
        asked, "documents.act", _ACT_FIELDS, paper=number, act=form.get("act", ""),
        seen=number_of(form.get("seen", "")), **asking,
    )  # fmt: skip
    return "viec"


def _persons(asked: Asked) -> list[str]:
    typed = asked.form.get("others", "").split(",")
    named = (*asked.many.get("whom", ()), *(each.strip() for each in typed))
    return [each for each in dict.fromkeys(named) if each]


def _published(asked: Asked, number: int) -> str:
    shown = asked.form.get("shown") == "1"
    seen = number_of(asked.form.get("seen", ""))
    asked_for(asked, "documents.publish", {}, paper=number, shown=shown, seen=seen)
    return "cong-khai" if shown else "thoi-cong-khai"


def _put(asked: Asked, number: int) -> str:
    file = number_of(asked.form.get("file", ""))
    asked_for(asked, "documents.file_put_in", {}, file=file, paper=number)
    return "ho-so"


_DOINGS: Final[Mapping[str, Callable[[Asked, int], str]]] = {
    "publish": _published,
    "put": _put,
    "sign": signed,
}
"""By what a form says it does; all others do an act."""


def _shown(asked: Asked, refused: Refused | None = None) -> Shown:
    paper = asked.ask("documents.show", paper=paper_of(asked))
    typed = asked.form if refused else {}
    acts = sorted((_form_of(act, paper) for act in paper["acts"]), key=lambda act: act["again"])
    values = {
        "paper": paper,
        "onward": [act for act in acts if not act["ends"]],
        "endings": [act for act in acts if act["ends"]],
        "people": _people(paper, asked.person),
        "typed": typed,
        "typed_whom": asked.many.get("whom", ()) if refused else (),
        "errors": at_fields(refused.errors if refused else {}),
        "files_open": [each for each in asked.ask("documents.files")["files"] if _is_open(each)],
        "may_announce": paper["announceable"] and asked.may("editor"),
    }
    return Shown(template="paper.html", values=values, error=refused.on_top if refused else "")


def _is_open(file: Mapping[str, Any]) -> bool:
    return not file["handed_over"]


def _form_of(act: Mapping[str, str], paper: Mapping[str, Any]) -> dict[str, Any]:
    said = _SAID.get(act["needs"], "")
    again = act["needs"] == "whom" and bool(paper["assigned"])
    return {**act, "said": said, "ends": act["name"] in _ENDING, "again": again}


def _people(paper: Mapping[str, Any], person: str) -> list[str]:
    """Return whom it can be given to at a click: who is there, who has worked on it."""
    return list(dict.fromkeys((*paper["assigned"], *paper["people"], person)))


def edit(asked: Asked) -> Shown | Gone:
    """Change the description of a paper."""
    number = paper_of(asked)
    paper = asked.ask("documents.show", paper=number)
    book = Book(paper["book"])
    if not asked.posted:
        return _edit_form(asked, paper, book)
    entry = edited(book, paper, asked.form)
    seen = number_of(asked.form.get("seen", ""))
    try:
        asked_for(asked, "documents.edit", FIELD_OF, paper=number, entry=entry, seen=seen)
    except Refused as refused:
        return _edit_form(asked, paper, book, refused)
    return Gone(path=f"/van-ban/{number}", done="sua")


def _edit_form(
    asked: Asked, paper: Mapping[str, Any], book: Book, refused: Refused | None = None
) -> Shown:
    values = {
        "paper": paper,
        "fields": form_fields(book, asked.form if refused else paper),
        "types": type_names(book),
        "urgencies": urgencies(),
        "errors": at_fields(refused.errors if refused else {}),
    }
    return Shown(template="edit.html", values=values, error=refused.on_top if refused else "")


def attach(asked: Asked) -> Shown | Gone:
    """Add files to a paper; what is refused is not kept."""
    number = paper_of(asked)
    if not asked.posted:
        return _attach_form(asked, number)
    taken: list[str] = []
    try:
        taken += [taken_hash(asked, file) for file in files_of(asked, "tep")]
        if not taken:
            return _attach_form(asked, number, "Chưa chọn tệp nào.")
        seen = number_of(asked.form.get("seen", ""))
        asked_for(asked, "documents.attach", {}, paper=number, files=taken, seen=seen)
    except Refused as refused:
        dropped_quietly(asked, taken)
        return _attach_form(asked, number, refused.on_top)
    return Gone(path=f"/van-ban/{number}", done="tep")


def _attach_form(asked: Asked, number: int, error: str = "") -> Shown:
    paper = asked.ask("documents.show", paper=number)
    return Shown(template="attach.html", values={"paper": paper}, error=error)


def file(asked: Asked) -> FileShown:
    """Open a file of a paper, or keep it."""
    wanted = number_of(asked.path["file"])
    answer = asked.ask("documents.file", paper=paper_of(asked), file=wanted)
    return FileShown(file=answer["handed_out"], inline="tai" not in asked.query)
