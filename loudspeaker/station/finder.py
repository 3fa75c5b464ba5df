"""Looking announcements up: by id, or by as much of it as people like to type."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.errors import NotFound
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.repeats import is_repeated, newest
from loudspeaker.store.items import Items

FULL_LIST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """An item and its newest occurrence, or the next of several that were planned at once.

    For a recurring one, it is the one that stands for it.
    """

    item: Item
    occurrence: Occurrence


class Finder:
    """Finds announcements; NotFound names those there are."""

    def __init__(self, items: Items) -> None:
        self._items = items

    def filed(self, item_id: str) -> Filed:
        """Return an item by its id or the only one that begins so."""
        text = item_id.strip().lower()
        item = self._items.get(text) or self._by_beginning(text)
        occurrences = self._items.occurrences_of(item.id)
        if is_repeated(item):
            return Filed(item=item, occurrence=newest(occurrences))
        recurs = item.content.cron is not None
        return Filed(item=item, occurrence=occurrences[0 if recurs else -1])

    def _by_beginning(self, text: str) -> Item:
        matches = self._items.matching(text) if text else []
        item = self._items.get(matches[0]) if len(matches) == 1 else None
        if item is None:
            known = matches or self._items.newest(FULL_LIST)
            raise NotFound(kind="item", name=text, known=known)
        return item
