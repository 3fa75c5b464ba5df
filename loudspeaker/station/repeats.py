"""An emergency that is aired again every few minutes: its airings are planned when it is released.

All of them are kept at once, so that a repetition needs nobody's memory, and an emergency can never
go on for ever: there are so many, each with a record of its own, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from loudspeaker.model import iso
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.store.items import Items


def airings(item: Item, first_due: datetime) -> tuple[Occurrence, ...]:
    """Return every airing of a released item: the first is being made, the others wait."""
    release = item.content.release
    assert release is not None, "only a release has these airings"
    return tuple(
        Occurrence(
            id=f"{item.id}-{number}",
            item=item.id,
            version=item.version,
            due=first_due + offset,
            state=OccurrenceState.RENDERING if number == 1 else OccurrenceState.PLANNED,
        )
        for number, offset in enumerate(release.offsets, start=1)
    )


def is_repeated(item: Item) -> bool:
    """Tell whether an item has several airings that one release has planned."""
    release = item.content.release
    return release is not None and release.every_min is not None


def is_repetition(item: Item, occurrence: Occurrence) -> bool:
    """Tell whether this airing is a later one of a release, with a minute of its own."""
    return is_repeated(item) and occurrence.id != f"{item.id}-1"


def never_begun(item: Item, occurrence: Occurrence) -> bool:
    """Tell whether this is a repetition that was cancelled before its time."""
    cancelled = occurrence.state is OccurrenceState.CANCELLED and occurrence.aired_at is None
    return cancelled and is_repeated(item)


def newest(occurrences: Iterable[Occurrence]) -> Occurrence:
    """Return the airing that people mean now: the next one that is not over, else the last."""
    listed = list(occurrences)
    return next((each for each in listed if not each.state.terminal), listed[-1])


class Repeats:
    """The airings that are still ahead."""

    def __init__(self, items: Items) -> None:
        self._items = items

    def later(self) -> list[Occurrence]:
        """Return the airings behind the next one of each item: people see that one alone."""
        repeated = (item for item in self._several() if is_repeated(item))
        return [each for item in repeated for each in self._ahead(item)[1:]]

    def _several(self) -> Iterator[Item]:
        for name in self._items.of_several_airings():
            item = self._items.get(name)
            if item is not None:
                yield item

    def _ahead(self, item: Item) -> list[Occurrence]:
        found = (each for each in self._items.occurrences_of(item.id) if not each.state.terminal)
        return sorted(found, key=lambda each: iso(each.due) if each.due else "")
