"""Outgoing papers are signed here, by a key of a person or the body, or come back signed.

A PIN is passed on to the limited process and nowhere else: it is in no table, log, error or answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import FileGiven
from loudspeaker.model import iso
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import Actor, permitted
from loudspeaker.plugins.documents.register.attachments import (
    LONGEST_NAME,
    Attached,
    Kept,
    Purpose,
)
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Verdict

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.parts import Parts

ROLES: Final[Mapping[str, Role]] = {"sign": Role.PERSON, "seal": Role.BODY}
"""The acts that are signatures, and as whom each is made."""
_NEEDED: Final[Mapping[str, int]] = {"sign": 1, "seal": 2}
_SIGNING_S: Final = 12.0
_WORK: Final = "signing"
_PDF: Final = "application/pdf"
_SIGNED: Final = "-da-ky.pdf"
_KEY: Final = "khóa ký"


class Sealing:
    """Makes signatures, and judges those that are brought."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    # --- what is there --------------------------------------------------------------------------

    def is_digital(self, paper: Paper, files: Sequence[Kept], act: str) -> bool:
        """Tell whether an act on a paper is a signature: there are keys, and a PDF to sign."""
        keys = self._parts.services.settings().get("signing") or {}
        has_key = bool(keys.get("body") if act == "seal" else keys.get("persons"))
        return paper.book is Book.OUT and act in ROLES and has_key and newest(files) is not None

    def refuse_bare(self, paper: Paper, act: str) -> None:
        """Refuse an act without the signature that it should be (EntryRefused)."""
        if act in ROLES and self.is_digital(paper, self._parts.looking.files(paper.id), act):
            problem = "văn bản có tệp PDF: ký số, hoặc đưa tệp đã ký lên"
            raise EntryRefused(where="ký số", problem=problem)

    # --- signing here ---------------------------------------------------------------------------

    def sign(self, paper: Paper, act: str, *, actor: Actor, pin: str, seen: int | None) -> Paper:
        """Sign a paper's PDF and do the act, both or none; EntryRefused, and what a token says."""
        role = _role(act)
        permitted(act, paper.standing, actor)
        file, key = self._file(paper), self._key(act, actor)
        parts = self._parts
        with parts.post.tools.workplace(_WORK) as place:
            out = place / "signed.pdf"
            asked: dict[str, Any] = {
                "path": str(parts.folder.path(file.sha256)), "out": str(out), "role": role.value,
                "key": key, "pin": pin, "moment": iso(parts.now()), "note": _note(paper, act),
                "others": [],
            }  # fmt: skip
            parts.services.intake("sign_pdf", asked, _SIGNING_S)
            size, sha256 = out.stat().st_size, parts.folder.keep(out, ".pdf")
        return self._done(paper, act, _signed_file(file, sha256, size), actor, seen)

    def _key(self, act: str, actor: Actor) -> dict[str, str]:
        settings = self._parts.services.settings().get("signing") or {}
        if act == "seal":
            told = settings.get("body")
        else:
            own = (each for each in settings.get("persons") or () if each["person"] == actor.name)
            told = next(own, None)
        if told is None:
            whose = "cơ quan" if act == "seal" else actor.name
            problem = f"chưa có khóa của {whose} (documents: signing: trong station.yaml)"
            raise EntryRefused(where=_KEY, problem=problem)
        if told["library"]:
            return {name: str(told[name]) for name in ("library", "token", "label")}
        return {"path": str(told["file"]), "certificate": str(told["certificate"])}

    # --- signed elsewhere -----------------------------------------------------------------------

    def bring(
        self, paper: Paper, act: str, given: FileGiven, *, actor: Actor, seen: int | None
    ) -> Paper:
        """Take a PDF that was signed elsewhere, where its signatures are good; EntryRefused."""
        _role(act)
        permitted(act, paper.standing, actor)
        before = self._file(paper)
        sha256 = self._parts.folder.keep(given.path, ".pdf")
        found = self._parts.checks.of_file(sha256, self._parts.now())
        count = len(found.told.get("signatures") or ())
        problem = "" if found.verdict is Verdict.GOOD else found.sentence
        if not problem and count < _NEEDED[act]:
            problem = "chưa đủ chữ ký: người có thẩm quyền ký trước, cơ quan ký sau"
        if problem:
            if not self._parts.is_used(sha256):
                self._parts.folder.remove(sha256)
            raise EntryRefused(where="tệp đã ký", problem=problem)
        return self._done(paper, act, _signed_file(before, sha256, given.size), actor, seen)

    def _file(self, paper: Paper) -> Kept:
        file = newest(self._parts.looking.files(paper.id))
        if file is None:
            raise EntryRefused(where="văn bản", problem="chưa có tệp PDF để ký")
        return file

    def _done(
        self, paper: Paper, act: str, file: Attached, actor: Actor, seen: int | None
    ) -> Paper:
        parts = self._parts
        done = parts.register.act(
            paper.id, act, actor=actor, now=parts.now(), seen=seen, files=(file,)
        )
        parts.checks.note(paper.id, parts.now(), by=actor.on_record)
        if act == "seal":
            parts.stamping.enter(paper.id, file.sha256)
        return done


def newest(files: Sequence[Kept]) -> Kept | None:
    """Return the PDF of a paper that is signed next: the one with signatures, else the paper."""
    pdfs = [each for each in files if each.kind == _PDF]
    for purpose in (Purpose.SIGNED, Purpose.MAIN):
        if found := [each for each in pdfs if each.purpose is purpose]:
            return found[-1]
    return None


def _role(act: str) -> Role:
    if act not in ROLES:
        raise EntryRefused(where="việc", problem=f"là một trong: {', '.join(ROLES)}")
    return ROLES[act]


def _note(paper: Paper, act: str) -> list[str]:
    """Return the lines that the body's signature shows: number and day come after the person's."""
    entry = paper.entry
    if act != "seal" or not entry.number or entry.issued_on is None:
        return []
    return [f"Số: {entry.number}/{entry.symbol}", f"Ngày: {entry.issued_on:%d/%m/%Y}"]


def _signed_file(before: Attached, sha256: str, size: int) -> Attached:
    stem = before.name.removesuffix(_SIGNED).removesuffix(".pdf")[: LONGEST_NAME - len(_SIGNED)]
    return Attached(
        sha256=sha256, name=f"{stem}{_SIGNED}", size=size, kind=_PDF, purpose=Purpose.SIGNED
    )
