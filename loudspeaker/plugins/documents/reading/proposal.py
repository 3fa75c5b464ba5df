"""What a paper says of itself: proposed for every field, from its pages alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from loudspeaker.plugins.documents.reading import marks
from loudspeaker.plugins.documents.reading.cells import head_cells
from loudspeaker.plugins.documents.reading.ending import ending
from loudspeaker.plugins.documents.reading.head import code, dated, issuer
from loudspeaker.plugins.documents.reading.proposed import Proposed, proposed_of
from loudspeaker.plugins.documents.reading.title import title
from loudspeaker.plugins.documents.reading.values import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """None where nothing was found; nothing of it is taken before a person has confirmed it."""

    number: Proposed | None = None
    symbol: Proposed | None = None
    date: Proposed | None = None
    issuer: Proposed | None = None
    superior: Proposed | None = None
    type: Proposed | None = None
    summary: Proposed | None = None
    signer: Proposed | None = None
    position: Proposed | None = None
    recipients: Proposed | None = None
    urgency: Proposed | None = None
    secrecy: Proposed | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values, with None for what was not found."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: one.to_values() if one else None for name, one in found.items()}


def proposal_of(values: Mapping[str, Any]) -> Proposal:
    """Return what ``Proposal.to_values`` told; KeyError, TypeError or ValueError otherwise."""
    return Proposal(**{each.name: proposed_of(values[each.name]) for each in fields(Proposal)})


def propose(pages: Sequence[Page]) -> Proposal:
    """Return what the pages say, laid out as NĐ 30/2020/NĐ-CP, appendix I, has it; never raises."""
    first = next((page for page in pages if page.text.strip()), None)
    if first is None:
        return Proposal()
    head = head_cells(first)
    numbered = code(head)
    bodies = issuer(head, numbered.line)
    named = title(head, numbered.symbol.value if numbered.symbol else "")
    end = ending(pages)
    return Proposal(
        number=numbered.number,
        symbol=numbered.symbol,
        date=dated(head),
        issuer=bodies.issuer,
        superior=bodies.superior,
        type=named.type,
        summary=named.summary,
        signer=end.signer,
        position=end.position,
        recipients=end.recipients,
        urgency=marks.urgency(head),
        secrecy=marks.secrecy(pages, head),
    )
