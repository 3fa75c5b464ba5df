"""A plug-in's own pages at the desk: templates and view functions over actions.

They run in the process of the pages, which has no data of the station: whatever a view shows or
changes it asks for by an action, as whoever is signed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.hookspecs.actions import BadPlugin, listed
from loudspeaker.hookspecs.files import FileSent, FileShown

_PATH: Final = re.compile(r"(?:/(?:[a-z0-9-]{1,40}|\{[a-z_]{1,40}\}))*")
_TEMPLATE: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}\.html")
MOST_PAGES: Final = 40
LONGEST_TITLE: Final = 40
LARGEST_MB: Final = 128


class Ask(Protocol):
    """The way to the station, as whoever is signed in; the project's own errors.

    Only for the plug-in's own actions, and without a form only for those that change nothing.
    """

    def __call__(self, action: str, **arguments: Any) -> Any:
        """Return the answer of an action."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request to a page; a form is of our own page and of this person.

    ``path`` holds what stands in the braces of the page's path, ``form`` the last value of each
    field, ``many`` all of them.
    """

    person: str
    roles: frozenset[str]
    posted: bool
    ask: Ask
    tell: Callable[[LoudspeakerError], str]
    """Returns an error as the sentence that people are told."""
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, tuple[FileSent, ...]] = field(default_factory=dict)
    """What came with a form of a page that takes files, to be passed on to an action."""

    def may(self, *roles: str) -> bool:
        """Tell whether they have one of the roles: for what a page offers, never for more."""
        return bool(self.roles & set(roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page of a template of the plug-in; ``error`` stands on top of it, and makes it a 422."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Go on to another page of this plug-in, which says on top what was done."""

    path: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page at ``/desk/them/<plug-in><path>``; one with a ``tab`` stands among the desk's tabs.

    ``view`` has two seconds.  Of what it is asked without ``takes_forms`` nothing is posted.
    ``done`` are the sentences that ``Gone.done`` names.  With ``takes_files`` its form is sent as
    ``multipart/form-data`` (``enctype``), by people of these ``roles`` (none: by all), with at most
    20 files of ``largest_mb`` together (128 at most); the view then has 15 seconds, as has
    that of a ``slow`` one.
    """

    view: Callable[[Asked], Shown | Gone | FileShown]
    path: str = ""
    tab: str = ""
    takes_forms: bool = False
    takes_files: bool = False
    largest_mb: int = 32
    slow: bool = False
    roles: tuple[str, ...] = ()
    done: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """All pages of a plug-in; ``templates`` is the folder of its templates.

    A template is known by ``plugins/<plug-in>/<file>`` and extends ``desk/frame.html``.
    """

    pages: tuple[Page, ...]
    templates: Path


def pages_of(answers: Iterable[Any]) -> Pages | None:
    """Return the pages that a plug-in has answered with, None for none; BadPlugin."""
    found = [each for each in answers if each is not None]
    if not found:
        return None
    (answer, *more) = found
    if more or not isinstance(answer, Pages) or not isinstance(answer.templates, Path):
        raise BadPlugin("offers what are no pages")
    pages = listed([answer.pages], "pages")
    if len(pages) > MOST_PAGES or not all(_is_page(each) for each in pages):
        raise BadPlugin("offers a page that is none")
    if len({re.sub(r"\{\w+\}", "{}", each.path) for each in pages}) != len(pages):
        raise BadPlugin("offers a page twice")
    return answer


def _is_page(page: Any) -> bool:
    if not isinstance(page, Page) or not callable(page.view):
        return False
    fits = type(page.largest_mb) is int and 1 <= page.largest_mb <= LARGEST_MB
    return fits and bool(_PATH.fullmatch(page.path)) and len(page.tab) <= LONGEST_TITLE


def is_template(name: object) -> bool:
    """Tell whether a name can be a plug-in's template: a file of its own folder, no way out."""
    return isinstance(name, str) and bool(_TEMPLATE.fullmatch(name))
