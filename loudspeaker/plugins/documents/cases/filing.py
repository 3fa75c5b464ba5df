"""Files (hồ sơ): opened, filled with papers, closed, handed over to the archive."""

from __future__ import annotations

from typing import Any, Final

from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.documents.cases.common import (
    ENTRY,
    PAPER,
    WORKING,
    GiveParts,
    Request,
    described,
    may,
    must,
)
from loudspeaker.plugins.documents.papers.files import file_entry_of
from loudspeaker.plugins.documents.register.files import File

_FILE: Final = must("file", Kind.WHOLE, "the number of the file")
_SEEN: Final = may("seen", Kind.WHOLE, "the change of the file that was seen; another is refused")


class Filing:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def of_year(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Return the files of a year, and those that the archive is to have soon."""
        parts = self._parts()
        year = request.get("year") or parts.today().year
        files, due = parts.files.of_year(year), parts.files.to_hand_over(parts.today())
        return {
            "year": year,
            "files": [each.to_values() for each in files],
            "to_hand_over": [each.to_values() for each in due[:100]],
        }

    def look(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Return a file with the papers in it that this person may see."""
        parts = self._parts()
        file = parts.files.file(request["file"])
        papers = parts.files.papers(file.id, viewer=parts.actor(caller))
        told = [
            {"ordinal": ordinal, "id": each.id, "type": each.entry.type,
             "number": each.entry.number, "symbol": each.entry.symbol,
             "subject": each.entry.subject, "state_label": each.state.label}
            for ordinal, each in papers
        ]  # fmt: skip
        return {**file.to_values(), "inside": told}

    def begin(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Open a file."""
        parts = self._parts()
        entry = file_entry_of(described(request), today=parts.today())
        return _told(parts.files.open(entry, actor=parts.actor(caller), now=parts.now()))

    def edit(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Put another description in place of the old one; a day of its end closes it."""
        parts = self._parts()
        entry = file_entry_of(described(request), today=parts.today())
        file = parts.files.edit(
            request["file"], entry, actor=parts.actor(caller), now=parts.now(),
            seen=request.get("seen"),
        )  # fmt: skip
        return _told(file)

    def put_in(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Put a paper into a file, in which it may be beside others."""
        parts = self._parts()
        actor, now = parts.actor(caller), parts.now()
        return _told(parts.files.put_in(request["file"], request["paper"], actor=actor, now=now))

    def take_out(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Take a paper out of a file."""
        parts = self._parts()
        actor, now = parts.actor(caller), parts.now()
        return _told(parts.files.take_out(request["file"], request["paper"], actor=actor, now=now))

    def hand_over(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Note that the archive has it: nothing of it changes any more."""
        parts = self._parts()
        file = parts.files.hand_over(
            request["file"], actor=parts.actor(caller), now=parts.now(), seen=request.get("seen")
        )
        return _told(file)


def _told(file: File) -> dict[str, Any]:
    return file.to_values()


def actions(cases: Filing) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="documents.files", rule=WORKING, handler=cases.of_year, path="/files",
            about="The files of a year, and those that the archive is to have within 30 days",
            method="GET", fields=(may("year", Kind.WHOLE),),
        ),
        Action(
            name="documents.file_look", rule=WORKING, handler=cases.look, path="/files/{file}",
            about="A file with its papers", method="GET", fields=(_FILE,),
        ),
        Action(
            name="documents.file_begin", rule=WORKING, handler=cases.begin, path="/files",
            about="Open a file: notation, title, retention, year, note …", fields=(ENTRY,),
        ),
        Action(
            name="documents.file_edit", rule=WORKING, handler=cases.edit, path="/files/{file}",
            about="Change the description of a file, or close it (ended_on)", method="PUT",
            fields=(_FILE, ENTRY, _SEEN),
        ),
        Action(
            name="documents.file_put_in", rule=WORKING, handler=cases.put_in,
            path="/files/{file}/papers/{paper}", about="Put a paper into a file", method="PUT",
            fields=(_FILE, PAPER),
        ),
        Action(
            name="documents.file_take_out", rule=WORKING, handler=cases.take_out,
            path="/files/{file}/papers/{paper}", about="Take a paper out of a file",
            method="DELETE", fields=(_FILE, PAPER),
        ),
        Action(
            name="documents.file_hand_over", rule=WORKING, handler=cases.hand_over,
            path="/files/{file}/handed-over", about="Note that the archive has a closed file",
            fields=(_FILE, _SEEN),
        ),
    ]  # fmt: skip
