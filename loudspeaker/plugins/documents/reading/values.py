"""A paper that was read: its pages, and what a person should know of how they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final


class FileKind(StrEnum):
    """What a file is, by its first bytes."""

    PDF = "pdf"
    DOCX = "docx"
    TEXT = "txt"


class NoticeCode(StrEnum):
    """Why a person should look at what was read."""

    WRONG_EXTENSION = "wrong_extension"
    CONVERTED = "converted"
    SECTIONS = "sections"
    SCANNED = "scanned"
    OCR_MISSING = "ocr_missing"
    OCR_FAILED = "ocr_failed"
    PROTECTED = "protected"
    PAGES_LEFT = "pages_left"
    PAGE_UNREADABLE = "page_unreadable"
    CUT = "cut"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One such thing; ``says`` is the sentence for people, in Vietnamese."""

    code: NoticeCode
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's text, NFC, lines ended by LF; a tab stands between columns of one line.

    ``number`` counts from 1; of a DOCX it is the section, for that has no pages of its own.
    """

    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """``text[start:end]`` of a page."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """Everything that was read of a file.

    ``needs_ocr``: some page is a picture whose letters are not known.
    """

    kind: FileKind
    pages: tuple[Page, ...]
    notices: tuple[Notice, ...] = ()
    needs_ocr: bool = False

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "kind": self.kind.value,
            "pages": [{"number": page.number, "text": page.text} for page in self.pages],
            "notices": [{"code": each.code.value, "says": each.says} for each in self.notices],
            "needs_ocr": self.needs_ocr,
        }


def paper_text_of(values: Mapping[str, Any]) -> PaperText:
    """Return what ``PaperText.to_values`` told; KeyError, TypeError or ValueError otherwise."""
    return PaperText(
        kind=FileKind(values["kind"]),
        pages=tuple(Page(number=each["number"], text=each["text"]) for each in values["pages"]),
        notices=tuple(
            Notice(code=NoticeCode(each["code"]), says=each["says"]) for each in values["notices"]
        ),
        needs_ocr=bool(values["needs_ocr"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a file is read; what goes beyond is refused, or said to be left out.

    Sizes are of what is unpacked.  ``cpu_seconds`` is of this process, so that it can still say
    how far it came before the limit of the process itself ends it.
    """

    file_bytes: int = 100_000_000
    pages: int = 500
    page_chars: int = 60_000
    chars: int = 400_000
    pdf_objects: int = 500_000
    stream_bytes: int = 96 << 20
    picture_bytes: int = 160 << 20  # a page of 600 dots per inch in colours
    streams_bytes: int = 768 << 20
    filters: int = 4
    zip_entries: int = 2_000
    zip_bytes: int = 160 << 20
    zip_ratio: int = 200
    xml_bytes: int = 16 << 20
    xml_elements: int = 400_000
    cpu_seconds: float = 8.0
    ocr_pages: int = 10
    ocr_pixels: int = 9_000_000
    ocr_page_seconds: float = 20.0
    ocr_seconds: float = 90.0


LIMITS: Final = Limits()
