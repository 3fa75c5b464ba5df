"""What every command is told besides its own arguments: home, person, form, language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import Language, language_of
from loudspeaker.system.channel import Client
from loudspeaker.system.home import Home

HOME_VARIABLE = "LOUDSPEAKER_HOME"
DEFAULT_HOME = "~/loudspeaker"
_WITH_VALUE = ("--home", "--as", "--lang")
_FLAG = "--json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the command line; ``person`` is who ``--as`` named."""

    home: Home
    home_given: bool
    person: str | None
    json: bool
    language: Language

    @property
    def station(self) -> Client:
        """The way to ``station``."""
        return Client(self.home.control_socket, "station")

    @property
    def air(self) -> Client:
        """The way to ``air``."""
        return Client(self.home.air_socket, "air")

    def at(self, home: Home) -> Call:
        """Return the same call for another home."""
        return replace(self, home=home)

    @property
    def identity(self) -> dict[str, Any]:
        """What a request carries about who asks; the kernel tells the rest."""
        return {} if self.person is None else {"as": self.person}


def split(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Call, list[str]]:
    """Return the call and the command's own arguments.

    The options of every command may stand anywhere before a ``--``; the last one counts.  Raises
    UsageRefused.
    """
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = list(arguments)
    while waiting:
        argument = waiting.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            rest += [argument, *waiting]
            break
        if argument == _FLAG:
            found[_FLAG] = "yes"
        elif name in _WITH_VALUE:
            found[name] = value if equals else _next(waiting)
            _check_value(name, found[name])
        else:
            rest.append(argument)
    return _call(found, environment), rest


def _next(waiting: list[str]) -> str:
    return waiting.pop(0) if waiting else ""


def _check_value(option: str, value: str) -> None:
    if not value:
        raise UsageRefused(option=option, problem="value_missing")


def _call(found: Mapping[str, str], environment: Mapping[str, str]) -> Call:
    home = found.get("--home") or environment.get(HOME_VARIABLE)
    return Call(
        home=Home(Path(home or DEFAULT_HOME).expanduser().absolute()),
        home_given=bool(home),
        person=found.get("--as"),
        json=_FLAG in found,
        language=_language(found.get("--lang"), environment),
    )


def _language(chosen: str | None, environment: Mapping[str, str]) -> Language:
    if chosen is None:
        return language_of(environment)
    try:
        return Language(chosen)
    except ValueError:
        raise UsageRefused(option="--lang", problem="vi, en") from None


_current: list[Call] = []


def begin(call: Call) -> None:
    """Make this the call that the command works for."""
    _current[:] = [call]


def current() -> Call:
    """Return the call that the command works for."""
    return _current[0]
