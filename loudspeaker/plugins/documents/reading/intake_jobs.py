"""What the ``intake`` process does for this plug-in: open a file that somebody brought."""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, Final

from loudspeaker.errors import TextRefused, UsageRefused
from loudspeaker.plugins.documents.reading.opened import kind_of, opened, refused, wrong_extension
from loudspeaker.plugins.documents.reading.values import (
    LIMITS,
    FileKind,
    Limits,
    Notice,
    NoticeCode,
    Page,
    PaperText,
)

LONGEST_OCR_S: Final = 600.0
_PENDING: Final = (
    "Văn bản là ảnh chụp (scan); máy đang tìm chữ trong ảnh, xem lại sau vài phút hoặc tự điền."
)
_BETWEEN_PAGES: Final = "\n\f\n"


def read_paper(arguments: dict[str, Any]) -> dict[str, Any]:
    """Read the PDF, DOCX or text file ``path``, which its sender calls a ``kind`` (may be empty).

    ``ocr_s`` is how long letters in pictures may be looked for (90 s), 0 for not at all.

    Answers the values of ``PaperText`` and, as ``proposal``, those of what the paper says of
    itself.  Raises EntryRefused with the reason for people, FileRefused, UsageRefused.
    """
    from loudspeaker.plugins.documents.reading.proposal import propose  # noqa: PLC0415 - patterns

    path, kind = arguments.get("path"), arguments.get("kind", "")
    if not isinstance(path, str) or not path or not isinstance(kind, str):
        raise UsageRefused(option="path", problem="not a path")
    seconds = arguments.get("ocr_s", LIMITS.ocr_seconds)
    if not isinstance(seconds, int | float) or not 0 <= seconds <= LONGEST_OCR_S:
        raise UsageRefused(option="ocr_s", problem="0 to 600 seconds")
    paper = read_file(Path(path), kind, replace(LIMITS, ocr_seconds=float(seconds)))
    return {**paper.to_values(), "proposal": propose(paper.pages).to_values()}


def read_file(path: Path, claimed: str = "", limits: Limits = LIMITS) -> PaperText:
    """Return the text of a file; raises as ``read_paper``."""
    begun = time.process_time()

    def late() -> bool:
        return time.process_time() - begun > limits.cpu_seconds

    try:
        with opened(path, limits) as stream:
            kind = kind_of(stream)
            read = {FileKind.PDF: _pdf, FileKind.DOCX: _docx, FileKind.TEXT: _text}[kind]
            paper = read(path, stream, limits, late)
    except (MemoryError, RecursionError) as error:
        raise refused("tệp cần quá nhiều bộ nhớ; không mở") from error
    pages, converted = _modern(paper.pages)
    return PaperText(
        kind=kind,
        pages=pages,
        notices=(*wrong_extension(path, claimed, kind), *paper.notices, *converted),
        needs_ocr=paper.needs_ocr,
    )


def _pdf(path: Path, stream: BinaryIO, limits: Limits, late: Callable[[], bool]) -> PaperText:
    from loudspeaker.plugins.documents.reading.ocr import recognise  # noqa: PLC0415 - few need it
    from loudspeaker.plugins.documents.reading.pdf import read_pdf  # noqa: PLC0415 - heavy
    from loudspeaker.plugins.documents.reading.pdf_check import check_pdf  # noqa: PLC0415 - heavy

    check_pdf(stream, limits, late=late)
    found = read_pdf(path, limits, late=late)
    if not found.pictures:
        return PaperText(kind=FileKind.PDF, pages=found.pages, notices=found.notices)
    if not limits.ocr_seconds:
        pending = Notice(code=NoticeCode.SCANNED, says=_PENDING)
        return PaperText(
            kind=FileKind.PDF, pages=found.pages, notices=(*found.notices, pending), needs_ocr=True
        )
    scanned = recognise(path, found.pictures, limits, clock=time.monotonic)
    known = {page.number: page for page in scanned.pages}
    return PaperText(
        kind=FileKind.PDF,
        pages=tuple(known.get(page.number, page) for page in found.pages),
        notices=(*found.notices, *scanned.notices),
        needs_ocr=bool(scanned.failed),
    )


def _docx(path: Path, stream: BinaryIO, limits: Limits, _late: Callable[[], bool]) -> PaperText:
    from loudspeaker.plugins.documents.reading.docx import read_docx  # noqa: PLC0415 - heavy
    from loudspeaker.plugins.documents.reading.docx_check import check_docx  # noqa: PLC0415 - heavy

    check_docx(stream, limits)
    pages, notices = read_docx(path, limits)
    return PaperText(kind=FileKind.DOCX, pages=pages, notices=notices)


def _text(_path: Path, stream: BinaryIO, limits: Limits, _late: Callable[[], bool]) -> PaperText:
    from loudspeaker.text.prepare import decode  # noqa: PLC0415 - patterns

    data = stream.read(4 * limits.chars + 1)
    if len(data) > 4 * limits.chars:
        raise refused(f"văn bản dài hơn {limits.chars} chữ; không mở")
    try:
        text = decode(data)
    except TextRefused as error:
        raise refused("không phải PDF, DOCX hay văn bản tiếng Việt") from error
    if "\0" in text:
        raise refused("không phải PDF, DOCX hay văn bản tiếng Việt")
    texts = text[: limits.chars].split("\f")[: limits.pages]
    pages = tuple(Page(number=n, text=each.strip("\n")) for n, each in enumerate(texts, 1))
    return PaperText(kind=FileKind.TEXT, pages=pages)


def _modern(pages: Sequence[Page]) -> tuple[tuple[Page, ...], tuple[Notice, ...]]:
    """Return pages in Unicode, and a notice if letters of old fonts were rewritten."""
    from loudspeaker.text.legacy import modernise, recognise  # noqa: PLC0415 - patterns

    # The lines of all pages together tell the encoding; one page may be too short for that.
    whole = _BETWEEN_PAGES.join(_plain(page.text) for page in pages)
    encoding = recognise(whole)
    modern, count = modernise(whole)
    texts = modern.split(_BETWEEN_PAGES)
    told = tuple(Page(number=page.number, text=t) for page, t in zip(pages, texts, strict=True))
    if not count or encoding is None:
        return told, ()
    says = (
        f"Chữ gõ bằng bảng mã cũ {encoding.value.upper()} ({count} chữ có dấu) đã được đổi sang "
        "Unicode; hãy soát lại."
    )
    return told, (Notice(code=NoticeCode.CONVERTED, says=says),)


def _plain(text: str) -> str:
    """Return NFC text without what is not seen, each line without space at its ends."""
    composed = unicodedata.normalize("NFC", text.replace("\f", "\n"))
    seen = "".join(c if c.isprintable() or c in "\n\t" else " " for c in composed)
    return "\n".join(line.strip() for line in seen.split("\n"))
