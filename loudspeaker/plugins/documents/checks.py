"""What is known of the signatures of papers: checked once for each file, and kept with its hash."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError
from loudspeaker.hookspecs import PluginDatabase, PluginFolder
from loudspeaker.hookspecs.intake import Intake, IntakeDone, Later
from loudspeaker.model import iso
from loudspeaker.plugins.documents.register.attachments import Attached, Kept, Purpose
from loudspeaker.plugins.documents.register.beside import note_beside
from loudspeaker.plugins.documents.register.looking import Looking
from loudspeaker.plugins.documents.signing.outcome import Result, Verdict
from loudspeaker.plugins.documents.signing.trust import TrustStore

MIGRATIONS: Final = (
    """
    CREATE TABLE checked (
        sha256 TEXT NOT NULL, store TEXT NOT NULL, at TEXT NOT NULL, told TEXT NOT NULL,
        PRIMARY KEY (sha256, store)) WITHOUT ROWID;
    """,
)
TRUST: Final = "trust"
CHECKED: Final = "signature_checked"
_PDF: Final = "application/pdf"
_JOB: Final = "verify_pdf"
_CHECKING_S: Final = 10.0
"""How long somebody waits who has to know, which an action that is slow allows."""
_LATER_S: Final = 60.0
_NO_PDF: Final = "Không có tệp PDF, nên không có chữ ký số để kiểm tra."
_NOT_CHECKED: Final = "Chưa kiểm tra được chữ ký số của tệp."
_CHECKING: Final = "Đang kiểm tra chữ ký số; mở lại sau ít giây."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the signatures of a paper come to; ``lines`` are one sentence for each signature."""

    verdict: Verdict
    sentence: str
    lines: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    def require_not_broken(self) -> None:
        """Refuse what was changed after signing, or signed with a withdrawn key (EntryRefused)."""
        results = {each.get("result") for each in self.told.get("signatures") or ()}
        if self.verdict is Verdict.BROKEN or Result.REVOKED in results:
            raise EntryRefused(where="chữ ký số", problem=self.sentence)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"verdict": self.verdict.value, "sentence": self.sentence, "lines": list(self.lines)}


class Checks:
    """Checks in the limited process; what is known is kept as long as the trust store stays."""

    def __init__(
        self,
        database: PluginDatabase,
        folder: PluginFolder,
        looking: Looking,
        intake: Intake,
        later: Later,
    ) -> None:
        self._database = database
        self._folder = folder
        self._looking = looking
        self._intake = intake
        self._later = later
        self._asked: set[str] = set()

    def store(self) -> TrustStore:
        """Return whom the station trusts."""
        return TrustStore(self.place())

    def of_paper(self, paper: int, now: datetime) -> Checked:
        """Return what the signatures of a paper's own file come to."""
        file = _signed(self._looking.files(paper))
        if file is None:
            return Checked(verdict=Verdict.UNSIGNED, sentence=_NO_PDF)
        return self.of_file(file.sha256, now)

    def at_once(self, files: list[Kept], now: datetime) -> Checked:
        """Return what is known of a paper's own file; what is not is found out behind the scenes.

        For who only looks: nobody waits.
        """
        file = _signed(files)
        if file is None:
            return Checked(verdict=Verdict.UNSIGNED, sentence=_NO_PDF)
        known = self._known(file.sha256, self._fingerprint(now))
        if known is not None:
            return known
        return Checked(verdict=Verdict.UNVERIFIED, sentence=self._find_out(file.sha256, now))

    def note(
        self,
        paper: int,
        now: datetime,
        *,
        by: str,
        wait: bool = False,
        only: Collection[str] | None = None,
    ) -> None:
        """Write into a paper's log what the signatures of each PDF come to, as soon as it is known.

        ``wait`` is for who has the time: what is not known yet is found out first.  ``only`` are
        the hashes of what is new.
        """
        for file in self._looking.files(paper):
            if file.kind != _PDF or (only is not None and file.sha256 not in only):
                continue
            found = self.of_file(file.sha256, now) if wait else self._at_hand(file.sha256, now)
            if found is not None:
                self._write(paper, file, found, now, by)
            else:
                self._find_out(file.sha256, now, partial(self._write, paper, file, now=now, by=by))

    def _write(self, paper: int, file: Kept, found: Checked, now: datetime, by: str) -> None:
        note_beside(
            self._database, paper, CHECKED, by=by, now=now,
            note=f"{file.name}: {found.sentence} {'; '.join(found.lines)}".rstrip(),
            detail={"file": file.name, "sha256": file.sha256, "verdict": found.verdict.value},
        )  # fmt: skip

    def of_taken(self, file: Attached, now: datetime) -> dict[str, Any] | None:
        """Return what is known of a file that waits, None for no PDF; nobody waits for it."""
        if file.kind != _PDF:
            return None
        found = self._at_hand(file.sha256, now)
        if found is None:
            sentence = self._find_out(file.sha256, now)
            found = Checked(verdict=Verdict.UNVERIFIED, sentence=sentence)
        return found.to_values()

    def forget(self) -> None:
        """Forget what is known, as something else is known of issuers now."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM checked")

    def of_file(self, sha256: str, now: datetime) -> Checked:
        """Return what the signatures of a file come to; unverified where it cannot be told."""
        store = self._fingerprint(now)
        known = self._known(sha256, store)
        if known is not None:
            return known
        try:
            told = self._intake(_JOB, self._question(sha256, now), _CHECKING_S)
        except LoudspeakerError as error:
            return Checked(verdict=Verdict.UNVERIFIED, sentence=_why(error))
        self._keep(sha256, store, now, told)
        return _checked(told)

    def _at_hand(self, sha256: str, now: datetime) -> Checked | None:
        return self._known(sha256, self._fingerprint(now))

    def _find_out(
        self, sha256: str, now: datetime, tell: Callable[[Checked], None] | None = None
    ) -> str:
        """Have a file checked, and return what is said meanwhile; ``tell`` is told what it is."""
        if sha256 in self._asked and tell is None:
            return _CHECKING
        store = self._fingerprint(now)

        def then(done: IntakeDone) -> None:
            self._asked.discard(sha256)
            if done.result is not None:
                self._keep(sha256, store, now, done.result)
                found = _checked(done.result)
            else:
                sentence = _why(done.error) if done.error else _NOT_CHECKED
                found = Checked(verdict=Verdict.UNVERIFIED, sentence=sentence)
            if tell is not None:
                tell(found)

        try:
            self._later(_JOB, self._question(sha256, now), then, _LATER_S)
        except LoudspeakerError as error:
            return _why(error)
        self._asked.add(sha256)
        return _CHECKING

    def _known(self, sha256: str, store: str) -> Checked | None:
        query = "SELECT told FROM checked WHERE sha256 = ? AND store = ?"
        row = self._database.row(query, [sha256, store])
        return None if row is None else _checked(json.loads(row["told"]))

    def _question(self, sha256: str, now: datetime) -> dict[str, str]:
        path, place = self._folder.path(sha256), self.place()
        return {"path": str(path), "trust": str(place), "moment": iso(now)}

    def _keep(self, sha256: str, store: str, now: datetime, told: Mapping[str, Any]) -> None:
        values = (sha256, store, iso(now), json.dumps(told, ensure_ascii=False))
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)", values)

    def _fingerprint(self, now: datetime) -> str:
        """Return what an answer depends on: whom we trust, and the day (certificates run out)."""
        anchors = ",".join(each.fingerprint[:16] for each in self.store().anchors())
        return f"{now.date().isoformat()} {anchors}"

    def place(self) -> Path:
        """Return where the trust store is."""
        return self._folder.own(TRUST)


def _signed(files: list[Kept]) -> Kept | None:
    """Return the file that people would read: the signed one, else the paper itself."""
    papers = [each for each in files if each.kind == _PDF]
    for purpose in (Purpose.SIGNED, Purpose.MAIN):
        found = [each for each in papers if each.purpose is purpose]
        if found:
            return found[-1]
    return None


def _why(error: LoudspeakerError) -> str:
    problem = getattr(error, "problem", "") if isinstance(error, EntryRefused) else ""
    return f"{_NOT_CHECKED} {problem}".strip()


def _checked(told: Mapping[str, Any]) -> Checked:
    return Checked(
        verdict=Verdict(told["verdict"]),
        sentence=str(told["sentence"]),
        lines=tuple(map(str, told.get("lines") or ())),
        told=told,
    )
