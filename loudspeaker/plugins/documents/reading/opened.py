"""Files as people bring them: what they are is told by their first bytes, never by the name."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.errors import EntryRefused, FileRefused
from loudspeaker.plugins.documents.reading.values import FileKind, Limits, Notice, NoticeCode

WHERE: Final = "tệp"
_HEAD: Final = 1024  # ISO 32000-1, annex H: the header of a PDF stands within so many bytes
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final = {
    _OLD_OFFICE: "tệp .doc kiểu cũ hoặc có mật khẩu; hãy mở bằng trình soạn thảo, bỏ mật khẩu và "
    "lưu lại thành .docx hoặc PDF",
    b"{\\rtf": "tệp RTF; hãy lưu lại thành .docx hoặc PDF",
    b"\xff\xd8\xff": "ảnh JPEG; hãy quét thành PDF",
    b"\x89PNG": "ảnh PNG; hãy quét thành PDF",
    b"II*\x00": "ảnh TIFF; hãy quét thành PDF",
    b"MM\x00*": "ảnh TIFF; hãy quét thành PDF",
    b"GIF8": "ảnh GIF; hãy quét thành PDF",
}
_NAMES: Final = {FileKind.PDF: "PDF", FileKind.DOCX: "DOCX", FileKind.TEXT: "văn bản thuần"}


def refused(problem: str) -> EntryRefused:
    """Return the refusal of a file, in words for people."""
    return EntryRefused(where=WHERE, problem=problem)


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[BinaryIO]:
    """Give a regular file's stream; a pipe or device is neither waited for nor read.

    Raises FileRefused (``missing``, ``not_a_file`` or what the operating system says) and
    EntryRefused for one that is empty or too large.
    """
    try:
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except FileNotFoundError:
        raise FileRefused(path=str(path), problem="missing") from None
    except IsADirectoryError:
        raise FileRefused(path=str(path), problem="not_a_file") from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "unreadable"
        raise FileRefused(path=str(path), problem=problem) from error
    with stream:
        status = os.fstat(stream.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise FileRefused(path=str(path), problem="not_a_file")
        _require_size(status.st_size, limits)
        yield stream


def _require_size(size: int, limits: Limits) -> None:
    if size == 0:
        raise refused("tệp rỗng")
    if size >= limits.file_bytes:
        most = limits.file_bytes // 1_000_000
        raise refused(f"tệp nặng {size / 1e6:.0f} MB; chỉ nhận tệp dưới {most} MB")


def kind_of(stream: BinaryIO) -> FileKind:
    """Return what a file is by its content; EntryRefused for what is none of ours."""
    head = stream.read(_HEAD)
    stream.seek(0)
    if b"%PDF-" in head:
        return FileKind.PDF
    if head.startswith(b"PK"):
        return _of_archive(stream)
    for signature, problem in _OTHERS.items():
        if head.startswith(signature):
            raise refused(problem)
    return FileKind.TEXT


def _of_archive(stream: BinaryIO) -> FileKind:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
        raise refused("tệp nén bị hỏng") from error
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return FileKind.DOCX
    if any(name.startswith("xl/") for name in names):
        raise refused("bảng tính; chỉ nhận PDF, DOCX và văn bản thuần")
    raise refused("tệp nén không phải DOCX; hãy giải nén và đưa từng tệp vào")


def wrong_extension(path: Path, claimed: str, kind: FileKind) -> tuple[Notice, ...]:
    """Return a notice if name or sender called the file something else than it is."""
    said = (claimed or path.suffix).lower().lstrip(".")
    if not said or said == kind:
        return ()
    says = f"Tên tệp ghi là .{said[:10]} nhưng nội dung là {_NAMES[kind]}; đã đọc theo nội dung."
    return (Notice(code=NoticeCode.WRONG_EXTENSION, says=says),)
