"""One look at the station after the other: what is now first, then what was heard, then clips.

Whatever goes wrong in between, the kiosk shows what it had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from loudspeaker.errors import IntegrityFailure, LoudspeakerError
from loudspeaker.public.manifest import (
    MOST_PART_BYTES,
    Manifest,
    NotTaken,
    Part,
    checked,
    parts_of,
)
from loudspeaker.public.parts import heard_of, now_of, rows_of
from loudspeaker.public.signing import MOST_SIGNED_BYTES, opened
from loudspeaker.pulling.believing import believed
from loudspeaker.pulling.clip_shelf import Clip, ClipShelf
from loudspeaker.pulling.clips import Clips
from loudspeaker.pulling.fetching import Fetch
from loudspeaker.pulling.memory import Pairing, Taken, read_taken, write_taken
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.store.public_copy import PublicCopy, open_copy
from loudspeaker.store.public_file import remove
from loudspeaker.system.files import make_directory, storage_errors, write_whole

SLICE_NS: Final = 2_000_000_000
"""So long is fetched before the station is asked again for what is now."""
KEEP_NS: Final = 60_000_000_000
"""So often the time is kept: a power cut makes it fall behind by so much."""
MANIFEST: Final = "/pull/manifest"

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a kiosk keeps things."""

    public: Path
    taken: Path
    parts: Path


class _Decoded(Mapping[int, T]):
    """Parts by their place, each decoded when it is asked for: all at once would fill the memory.

    NotTaken for what a part must not say, and whatever ``read`` raises.
    """

    def __init__(self, parts: Mapping[int, Part], read: Callable[[int, Part], T]) -> None:
        self._parts = parts
        self._read = read

    def __getitem__(self, place: int) -> T:
        return self._read(place, self._parts[place])

    def __contains__(self, place: object) -> bool:
        return place in self._parts

    def __iter__(self) -> Iterator[int]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def _files(pairing: Pairing, fetch: Fetch, shelf: ClipShelf, time: StationTime) -> Clips:
    """Return what fetches the files of pages."""
    return Clips(
        pairing,
        fetch,
        shelf,
        time,
        named=lambda copy: (Clip(sha256, size) for sha256, size in copy.files()),
        address="/pull/files/{}",
    )


class Puller:
    """Takes what the owner of the pinned key has signed; for one thread."""

    def __init__(
        self,
        pairing: Pairing,
        places: Places,
        *,
        fetch: Fetch,
        clips: ClipShelf,
        time: StationTime,
        files: ClipShelf | None = None,
    ) -> None:
        self._pairing = pairing
        self._places = places
        self._fetch = fetch
        self._clips = Clips(pairing, fetch, clips, time)
        self._files = _files(pairing, fetch, files, time) if files is not None else None
        self._time = time
        self._copy: PublicCopy | None = None
        taken = read_taken(places.taken, key=pairing.key)
        self.newest = taken.sequence if taken else None
        """The number of the newest manifest that was believed."""
        self._whole = self.newest
        self._kept_ns = time.mono_ns()
        self._aside = True
        """Whether there may be parts that wait for others."""
        self._verified: set[str] = set()
        """The hashes of parts that wait for others and were found whole by this process."""

    @property
    def clips(self) -> Clips:
        """The clips, and how far they are."""
        return self._clips

    @property
    def trouble(self) -> LoudspeakerError | None:
        """What failed last with clips or files, and has not been made good."""
        return self._clips.trouble or (self._files.trouble if self._files else None)

    def round(self) -> bool:
        """Ask once and take what is new; tell whether there is more to fetch at once.

        PullFailure, PullRefused, StorageFailure; IntegrityFailure, after which all is fetched anew.
        """
        try:
            return self._round()
        except IntegrityFailure:
            self.close()
            remove(self._places.public)
            raise

    def _round(self) -> bool:
        until_ns = self._time.mono_ns() + SLICE_NS
        self._time.look()
        self._keep_time()
        manifest = self._asked()
        copy = self._opened()
        self._take_now(copy, manifest)
        if not self._take_heard(copy, manifest, until_ns):
            return True
        if not self._take_rows(copy, manifest, until_ns):
            return True
        self._clear_parts()
        if manifest.sequence != self._whole:
            self._time.whole(manifest.made)
            self._whole = manifest.sequence
            self._keep()
        more = self._clips.go_on(copy, until_ns)
        if more or self._files is None:  # what is heard goes before what is read
            return more
        return self._files.go_on(copy, until_ns)

    # --- the manifest ---------------------------------------------------------------------------

    def _asked(self) -> Manifest:
        content = self._fetch.whole(MANIFEST, what="manifest", most=MOST_SIGNED_BYTES)
        pinned = self._pairing.key
        manifest = self._believed(
            "manifest", lambda: opened(content, pinned=pinned, newest=self.newest)
        )
        if manifest.sequence != self.newest:
            self.newest = manifest.sequence
            self._time.heard(manifest.made)
            self._keep()  # before anything of it is taken: nothing older may come after it
        return manifest

    def _keep_time(self) -> None:
        if self.newest is not None and self._time.mono_ns() - self._kept_ns >= KEEP_NS:
            self._keep()

    def _keep(self) -> None:
        assert self.newest is not None
        taken = Taken(key=self._pairing.key, sequence=self.newest, mark=self._time.mark())
        write_taken(self._places.taken, taken)
        self._kept_ns = self._time.mono_ns()

    # --- its parts ------------------------------------------------------------------------------

    def _take_now(self, copy: PublicCopy, manifest: Manifest) -> None:
        held, sha256 = copy.held, manifest.now.sha256
        if (held.now, held.station) != (sha256, manifest.station):
            content = self._pulled(manifest.now)
            now = self._believed("part", lambda: now_of(content))
            copy.put_now(now, station=manifest.station, sha256=sha256)

    def _take_rows(self, copy: PublicCopy, manifest: Manifest, until_ns: int) -> bool:
        """Take what plug-ins show once all of it is here; tell whether it is."""
        held = copy.held
        if held.rows_index == manifest.rows.sha256:
            return True
        found = self._pulled_all(manifest.rows, held.rows, until_ns)
        if found is None:
            return False
        parts, changed = found

        def put() -> None:
            rows = _Decoded(changed, lambda n, part: rows_of(self._laid_aside(part), part=n))
            names = [part.sha256 for part in parts]
            copy.put_rows(rows, held=names, index=manifest.rows.sha256)

        self._believed("part", put)
        return True

    def _take_heard(self, copy: PublicCopy, manifest: Manifest, until_ns: int) -> bool:
        """Take what was heard once all of it is here; tell whether it is."""
        held = copy.held
        if held.index == manifest.index.sha256:
            return True
        found = self._pulled_all(manifest.index, held.heard, until_ns)
        if found is None:
            return False
        parts, changed = found

        def put() -> None:
            heard = _Decoded(changed, lambda _n, part: heard_of(self._laid_aside(part)))
            names = [part.sha256 for part in parts]
            copy.put_heard(heard, heard=names, index=manifest.index.sha256)

        self._believed("part", put)
        return True

    def _pulled_all(
        self, index: Part, held: Sequence[str], until_ns: int
    ) -> tuple[tuple[Part, ...], dict[int, Part]] | None:
        """Pull the parts of an index that differ from those held; None while some are missing.

        Return all that it names, and by their place those that differ.
        """
        content = self._laid_aside(index)
        parts = self._believed("part", lambda: parts_of(content))
        here = dict(enumerate(held))
        changed = {n: part for n, part in enumerate(parts) if here.get(n) != part.sha256}
        return (parts, changed) if self._lay_aside(changed.values(), until_ns) else None

    def _lay_aside(self, parts: Iterable[Part], until_ns: int) -> bool:
        """Have parts here, at least one more of them until so late; tell whether all are.

        What is here is read once by a process: else an archive would come to its end only where
        all of it is read within a slice.
        """
        left = [part for part in dict.fromkeys(parts) if not self._is_verified(part)]
        for number, part in enumerate(left):
            if number and self._time.mono_ns() >= until_ns:
                return False
            self._laid_aside(part)
        return True

    def _is_verified(self, part: Part) -> bool:
        if part.sha256 not in self._verified:
            return False
        try:
            return (self._places.parts / part.sha256).stat().st_size == part.size
        except OSError:
            return False

    def _laid_aside(self, part: Part) -> bytes:
        """Return a part that was pulled before, or is now and waits for the others."""
        path = self._places.parts / part.sha256
        try:
            content = checked(path.read_bytes(), part)
        except (OSError, NotTaken):
            self._verified.discard(part.sha256)
            content = self._pulled(part)
            self._aside = True
            make_directory(path.parent)
            write_whole(path, content)
        self._verified.add(part.sha256)
        return content

    def _pulled(self, part: Part) -> bytes:
        most = min(part.size, MOST_PART_BYTES)
        content = self._fetch.whole(f"/pull/parts/{part.sha256}", what="part", most=most)
        return self._believed("part", lambda: checked(content, part))

    def _clear_parts(self) -> None:
        if not self._aside:
            return
        self._aside = False
        self._verified.clear()
        make_directory(self._places.parts)
        with storage_errors(self._places.parts):
            for path in self._places.parts.iterdir():
                path.unlink(missing_ok=True)

    def _believed(self, what: str, read: Callable[[], T]) -> T:
        return believed(self._pairing.address, what, read)

    # --- the copy -------------------------------------------------------------------------------

    def _opened(self) -> PublicCopy:
        if self._copy is None or not self._places.public.exists():
            self.close()
            self._copy = open_copy(self._places.public)
        return self._copy

    def close(self) -> None:
        """Close the file; it is opened again when it is needed."""
        if self._copy is not None:
            self._copy.close()
            self._copy = None
