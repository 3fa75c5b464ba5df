"""What the pages know of a plug-in: what it can be asked, and its own pages at the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader

from loudspeaker.hookspecs import Action, Lookup, Pages

FOLDER = "plugins"
"""Where the templates of plug-ins stand among the others."""


class Run(Protocol):
    """Runs code of a plug-in in its own thread, for no longer than it may take.

    PluginFailed for what is late or fails; the project's own errors as they are.
    """

    def __call__(self, work: Callable[[], Any], *, with_files: bool = False) -> Any:
        """Return what ``work`` returns; it may take longer with files."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPlugin:
    """A plug-in as it describes itself; nothing of its code is called but through ``run``."""

    name: str
    actions: tuple[Action[Any], ...]
    pages: Pages | None
    lookups: tuple[Lookup, ...] = ()
    run: Run


def add_templates(environment: Environment, plugins: Iterable[WebPlugin]) -> None:
    """Let the templates of plug-ins be found, each below its own name; none hides one of ours."""
    folders: dict[str, BaseLoader] = {
        f"{FOLDER}/{each.name}": FileSystemLoader(each.pages.templates)
        for each in plugins
        if each.pages is not None
    }
    if folders and environment.loader is not None:
        environment.loader = ChoiceLoader([environment.loader, _Below(folders)])


class _Below(BaseLoader):
    """Finds ``plugins/<name>/<file>`` in the folder of the name."""

    def __init__(self, folders: dict[str, BaseLoader]) -> None:
        self._folders = folders

    def get_source(self, environment: Environment, template: str) -> Any:
        """Return a template's text; TemplateNotFound."""
        folder, _, file = template.rpartition("/")
        return self._folders.get(folder, _NOTHING).get_source(environment, file)


_NOTHING = PrefixLoader({})
