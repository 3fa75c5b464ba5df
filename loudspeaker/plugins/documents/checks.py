"""What is known of the signatures of papers: checked once for each file, and kept with its hash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError
from loudspeaker.hookspecs import PluginDatabase, PluginFolder
from loudspeaker.hookspecs.intake import Intake
from loudspeaker.model import iso
from loudspeaker.plugins.documents.register.attachments import Attached, Kept, Purpose
from loudspeaker.plugins.documents.register.log import note_beside
from loudspeaker.plugins.documents.register.looking import Looking
from loudspeaker.plugins.documents.signing.outcome import Verdict
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
_CHECKING_S: Final = 15.0
_NO_PDF: Final = "Không có tệp PDF, nên không có chữ ký số để kiểm tra."
_NOT_CHECKED: Final = "Chưa kiểm tra được chữ ký số của tệp."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the signatures of a paper come to; ``lines`` are one sentence for each signature."""

    verdict: Verdict
    sentence: str
    lines: tuple[str, ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    def require_not_broken(self) -> None:
        """Refuse a paper that was changed after it was signed (EntryRefused)."""
        if self.verdict is Verdict.BROKEN:
            raise EntryRefused(where="chữ ký số", problem=self.sentence)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"verdict": self.verdict.value, "sentence": self.sentence, "lines": list(self.lines)}


class Checks:
    """Checks in the limited process; what is known is kept as long as the trust store stays."""

    def __init__(
        self, database: PluginDatabase, folder: PluginFolder, looking: Looking, intake: Intake
    ) -> None:
        self._database = database
        self._folder = folder
        self._looking = looking
        self._intake = intake

    def store(self) -> TrustStore:
        """Return whom the station trusts."""
        return TrustStore(self._place())

    def of_paper(self, paper: int, now: datetime) -> Checked:
        """Return what the signatures of a paper's own file come to."""
        file = _signed(self._looking.files(paper))
        if file is None:
            return Checked(verdict=Verdict.UNSIGNED, sentence=_NO_PDF)
        return self.of_file(file.sha256, now)

    def note(self, paper: int, now: datetime, *, by: str) -> None:
        """Check every PDF of a paper and write into its log what its signatures come to."""
        for file in self._looking.files(paper):
            if file.kind == _PDF:
                found = self.of_file(file.sha256, now)
                detail = {"file": file.name, "sha256": file.sha256, "verdict": found.verdict.value}
                note_beside(
                    self._database, paper, CHECKED, by=by, now=now,
                    note=" ".join((f"{file.name}: {found.sentence}", *found.lines)), detail=detail,
                )  # fmt: skip

    def of_attached(self, file: Attached, now: datetime) -> dict[str, Any] | None:
        """Return what the signatures of a file come to as values, None for no PDF."""
        return self.of_file(file.sha256, now).to_values() if file.kind == _PDF else None

    def known(self, paper: int) -> Checked | None:
        """Return what was found last of a paper's own file, without looking again."""
        file = _signed(self._looking.files(paper))
        if file is None:
            return None
        query = "SELECT told FROM checked WHERE sha256 = ? ORDER BY at DESC LIMIT 1"
        row = self._database.row(query, [file.sha256])
        return _checked(json.loads(row["told"])) if row else None

    def of_file(self, sha256: str, now: datetime) -> Checked:
        """Return what the signatures of a file come to; unverified where it cannot be told."""
        store = self._fingerprint(now)
        query = "SELECT told FROM checked WHERE sha256 = ? AND store = ?"
        row = self._database.row(query, [sha256, store])
        if row is not None:
            return _checked(json.loads(row["told"]))
        path, place = self._folder.path(sha256), self._place()
        asked = {"path": str(path), "trust": str(place), "moment": iso(now)}
        try:
            told = self._intake("verify_pdf", asked, _CHECKING_S)
        except LoudspeakerError as error:
            problem = getattr(error, "problem", "")
            sentence = f"{_NOT_CHECKED} {problem}".strip()
            return Checked(verdict=Verdict.UNVERIFIED, sentence=sentence)
        with self._database.transaction() as connection:
            values = (sha256, store, iso(now), json.dumps(told, ensure_ascii=False))
            connection.execute("INSERT OR REPLACE INTO checked VALUES (?, ?, ?, ?)", values)
        return _checked(told)

    def forget(self) -> None:
        """Forget what is known, as something else is known of issuers now."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM checked")

    def _fingerprint(self, now: datetime) -> str:
        """Return what an answer depends on: whom we trust, and the day (certificates run out)."""
        anchors = ",".join(each.fingerprint[:16] for each in self.store().anchors())
        return f"{now.date().isoformat()} {anchors}"

    def _place(self) -> Path:
        return self._folder.own(TRUST)


def _signed(files: list[Kept]) -> Kept | None:
    """Return the file that people would read: the signed one, else the paper itself."""
    papers = [each for each in files if each.kind == _PDF]
    for purpose in (Purpose.SIGNED, Purpose.MAIN):
        found = [each for each in papers if each.purpose is purpose]
        if found:
            return found[-1]
    return None


def _checked(told: Mapping[str, Any]) -> Checked:
    return Checked(
        verdict=Verdict(told["verdict"]),
        sentence=str(told["sentence"]),
        lines=tuple(map(str, told.get("lines") or ())),
        told=told,
    )
