"""What anybody may ask a plug-in with a code and a second secret: seldom enough that none is found.

Each try is paid for before it is looked at, from the visitor's address and from the thing that is
asked for; a restart gives no new tries.  Nothing of what was typed is kept or logged.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from math import ceil
from typing import Any, Final

from loudspeaker.accounts import pace
from loudspeaker.errors import EntryRefused, NotFound, PluginFailed, UsageRefused
from loudspeaker.hookspecs import BadPlugin
from loudspeaker.hookspecs.lookups import Lookup
from loudspeaker.public.folding import folded
from loudspeaker.station import arguments as given
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.plugin_rows import blocks_taken, line
from loudspeaker.station.plugin_thread import PluginFailure, PluginLate, PluginThread
from loudspeaker.station.plugins import Plugins
from loudspeaker.system.hashing import digest_of

PATIENCE_S: Final = 2.0
AT_ADDRESS: Final = pace.Limit(burst=20, every_s=60)
FOR_THING: Final = pace.Limit(burst=5, every_s=720)
"""As for passwords: a second secret of four digits lasts years."""
OF_ALL: Final = pace.Limit(burst=120, every_s=1)
_LOOKUP: Final = "lookup"
_WHERE: Final = "tra cứu"


class PluginLookups:
    """Asks; who asks is nobody."""

    def __init__(self, plugins: Plugins, book: Callable[[], AccountBook]) -> None:
        self._plugins = plugins
        self._book = book

    def ask(self, arguments: Arguments) -> dict[str, Any]:
        """Return ``found`` and ``blocks`` for ``plugin``, ``lookup``, ``values`` and ``address``.

        EntryRefused for what is missing and while there is to be waited; NotFound, PluginFailed.
        """
        name, address = given.text(arguments, "plugin"), _address(arguments)
        thread, lookup = self._named(name, given.text(arguments, "lookup"))
        values = _values(lookup, arguments.get("values"))
        limits = {
            f"lookup at {address}": AT_ADDRESS,
            f"lookup of {name} {lookup.name} {digest_of(_thing(lookup, values))}": FOR_THING,
            f"lookups of {name}": OF_ALL,
        }
        self._spend(limits)
        blocks = self._answer(thread, lookup, values)
        if blocks is not None:
            self._give_back(limits)
        return {"found": blocks is not None, "blocks": blocks or []}

    def _named(self, plugin: str, name: str) -> tuple[PluginThread, Lookup]:
        thread = self._plugins.threads().get(plugin)
        lookups = thread.lookups if thread is not None and thread.refused is None else ()
        for lookup in lookups:
            if lookup.name == name and thread is not None:
                return thread, lookup
        raise NotFound(kind="lookup", name=name[:60], known=[])

    def _answer(
        self, thread: PluginThread, lookup: Lookup, values: Mapping[str, str]
    ) -> list[dict[str, Any]] | None:
        def work(hooks: Any) -> list[dict[str, Any]] | None:
            answers = hooks.public_lookup(name=lookup.name, fields=dict(values))
            found = [each for each in answers if each is not None]
            if len(found) > 1:
                raise BadPlugin("answers a lookup twice")
            return [block.to_values() for block in blocks_taken(found[0])] if found else None

        try:
            found: list[dict[str, Any]] | None = self._plugins.ask(
                thread.name, _LOOKUP, work, patience_s=PATIENCE_S, waits=True
            )
        except PluginFailure as failure:
            late = isinstance(failure, PluginLate)
            raise PluginFailed(
                plugin=thread.name, problem="late" if late else "fails", detail=str(failure)
            ) from failure
        return found

    def _spend(self, limits: Mapping[str, pace.Limit]) -> None:
        book = self._book()
        with book.turn:
            now_s, kept = book.now().timestamp(), book.buckets.kept(limits)
            waits_s = pace.longest_wait_s(kept, limits, now_s)
            if waits_s > 0:
                minutes = ceil(waits_s / 60)
                problem = f"đã thử nhiều lần, hãy thử lại sau {minutes} phút"
                raise EntryRefused(where=_WHERE, problem=problem)
            spent = {n: pace.spent(kept.get(n), now_s, each) for n, each in limits.items()}
            book.buckets.keep(spent, now_s)

    def _give_back(self, limits: Mapping[str, pace.Limit]) -> None:
        book = self._book()
        with book.turn:
            now_s, kept = book.now().timestamp(), book.buckets.kept(limits)
            back = {n: pace.given_back(kept.get(n), now_s, each) for n, each in limits.items()}
            book.buckets.keep(back, now_s)


def _address(arguments: Arguments) -> str:
    try:
        return pace.address_key(given.text(arguments, "address"))
    except ValueError:
        raise UsageRefused(option="address", problem="not an address") from None


def _thing(lookup: Lookup, values: Mapping[str, str]) -> str:
    """Return what is asked for, by its letters and digits alone.

    A plug-in may take ``H01-2`` and ``h01 2`` for the same code: then they are the same tries.
    """
    texts = (values[each.name] for each in lookup.fields if not each.secret)
    return "\0".join(folded(unicodedata.normalize("NFKC", t)).replace(" ", "") for t in texts)


def _values(lookup: Lookup, typed: Any) -> dict[str, str]:
    values = typed if isinstance(typed, dict) else {}
    found = {}
    for each in lookup.fields:
        text = values.get(each.name, "")
        found[each.name] = line(text, each.longest + 1) if isinstance(text, str) else ""
        if not 0 < len(found[each.name]) <= each.longest:
            raise EntryRefused(where=each.label, problem="chưa ghi, hoặc quá dài")
    return found
