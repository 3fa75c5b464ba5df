"""Files of a paper, known by their SHA-256: the bytes lie elsewhere; and versions of its draft."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.papers.fields import FieldForm

WHERE: Final = "tệp đính kèm"
MOST_FILES: Final = 100
LARGEST_BYTES: Final = 100 << 20
LONGEST_NAME: Final = 200
_NOTE: Final = FieldForm(name="note", label="ghi chú bản thảo", longest=500)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_SUFFIX: Final = re.compile(r"\.[a-z0-9]{1,8}$")
_KIND: Final = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,80}")


class Purpose(StrEnum):
    """What a file is of its paper."""

    MAIN = "main"
    """The paper itself."""
    ANNEX = "annex"
    SIGNED = "signed"
    """The paper with its signatures, as it goes out."""
    MESSAGE = "message"
    """The bytes in which it came, unchanged."""
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file as it is known: its hash, name without any folder, size in bytes and media type."""

    sha256: str
    name: str
    size: int
    kind: str
    purpose: Purpose = Purpose.MAIN

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "sha256": self.sha256, "name": self.name, "size": self.size, "kind": self.kind,
            "purpose": self.purpose.value,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Attached):
    """A file in the register, by whom and when it was added."""

    number: int
    at: datetime
    by: str

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        told = Attached.to_values(self)
        return told | {"number": self.number, "at": iso(self.at), "by": self.by}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a draft, the first of which is 1."""

    number: int
    at: datetime
    by: str
    file: Attached
    note: str = ""


def attached_of(values: Mapping[str, Any]) -> Attached:
    """Return a file of what was given; EntryRefused."""
    sha256, kind, size = values.get("sha256"), values.get("kind"), values.get("size")
    if not (isinstance(sha256, str) and _SHA256.fullmatch(sha256)):
        raise EntryRefused(where=WHERE, problem="không có mã SHA-256 đúng")
    if not (isinstance(kind, str) and _KIND.fullmatch(kind)):
        raise EntryRefused(where=WHERE, problem="không rõ kiểu tệp")
    if isinstance(size, bool) or not isinstance(size, int) or not 0 < size <= LARGEST_BYTES:
        raise EntryRefused(where=WHERE, problem=f"rỗng hoặc lớn hơn {LARGEST_BYTES >> 20} MB")
    try:
        purpose = Purpose(values.get("purpose") or Purpose.MAIN)
    except ValueError as error:
        raise EntryRefused(where=WHERE, problem="không rõ là tệp gì của văn bản") from error
    name = base_name(str(values.get("name") or ""))
    return Attached(sha256=sha256, name=name, size=size, kind=kind, purpose=purpose)


def base_name(name: str) -> str:
    """Return the name of a file without folders or what is not to be seen; EntryRefused."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    shown = " ".join("".join(c for c in last if c.isprintable()).split())
    if not shown.strip(". ") or len(shown) > LONGEST_NAME:
        raise EntryRefused(where=WHERE, problem=f"tên tệp cần có, dài nhất {LONGEST_NAME} ký tự")
    return shown


def suffix_of(name: str) -> str:
    """Return the ending of a name with its dot, in small letters; empty where none is usual."""
    found = _SUFFIX.search(name.lower())
    return found[0] if found else ""


def add_files(
    connection: sqlite3.Connection, paper: int, files: Sequence[Attached], *, by: str, now: datetime
) -> None:
    """Add files to a paper; EntryRefused for too many."""
    query = "SELECT count(*) FROM attachment WHERE paper = ? AND removed_at IS NULL"
    (there,) = connection.execute(query, (paper,)).fetchone()
    if there + len(files) > MOST_FILES:
        raise EntryRefused(where=WHERE, problem=f"nhiều nhất {MOST_FILES} tệp")
    query = (
        "INSERT INTO attachment (paper, sha256, name, size, kind, purpose, at, by)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    )
    connection.executemany(query, [(paper, *_columns(each), iso(now), by) for each in files])


def _columns(file: Attached) -> tuple[object, ...]:
    return file.sha256, file.name, file.size, file.kind, file.purpose


def remove_file(connection: sqlite3.Connection, paper: int, number: int, now: datetime) -> Kept:
    """Take a file off a paper, of which the line stays; NotFound."""
    query = "SELECT * FROM attachment WHERE id = ? AND paper = ? AND removed_at IS NULL"
    row = connection.execute(query, (number, paper)).fetchone()
    if row is None:
        raise NotFound(kind="tệp", name=str(number), known=[])
    query = "UPDATE attachment SET removed_at = ? WHERE id = ?"
    connection.execute(query, (iso(now), number))
    return kept_of(row)


def kept_of(row: sqlite3.Row) -> Kept:
    """Return the file of a row."""
    return Kept(
        sha256=row["sha256"],
        name=row["name"],
        size=row["size"],
        kind=row["kind"],
        purpose=Purpose(row["purpose"]),
        number=row["id"],
        at=from_iso(row["at"]),
        by=row["by"],
    )


def add_version(
    connection: sqlite3.Connection, paper: int, file: Attached, *, note: str, by: str, now: datetime
) -> int:
    """Add a version of a draft and return its number; EntryRefused."""
    query = "SELECT 1 + coalesce(max(number), 0) FROM version WHERE paper = ?"
    (number,) = connection.execute(query, (paper,)).fetchone()
    query = "INSERT INTO version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    told = (file.sha256, file.name, file.size, file.kind)
    connection.execute(query, (paper, number, iso(now), by, *told, _NOTE.text(note)))
    return int(number)


def version_of(row: sqlite3.Row) -> Version:
    """Return the version of a row."""
    told = {name: row[name] for name in ("sha256", "name", "size", "kind")}
    return Version(
        number=row["number"],
        at=from_iso(row["at"]),
        by=row["by"],
        file=Attached(**told),
        note=row["note"],
    )
