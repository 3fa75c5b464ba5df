"""The files of pages that everybody may see, in a folder that the pages' process reads.

Only what a page names is there; what none names any more is taken away with the page.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from loudspeaker.hookspecs import BadPlugin
from loudspeaker.public.pages import PageFile, PublicPage
from loudspeaker.store.plugin_folder import found_in
from loudspeaker.system.files import FILE_MODE, make_directory, replacing, storage_errors
from loudspeaker.system.home import Home


class PublicFiles:
    """The folder's only writer; for one thread.  StorageFailure."""

    def __init__(self, home: Home) -> None:
        self._folder = home.public_files
        self._plugins = home.plugins

    def offer(self, plugin: str, pages: Iterable[PublicPage]) -> None:
        """Put there what pages name of a plug-in's own files; BadPlugin for what it has not."""
        for file in (file for page in pages for file in page.files):
            self._offer(plugin, file)

    def _offer(self, plugin: str, file: PageFile) -> None:
        target = self._folder / file.sha256
        source = found_in(self._plugins / plugin, file.sha256)
        with storage_errors(target):  # it may have been removed by a job this very moment
            fits = source is not None and source.stat().st_size == file.size
        if source is None or not fits:
            raise BadPlugin("shows a file that it has not, or of another size")
        if target.exists():
            return
        make_directory(self._folder)
        with storage_errors(target):
            _link_or_copy(source, target)

    def prune(self, named: Callable[[], Collection[str]]) -> None:
        """Take away everything else; what is named is only asked for where there is anything."""
        with storage_errors(self._folder):
            there = list(self._folder.iterdir()) if self._folder.exists() else []
            kept = named() if there else ()
            for path in there:
                if path.name not in kept:
                    path.unlink(missing_ok=True)


def _link_or_copy(source: Path, target: Path) -> None:
    """One file under two names where the file system can, else a copy that appears whole."""
    try:
        os.link(source, target)
    except OSError:
        with source.open("rb") as whole, replacing(target, mode=FILE_MODE) as copy:
            shutil.copyfileobj(whole, copy)
