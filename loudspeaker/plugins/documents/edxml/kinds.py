"""The kinds of files that are taken, and by what their bytes are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

HEAD_BYTES: Final = 4096
"""So much of a file is looked at."""
_ZIP: Final = b"PK\x03\x04"
_TEXT_CONTROLS: Final = frozenset(b"\t\n\r\f\x1b")
_SPACE: Final = 0x20


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The first bytes of a file, and the names inside where it is a zip."""

    head: bytes
    names: frozenset[str] = frozenset()

    @property
    def is_zip(self) -> bool:
        """Tell whether it begins as a zip."""
        return self.head.startswith(_ZIP)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKind:
    """A kind; ``endings[0]`` and ``types[0]`` are the usual ones."""

    endings: tuple[str, ...]
    types: tuple[str, ...]
    fits: Callable[[Look], bool]


def _starts(*beginnings: bytes) -> Callable[[Look], bool]:
    return lambda look: look.head.startswith(beginnings)


def _holds(*names: str) -> Callable[[Look], bool]:
    return lambda look: look.is_zip and set(names) <= look.names


def _open_document(kind: str) -> Callable[[Look], bool]:
    told = f"mimetypeapplication/vnd.oasis.opendocument.{kind}".encode()
    return lambda look: look.is_zip and told in look.head[:200]


def _is_text(look: Look) -> bool:
    return all(byte >= _SPACE or byte in _TEXT_CONTROLS for byte in look.head)


_OLE: Final = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OASIS: Final = "application/vnd.oasis.opendocument"
_PARTS: Final = "[Content_Types].xml"

KINDS: Final = (
    FileKind(
        endings=("pdf",),
        types=("application/pdf", "application/x-pdf"),
        fits=lambda look: b"%PDF-" in look.head[:1024],
    ),
    FileKind(
        endings=("docx",),
        types=(f"{_OFFICE}.wordprocessingml.document",),
        fits=_holds(_PARTS, "word/document.xml"),
    ),
    FileKind(
        endings=("xlsx",),
        types=(f"{_OFFICE}.spreadsheetml.sheet",),
        fits=_holds(_PARTS, "xl/workbook.xml"),
    ),
    FileKind(
        endings=("pptx",),
        types=(f"{_OFFICE}.presentationml.presentation",),
        fits=_holds(_PARTS, "ppt/presentation.xml"),
    ),
    FileKind(endings=("doc",), types=("application/msword",), fits=_OLE),
    FileKind(endings=("xls",), types=("application/vnd.ms-excel", "application/excel"), fits=_OLE),
    FileKind(endings=("ppt",), types=("application/vnd.ms-powerpoint",), fits=_OLE),
    FileKind(endings=("odt",), types=(f"{_OASIS}.text",), fits=_open_document("text")),
    FileKind(
        endings=("ods",), types=(f"{_OASIS}.spreadsheet",), fits=_open_document("spreadsheet")
    ),
    FileKind(endings=("png",), types=("image/png",), fits=_starts(b"\x89PNG\r\n\x1a\n")),
    FileKind(
        endings=("jpg", "jpeg"), types=("image/jpeg", "image/jpg"), fits=_starts(b"\xff\xd8\xff")
    ),
    FileKind(endings=("tif", "tiff"), types=("image/tiff",), fits=_starts(b"II*\0", b"MM\0*")),
    FileKind(endings=("txt",), types=("text/plain",), fits=_is_text),
    FileKind(
        endings=("zip",),
        types=("application/zip", "application/x-zip-compressed"),
        fits=_starts(_ZIP),
    ),
)
BY_ENDING: Final = {ending: kind for kind in KINDS for ending in kind.endings}
BY_TYPE: Final = {name: kind for kind in KINDS for name in kind.types}


def claimed_kinds(ending: str, content_type: str) -> tuple[FileKind, ...]:
    """Return the kinds that a name's ending and a content type claim, the name's first.

    Some senders write ``pdf`` or ``.pdf`` where the type belongs.
    """
    told = content_type.partition(";")[0].strip().lower()
    by_name = BY_ENDING.get(ending)
    by_type = BY_TYPE.get(told) or BY_ENDING.get(told.rpartition(".")[2])
    return tuple(dict.fromkeys(kind for kind in (by_name, by_type) if kind))
