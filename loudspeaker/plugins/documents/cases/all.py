"""Every use case of the plug-in."""

from __future__ import annotations

from typing import Any

from loudspeaker.hookspecs import Action
from loudspeaker.plugins.documents.cases import (
    announcing,
    exchanging,
    filing,
    finding,
    signing,
    taking,
    trusting,
    working,
)
from loudspeaker.plugins.documents.cases.common import GiveParts


def actions(parts: GiveParts) -> list[Action[Any]]:
    """Return them; ``parts`` is asked when one is used."""
    return [
        *taking.actions(taking.Taking(parts)),
        *working.actions(working.Working(parts)),
        *finding.actions(finding.Finding(parts)),
        *filing.actions(filing.Filing(parts)),
        *announcing.actions(announcing.Announcing(parts)),
        *exchanging.actions(exchanging.Exchanging(parts)),
        *signing.actions(signing.Signing(parts)),
        *trusting.actions(trusting.Trusting(parts)),
    ]
