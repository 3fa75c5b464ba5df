"""Papers come in and are begun: a file is read, a person confirms what it says, it is entered."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound
from loudspeaker.hookspecs import Action, FileAnswer, FileGiven
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.documents.cases.common import (
    ENTRY,
    WORKING,
    GiveParts,
    Request,
    described,
    may,
    must,
)
from loudspeaker.plugins.documents.cases.telling import paper_told
from loudspeaker.plugins.documents.papers.entry import Book, entry_of
from loudspeaker.plugins.documents.papers.states import DUTY_NAMES, Duty
from loudspeaker.plugins.documents.papers.types import type_of
from loudspeaker.plugins.documents.papers.urgency import refuse_secret
from loudspeaker.plugins.documents.reading.proposal import Proposal, proposal_of
from loudspeaker.plugins.documents.register.attachments import (
    Attached,
    Purpose,
    attached_of,
    suffix_of,
)
from loudspeaker.plugins.documents.register.writing import Brought
from loudspeaker.plugins.documents.taken import Taken

_BEGINNING: Final = 3000
"""Characters of the first page that are shown beside the form."""
_FIELDS: Final = {
    "number": "number", "symbol": "symbol", "date": "issued_on", "issuer": "issuer",
    "type": "type", "summary": "subject", "signer": "signer", "position": "signer_post",
    "recipients": "recipients", "urgency": "urgency",
}  # fmt: skip
_FILES: Final = may("files", Kind.TEXTS, "the hashes that take has answered with, the main first")


class Taking:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def take(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Keep a file and tell what it says of itself; a file that cannot be read is kept, too."""
        parts, given = self._parts(), request["file"]
        assert isinstance(given, FileGiven)
        parts.actor(caller)
        sha256 = parts.folder.keep(given.path, suffix_of(given.name))
        file = attached_of({
            "sha256": sha256, "name": given.name, "size": given.size, "kind": _kind(given.name),
        })  # fmt: skip
        told = parts.texts.of(file)
        texts = tuple(page["text"] for page in told.pop("pages", []))
        if (secret := _secrecy(told)) is not None:
            if not parts.is_used(sha256):
                parts.folder.remove(sha256)
            refuse_secret(secret)
        taken = Taken(file=file, pages=texts, told=told)
        parts.waiting.put(taken, by=caller.name, now=parts.now())
        if told.get("needs_ocr"):
            parts.texts.look_for_letters(
                file, lambda found: self._found_letters(file, found, caller.name)
            )
        return self._told(taken)

    def waiting(self, _caller: Caller, _request: Request) -> list[dict[str, Any]]:
        """Return the files that nobody has entered yet, each with what it seems to be about."""
        return [_in_short(each) for each in self._parts().waiting.waiting()]

    def taken(self, _caller: Caller, request: Request) -> dict[str, Any]:
        """Return again what a file says of itself."""
        return self._told(self._parts().waiting.get(request["file"]))

    def taken_file(self, _caller: Caller, request: Request) -> FileAnswer:
        """Hand out a file that waits, to be looked at beside what it says of itself."""
        parts = self._parts()
        file = parts.waiting.get(request["file"]).file
        return FileAnswer(name=file.name, path=parts.folder.path(file.sha256))

    def drop(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Throw a file away that waits: the clerk, or who brought it."""
        parts, sha256 = self._parts(), request["file"]
        parts.waiting.get(sha256)
        is_own = parts.waiting.brought_by(sha256) == caller.name
        if not is_own and Duty.CLERK not in parts.actor(caller).duties:
            problem = f"việc này của {DUTY_NAMES[Duty.CLERK]} hoặc người đã đưa tệp vào"
            raise EntryRefused(where="bỏ tệp", problem=problem)
        parts.waiting.drop([sha256])
        if not parts.is_used(sha256):
            parts.folder.remove(sha256)
        return {"dropped": sha256}

    def enter(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Enter a paper that came, with the next number."""
        parts = self._parts()
        entry = entry_of(Book.IN, described(request))
        paper = parts.register.enter(
            entry,
            actor=parts.actor(caller),
            now=parts.now(),
            brought=self._brought(request),
            duplicate_seen=bool(request.get("duplicate_seen")),
        )
        parts.waiting.drop(request.get("files") or [])
        parts.checks.note(paper.id, parts.now(), by=caller.name)
        return paper_told(parts, paper)

    def draft(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Begin a paper of our own."""
        parts = self._parts()
        values = described(request)
        organisation = parts.organisation()
        values.setdefault("issuer", organisation.name)
        values.setdefault("organ", organisation.short)
        paper = parts.register.draft(
            entry_of(Book.OUT, values),
            actor=parts.actor(caller),
            now=parts.now(),
            brought=self._brought(request),
        )
        parts.waiting.drop(request.get("files") or [])
        return paper_told(parts, paper)

    def _brought(self, request: Request) -> Brought:
        waiting = self._parts().waiting.all(request.get("files") or [])
        for each in waiting:
            refuse_secret(_secrecy(each.told) or "")
        files = [
            Attached(
                sha256=each.file.sha256, name=each.file.name, size=each.file.size,
                kind=each.file.kind, purpose=Purpose.MAIN if number == 0 else Purpose.ANNEX,
            )
            for number, each in enumerate(waiting)
        ]  # fmt: skip
        return Brought(files=files, pages=waiting[0].pages if waiting else ())

    def _found_letters(self, file: Attached, told: dict[str, Any], by: str) -> None:
        """Put the text of a scan where it belongs, also when its paper was entered meanwhile."""
        parts = self._parts()
        texts = tuple(page["text"] for page in told.pop("pages", []))
        if _secrecy(told) is not None:
            texts = ()  # nothing of a secret paper is kept; entering it is refused
        for paper in parts.papers_with(file.sha256):
            parts.register.set_pages(paper, texts)
        with suppress(NotFound):
            parts.waiting.get(file.sha256)
            parts.waiting.put(Taken(file=file, pages=texts, told=told), by=by, now=parts.now())

    def _told(self, taken: Taken) -> dict[str, Any]:
        parts, proposal = self._parts(), taken.told.get("proposal")
        found = proposal_of(proposal) if proposal else Proposal()
        entry = proposed_entry(found)
        return {
            "file": taken.file.to_values(),
            "pages": len(taken.pages),
            "begins": next(iter(taken.pages), "")[:_BEGINNING],
            "entry": entry,
            "proposal": proposal,
            "notices": taken.told.get("notices") or [],
            "alike": self._alike(entry),
            "signature": parts.checks.of_taken(taken.file, parts.now()),
        }

    def _alike(self, entry: dict[str, str]) -> list[str]:
        try:
            made = entry_of(Book.IN, entry)
        except LoudspeakerError:
            return []
        return [str(each) for each in self._parts().looking.alike(made)]


def proposed_entry(proposal: Proposal) -> dict[str, str]:
    """Return what a paper says of itself as the fields of the form."""
    entry = {
        name: found.value
        for source, name in _FIELDS.items()
        if (found := getattr(proposal, source)) is not None
    }
    if "type" in entry and (known := type_of(entry["type"])) is not None:
        entry["type"] = known.name
    return entry


def _in_short(waiting: Mapping[str, Any]) -> dict[str, Any]:
    """Return a file that waits without all that its reader said."""
    summary = (waiting["told"].get("proposal") or {}).get("summary")
    told = {name: value for name, value in waiting.items() if name != "told"}
    return {**told, "subject": summary["value"] if summary else ""}


def _secrecy(told: Mapping[str, Any]) -> str | None:
    found = (told.get("proposal") or {}).get("secrecy")
    return str(found["value"]) if found else None


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def actions(cases: Taking) -> list[Action[Any]]:
    """Return the use cases."""
    return [
        Action(
            name="documents.take", rule=WORKING, handler=cases.take, path="/taken",
            about="Bring a file: it is kept, read, and what it says of itself is proposed",
            fields=(must("file", Kind.FILE),),
        ),
        Action(
            name="documents.waiting", rule=WORKING, handler=cases.waiting, path="/taken",
            about="Files that nobody has entered yet", method="GET",
        ),
        Action(
            name="documents.taken", rule=WORKING, handler=cases.taken, path="/taken/{file}",
            about="What a file says of itself", method="GET", fields=(must("file"),),
        ),
        Action(
            name="documents.taken_file", rule=WORKING, handler=cases.taken_file,
            path="/taken/{file}/file", about="A file that nobody has entered yet", method="GET",
            fields=(must("file"),),
        ),
        Action(
            name="documents.drop", rule=WORKING, handler=cases.drop, path="/taken/{file}",
            about="Throw a file away that waits", method="DELETE", fields=(must("file"),),
        ),
        Action(
            name="documents.enter", rule=WORKING, handler=cases.enter, path="/incoming",
            about="Enter a paper that came, with the next number",
            fields=(ENTRY, _FILES, may("duplicate_seen", Kind.FLAG,
                                       "it is another paper than the one like it")),
        ),
        Action(
            name="documents.draft", rule=WORKING, handler=cases.draft, path="/outgoing",
            about="Begin a paper of our own", fields=(ENTRY, _FILES),
        ),
    ]  # fmt: skip
