"""Where a paper's own text stands: behind its letterhead and title, before recipients and post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loudspeaker.plugins.documents.reading.ending import RECIPIENTS
from loudspeaker.plugins.documents.reading.folding import fold
from loudspeaker.plugins.documents.reading.proposal import Proposal
from loudspeaker.plugins.documents.reading.proposed import Proposed
from loudspeaker.plugins.documents.reading.values import Page, Source
from loudspeaker.text.regex import regex

_RECIPIENTS = regex(rf"(?m)^\W{{0,2}}{RECIPIENTS}")


def body_spans(pages: Sequence[Page], proposal: Proposal) -> tuple[Source, ...]:
    """Return what of each page is the text itself; nothing of pages behind the signature.

    Those are annexes: lists and tables, which nobody reads aloud.
    """
    return tuple(span for span in _spans(pages, proposal) if span.start < span.end)


def _spans(pages: Sequence[Page], proposal: Proposal) -> Iterator[Source]:
    end = _end(pages, proposal)
    for page in pages:
        start = _start(page, proposal)
        if end is not None and page.number == end.page:
            yield Source(page=page.number, start=start, end=max(start, end.start))
            return
        yield Source(page=page.number, start=start, end=len(page.text))


def _start(page: Page, proposal: Proposal) -> int:
    """Return the end of the last line that tells a field of the letterhead or the title."""
    head = (
        proposal.number,
        proposal.date,
        proposal.issuer,
        proposal.type,
        proposal.summary,
        proposal.urgency,
    )
    ends = [each.end for found in head for each in _on(page, found)]
    if not ends:
        return 0
    line_end = page.text.find("\n", max(ends))
    return len(page.text) if line_end < 0 else line_end + 1


def _end(pages: Sequence[Page], proposal: Proposal) -> Source | None:
    """Return the place where recipients, post or name begin."""
    for page in pages:
        tail = (proposal.recipients, proposal.position, proposal.signer)
        starts = [each.start for found in tail for each in _on(page, found)]
        named = _RECIPIENTS.search(fold(page.text))
        if named:
            starts.append(named.start())
        if starts:
            start = page.text.rfind("\n", 0, min(starts)) + 1
            return Source(page=page.number, start=start, end=start)
    return None


def _on(page: Page, found: Proposed | None) -> list[Source]:
    return [each for each in found.sources if each.page == page.number] if found else []
