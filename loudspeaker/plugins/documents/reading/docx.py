"""Text out of a DOCX: paragraphs, tables and headers, a page for each section of the file.

python-docx opens the package.  Its own texts leave out what was inserted with changes tracked,
what stands in content controls and in text boxes (a mark of secrecy, say), so the elements are
gone through here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.plugins.documents.reading.opened import refused
from loudspeaker.plugins.documents.reading.values import Limits, Notice, NoticeCode, Page

if TYPE_CHECKING:
    from docx.document import Document

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED: Final = frozenset({
    f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", f"{_W}pPr",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
})  # fmt: skip
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TEXT, _PARAGRAPH, _TABLE, _ROW, _CELL = (f"{_W}{name}" for name in ("t", "p", "tbl", "tr", "tc"))
_RUN, _HIDDEN, _BOX, _SECTION = (
    f"{_W}r", f"{_W}rPr/{_W}vanish", f"{_W}txbxContent", f"{_W}sectPr",
)  # fmt: skip
_OFF: Final = frozenset({"0", "false", "off"})


def read_docx(path: Path, limits: Limits) -> tuple[tuple[Page, ...], tuple[Notice, ...]]:
    """Return a page for each section, and what to say; EntryRefused for what is no DOCX."""
    document = _opened(path)
    reader = _Reader()
    sections = [[line for line in _headers(document) if line]]
    for block in _blocks(document.element.body):
        sections[-1].extend(reader.lines(block))
        if block.tag == _PARAGRAPH and block.find(f"{_W}pPr/{_SECTION}") is not None:
            sections.append([])
    texts = [text for lines in sections if (text := "\n".join(lines).strip())]
    pages, notices = _bounded(texts, limits)
    return pages, (*notices, *reader.notices())


def _opened(path: Path) -> Document:
    import docx  # noqa: PLC0415 - brings lxml
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - likewise
    from lxml.etree import LxmlError  # noqa: PLC0415 - likewise

    try:
        document = docx.Document(str(path))
        # Parts of a package may be of another kind than they say: each is asked once.
        _ = document.element.body.tag, [section.header for section in document.sections]
    except (OpcError, LxmlError, KeyError, ValueError, OSError, AttributeError, TypeError) as error:
        # The last ones are what python-docx makes of packages whose parts miss their attributes.
        raise refused("tệp DOCX bị hỏng") from error
    return document


def _headers(document: Document) -> Iterator[str]:
    """Yield the lines of headers, each once: those of a first page may hold marks."""
    from docx.opc.exceptions import OpcError  # noqa: PLC0415 - brings lxml
    from lxml.etree import LxmlError  # noqa: PLC0415 - likewise

    seen: set[str] = set()
    for section in document.sections:
        for header in (section.first_page_header, section.header):
            try:
                blocks = [] if header.is_linked_to_previous else list(_blocks(header._element))  # noqa: SLF001 - no public way to its elements
            except (OpcError, LxmlError, KeyError, AttributeError, ValueError, TypeError):
                continue
            for line in (line for block in blocks for line in _Reader().lines(block)):
                if line not in seen and not line.strip().isdigit():
                    seen.add(line)
                    yield line


def _blocks(parent: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, also those inside content controls and insertions."""
    for child in parent:
        if child.tag in (_PARAGRAPH, _TABLE):
            yield child
        elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
            yield from _blocks(child)


class _Reader:
    """Goes through elements and counts what is hidden."""

    def __init__(self) -> None:
        self._hidden = 0

    def lines(self, block: Any) -> Iterator[str]:
        """Yield the lines of a paragraph with its text boxes, or of a table."""
        if block.tag == _TABLE:
            yield from self._table(block)
            return
        boxes: list[Any] = []
        text = "".join(self._text(block, boxes))
        yield from (line.strip(" \n") for line in text.split("\n"))
        for box in boxes:
            for inner in _blocks(box):
                yield from self.lines(inner)

    def _text(self, element: Any, boxes: list[Any]) -> Iterator[str]:
        for child in element:
            if child.tag in _SKIPPED or not isinstance(child.tag, str):
                continue
            if child.tag == _TEXT:
                yield child.text or ""
            elif child.tag in _BREAKS:
                yield _BREAKS[child.tag]
            elif child.tag == _BOX:
                boxes.append(child)
            elif child.tag == _RUN and _is_hidden(child):
                self._hidden += len("".join(self._text_of_hidden(child)))
            else:
                yield from self._text(child, boxes)

    @staticmethod
    def _text_of_hidden(run: Any) -> Iterator[str]:
        return (text.text or "" for text in run.iter(_TEXT))

    def _table(self, table: Any) -> Iterator[str]:
        for row in table.iter(_ROW):
            if next(row.iterancestors(_TABLE)) is not table:
                continue  # of a table inside, which its cell tells
            cells = [list(self._cell(cell)) for cell in row.iterchildren(_CELL, f"{_W}sdt")]
            if all(len(cell) <= 1 for cell in cells):
                yield "\t".join(cell[0] for cell in cells if cell)
            else:
                yield from (line for cell in cells for line in cell)

    def _cell(self, cell: Any) -> Iterator[str]:
        for block in _blocks(cell):
            yield from (line for line in self.lines(block) if line)

    def notices(self) -> Iterator[Notice]:
        if self._hidden:
            says = f"Tệp có {self._hidden} chữ ẩn, không hiện khi in; không đọc."
            yield Notice(code=NoticeCode.HIDDEN, says=says)


def _is_hidden(run: Any) -> bool:
    mark = run.find(_HIDDEN)
    return mark is not None and mark.get(f"{_W}val", "1") not in _OFF


def _bounded(texts: list[str], limits: Limits) -> tuple[tuple[Page, ...], list[Notice]]:
    pages: list[Page] = []
    notices: list[Notice] = []
    left = limits.chars
    for number, text in enumerate(texts[: limits.pages], 1):
        if len(text) > left:
            says = f"Tệp quá dài, chỉ đọc {limits.chars} chữ đầu."
            notices.append(Notice(code=NoticeCode.CUT, says=says))
        if left > 0:
            pages.append(Page(number=number, text=text[:left]))
        left -= len(text)
        if left <= 0:
            break
    if len(texts) > 1:
        says = "Tệp DOCX không ghi số trang; “trang” ở đây là phần (section) của tệp."
        notices.append(Notice(code=NoticeCode.SECTIONS, says=says))
    return tuple(pages), notices
