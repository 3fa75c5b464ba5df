"""Text out of a PDF, page by page, by pypdfium2."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.reading.lines import Piece, page_lines
from loudspeaker.plugins.documents.reading.opened import refused
from loudspeaker.plugins.documents.reading.pdf_pieces import pieces
from loudspeaker.plugins.documents.reading.values import Limits, Notice, NoticeCode, Page

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfObject, PdfPage

_WRONG_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_PATH, _IMAGE = 2, 3  # FPDF_PAGEOBJ_…
_DRAWN: Final = (_PATH, _IMAGE)
_FEWEST_LETTERS: Final = 16
_STAMP_LETTERS: Final = 300
_MANY_PATHS: Final = 200
"""Letters that were turned into outlines; rules and frames are fewer."""
_MOST_OF_IT: Final = 0.5
_MOST_STAMPS: Final = 500
_UNKNOWN_SHARE: Final = 0.1
_SHORT_RUNS: Final = 0.5
_FEWEST_RUNS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class PdfText:
    """Pages, the numbers of those that are pictures, and what to say."""

    pages: tuple[Page, ...]
    pictures: tuple[int, ...]
    notices: tuple[Notice, ...]


def read_pdf(path: Path, limits: Limits, *, late: Callable[[], bool]) -> PdfText:
    """Return the text; EntryRefused for one that is broken, empty or has a password."""
    with open_pdf(path) as document:
        count = len(document)
        if count == 0:
            raise refused("tệp PDF không có trang nào")
        reader = _Reader(limits)
        for index in range(min(count, limits.pages)):
            if late() or reader.is_full:
                break
            reader.read(document, index)
        return reader.result(count, _is_protected(document))


@contextmanager
def open_pdf(path: Path) -> Iterator[PdfDocument]:
    """Give the document; EntryRefused for one that pdfium does not open."""
    import pypdfium2 as pdfium  # noqa: PLC0415 - loads the library

    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _not_opened(error.err_code) from error
    try:
        yield document
    except pdfium.PdfiumError as error:
        raise refused("tệp PDF bị hỏng") from error
    finally:
        document.close()


def _not_opened(code: int | None) -> EntryRefused:
    if code == _WRONG_PASSWORD:
        return refused("tệp PDF có mật khẩu; hãy xin bản không có mật khẩu")
    return refused("tệp PDF bị hỏng hoặc không phải PDF")


def _is_protected(document: PdfDocument) -> bool:
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads the library

    return int(pdfium.FPDF_GetSecurityHandlerRevision(document)) >= 0


class _Reader:
    """Pages as they come, as far as the limits go."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pages: list[Page] = []
        self._pictures: list[int] = []
        self._notices: list[Notice] = []
        self._left_chars = limits.chars

    @property
    def is_full(self) -> bool:
        return self._left_chars <= 0

    def read(self, document: PdfDocument, index: int) -> None:
        import pypdfium2 as pdfium  # noqa: PLC0415 - loads the library

        number = index + 1
        try:
            page = _with_stamps(document, index)
        except pdfium.PdfiumError:
            self._say(NoticeCode.PAGE_UNREADABLE, f"Trang {number} bị hỏng, không đọc được.")
            self._pages.append(Page(number=number, text=""))
            return
        text = self._text(page, number)
        if _is_picture(page, text):
            self._pictures.append(number)
        self._left_chars -= len(text)
        self._pages.append(Page(number=number, text=text))
        page.close()

    def _text(self, page: PdfPage, number: int) -> str:
        text_page = page.get_textpage()
        count = text_page.count_chars()
        most = min(self._limits.page_chars, self._left_chars)
        if count > most:
            self._say(NoticeCode.CUT, f"Trang {number} quá nhiều chữ, chỉ đọc {most} chữ đầu.")
        runs = list(pieces(text_page, min(count, most)))
        lines = page_lines(runs)
        if _is_askew(runs):
            lines = text_page.get_text_range(0, min(count, most)).splitlines()
        text_page.close()
        return "\n".join(lines)

    def _say(self, code: NoticeCode, says: str) -> None:
        self._notices.append(Notice(code=code, says=says))

    def result(self, count: int, is_protected: bool) -> PdfText:  # noqa: FBT001 - its only call
        if len(self._pages) < count:
            says = f"Tệp có {count} trang, chỉ đọc {len(self._pages)} trang đầu."
            self._say(NoticeCode.PAGES_LEFT, says)
        if is_protected:
            self._say(NoticeCode.PROTECTED, "Tệp PDF có mã hóa (hạn chế in, sửa), vẫn đọc được.")
        return PdfText(
            pages=tuple(self._pages), pictures=tuple(self._pictures), notices=tuple(self._notices)
        )


def _with_stamps(document: PdfDocument, index: int) -> PdfPage:
    """Return a page with what is stamped on it as part of it.

    Number and day of a paper are often the appearance of the clerk's signature, an annotation,
    whose letters are none of the page's own.
    """
    import pypdfium2.raw as pdfium  # noqa: PLC0415 - loads the library

    page = document[index]
    if not 0 < pdfium.FPDFPage_GetAnnotCount(page) <= _MOST_STAMPS:
        return page
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)  # in memory; hidden ones stay out
    page.close()
    return document[index]


def _is_askew(runs: Sequence[Piece]) -> bool:
    """Tell a page whose letters run upwards: a table along the paper's long side, say."""
    short = sum(1 for run in runs if len(run.text) <= 2)  # noqa: PLR2004 - one or two letters
    return len(runs) >= _FEWEST_RUNS and short > _SHORT_RUNS * len(runs)


def _is_picture(page: PdfPage, text: str) -> bool:
    """Tell a page that shows letters which nothing tells: scanned, drawn, or in an unknown font.

    A scanned page may have a few letters of its own all the same: those of a signature's stamp.
    """
    letters = sum(map(str.isalnum, text))
    unknown = sum(1 for c in text if c == "\ufffd" or "\ue000" <= c <= "\uf8ff")
    if unknown > _UNKNOWN_SHARE * max(len(text), 1):
        return True
    if letters >= _STAMP_LETTERS:
        return False
    drawn = list(islice(page.get_objects(_DRAWN, max_depth=2), _MANY_PATHS))
    pictures = [each for each in drawn if each.type == _IMAGE]
    if letters < _FEWEST_LETTERS:
        return bool(pictures) or len(drawn) == _MANY_PATHS
    return any(_covers(each, page) for each in pictures)


def _covers(picture: PdfObject, page: PdfPage) -> bool:
    left, bottom, right, top = picture.get_bounds()
    width, height = page.get_size()
    return bool((right - left) * (top - bottom) > _MOST_OF_IT * width * height)
