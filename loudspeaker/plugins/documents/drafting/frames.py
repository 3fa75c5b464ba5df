"""What the station says around a paper's own sentences: a row for each type of paper, as data.

``{issuer}`` and ``{summary}`` are the confirmed fields; the summary begins in a small letter.
"""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.drafting.values import Confirmed, Line
from loudspeaker.text.regex import regex

GREETING: Final = "Kính thưa bà con!"
URGENT_GREETING: Final = "Kính thưa bà con, xin bà con chú ý nghe thông báo khẩn!"
THANKS: Final = "Xin trân trọng cảm ơn bà con đã chú ý lắng nghe."
LEADS: Final = {
    "thông báo": "{issuer} thông báo {summary}.",
    "quyết định": "{issuer} đã ban hành quyết định {summary}.",
    "nghị quyết": "{issuer} đã thông qua nghị quyết {summary}.",
    "kế hoạch": "{issuer} đã ban hành kế hoạch {summary}.",
    "chỉ thị": "{issuer} đã ban hành chỉ thị {summary}.",
    "công điện": "{issuer} vừa có công điện {summary}.",
    "giấy mời": "{issuer} trân trọng gửi tới bà con giấy mời {summary}.",
    "công văn": "{issuer} có văn bản {summary}.",
    "hướng dẫn": "{issuer} hướng dẫn bà con {summary}.",
    "báo cáo": "{issuer} có báo cáo {summary}.",
    "quy định": "{issuer} đã ban hành quy định {summary}.",
    "quy chế": "{issuer} đã ban hành quy chế {summary}.",
    "phương án": "{issuer} đã ban hành phương án {summary}.",
    "chương trình": "{issuer} đã ban hành chương trình {summary}.",
    "đề án": "{issuer} có đề án {summary}.",
    "dự án": "{issuer} có dự án {summary}.",
    "thông cáo": "{issuer} ra thông cáo {summary}.",
    "thư công": "{issuer} có thư gửi bà con {summary}.",
    "phiếu báo": "{issuer} báo {summary}.",
}
OTHER_LEAD: Final = "{issuer} có {type} {summary}."
_ABOUT: Final = regex(r"(?i)^v ?/ ?v[:.]? ")
_URGENT: Final = frozenset({"khẩn", "thượng khẩn", "hỏa tốc"})


def before(paper: Confirmed) -> tuple[Line, ...]:
    """Return what is said ahead: the greeting, and who tells what."""
    greeting = URGENT_GREETING if paper.urgency.lower() in _URGENT else GREETING
    form = LEADS.get(paper.type.lower(), OTHER_LEAD)
    lead = form.format(issuer=paper.issuer, summary=summary(paper), type=paper.type.lower())
    return Line(text=greeting), Line(text=_capital(lead))


def after(paper: Confirmed) -> tuple[Line, ...]:
    """Return what is said behind: of which paper this is, and thanks."""
    number = f" số {paper.number}" if paper.number else ""
    day = f" ngày {paper.date}" if paper.date else ""
    of = f"Nội dung trên theo {_kind(paper)}{number}{day} của {paper.issuer}."
    return (Line(text=f"{of} {THANKS}"),)


def summary(paper: Confirmed) -> str:
    """Return the summary as it goes on in a sentence: ``V/v`` said, its first letter small."""
    text = _ABOUT.sub("về việc ", paper.summary.strip()).strip(" .;")
    first = text.split(" ", 1)[0]
    return text if first.isupper() and len(first) > 1 else text[:1].lower() + text[1:]


def _kind(paper: Confirmed) -> str:
    return paper.type.lower() or "văn bản"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
