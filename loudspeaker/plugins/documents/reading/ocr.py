"""Letters of scanned pages, by Tesseract where it is installed with Vietnamese.

The picture of a page is made by pdfium, bounded in pixels; Tesseract is given it on its standard
input, told the language, one thread, and a time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loudspeaker.plugins.documents.reading.lines import Piece, page_lines
from loudspeaker.plugins.documents.reading.pdf import open_pdf
from loudspeaker.plugins.documents.reading.values import Limits, Notice, NoticeCode, Page

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_DOTS_PER_INCH: Final = 200
_POINTS_PER_INCH: Final = 72
_LANGUAGE: Final = "vie"
_LIST_S: Final = 10.0
_COLUMNS: Final = 12  # of a row of Tesseract's table; the last ones are confidence and word
_LINE, _WORD = "4", "5"
_LEAST_CONFIDENCE: Final = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrText:
    """The pages that were recognised, the numbers of those that were not, and what to say."""

    pages: tuple[Page, ...]
    failed: tuple[int, ...]
    notices: tuple[Notice, ...]


def recogniser() -> str | None:
    """Return the program's path if it is there and knows Vietnamese."""
    found = shutil.which("tesseract")
    if found is None:
        return None
    try:
        listed = _run([found, "--list-langs"], b"", _LIST_S)
    except (OSError, subprocess.SubprocessError):
        return None
    return found if _LANGUAGE in listed.split() else None


def recognise(
    path: Path, numbers: Sequence[int], limits: Limits, *, clock: Callable[[], float]
) -> OcrText:
    """Return the text of a PDF's scanned pages, as far as time and limits go.

    Raises EntryRefused for a file that pdfium does not open, nothing else.
    """
    program = recogniser()
    if program is None:
        return _missing(numbers)
    until = clock() + limits.ocr_seconds
    pages: list[Page] = []
    with open_pdf(path) as document:
        for number in numbers[: limits.ocr_pages]:
            left = min(limits.ocr_page_seconds, until - clock())
            text = _page(program, document[number - 1], left, limits) if left > 0 else None
            if text is not None:
                pages.append(Page(number=number, text=text))
    done = {page.number for page in pages}
    failed = tuple(number for number in numbers if number not in done)
    return OcrText(pages=tuple(pages), failed=failed, notices=tuple(_said(pages, failed)))


def _missing(numbers: Sequence[int]) -> OcrText:
    says = (
        f"{_counted(numbers)} là ảnh quét, không có lớp chữ; máy này chưa cài nhận dạng chữ "
        "(tesseract với tiếng Việt), nên hãy tự nhập thông tin."
    )
    notice = Notice(code=NoticeCode.OCR_MISSING, says=says)
    return OcrText(pages=(), failed=tuple(numbers), notices=(notice,))


def _said(pages: Sequence[Page], failed: Sequence[int]) -> Iterator[Notice]:
    if pages:
        says = (
            f"{_counted([page.number for page in pages])} là ảnh quét; chữ do máy nhận dạng, "
            "có thể sai, hãy so với bản gốc."
        )
        yield Notice(code=NoticeCode.SCANNED, says=says)
    if failed:
        says = f"{_counted(failed)} là ảnh quét, chưa nhận dạng được chữ."
        yield Notice(code=NoticeCode.OCR_FAILED, says=says)


def _counted(numbers: Sequence[int]) -> str:
    first = ", ".join(map(str, numbers[:5]))
    return f"Trang {first} và {len(numbers) - 5} trang khác" if numbers[5:] else f"Trang {first}"


def _page(program: str, page: PdfPage, seconds: float, limits: Limits) -> str | None:
    import pypdfium2 as pdfium  # noqa: PLC0415 - loads the library

    try:
        picture = _picture(page, limits)
        # 4: one column of texts of any size, which keeps the lines of the letterhead whole
        options = ["stdin", "stdout", "-l", _LANGUAGE, "--psm", "4", "tsv"]
        table = _run([program, *options], picture, seconds)
    except (OSError, subprocess.SubprocessError, pdfium.PdfiumError, ValueError, MemoryError):
        return None
    return "\n".join(page_lines(_words(table)))[: limits.page_chars]


def _picture(page: PdfPage, limits: Limits) -> bytes:
    """Return the page as a grey picture in PGM form, at 200 dots per inch or fewer."""
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    most = (limits.ocr_pixels / max(width * height, 1.0)) ** 0.5
    bitmap = page.render(scale=min(scale, most), grayscale=True, may_draw_forms=False)
    rows = bytes(bitmap.buffer)
    packed = b"".join(
        rows[at : at + bitmap.width] for at in range(0, len(rows), bitmap.stride)
    )[: bitmap.width * bitmap.height]  # fmt: skip
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + packed


def _words(table: str) -> Iterator[Piece]:
    """Yield words at the height of their line: a dash alone is not as high as its letters."""
    top, height = 0.0, 0.0
    for row in table.splitlines():
        cells = row.split("\t")
        if len(cells) != _COLUMNS or not cells[0].isdigit():
            continue
        left, own_top, width, own_height = map(float, cells[6:10])
        if cells[0] == _LINE:
            top, height = own_top, own_height
        elif cells[0] == _WORD and cells[11].strip() and float(cells[10]) >= _LEAST_CONFIDENCE:
            yield Piece(
                text=cells[11], left=left, right=left + width, top=-top, bottom=-top - height
            )


def _run(command: list[str], given: bytes, seconds: float) -> str:
    done = subprocess.run(
        command,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        timeout=seconds,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return done.stdout.decode("utf-8", "replace")
