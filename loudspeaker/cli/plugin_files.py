"""Files between a command of a plug-in and the station: left for it, or fetched from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import FileRefused
from loudspeaker.hookspecs.files import HANDED_OUT
from loudspeaker.model.fields import file_name
from loudspeaker.system.deposit import leave
from loudspeaker.system.files import reading, refusing, storage_errors

LARGEST_BYTES: Final = 128 << 20


@contextmanager
def left(folder: Path, arguments: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Give the arguments with each path as a file that was left.

    What the station has not taken is taken away again.  FileRefused for what cannot be read,
    EntryRefused for what is too large, StorageFailure.
    """
    names: list[str] = []

    def value_of(value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [value_of(each) for each in value]
        if not isinstance(value, Path):
            return value
        called = file_name(value.name) or "?"
        with reading(value) as source:
            name, _size = leave(folder, source.stream, called=called, most_bytes=LARGEST_BYTES)
        names.append(name)
        return {"deposit": name, "name": called}

    try:
        values = {name: value_of(value) for name, value in arguments.items()}
        yield values
    finally:
        for name in names:
            with suppress(OSError):
                (folder / name).unlink()


def saved(folder: Path, answer: Mapping[str, Any], target: Path) -> Path:
    """Write the file of an answer; FileRefused, StorageFailure."""
    row = answer[HANDED_OUT]
    source = folder / str(row["handle"])
    name = file_name(str(row["name"])) or "tệp"
    place = target / name if target.is_dir() else target
    with refusing(source), source.open("rb") as content:
        try:
            new = place.open("xb")
        except FileExistsError:
            raise FileRefused(path=str(place), problem="exists") from None
        try:
            with storage_errors(place), new:
                shutil.copyfileobj(content, new)
        except BaseException:  # nothing half there, in the way of another try
            with suppress(OSError):
                place.unlink()
            raise
    with suppress(OSError):
        source.unlink()
    return place
