"""Dossiers of the one-stop desk: their clock, their forms, and calls that name nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import (
    Action,
    Commands,
    Health,
    IntakeJob,
    Job,
    Line,
    Lookup,
    Pages,
    Services,
    hookimpl,
)
from loudspeaker.public.pages import Block, Card, PublicChange

if TYPE_CHECKING:
    from loudspeaker.plugins.dossiers.parts import Parts

LARGEST_MB: Final = 4096
"""A million dossiers take about a quarter of it."""
_HOUR_S: Final = 3600.0
_DAY_S: Final = 24 * _HOUR_S
_MOST_SWEEPS: Final = 200


class DossiersPlugin:
    """The plug-in."""

    def __init__(self) -> None:
        self._parts: Parts | None = None

    @hookimpl
    def migrations(self) -> Sequence[str]:
        """Return what makes the tables, the newest script last."""
        from loudspeaker.plugins.dossiers.kept.tables import MIGRATIONS  # noqa: PLC0415

        return MIGRATIONS

    @hookimpl
    def data_limit_mb(self) -> int:
        """Return how large the register may become."""
        return LARGEST_MB

    @hookimpl
    def startup(self, services: Services) -> None:
        """Open the register, with its key; a command that has texts looked at gives none."""
        from loudspeaker.plugins.dossiers.parts import Parts  # noqa: PLC0415

        if services.database is not None:
            self._parts = Parts(services)

    @hookimpl
    def register_actions(self) -> list[Action[Any]]:
        """Return the use cases."""
        from loudspeaker.plugins.dossiers.uses.all import actions  # noqa: PLC0415

        return actions(self._given)

    @hookimpl
    def intake_jobs(self) -> Mapping[str, IntakeJob]:
        """Return what is done with foreign files in the limited process."""
        from loudspeaker.plugins.dossiers.procedures.intake_jobs import (  # noqa: PLC0415
            read_procedures,
        )

        return {"read_procedures": read_procedures}

    @hookimpl
    def jobs(self) -> list[Job]:
        """Return what is done beside: the totals of a month, and forgetting."""
        return [
            Job(name="totals", every_s=_HOUR_S, run=self._count),
            Job(name="forget", every_s=_DAY_S, run=self._forget),
        ]

    @hookimpl
    def check_health(self) -> list[Line]:
        """Tell where it is not known whose dossiers these are, once there are procedures."""
        parts = self._given()
        if parts.organisation().code or not parts.catalogue.valid(parts.now().date()):
            return []
        says = "Hồ sơ một cửa: chưa ghi mã cơ quan (organisation) trong station.yaml"
        return [Line(text=says, health=Health.WARN)]

    @hookimpl
    def public_rows(self, since: str) -> PublicChange | None:
        """Return procedures and totals when they have changed."""
        from loudspeaker.plugins.dossiers.public import public_change  # noqa: PLC0415

        return public_change(self._given(), since)

    @hookimpl
    def kiosk_cards(self, now: datetime) -> list[Card]:
        """Return the card that leads to the procedures."""
        from loudspeaker.plugins.dossiers.public import cards_of  # noqa: PLC0415

        return cards_of(self._given(), now)

    @hookimpl
    def public_lookups(self) -> list[Lookup]:
        """Return the form for who wants to know how their dossier stands."""
        from loudspeaker.plugins.dossiers.public import LOOKUPS  # noqa: PLC0415

        return list(LOOKUPS)

    @hookimpl
    def public_lookup(self, name: str, fields: Mapping[str, str]) -> list[Block] | None:
        """Return how a dossier stands; None for a wrong code and a wrong secret alike."""
        from loudspeaker.plugins.dossiers.public import looked_up  # noqa: PLC0415

        return looked_up(self._given(), name, fields)

    @hookimpl
    def register_commands(self, app: Commands) -> None:
        """Add ``loudspeaker dossiers …``."""
        from loudspeaker.plugins.dossiers.commands import add_to  # noqa: PLC0415

        add_to(app)

    @hookimpl
    def pages(self) -> Pages:
        """Return the pages at the desk."""
        from loudspeaker.plugins.dossiers.desk import PAGES  # noqa: PLC0415

        return Pages(pages=PAGES, templates=Path(__file__).parent / "templates")

    def _count(self) -> None:
        parts = self._given()
        parts.totals.count(parts.statistics, parts.now())

    def _forget(self) -> None:
        """Forget what is over, a piece at a time."""
        parts = self._given()
        for _ in range(_MOST_SWEEPS):
            if not parts.forgetting.sweep(parts.now()):
                return

    def _given(self) -> Parts:
        if self._parts is None:
            raise StorageFailure(path="plugins/dossiers.db", problem="not open")
        return self._parts
