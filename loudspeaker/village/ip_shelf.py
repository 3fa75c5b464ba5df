"""The clips that a simulated IP point has: fetched over HTTP, checked by hash, kept by name."""

from __future__ import annotations

import hashlib
import http.client
import logging
import queue
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from loudspeaker.audio.wav_header import HEADER_BYTES, parse_header
from loudspeaker.errors import SoundRefused
from loudspeaker.radio.point_status import Refusal
from loudspeaker.radio.programme import FRAMES_A_SECOND

log = logging.getLogger(__name__)
KEPT_CLIPS = 64
LARGEST_BYTES = 64 << 20
ATTEMPTS = 4
FETCH_LIMIT_S = 5.0
_RETRY_S = 0.25
_CHUNK_BYTES = 1 << 16
_FRAME_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A clip to be fetched."""

    sha256: bytes
    url: str
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of it."""

    point: int
    wanted: Wanted
    refusal: Refusal = Refusal.NONE


class _NotFetched(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal


class ClipShelf:
    """One point's clips; fetching is a thread of its own, which tells ``done``."""

    def __init__(self, point: int, directory: Path, done: Callable[[Fetched], None]) -> None:
        self._point = point
        self._directory = directory
        self._done = done
        self._asked: set[bytes] = set()
        self._queue: queue.SimpleQueue[Wanted | None] = queue.SimpleQueue()
        self._ending = threading.Event()
        directory.mkdir(parents=True, exist_ok=True)
        self._thread = threading.Thread(target=self._run, name=f"fetch-{point}", daemon=True)
        self._thread.start()

    def path(self, sha256: bytes) -> Path:
        """Return where a clip is, or would be."""
        return self._directory / f"{sha256.hex()}.wav"

    def has(self, sha256: bytes) -> bool:
        """Tell whether a clip is there, whole and checked."""
        return self.path(sha256).exists()

    def read(self, sha256: bytes, first: int, frames: int) -> bytes:
        """Return frames of a clip; nothing if it is not there."""
        try:
            with self.path(sha256).open("rb") as stream:
                stream.seek(HEADER_BYTES + first * _FRAME_BYTES)
                return stream.read(frames * _FRAME_BYTES)
        except OSError:
            return b""

    def want(self, wanted: Wanted) -> None:
        """Fetch a clip unless it is there or on its way."""
        if wanted.sha256 not in self._asked:
            self._asked.add(wanted.sha256)
            self._queue.put(wanted)

    def settle(self, fetched: Fetched) -> None:
        """Take notice that a fetch is over, so that the clip can be wanted again."""
        self._asked.discard(fetched.wanted.sha256)

    def close(self) -> None:
        """End the thread when it is through with what it does."""
        self._ending.set()
        self._queue.put(None)

    def _run(self) -> None:
        while (wanted := self._queue.get()) is not None and not self._ending.is_set():
            self._done(
                Fetched(point=self._point, wanted=wanted, refusal=self._fetch_patiently(wanted))
            )

    def _fetch_patiently(self, wanted: Wanted) -> Refusal:
        if self.has(wanted.sha256):
            return self._checked(wanted, self.path(wanted.sha256))
        for attempt in range(ATTEMPTS):
            try:
                self._fetch(wanted)
            except _NotFetched as trouble:
                return trouble.refusal
            except (OSError, http.client.HTTPException, ValueError) as error:
                log.info("point %d: %s: %s", self._point, wanted.url, error)
                if self._ending.wait(_RETRY_S * 2**attempt):
                    break
            else:
                return Refusal.NONE
        return Refusal.FETCH

    def _fetch(self, wanted: Wanted) -> None:
        temporary = self.path(wanted.sha256).with_suffix(".new")
        with temporary.open("wb") as stream:
            digest = hashlib.sha256()
            for data in _download(wanted.url):
                digest.update(data)
                stream.write(data)
        if digest.digest() != wanted.sha256:
            raise _NotFetched(Refusal.HASH)
        if (refusal := self._checked(wanted, temporary)) is not Refusal.NONE:
            raise _NotFetched(refusal)
        temporary.replace(self.path(wanted.sha256))
        self._make_room()

    @staticmethod
    def _checked(wanted: Wanted, path: Path) -> Refusal:
        try:
            with path.open("rb") as stream:
                head = stream.read(HEADER_BYTES)
            header = parse_header(head, file_bytes=path.stat().st_size)
        except (OSError, SoundRefused):
            return Refusal.CLIP
        fits = (header.rate_hz, header.frames) == (FRAMES_A_SECOND, wanted.frames)
        return Refusal.NONE if fits else Refusal.CLIP

    def _make_room(self) -> None:
        clips = sorted(self._directory.glob("*.wav"), key=lambda path: path.stat().st_mtime)
        for path in clips[:-KEPT_CLIPS]:
            path.unlink(missing_ok=True)


def _download(url: str) -> list[bytes]:
    """Return a file's bytes in parts; anything but the whole of it is an error."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    with closing(kind(parts.netloc, timeout=FETCH_LIMIT_S)) as connection:
        connection.request("GET", parts.path)
        answer = connection.getresponse()
        size = int(answer.headers["Content-Length"] or 0)
        if answer.status != http.client.OK or not 0 < size <= LARGEST_BYTES:
            raise OSError(f"status {answer.status}, {size} bytes")
        found = []
        while data := answer.read(_CHUNK_BYTES):
            found.append(data)
        return found
