"""Plug-ins for tests, and a station's threads for them without a station."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import LoudspeakerError
from loudspeaker.hookspecs import Action, Services, hookimpl
from loudspeaker.model import Caller, Role
from loudspeaker.model.fields import Field
from loudspeaker.model.rules import EVERY_PERSON
from loudspeaker.station.plugin_actions import PluginActions
from loudspeaker.station.plugin_rows import PluginRows
from loudspeaker.station.plugins import Plugins, Source
from loudspeaker.station.public_files import PublicFiles
from loudspeaker.store.plugin_file import open_plugin_database
from loudspeaker.store.public_file import open_public
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from tests.station.bench import NOON, caller

HOOKS = ("startup", "migrations", "register_actions", "public_rows", "kiosk_cards", "pages")
WAIT = 20.0


def doing(name: str, handler: Callable[..., Any], *fields: Field, **other: Any) -> Action[Any]:
    """Return an action for everybody."""
    values: dict[str, Any] = {"rule": EVERY_PERSON, "about": "x", "fields": fields, **other}
    values.setdefault("path", "/" + name.partition(".")[2].replace("_", "-"))
    return Action(name=name, handler=handler, **values)


class Made:
    """A plug-in whose hooks answer with values, or by calling them."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.services: Services | None = None

    def _answer(self, hook: str, *given: Any) -> Any:
        answer = self._answers.get(hook)
        return answer(*given) if callable(answer) else answer

    @hookimpl
    def startup(self, services: Services) -> None:
        self.services = services
        self._answer("startup", services)

    @hookimpl
    def migrations(self) -> Any:
        return self._answer("migrations")

    @hookimpl
    def register_actions(self) -> Any:
        return self._answer("register_actions")

    @hookimpl
    def public_rows(self, since: str) -> Any:
        return self._answer("public_rows", since)

    @hookimpl
    def kiosk_cards(self, now: Any) -> Any:
        return self._answer("kiosk_cards", now)

    @hookimpl
    def pages(self) -> Any:
        return self._answer("pages")


class House:
    """Plug-ins by name over a home's files."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        folder.mkdir(exist_ok=True)
        self.clock = StandingClock(NOON)
        self.wanted: dict[str, Source] = {}
        self.faults = Faults(self.clock)
        self.plugins = Plugins(
            lambda: self.wanted,
            self.faults,
            base=Services(settings=dict, now=self.clock.wall),
            open_data=partial(open_plugin_database, self.home),
        )
        self.actions = PluginActions(self.plugins)
        self.file = open_public(self.home.public)
        self.reader = PublicReader(self.home.public)
        self.rows = PluginRows(self.plugins, self.clock, files=PublicFiles(self.home))

    def add(self, **plugins: object) -> None:
        """Switch plug-ins on and wait until it is known what they are."""
        for name, plugin in plugins.items():
            self.wanted[name] = Source(load=lambda plugin=plugin: plugin)  # type: ignore[misc]
        self.plugins.load()
        for name in plugins:
            assert self.plugins.threads()[name].wait_ready(WAIT)

    def ask(self, op: str, *, by: Caller | None = None, **arguments: Any) -> Any:
        action, _rules = self.actions.named(op)
        answer: Any = action(by or caller("x", Role.EDITOR), arguments)
        return answer.value()

    def refusal(self, op: str, **arguments: Any) -> LoudspeakerError:
        try:
            self.ask(op, **arguments)
        except LoudspeakerError as error:
            return error
        raise AssertionError("not refused")

    def update(self) -> None:
        """Ask on until nothing is new, or nobody asks on."""
        while self.rows.update(self.file):
            pass

    @property
    def fault(self) -> str:
        details: Mapping[str, str] = {row["code"]: row["detail"] for row in self.faults.listed()}
        return details.get("plugins", "")

    def close(self) -> None:
        self.plugins.close()
        self.reader.close()
        self.file.close()


def script(*lines: str) -> Sequence[str]:
    return ["; ".join(lines)]
