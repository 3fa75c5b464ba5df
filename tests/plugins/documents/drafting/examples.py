"""Papers of eight types, with the draft that each becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from loudspeaker.plugins.documents.drafting.draft import WISHED_S, draft
from loudspeaker.plugins.documents.drafting.values import Confirmed, Draft
from loudspeaker.plugins.documents.reading.body import body_spans
from loudspeaker.plugins.documents.reading.proposal import Proposal, propose
from loudspeaker.plugins.documents.reading.values import Page, Source

DATA: Final = Path(__file__).parent / "data"


PAPER: Final = Confirmed(
    type="Thông báo",
    issuer="Ủy ban nhân dân xã Bản Thầu",
    summary="Về việc họp dân",
    number="07",
    date="05/12/2026",
)


def of(text: str, *, wished_s: float = WISHED_S) -> Draft:
    """Return the draft of a text that is all of a page."""
    page = Page(number=1, text=text)
    span = Source(page=1, start=0, end=len(text))
    return draft([page], [span], PAPER, wished_s=wished_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A paper's pages and its draft."""

    type: str
    pages: tuple[Page, ...]
    draft: Draft


def examples() -> Iterator[Example]:
    """Yield the papers of ``papers.txt`` with their drafts."""
    for block in (DATA / "papers.txt").read_text("utf-8").split("@@@ ")[1:]:
        head, _, text = block.partition("\n---\n")
        pages = (Page(number=1, text=text.strip("\n")),)
        yield Example(type=head.rpartition(": ")[2], pages=pages, draft=drafted(pages))


def drafted(pages: Sequence[Page], *, wished_s: float = WISHED_S) -> Draft:
    """Return the draft of pages whose proposals were all confirmed as they are."""
    proposal = propose(pages)
    return draft(pages, body_spans(pages, proposal), confirmed(proposal), wished_s=wished_s)


def confirmed(proposal: Proposal) -> Confirmed:
    """Return the proposed fields; what was not found is filled in as a person would."""
    day = date.fromisoformat(proposal.date.value) if proposal.date else None
    return Confirmed(
        type=proposal.type.value if proposal.type else "Công văn",
        issuer=proposal.issuer.value if proposal.issuer else "Ủy ban nhân dân xã",
        summary=proposal.summary.value if proposal.summary else "Về việc họp dân",
        number=proposal.number.value if proposal.number else "",
        date=f"{day:%d/%m/%Y}" if day else "",
        urgency=proposal.urgency.value if proposal.urgency else "",
    )
