"""When the commune office is open, where it is, and whom to call: for kiosk, portal and telephone.

It is the plug-in that uses every hook: actions with a record of changes, commands, a page at the
desk, and what everybody may see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import Action, Commands, Pages, Services, hookimpl
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.office.actions import UseCases, actions
from loudspeaker.plugins.office.record import MIGRATIONS, Record
from loudspeaker.plugins.office.saying import PAGE_NAME, cards, page
from loudspeaker.plugins.office.values import Office
from loudspeaker.public.pages import Card, PublicChange


class OfficePlugin:
    """The plug-in."""

    def __init__(self) -> None:
        self._kept: Record | None = None
        self._now: Callable[[], datetime] | None = None

    @hookimpl
    def migrations(self) -> Sequence[str]:
        """Return what makes the table of changes."""
        return MIGRATIONS

    @hookimpl
    def startup(self, services: Services) -> None:
        """Keep the clock and the table."""
        self._now = services.now
        self._kept = Record(services.database) if services.database is not None else None

    @hookimpl
    def register_actions(self) -> list[Action[Any]]:
        """Return the use cases."""
        return actions(UseCases(self._record, self._time))

    @hookimpl
    def public_rows(self, since: str) -> PublicChange | None:
        """Return the page when it was changed, and every day, as what is coming changes."""
        now, last = self._time(), self._record().last()
        mark = f"{last.number if last else 0} {now.astimezone(STATION_ZONE).date()}"
        if mark == since:
            return None
        made = page(last.after, now, last.at) if last else None
        if made is None:
            return PublicChange(mark=mark, gone=(PAGE_NAME,))
        return PublicChange(mark=mark, pages=(made,))

    @hookimpl
    def kiosk_cards(self, now: datetime) -> list[Card]:
        """Return the card that says whether the office is open."""
        last = self._record().last()
        return cards(last.after if last else Office(), now)

    @hookimpl
    def pages(self) -> Pages:
        """Return the page at the desk."""
        from loudspeaker.plugins.office.desk import PAGES  # noqa: PLC0415 - for the pages alone

        return Pages(pages=PAGES, templates=Path(__file__).parent / "templates")

    @hookimpl
    def register_commands(self, app: Commands) -> None:
        """Add ``loudspeaker office …``."""
        from loudspeaker.plugins.office.commands import add_to  # noqa: PLC0415 - for commands alone

        add_to(app)

    def _record(self) -> Record:
        if self._kept is None:
            raise StorageFailure(path="plugins/office.db", problem="not open")
        return self._kept

    def _time(self) -> datetime:
        if self._now is None:
            raise StorageFailure(path="plugins/office.db", problem="not started")
        return self._now()
