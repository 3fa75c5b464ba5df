"""Labels for sound: the index that ``air`` writes beside what it plays.

Used to name what was heard, never to decide what is heard.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

_READ_BYTES = 1 << 20
_MAX_ENTRIES = 100_000
_BEHIND_FRAMES = 48_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What frames from ``first_frame`` on are; ``position`` is the frame within the occurrence."""

    first_frame: int
    frames: int
    occurrence: str | None
    position: int | None


class SessionIndex:
    """The index of one sound session, read as it grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None
        self._torn = b""
        self._entries: deque[Label] = deque(maxlen=_MAX_ENTRIES)

    def spans(self, first_frame: int, frames: int) -> list[Label]:
        """Return labels that cover exactly these frames, in order.

        What lies a second behind the frames asked for is forgotten.
        """
        self._read_new()
        while self._entries and _end(self._entries[0]) <= first_frame - _BEHIND_FRAMES:
            self._entries.popleft()
        return list(_joined(self._cut(first_frame, first_frame + frames)))

    def _cut(self, start: int, end: int) -> Iterator[Label]:
        for entry in self._entries:
            if entry.first_frame >= end:
                break
            if entry.first_frame > start:
                yield _unlabelled(start, entry.first_frame)
                start = entry.first_frame
            stop = min(end, _end(entry))
            if stop > start:
                yield _part(entry, start, stop)
                start = stop
        if start < end:
            yield _unlabelled(start, end)

    def _read_new(self) -> None:
        try:
            self._file = self._file or self._path.open("rb")
            new = self._file.read(_READ_BYTES)
        except OSError:
            return
        *lines, self._torn = (self._torn + new).split(b"\n")
        self._entries.extend(entry for entry in map(_entry, lines) if entry is not None)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def _joined(labels: Iterable[Label]) -> Iterator[Label]:
    """Make one label of those that go on where the one before ends: blocks are only 20 ms."""
    before: Label | None = None
    for label in labels:
        if before is not None and _goes_on(before, label):
            before = replace(before, frames=before.frames + label.frames)
            continue
        if before is not None:
            yield before
        before = label
    if before is not None:
        yield before


def _goes_on(before: Label, label: Label) -> bool:
    position = None if before.position is None else before.position + before.frames
    return (before.occurrence, position) == (label.occurrence, label.position)


def _end(label: Label) -> int:
    return label.first_frame + label.frames


def _unlabelled(start: int, end: int) -> Label:
    return Label(first_frame=start, frames=end - start, occurrence=None, position=None)


def _part(entry: Label, start: int, stop: int) -> Label:
    position = None
    if entry.position is not None:
        position = entry.position + start - entry.first_frame
    return Label(
        first_frame=start, frames=stop - start, occurrence=entry.occurrence, position=position
    )


def _entry(line: bytes) -> Label | None:
    try:
        fields = json.loads(line)
        occurrence = fields["occurrence"]
        return Label(
            first_frame=int(fields["first_frame"]),
            frames=int(fields["frames"]),
            occurrence=None if occurrence is None else str(occurrence),
            position=None if occurrence is None else int(fields["pos_frame"]),
        )
    except (ValueError, TypeError, KeyError):
        return None


class Sidecar:
    """The indexes of all sessions, ``HOME/run/sidecar/<session>.jsonl``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._indexes: dict[str, SessionIndex] = {}

    def spans(self, session: str, first_frame: int, frames: int) -> list[Label]:
        """Return labels that cover exactly these frames; a session without a name has none."""
        if not session:
            return [_unlabelled(first_frame, first_frame + frames)]
        if session not in self._indexes:
            self.close()  # one card plays one session at a time
            self._indexes[session] = SessionIndex(self._directory / f"{session}.jsonl")
        return self._indexes[session].spans(first_frame, frames)

    def close(self) -> None:
        """Close what is open."""
        for index in self._indexes.values():
            index.close()
        self._indexes.clear()
