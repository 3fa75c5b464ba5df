"""The folder of attachments: each lies under its hash, and none of a message that is not taken."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from loudspeaker.plugins.documents.whole_files import (
    Part,
    new_part,
    storage_errors,
    sync_folder,
)


class Shelf:
    """Takes the files of one message: they are parts until ``keep``, and go where it is not called.

    StorageFailure.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[Part] = []

    def begin(self) -> Part:
        """Return a new part."""
        with storage_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        part = new_part(self._folder)
        self._parts.append(part)
        return part

    def drop(self, part: Part) -> None:
        """Throw a part away."""
        self._parts.remove(part)
        part.drop()

    def keep(self, wanted: Iterable[Part]) -> None:
        """Put parts where they belong, durably."""
        for part in wanted:
            part.settle(self._folder / part.sha256)
        if self._parts:
            with storage_errors(self._folder):
                sync_folder(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in self._parts:
            part.drop()
