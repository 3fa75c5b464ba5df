"""Papers come in: a file is brought, what it says of itself is looked at, and it is entered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import LoudspeakerError
from loudspeaker.hookspecs import Asked, FileSent, FileShown, Gone, Shown
from loudspeaker.hookspecs.forms import Refused, asked_for, at_fields
from loudspeaker.plugins.documents.desk.describing import (
    DUPLICATE,
    FIELD_OF,
    described,
    form_fields,
    type_names,
    urgencies,
)
from loudspeaker.plugins.documents.desk.forms import files_of
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.reading.proposed import Sure

AT_ONCE: Final = 5
_TOO_MANY: Final = f"Mỗi lần nhiều nhất {AT_ONCE} tệp. Hãy chọn lại."
_NONE: Final = "Chưa chọn tệp nào."
_DOUBTS: Final = {Sure.LIKELY: "Máy đọc được, hãy xem lại", Sure.GUESS: "Máy đoán, hãy xem lại"}
_SOURCES: Final = {
    "number": "number", "symbol": "symbol", "issued_on": "date", "issuer": "issuer",
    "type": "type", "subject": "summary", "signer": "signer", "signer_post": "position",
    "recipients": "recipients", "urgency": "urgency",
}  # fmt: skip
"""Which piece of a proposal each field is of."""


def bring(asked: Asked) -> Shown | Gone:
    """Show the form for files and what waits; take what was brought."""
    if not asked.posted:
        return _waiting(asked)
    files = files_of(asked, "tep")
    if not 0 < len(files) <= AT_ONCE:
        return _waiting(asked, error=_TOO_MANY if files else _NONE)
    taken, wrong = [], []
    for file in files:
        try:
            taken.append(taken_hash(asked, file))
        except Refused as refused:
            wrong.append(f"{file.name}: {refused.on_top}")
    if wrong:
        return _waiting(asked, error=" ".join(wrong))
    return Gone(path=f"/nhan/{taken[0]}") if len(taken) == 1 else Gone(path="/nhan", done="nhan")


def taken_hash(asked: Asked, file: FileSent) -> str:
    """Have a file taken, and return its hash; ``Refused``."""
    return str(asked_for(asked, "documents.take", {}, file=file)["file"]["sha256"])


def _waiting(asked: Asked, error: str = "") -> Shown:
    values = {"waiting": asked.ask("documents.waiting"), "at_once": AT_ONCE}
    return Shown(template="bring.html", values=values, error=error)


def enter(asked: Asked) -> Shown | Gone:
    """Show what a file says of itself; enter it as the person has put it right, or drop it."""
    file = asked.path["file"]
    if not asked.posted:
        return _proposal(asked, asked.ask("documents.taken", file=file))
    if asked.form.get("do") == "drop":
        asked.ask("documents.drop", file=file)
        return Gone(path="/nhan", done="bo")
    try:
        paper = asked_for(
            asked, "documents.enter", FIELD_OF, entry=described(Book.IN, asked.form),
            files=[file, *asked.many.get("cung", ())],
            duplicate_seen=bool(asked.form.get(DUPLICATE)),
        )  # fmt: skip
    except Refused as refused:
        taken = asked.ask("documents.taken", file=file)
        return _proposal(asked, taken, refused=refused)
    return Gone(path=f"/van-ban/{paper['id']}", done="vao-so")


def _proposal(asked: Asked, taken: Mapping[str, Any], refused: Refused | None = None) -> Shown:
    waiting = asked.ask("documents.waiting")
    values = asked.form if refused else taken["entry"]
    others = [each for each in waiting if each["sha256"] != taken["file"]["sha256"]]
    told = {
        "taken": taken,
        "others": others,
        "together": asked.many.get("cung", ()),
        "fields": form_fields(Book.IN, values, {} if refused else doubts(taken["proposal"])),
        "types": type_names(Book.IN),
        "urgencies": urgencies(),
        "errors": at_fields(refused.errors if refused else {}),
        "duplicate_seen": bool(asked.form.get(DUPLICATE)),
    }
    return Shown(template="enter.html", values=told, error=refused.on_top if refused else "")


def doubts(proposal: Mapping[str, Any] | None) -> dict[str, str]:
    """Return for each field whose proposal is not sure what is said of it, with its page."""
    found = {}
    for field, source in _SOURCES.items():
        piece = (proposal or {}).get(source)
        if piece and (said := _DOUBTS.get(Sure(piece["sure"]))):
            pages = sorted({place[0] for place in piece["sources"]})
            found[field] = f"{said} (trang {', '.join(map(str, pages))})." if pages else f"{said}."
    return found


def look(asked: Asked) -> FileShown:
    """Open a file that waits."""
    answer = asked.ask("documents.taken_file", file=asked.path["file"])
    return FileShown(file=answer["handed_out"], inline=True)


def dropped_quietly(asked: Asked, files: list[str]) -> None:
    """Throw files away that were taken for what was then refused."""
    for each in files:
        try:
            asked.ask("documents.drop", file=each)
        except LoudspeakerError:
            continue  # it goes by itself after a while
