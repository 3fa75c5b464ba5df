"""A paper's text as sentences: lines joined to paragraphs, paragraphs cut where they end.

Nothing is rewritten: a sentence is what stands on its pages, with single spaces, without the mark
of the list it is an item of and without the sign that ends the paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from loudspeaker.plugins.documents.drafting.values import Sentence
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text.found import CAPITAL
from loudspeaker.text.regex import regex

MARK: Final = regex(
    r"^\s*(?:(?:[-–—+]+(?:\s+|(?=[^\d\s]))|[•*▪➢✓]+\s*)|\(?\d{1,2}[.)/]\s+"
    r"|\d{1,3}\t+|\d{1,2}(?:\.\d{1,2}){1,3}\.?\s+|\(?[a-zđ][.)]\s+|[IVX]{1,5}[.)]\s+"
    r"|Điều \d{1,3}[.:]\s*|Phần (?:thứ \w+|[IVX]+)[.:]?\s*)"
)
_NUMBER_MARK: Final = regex(r"^\(?(\d{1,2})[.)/]\s")
_DIGIT_MARK: Final = regex(r"^\(?\d")
_LABEL: Final = regex(rf"^\s*{CAPITAL}[^:.;,\d]{{2,44}}:")
_ENDED: Final = regex(r"[.:;!?…]\s*$|\./\.?\s*$")
_ABBREVIATED: Final = "".join(
    rf"(?<!\b{short}\.)" for short in ("TP", "Tr", "TS", "Th", "BS", "Bs", "GS", "[A-ZĐ]")
)
_CUT: Final = regex(
    rf"(?<=[.!?…]){_ABBREVIATED}(?<!\s\d\.)\s+(?={CAPITAL}|\d|[“\"(])|(?<=;)\s+(?=[-–+•]\s)"
)
_PAGE_NUMBER: Final = regex(
    r"^\s*[-–—]?\s*(?:trang\s*)?\d{1,3}(?:\s*/\s*\d{1,3})?\s*[-–—]?\s*$", re.IGNORECASE
)
_RULE: Final = regex(r"^[\W_]+$")
_TAIL: Final = regex(r"\s*(?:\.?/\.?/?\.?|;)\s*$")
_FULL_LINE: Final = 0.75
_WRAPPED_LINE: Final = 50
"""A line of so many letters without a stop goes on in the next one, capital or not: a name, say."""
_UNWRAPPED_LINE: Final = 140
"""No line of a printed page has so many: every line is a paragraph there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    text: str
    source: Source


def sentences(pages: Sequence[Page], spans: Sequence[Source]) -> tuple[Sentence, ...]:
    """Return the sentences of those pieces of the pages, in their order."""
    found: list[Sentence] = []
    parent: int | None = None
    for paragraph in _paragraphs(list(_lines(pages, spans))):
        is_item = MARK.match(paragraph[0].text) or _LABEL.match(paragraph[0].text)
        is_next = parent is not None and parent == len(found) - 1
        parent = parent if is_item or is_next else None
        for sentence in _cut(paragraph, parent):
            found.append(sentence)
            if sentence.text.endswith(":"):
                parent = len(found) - 1
    return tuple(found)


def _lines(pages: Sequence[Page], spans: Sequence[Source]) -> Iterator[_Line]:
    texts = {page.number: page.text for page in pages}
    for span in spans:
        lines = list(_of_span(texts[span.page], span))
        for n, line in enumerate(lines):
            is_edge = n in (0, len(lines) - 1)
            if not (is_edge and _PAGE_NUMBER.match(line.text)) and not _RULE.match(line.text):
                yield line


def _of_span(text: str, span: Source) -> Iterator[_Line]:
    at = span.start
    for line in text[span.start : span.end].split("\n"):
        if line.strip():
            yield _Line(text=line, source=Source(page=span.page, start=at, end=at + len(line)))
        at += len(line) + 1


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    longest = max((len(line.text) for line in lines), default=0)
    paragraph: list[_Line] = []
    count = 0
    for line in lines:
        text = line.text.strip()
        if paragraph and _begins(text, paragraph[-1].text.strip(), longest, count):
            yield paragraph
            paragraph = []
        numbered = _NUMBER_MARK.match(text)
        count = int(numbered[1]) if numbered and not paragraph else count
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _begins(text: str, last: str, longest: int, count: int) -> bool:
    """Tell whether a line begins a paragraph: by its mark, or because the last one had ended.

    ``count`` is the number of the last item of a list.
    """
    if _is_set_apart(text, last):
        return True
    if _is_wrapped_number(text, last, count):
        return False
    if MARK.match(text) or _LABEL.match(text):
        return True
    if last.endswith(":") or not _ENDED.search(last):
        is_short = longest > _UNWRAPPED_LINE or len(last) < _WRAPPED_LINE
        return text[:1].isupper() and (is_short or last.endswith(":"))
    full = max(_FULL_LINE * longest, _WRAPPED_LINE)
    return len(last) < full or not last.endswith((".", "!"))


def _is_set_apart(text: str, last: str) -> bool:
    """Tell a row of a table, and where capitals begin or end."""
    return "\t" in text or "\t" in last or text.isupper() != last.isupper()


def _is_wrapped_number(text: str, last: str, count: int) -> bool:
    """Tell the 20 of ``trước ngày / 20. Sau đó`` from the mark of an item, which would be lost."""
    if not _DIGIT_MARK.match(text) or _ENDED.search(last) or len(last) < _WRAPPED_LINE:
        return False
    numbered = _NUMBER_MARK.match(text)
    return numbered is None or int(numbered[1]) not in (1, count + 1)


def _cut(paragraph: Sequence[_Line], parent: int | None) -> Iterator[Sentence]:
    """Cut a paragraph into sentences, each with the pieces of the lines that it is of."""
    joined, starts = "", []
    for line in paragraph:
        joined += "\n" if joined else ""
        starts.append(len(joined))
        joined += line.text
    mark = MARK.match(joined)
    begin = mark.end() if mark else 0
    for start, end in _pieces(joined, begin):
        text = _told(joined[start:end])
        if text:
            sources = tuple(_sources(paragraph, starts, start, end))
            yield Sentence(text=text, sources=sources, parent=parent)


def _pieces(joined: str, begin: int) -> Iterator[tuple[int, int]]:
    for cut in _CUT.finditer(joined, begin):
        yield begin, cut.start()
        begin = cut.end()
    yield begin, len(joined)


def _told(piece: str) -> str:
    """Return a sentence in one line with a stop at its end; cells of a table parted by commas."""
    cells = [" ".join(cell.split()) for cell in piece.split("\t")]
    text = ", ".join(filter(None, cells))
    text = _TAIL.sub("", MARK.sub("", text))
    if not any(map(str.isalnum, text)):
        return ""
    return text if text.endswith((".", ":", "!", "?", "…")) else f"{text}."


def _sources(
    paragraph: Sequence[_Line], starts: Sequence[int], start: int, end: int
) -> Iterator[Source]:
    for line, at in zip(paragraph, starts, strict=True):
        first, last = max(start, at), min(end, at + len(line.text))
        if first < last:
            shift = line.source.start - at
            yield Source(page=line.source.page, start=first + shift, end=last + shift)
