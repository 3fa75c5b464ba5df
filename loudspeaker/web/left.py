"""Files of a request, left for ``station`` under names of no meaning, and taken away again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from starlette.datastructures import FormData, UploadFile

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs.files import FileSent
from loudspeaker.model.fields import file_name
from loudspeaker.system.deposit import leave

UNNAMED = "tệp"


class Left:
    """What was left for one request."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._names: list[str] = []

    def add(self, stream: BinaryIO, called: str, *, most_bytes: int) -> FileSent:
        """Leave one; EntryRefused for one that is too large, StorageFailure."""
        if self._folder is None:
            raise StorageFailure(path="incoming", problem="no station here")
        name = file_name(called) or UNNAMED
        deposit, size = leave(self._folder, stream, called=name, most_bytes=most_bytes)
        self._names.append(deposit)
        return FileSent(name=name, size=size, deposit=deposit)

    def take_away(self) -> None:
        """Take away what the station has not taken."""
        for name in self._names:
            if self._folder is not None:
                with suppress(OSError):
                    (self._folder / name).unlink()


@contextmanager
def leaving(folder: Path | None) -> Iterator[Left]:
    """Give what files can be left with, for as long as the block runs."""
    left = Left(folder)
    try:
        yield left
    finally:
        left.take_away()


def left_of(form: FormData, left: Left, *, most_bytes: int) -> Mapping[str, tuple[FileSent, ...]]:
    """Leave all files of a form that are none empty ones, by the names of their fields."""
    found: dict[str, list[FileSent]] = {}
    for field, value in form.multi_items():
        if isinstance(value, UploadFile) and value.filename:
            sent = left.add(value.file, value.filename, most_bytes=most_bytes)
            found.setdefault(field, []).append(sent)
    return {field: tuple(files) for field, files in found.items()}


def sent(value: object) -> object:
    """Return an argument as ``station`` takes it: a file by where it was left."""
    if isinstance(value, FileSent):
        return {"deposit": value.deposit, "name": value.name}
    if isinstance(value, list | tuple):
        return [sent(each) for each in value]
    return value
