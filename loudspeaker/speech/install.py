"""A voice's model and configuration into HOME/voices/<id>/, checked before they are used."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from loudspeaker.errors import (
    FileRefused,
    IntegrityFailure,
    LoudspeakerError,
    StorageFailure,
    UsageRefused,
)
from loudspeaker.speech.download import download, forget
from loudspeaker.speech.file_check import PROBLEMS
from loudspeaker.speech.installed import (
    FILE_NAMES,
    RECORD_FILE,
    InstalledFile,
    Measured,
    Record,
    TrustedBy,
    read_record,
    voice_folder,
    write_record,
)
from loudspeaker.speech.manifest import Voice
from loudspeaker.system.files import make_directory, storage_errors, sync_directory
from loudspeaker.system.locks import hold_lock

ROOM_FACTOR = 2.2  # the model, its split graphs, and some air
_PARTIAL = "partial"
_BLOCK_BYTES = 1 << 20

Progress = Callable[[str, int, int | None], None]
"""Takes ``model`` or ``config``, the bytes that are there, and those there will be if known."""


class Child(Protocol):
    """The speech child, as ``SpeechClient`` offers it."""

    def prepare(self, voice: Voice) -> bool:
        """Split the model."""
        ...

    def measure(self, voice: Voice) -> Measured:
        """Measure the voice and remember it."""
        ...


def install(
    voice: Voice, home: Path, child: Child, *, progress: Progress, source: Path | None = None
) -> Record:
    """Fetch the voice's files, split the model, measure the voice; return what is recorded.

    With ``source`` (a folder, a USB stick) nothing is downloaded.  What is installed already and
    unharmed stays.  Raises UsageRefused for a voice without files, FileRefused (not in the
    source, or not a Piper configuration), IntegrityFailure (not the expected hash),
    DownloadFailure, StorageFailure, SpeechFailure, HomeBusy while another installs it.
    """
    if not voice.downloads:
        raise UsageRefused(option="voice", problem=f"{voice.id} needs no installation")
    folder = voice_folder(home, voice.id)
    make_directory(folder)
    lock = hold_lock(folder / "install.lock", role="voices install", home=home)
    try:
        is_new = _fetch_all(voice, folder, progress, source)
        _make_ready(voice, folder, child, is_new=is_new)
    finally:
        lock.release()
    record = read_record(folder)
    assert record is not None
    return record


def _make_ready(voice: Voice, folder: Path, child: Child, *, is_new: bool) -> None:
    """Split and measure; new files that cannot speak are not installed nor their hash trusted."""
    try:
        child.prepare(voice)
        child.measure(voice)
    except LoudspeakerError:
        if is_new:
            with storage_errors(folder):
                (folder / RECORD_FILE).unlink(missing_ok=True)
        raise


def _fetch_all(voice: Voice, folder: Path, progress: Progress, source: Path | None) -> bool:
    """Have all files checked and in place; tell whether any is new."""
    earlier = _earlier_record(folder)
    make_directory(folder / _PARTIAL)
    files: dict[str, InstalledFile] = {}
    for name in ("config", "model"):  # the small one first: it tells whether it is a voice at all
        known = earlier.files.get(name) if earlier else None
        fetch = _Fetch(name, voice, folder, known, source)
        files[name] = fetch.run(progress)
    parts = [name for name in FILE_NAMES.values() if (folder / _PARTIAL / name).is_file()]
    is_new = bool(parts) or earlier is None or dict(earlier.files) != files
    if is_new:
        _put_in_place(folder, parts, Record(voice=voice.id, files=files))
    with storage_errors(folder):
        shutil.rmtree(folder / _PARTIAL)
    return is_new


def _earlier_record(folder: Path) -> Record | None:
    """Return the record; one that is damaged counts as none."""
    try:
        return read_record(folder)
    except IntegrityFailure:
        return None


class _Fetch:
    """One file of a voice: where it may come from, and what it must be."""

    def __init__(
        self,
        name: str,
        voice: Voice,
        folder: Path,
        known: InstalledFile | None,
        source: Path | None,
    ) -> None:
        self._name = name
        self._voice = voice
        self._wanted = voice.downloads[name]
        self._source = source
        self._sha256 = self._wanted.sha256 or (known.sha256 if known else None)
        self._part = folder / _PARTIAL / FILE_NAMES[name]
        self._installed = folder / FILE_NAMES[name]

    def run(self, progress: Progress) -> InstalledFile:
        """Return the checked file: the installed one if it is still right, else a new part."""
        if self._sha256 and self._installed.is_file() and _hash(self._installed) == self._sha256:
            return self._described(self._installed, self._sha256)
        self._check_room()
        self._get(lambda done, total: progress(self._name, done, total))
        try:
            return self._checked()
        except LoudspeakerError:
            forget(self._part)
            raise

    def _get(self, progress: Callable[[int, int | None], None]) -> None:
        if self._source is None:
            download(self._wanted.url, self._part, progress=progress)
        else:
            _copy(_find(self._source, self._wanted.url), self._part, progress)

    def _checked(self) -> InstalledFile:
        sha256 = _hash(self._part)
        if self._sha256 not in {None, sha256}:
            problem = f"SHA-256 {sha256}, expected {self._sha256}"
            raise IntegrityFailure(what="voice", where=self._wanted.url, problem=problem)
        problem = PROBLEMS[self._name](self._part, self._voice)
        if problem:
            raise FileRefused(path=str(self._installed), problem=problem)
        return self._described(self._part, sha256)

    def _described(self, path: Path, sha256: str) -> InstalledFile:
        trusted_by: TrustedBy = "voice_file" if self._wanted.sha256 else "first_use"
        return InstalledFile(sha256=sha256, size_bytes=path.stat().st_size, trusted_by=trusted_by)

    def _check_room(self) -> None:
        if self._wanted.size_bytes is None:
            return
        with storage_errors(self._part.parent):
            free = shutil.disk_usage(self._part.parent).free
        needed = int(ROOM_FACTOR * self._wanted.size_bytes)
        if free < needed:
            problem = f"{needed} bytes needed, {free} free"
            raise StorageFailure(path=str(self._part.parent), problem=problem)


def _find(source: Path, url: str) -> Path:
    """Return the file with the address's last name in a folder or directly below it."""
    name = unquote(urlsplit(url).path).rpartition("/")[2]
    try:
        places = [source, *sorted(path for path in source.iterdir() if path.is_dir())]
        found = next((p / name for p in places if (p / name).is_file()), None)
    except OSError as error:
        raise FileRefused(path=str(source), problem=error.strerror or str(error)) from error
    if found is None:
        raise FileRefused(path=str(source / name), problem="missing")
    return found


def _copy(origin: Path, part: Path, progress: Callable[[int, int | None], None]) -> None:
    try:
        reading = origin.open("rb")
    except OSError as error:
        raise FileRefused(path=str(origin), problem=error.strerror or str(error)) from error
    with reading, storage_errors(part), part.open("wb") as writing:
        total, done = origin.stat().st_size, 0
        while block := reading.read(_BLOCK_BYTES):
            writing.write(block)
            done += len(block)
            progress(done, total)
        writing.flush()
        os.fsync(writing.fileno())


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with storage_errors(path), path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _put_in_place(folder: Path, parts: Iterable[str], record: Record) -> None:
    """Put new files in place: without its record nothing is installed, so that is written last."""
    with storage_errors(folder):
        (folder / RECORD_FILE).unlink(missing_ok=True)
        sync_directory(folder)
        for name in parts:
            (folder / _PARTIAL / name).replace(folder / name)
        sync_directory(folder)
    write_record(folder, record)
