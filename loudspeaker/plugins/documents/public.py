"""What everybody may see of papers: a page for each that is public, and the list of the newest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.register.attachments import Kept, Purpose
from loudspeaker.plugins.documents.register.looking import Looking, Published
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.public.pages import (
    FILE_KINDS,
    LARGEST_FILE,
    Block,
    BlockKind,
    Card,
    PageFile,
    PublicChange,
    PublicPage,
)

LIST_NAME: Final = "van-ban"
LIST_TITLE: Final = "Văn bản của xã"
MOST_LISTED: Final = 50
AT_ONCE: Final = 100
"""Papers of one piece: so many pages of text are unpacked in well under a second."""
LONGEST_TEXT: Final = 8000
"""Characters of a paper that its page shows; the file has all of it."""
MOST_PARAGRAPHS: Final = 150
MOST_CARDS: Final = 3
_TITLE: Final = 110
_MOST_FILES: Final = 20
_ENDED: Final = re.compile(r"[.;:!?]$")
_BEGINS: Final = re.compile(
    r"[-+•–*]\s|[0-9]{1,2}[.)]\s|[a-zđ][.)]\s|Căn cứ\b|Điều [0-9]|Kính gửi\b|Nơi nhận\b|Về việc\b"
)
_ON: Final = "… Xem cả văn bản trong tệp."
_FIND: Final = "Muốn đọc nội dung thì mở tệp ở dưới, hoặc gõ số, ký hiệu vào ô tìm."


def change(looking: Looking, since: str, now: datetime) -> PublicChange | None:
    """Return what is new since a mark, in pieces; None for nothing."""
    seen = int(since) if since.isascii() and since.isdigit() else 0
    found = looking.published(seen, limit=AT_ONCE)
    if not found:
        return None
    pages = [_page(looking, each.paper, now) for each in found if each.shown]
    newest = looking.shown(MOST_LISTED)
    gone = [name_of(each) for each in found if not each.shown]
    if newest:
        pages.append(_list(looking, newest, now))
    else:
        gone.append(LIST_NAME)
    mark = str(found[-1].paper.change)
    return PublicChange(mark=mark, pages=tuple(pages), gone=tuple(gone))


def cards(looking: Looking) -> list[Card]:
    """Return the cards of the kiosk: the list, and the newest papers; none where none is public."""
    newest = looking.shown(MOST_CARDS)
    listed = [Card(name=LIST_NAME, title=LIST_TITLE)] if newest else []
    return [*listed, *(Card(name=_name(paper), title=_title(paper)) for paper in newest)]


def name_of(published: Published) -> str:
    """Return what a paper's page is called in its address."""
    return _name(published.paper)


def _name(paper: Paper) -> str:
    return f"van-ban-{paper.id}"


def _code(paper: Paper) -> str:
    return "/".join(filter(None, (paper.entry.number, paper.entry.symbol)))


def _title(paper: Paper) -> str:
    whole = f"{paper.entry.type} {_code(paper)}".strip() + f": {paper.entry.subject}"
    return whole if len(whole) <= _TITLE else whole[: _TITLE - 1].rstrip() + "…"


def _page(looking: Looking, paper: Paper, now: datetime) -> PublicPage:
    texts = [text for _number, text in looking.pages(paper.id)]
    return PublicPage(
        name=_name(paper),
        title=_title(paper),
        blocks=(*_facts(paper), *_text(texts)),
        changed=looking.moment(paper.change) or now,
        spoken=f"{_title(paper)}. {paper.entry.issuer} ban hành{_dated(paper)}.",
        files=tuple(_files(looking.files(paper.id))),
    )


def _facts(paper: Paper) -> Iterator[Block]:
    entry = paper.entry
    day = f"{entry.issued_on:%d/%m/%Y}" if entry.issued_on else ""
    told = (
        ("Trích yếu", entry.subject),
        ("Loại", entry.type),
        ("Số, ký hiệu", _code(paper)),
        ("Ngày văn bản", day),
        ("Cơ quan ban hành", entry.issuer),
        ("Người ký", ", ".join(filter(None, (entry.signer, entry.signer_post)))),
        ("Sổ", paper.book.label if paper.book is Book.OUT else ""),
    )
    rows = tuple((f"{name}: {value}",) for name, value in told if value)
    yield Block(kind=BlockKind.LIST, rows=rows)


def _dated(paper: Paper) -> str:
    day = paper.entry.issued_on
    return f" ngày {day.day} tháng {day.month} năm {day.year}" if day else ""


def _text(texts: Sequence[str]) -> Iterator[Block]:
    """Yield the beginning of the pages, a block for each paragraph."""
    shown: list[str] = []
    length = 0
    for paragraph in _paragraphs(texts):
        if length + len(paragraph) > LONGEST_TEXT or len(shown) == MOST_PARAGRAPHS:
            shown.append(_ON)
            break
        shown.append(paragraph)
        length += len(paragraph)
    if shown:
        yield Block(kind=BlockKind.HEADING, text="Nội dung")
    yield from (Block(kind=BlockKind.PARAGRAPH, text=each) for each in shown)


def _paragraphs(texts: Sequence[str]) -> Iterator[str]:
    """Yield lines put together where one goes on with the other."""
    kept: list[str] = []
    for line in (line for text in texts for line in text.split("\n") if line.strip()):
        clean = " ".join(line.split())
        begins = "\t" in line or clean.isupper() or _BEGINS.match(clean)
        if kept and (begins or kept[-1].isupper() or _ENDED.search(kept[-1])):
            yield " ".join(kept)
            kept = []
        kept.append(clean)
        if "\t" in line:
            yield " ".join(kept)
            kept = []
    if kept:
        yield " ".join(kept)


def _files(files: Sequence[Kept]) -> Iterator[PageFile]:
    """Yield the files to take along; where there is a signed paper it stands for the unsigned."""
    signed = any(each.purpose is Purpose.SIGNED for each in files)
    hidden = {Purpose.MESSAGE, Purpose.MAIN} if signed else {Purpose.MESSAGE}
    offered = [each for each in files if each.purpose not in hidden]
    for each in offered[:_MOST_FILES]:
        kind = each.name.rpartition(".")[2].lower()
        kind = "jpg" if kind == "jpeg" else kind
        if kind in FILE_KINDS and 0 < each.size <= LARGEST_FILE:
            yield PageFile(
                name=f"tep-{each.number}", title=each.name, sha256=each.sha256, size=each.size,
                kind=kind,
            )  # fmt: skip


def _list(looking: Looking, papers: Sequence[Paper], now: datetime) -> PublicPage:
    rows = tuple((f"{_title(paper)} ({paper.entry.issuer}{_day(paper)})",) for paper in papers)
    return PublicPage(
        name=LIST_NAME,
        title=LIST_TITLE,
        blocks=(
            Block(kind=BlockKind.PARAGRAPH, text=_FIND),
            Block(kind=BlockKind.LIST, rows=rows),
        ),
        changed=looking.moment(max(paper.change for paper in papers)) or now,
        spoken=" ".join(f"{_title(paper)}." for paper in papers[:10]),
        listed=True,
        files=tuple(_first_files(looking, papers)),
    )


def _first_files(looking: Looking, papers: Sequence[Paper]) -> Iterator[PageFile]:
    """Yield the first file of each paper, under the paper's title."""
    for paper in papers:
        for file in list(_files(looking.files(paper.id)))[:1]:
            yield PageFile(
                name=_name(paper), title=_title(paper), sha256=file.sha256, size=file.size,
                kind=file.kind,
            )  # fmt: skip


def _day(paper: Paper) -> str:
    day = paper.entry.issued_on
    return f", {day.day}/{day.month}/{day.year}" if day else ""
