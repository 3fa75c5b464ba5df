"""Where title and name of the signer stand in a PDF, and how large its pages are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.places import PageBox, Place


@contextmanager
def _document(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            yield document
    except pypdfium2.PdfiumError:
        raise EntryRefused(where="tệp PDF", problem="không mở được để tìm chỗ ký") from None


def page_boxes(content: bytes) -> list[PageBox]:
    """Return what is shown of each page; EntryRefused."""
    with _document(content) as document:
        boxes = []
        for page in document:
            left, bottom, right, top = page.get_bbox()
            boxes.append(PageBox(left=left, bottom=bottom, right=right, top=top))
        return boxes


def title_and_name(content: bytes, title: str, name: str) -> tuple[Place, Place]:
    """Return where the last name stands, and the nearest title above it; EntryRefused.

    Names also stand among the recipients; who signs stands last.
    """
    with _document(content) as document:
        for number in reversed(range(len(document))):
            names, titles = _found(document, number, name), _found(document, number, title)
            for below in sorted(names, key=lambda place: place.bottom):
                above = [each for each in titles if each.bottom >= below.top]
                if above:
                    return min(above, key=lambda place: _apart(place, below)), below
    raise EntryRefused(
        where="chỗ ký", problem=f"không thấy chức danh “{title}” ở trên họ tên “{name}”"
    )


def _apart(title: Place, name: Place) -> float:
    middle = title.left + title.width / 2 - name.left - name.width / 2
    return (title.bottom - name.top) + abs(middle)


def _found(document: pypdfium2.PdfDocument, page: int, text: str) -> list[Place]:
    wanted = unicodedata.normalize("NFC", " ".join(text.split()))
    if not wanted:
        return []
    words = document[page].get_textpage()
    searcher = words.search(wanted, match_case=True)
    found = []
    while (hit := searcher.get_next()) is not None:
        index, count = hit
        corners = [words.get_rect(each) for each in range(words.count_rects(index, count))]
        if corners:
            found.append(_around(page, corners))
    return found


def _around(page: int, corners: list[tuple[float, float, float, float]]) -> Place:
    left, bottom = min(each[0] for each in corners), min(each[1] for each in corners)
    return Place(
        page=page,
        left=left,
        bottom=bottom,
        width=max(each[2] for each in corners) - left,
        height=max(each[3] for each in corners) - bottom,
    )
