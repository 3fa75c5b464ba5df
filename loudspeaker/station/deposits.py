"""Files on their way between people and plug-ins.

What was left for us is first moved to where its owner cannot reach it any more, then looked at.
What is handed out lies for some minutes under a name that nobody can guess, for the process of the
pages, which has asked for it as somebody.
"""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from loudspeaker.errors import FileRefused
from loudspeaker.hookspecs import Action
from loudspeaker.hookspecs.files import HANDED_OUT, FileAnswer, FileGiven
from loudspeaker.model.fields import Kind, file_name
from loudspeaker.store.plugin_folder import remove_any
from loudspeaker.system.files import make_directory, refusing, storage_errors, write_whole
from loudspeaker.system.home import Home

log = logging.getLogger(__name__)
KEPT_S: Final = 600.0
"""How long a file that was handed out waits for who asked."""
LARGEST_BYTES: Final = 128 << 20


class Deposits:
    """The folders of one home; safe from any thread.

    ``enter`` lets in what is about to write while there is room on the disk (DiskFull).
    """

    def __init__(
        self,
        home: Home,
        *,
        enter: Callable[[], None] = lambda: None,
        wall_s: Callable[[], float] = time.time,
    ) -> None:
        self._home = home
        self._enter = enter
        self._wall_s = wall_s

    @contextmanager
    def taken(
        self, plugin: str, action: Action[Any], given: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        """Give the arguments with their files; those are gone when the block ends.

        FileRefused for what is not there or no plain file.
        """
        moved: list[Path] = []
        arguments = dict(given)
        try:
            for each in action.fields:
                value = given.get(each.argument)
                if value is None or not each.kind.of_files:
                    continue
                rows = [value] if each.kind is Kind.FILE else value
                files = tuple(self._taken(plugin, row, moved) for row in rows)
                arguments[each.argument] = files[0] if each.kind is Kind.FILE else files
            yield arguments
        finally:
            for path in moved:
                remove_any(path)

    def _taken(self, plugin: str, row: Mapping[str, str], moved: list[Path]) -> FileGiven:
        folder, name = self._home.plugins / plugin, row["name"]
        make_directory(folder, mode=0o700)
        path = folder / f".given-{secrets.token_hex(8)}"
        with refusing(Path(name)):
            (self._home.incoming / row["deposit"]).rename(path)
        moved.append(path)
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_nlink > 1:
            raise FileRefused(path=name, problem="not_a_file")
        if state.st_size > LARGEST_BYTES:
            raise FileRefused(path=name, problem=f"more than {LARGEST_BYTES >> 20} MB")
        return FileGiven(name=name, path=path, size=state.st_size)

    # --- out ------------------------------------------------------------------------------------

    def handed_out(self, plugin: str, answer: FileAnswer) -> dict[str, Any]:
        """Lay a file ready; return the answer that tells of it.

        ValueError for none, OSError; DiskFull, StorageFailure.
        """
        name = file_name(answer.name)
        if name is None or (answer.path is None) == (answer.content is None):
            raise ValueError("no file, or two")
        self.clear_out()
        handle = secrets.token_hex(16)
        target = self._home.handed_out / handle
        if answer.content is not None:
            self._enter()
            write_whole(target, answer.content)
        elif answer.path is not None:
            self._give(self._own(plugin, answer.path), target)
        size = target.stat().st_size
        told = {"handle": handle, "name": name, "size": size}
        return {**answer.values, HANDED_OUT: told}

    def _give(self, source: Path, target: Path) -> None:
        """One file under two names where the file system can, else a copy."""
        try:
            os.link(source, target)
        except OSError:
            self._enter()
            with storage_errors(target):
                shutil.copyfile(source, target)
                target.chmod(0o640)

    def _own(self, plugin: str, path: Path) -> Path:
        if not path.resolve(strict=True).is_relative_to((self._home.plugins / plugin).resolve()):
            raise ValueError("not a file of its own")
        return path

    def clear_out(self) -> None:
        """Take away what nobody came for; StorageFailure."""
        with storage_errors(self._home.handed_out):
            for path in self._home.handed_out.iterdir():
                with suppress(OSError):
                    if path.lstat().st_ctime < self._wall_s() - KEPT_S:
                        path.unlink()
