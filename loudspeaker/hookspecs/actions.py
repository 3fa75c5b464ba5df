"""The use cases of a plug-in, described once for the command line, the desk and the API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller
from loudspeaker.model.fields import Field
from loudspeaker.model.rules import Rule

Request = TypeVar("Request")
METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
LOOKING: Final = "GET"
MOST_ACTIONS: Final = 64
TAKEN: Final = frozenset({"op", "as", "session", "token", "address", "action", "self"})
"""Names of the way to the station itself, which no field may have."""
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_PATH: Final = re.compile(r"(?:/(?:[a-z0-9-]{1,40}|\{[a-z_]{1,40}\}))*")


class BadPlugin(Exception):
    """A plug-in offers what cannot be taken; the text says what, for a fault."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action(Generic[Request]):
    """One use case.

    ``name`` is the plug-in's own name, a dot and a word; ``rule`` says who may.  The arguments are
    checked against ``fields`` and ``takes`` makes the request of them, as keywords (a frozen
    dataclass, usually).  ``handler`` is called with who asks and that request, in the plug-in's own
    thread; it returns a table, a list, or something with ``to_values()``, and refuses with the
    project's own errors.  At ``path`` below ``/api/v1/plugins/<plug-in>`` the API offers it.
    """

    name: str
    rule: Rule
    about: str
    handler: Callable[[Caller, Request], Any]
    takes: Callable[..., Request] = dict  # type: ignore[assignment]  # a table of what is given
    fields: tuple[Field, ...] = ()
    method: str = "POST"
    path: str = ""
    slow: bool = False
    """It may take 15 s, as one with files, instead of 2; others of the plug-in wait meanwhile."""

    @property
    def takes_files(self) -> bool:
        """Tell whether files are among its arguments."""
        return any(each.kind.of_files for each in self.fields)

    @property
    def changes(self) -> bool:
        """Tell whether it changes anything."""
        return self.method != LOOKING


def actions_of(plugin: str, answers: Iterable[Any]) -> Mapping[str, Action[Any]]:
    """Return the actions that a plug-in has answered with, by name; BadPlugin."""
    found: dict[str, Action[Any]] = {}
    places: set[tuple[str, str]] = set()
    for action in listed(answers, "actions"):
        if not isinstance(action, Action):
            raise BadPlugin("offers what is no action")
        _check(plugin, action)
        place = (action.method, re.sub(r"\{\w+\}", "{}", action.path))
        if action.name in found or place in places:
            raise BadPlugin(f"offers {action.name} twice")
        found[action.name] = action
        places.add(place)
    if len(found) > MOST_ACTIONS:
        raise BadPlugin(f"offers more than {MOST_ACTIONS} actions")
    return found


def listed(answers: Iterable[Any], what: str) -> list[Any]:
    """Return what is in the lists that a hook was answered with; BadPlugin for no list."""
    found: list[Any] = []
    for answer in answers:
        if not isinstance(answer, list | tuple):
            raise BadPlugin(f"gives no list of {what}")
        found += answer
    return found


def _check(plugin: str, action: Action[Any]) -> None:
    own, _dot, word = str(action.name).partition(".")
    if own != plugin or not _NAME.fullmatch(word):
        raise BadPlugin(f"offers an action that is not its own: {str(action.name)[:60]}")
    rule: Any = action.rule
    if not isinstance(rule, Rule) or not rule.roles or rule.anybody or rule.processes:
        raise BadPlugin(f"does not say who may {action.name}")
    if action.method not in METHODS or not _PATH.fullmatch(action.path):
        raise BadPlugin(f"has no address for {action.name}")
    if not all(map(callable, (action.handler, action.takes))):
        raise BadPlugin(f"has no handler for {action.name}")
    if not all(isinstance(each, Field) for each in action.fields):
        raise BadPlugin(f"has a field of {action.name} that is none")
    if any(each.kind.of_files for each in action.fields) and action.method not in {"POST", "PUT"}:
        raise BadPlugin(f"takes files for {action.name}, which is no POST or PUT")
    names = [each.argument for each in action.fields] + [each.name for each in action.fields]
    in_path = set(re.findall(r"\{(\w+)\}", action.path))
    twice = len({each.name for each in action.fields}) != len(action.fields)
    if twice or TAKEN & set(names) or not in_path <= set(names):
        raise BadPlugin(f"has fields of {action.name} that do not fit")


def checked(action: Action[Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a request, each of its kind; UsageRefused."""
    known = {each.argument: each for each in action.fields}
    for name in arguments:
        if name not in known:
            raise UsageRefused(option=str(name)[:60], problem="unknown")
    given = {n: known[n].checked(value) for n, value in arguments.items() if value is not None}
    for name, each in known.items():
        if each.required and name not in given:
            raise UsageRefused(option=each.name, problem="missing")
    return given
