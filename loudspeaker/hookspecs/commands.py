"""A plug-in's commands: they parse, call an action, and print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol


class Commands(Protocol):
    """Where a plug-in adds its commands below ``loudspeaker <plug-in>``."""

    def add(
        self,
        name: str,
        function: Callable[..., int | None],
        *,
        does: str,
        example: str,
    ) -> None:
        """Add a command; its parameters are those of the function (typer's annotations).

        ``does`` and ``example`` are its help.  It returns an exit status or None (0).  The
        project's errors become their sentences.
        """
        ...

    def ask(self, action: str, **arguments: Any) -> Any:
        """Return the answer of an action of its own, asked as whoever typed the command.

        A ``Path`` is a file of theirs, for a field of ``Kind.FILE`` (a list of them for ``FILES``).
        """
        ...

    def save(self, answer: Mapping[str, Any], target: Path) -> Path:
        """Write the file of an answer to a new file, or into a folder; return where it is.

        FileRefused for a name that is taken, StorageFailure.
        """
        ...

    def show(self, document: Any, as_text: Callable[[Any], None]) -> None:
        """Print an answer: as one JSON document where that is wanted, else by ``as_text``."""
        ...

    def say(self, line: str) -> None:
        """Print a line; what is not to be seen in a terminal is taken out."""
        ...

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table."""
        ...
