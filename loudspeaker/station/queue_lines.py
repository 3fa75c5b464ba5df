"""The lines of the queue as they are sent, kept for as long as nothing about them changes.

Ten thousand announcements may wait, and people look at them while something is on air: what is said
in each is read from the database once, and again only when it has become something else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import islice
from typing import Any

from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.store.items import Items, Line
from loudspeaker.system.channel import Encoded
from loudspeaker.timetable.mourning import Mourning

MOST_KEPT = 20_000
_Kept = tuple[str, str | None]
_NOTHING: _Kept = ("", None)

Row = Callable[[Item, Occurrence], dict[str, Any] | None]
"""Returns a line as JSON-ready values, None for what nobody is to see."""


class QueueLines:
    """Lines by occurrence.  What ``row`` makes follows from the line's columns and ``mourning``."""

    def __init__(self, items: Items, row: Row, mourning: Callable[[], Mourning]) -> None:
        self._items = items
        self._row = row
        self._mourning = mourning
        self._kept: dict[str, _Kept] = {}
        self._kept_under: Mourning | None = None

    def encoded(self, lines: Sequence[Line], *, limit: int, without: Collection[str]) -> Encoded:
        """Return the first ``limit`` of these that are to be seen, as a JSON list."""
        wanted = [line for line in lines if line[0] not in without]
        kept = self._brought_up_to_date(wanted)
        texts = (text for name, _ in wanted if (text := kept[name][1]) is not None)
        return Encoded("[" + ",".join(islice(texts, limit)) + "]")

    def _brought_up_to_date(self, lines: Sequence[Line]) -> Mapping[str, _Kept]:
        """Return what is kept of these lines, made anew where something has changed."""
        mourning, kept = self._mourning(), self._kept
        if mourning != self._kept_under or len(kept) > MOST_KEPT:
            kept = {}
        changed = {name: now for name, now in lines if kept.get(name, _NOTHING)[0] != now}
        pairs = self._items.pairs(list(changed))
        for name, now in changed.items():
            kept[name] = (now, self._text(*pairs[name]))
        self._kept, self._kept_under = kept, mourning
        return kept

    def _text(self, item: Item, occurrence: Occurrence) -> str | None:
        row = self._row(item, occurrence)
        return None if row is None else json.dumps(row, ensure_ascii=False)
