"""Commands that plug-ins add below their own name: ``loudspeaker office show``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, example_of, group
from loudspeaker.cli.plugin_files import left, saved
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import LoudspeakerError, PluginFailed

if TYPE_CHECKING:
    import typer

LOADING_S: Final = 5.0
PATIENCE_S: Final = 20.0
"""Longer than any action may take: the station itself ends what is late."""


def plugin_group(call: Call, name: str) -> typer.Typer | None:
    """Return the commands of a plug-in that is switched on, None where there is none of the name.

    PluginFailed for one that cannot be loaded or offers none.
    """
    from loudspeaker.bootstrap.plugins import sources  # noqa: PLC0415 - seldom, and not light
    from loudspeaker.bootstrap.web_plugins import begun  # noqa: PLC0415
    from loudspeaker.config.station import load_station  # noqa: PLC0415
    from loudspeaker.station.plugin_thread import PluginFailure  # noqa: PLC0415

    try:
        station = load_station(call.home.root)
    except LoudspeakerError:
        return None
    source = sources(call.home, lambda: station).get(name)
    if source is None:
        return None
    for quiet in ("loudspeaker.station.plugin_thread", "loudspeaker.system.faults"):
        logging.getLogger(quiet).addHandler(logging.NullHandler())
    thread, adding = begun(name, source), _Adding(name)
    try:
        thread.wait_ready(LOADING_S)
        job = thread.begin(lambda hooks: hooks.register_commands(app=adding))
        thread.end(job, patience_s=LOADING_S)
    except PluginFailure as failure:
        raise PluginFailed(plugin=name, problem="off", detail=str(failure)) from failure
    return adding.app if adding.examples else None


def names_of(call: Call) -> list[str]:
    """Return the plug-ins that are switched on, by their names; none where there is no station."""
    from loudspeaker.bootstrap.plugins import sources  # noqa: PLC0415 - as above
    from loudspeaker.config.station import load_station  # noqa: PLC0415

    try:
        station = load_station(call.home.root)
    except LoudspeakerError:
        return []
    return sorted(sources(call.home, lambda: station))


class _Adding:
    """What a plug-in is given to add its commands with."""

    def __init__(self, plugin: str) -> None:
        self._plugin = plugin
        self.app = group()
        self.examples: list[str] = []

    def add(
        self, name: str, function: Callable[..., int | None], *, does: str, example: str
    ) -> None:
        """Add a command."""
        add_command(self.app, name, function, help=does, example=example)
        self.examples.append(example)
        self.app.info.epilog = example_of(self.examples[0])

    def ask(self, action: str, **arguments: Any) -> Any:
        """Return the answer of an action of the plug-in's own; PluginFailed for another."""
        if action.partition(".")[0] != self._plugin:
            why = "asks for what is not its own"
            raise PluginFailed(plugin=self._plugin, problem="fails", detail=why)
        call = current()
        with left(call.home.incoming, arguments) as values:
            return call.station.call(action, timeout_s=PATIENCE_S, **values, **call.identity)

    def save(self, answer: Mapping[str, Any], target: Path) -> Path:
        """Write the file of an answer to a new file, or into a folder."""
        return saved(current().home.handed_out, answer, target)

    def show(self, document: Any, as_text: Callable[[Any], None]) -> None:
        """Print an answer."""
        show(document, as_text)

    def say(self, line: str) -> None:
        """Print a line."""
        say(visible(line))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Print a table."""
        show_table([Column(visible(name), wraps=True) for name in columns], rows)
