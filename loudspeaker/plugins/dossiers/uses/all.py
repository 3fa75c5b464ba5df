"""Every use case of the plug-in."""

from __future__ import annotations

from typing import Any

from loudspeaker.hookspecs import Action
from loudspeaker.plugins.dossiers.uses import (
    acting,
    announcing,
    exchanging,
    looking,
    printing,
    procedures,
    receiving,
    reporting,
)
from loudspeaker.plugins.dossiers.uses.common import GiveParts


def actions(parts: GiveParts) -> list[Action[Any]]:
    """Return them; ``parts`` is asked when one is used."""
    return [
        *procedures.actions(procedures.Procedures(parts)),
        *receiving.actions(receiving.Receiving(parts)),
        *looking.actions(looking.Looking(parts)),
        *acting.actions(acting.Acting(parts)),
        *printing.actions(printing.Printing(parts)),
        *reporting.actions(reporting.Reporting(parts)),
        *exchanging.actions(exchanging.Exchanging(parts)),
        *announcing.actions(announcing.Announcing(parts)),
    ]
