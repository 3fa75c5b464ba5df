"""Papers that come in and go out, their registers, and the way from a paper to the air."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import (
    Action,
    Commands,
    Event,
    IntakeJob,
    Job,
    Line,
    Pages,
    Services,
    hookimpl,
)
from loudspeaker.public.pages import Card, PublicChange

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.parts import Parts


class DocumentsPlugin:
    """The plug-in."""

    def __init__(self) -> None:
        self._parts: Parts | None = None

    @hookimpl
    def migrations(self) -> Sequence[str]:
        """Return what makes the tables, the newest script last."""
        from loudspeaker.plugins.documents.schema import MIGRATIONS  # noqa: PLC0415

        return MIGRATIONS

    @hookimpl
    def data_limit_mb(self) -> int:
        """Return how large the registers may become: some twenty years of a commune with texts."""
        return 8192

    @hookimpl
    def startup(self, services: Services) -> None:
        """Open the registers; a command that only has texts looked at gives none to open."""
        from loudspeaker.plugins.documents.parts import Parts  # noqa: PLC0415

        if services.database is not None:
            self._parts = Parts(services)

    @hookimpl
    def register_actions(self) -> list[Action[Any]]:
        """Return the use cases."""
        from loudspeaker.plugins.documents.cases.all import actions  # noqa: PLC0415

        return actions(self._given)

    @hookimpl
    def intake_jobs(self) -> Mapping[str, IntakeJob]:
        """Return what is done with foreign files in the limited process."""
        from loudspeaker.plugins.documents.intake import JOBS  # noqa: PLC0415

        return JOBS

    @hookimpl
    def last_event(self) -> int:
        """Return how far announcements were followed."""
        return self._given().links.last_event()

    @hookimpl
    def track_event(self, event: Event) -> None:
        """Write into the log of a paper what became of its announcement."""
        self._given().links.track(event)

    @hookimpl
    def public_rows(self, since: str) -> PublicChange | None:
        """Return the papers that everybody may see, as far as they are new."""
        from loudspeaker.plugins.documents.public import change  # noqa: PLC0415

        parts = self._given()
        return change(parts.looking, since, parts.now())

    @hookimpl
    def kiosk_cards(self, now: datetime) -> list[Card]:
        """Return the newest of them."""
        from loudspeaker.plugins.documents.public import cards  # noqa: PLC0415

        del now
        return cards(self._given().looking)

    @hookimpl
    def jobs(self) -> list[Job]:
        """Return the periodic work."""
        parts = self._parts
        if parts is None:
            return []
        return [*parts.post.jobs(), parts.stamping.job(), parts.tidying.job()]

    @hookimpl
    def check_health(self) -> list[Line]:
        """Tell how the line to other offices is, and what waits for a time-stamp in vain."""
        parts = self._given()
        return [*parts.post.health(), *parts.stamping.health()]

    @hookimpl
    def register_commands(self, app: Commands) -> None:
        """Add ``loudspeaker documents …``."""
        from loudspeaker.plugins.documents.commands import add_to  # noqa: PLC0415

        add_to(app)

    @hookimpl
    def pages(self) -> Pages:
        """Return the pages at the desk."""
        from loudspeaker.plugins.documents.desk import PAGES  # noqa: PLC0415

        return Pages(pages=PAGES, templates=Path(__file__).parent / "templates")

    def _given(self) -> Parts:
        if self._parts is None:
            raise StorageFailure(path="plugins/documents.db", problem="not open")
        return self._parts
