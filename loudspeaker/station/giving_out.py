"""Gives out ``public.db`` for kiosks at other buildings: in parts, under the station's signature.

Works on the thread that writes ``public.db``, behind it.  What has not changed is not made again;
a manifest is signed anew every minute all the same, so that a kiosk can tell a silent station from
a way that is cut.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from loudspeaker.model import TimeSource
from loudspeaker.public.manifest import Manifest, NotTaken, Part, index_of, next_sequence
from loudspeaker.public.parts import Now, heard_part, now_part, row_parts
from loudspeaker.public.signing import fingerprint, opened, public_key_of, signed
from loudspeaker.store.for_kiosks import ForKiosks
from loudspeaker.store.public_file import PublicFile

AGAIN_NS: Final = 55_000_000_000
"""A little less than a minute: whoever calls us looks about every minute."""


class GivingOut:
    """Signs and writes; ``secret`` gives the key's bytes, made at their first use."""

    def __init__(self, folder: Path, *, secret: Callable[[], bytes], time: TimeSource) -> None:
        self._shelf = ForKiosks(folder)
        self._secret = secret
        self._time = time
        self._file: PublicFile | None = None
        self._heard: list[Part] = []
        self._rows: list[Part] = []
        self._rows_changed: int | None = None
        self._given: tuple[str, Part, Part, Part] | None = None
        self._signed_ns = 0
        self._last: int | None = None

    def update(
        self,
        file: PublicFile,
        now: Now,
        *,
        station: str,
        rows: bool = True,
        ending: Callable[[], bool],
    ) -> None:
        """Give out what the file holds; StorageFailure, IntegrityFailure, ConfigurationRefused.

        Without ``rows`` what plug-ins show stays as it was given last.  Leaves everything as it was
        where the process is ``ending``.
        """
        try:
            if self._take_heard(file, ending):
                if rows or self._rows_changed is None:
                    self._take_rows(file)
                self._give(now, station)
        except BaseException:
            self._file = self._given = None  # whatever was done of it is looked at again
            raise

    def _take_heard(self, file: PublicFile, ending: Callable[[], bool]) -> bool:
        """Make the parts in which something was changed; all of a file that is new to us."""
        count, changed = file.part_count(), file.changed_parts()
        if file is not self._file:
            self._file, self._heard, changed = None, [], frozenset(range(count))
            self._rows_changed = None
        for number in sorted(changed & set(range(count))):
            if ending():
                self._file = None
                return False
            part = self._shelf.put(heard_part(file.heard_in(number)))
            self._heard[number : number + 1] = [part]
        self._file = file
        return True

    def _take_rows(self, file: PublicFile) -> None:
        changed = file.rows_changed
        if changed != self._rows_changed:
            self._rows = [self._shelf.put(part) for part in row_parts(file.rows())]
            self._rows_changed = changed

    def _give(self, now: Now, station: str) -> None:
        put = self._shelf.put
        parts = put(now_part(now)), put(index_of(self._rows)), put(index_of(self._heard))
        given, now_ns = (station, *parts), self._time.mono_ns()
        if given == self._given and now_ns - self._signed_ns < AGAIN_NS:
            return
        self._sign(station, *parts)
        self._given, self._signed_ns = given, now_ns
        self._shelf.prune(
            {part.sha256 for part in (*parts, *self._heard, *self._rows)}, now_ns=now_ns
        )

    def _sign(self, station: str, now: Part, rows: Part, index: Part) -> None:
        secret, made = self._secret(), self._time.wall()
        sequence = next_sequence(self._last or self._last_given(secret), made)
        manifest = Manifest(
            station=station, sequence=sequence, made=made, now=now, rows=rows, index=index
        )
        self._shelf.give(signed(manifest, secret))
        self._last = sequence

    def _last_given(self, secret: bytes) -> int | None:
        """Return the number of the manifest that stands there, None where none of ours does."""
        content = self._shelf.manifest()
        try:
            pinned = fingerprint(public_key_of(secret))
            return opened(content, pinned=pinned, newest=None).sequence if content else None
        except NotTaken:
            return None
