"""How plug-ins are: asked once a minute on a thread of its own, told with the station's state."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any, Final

from loudspeaker.hookspecs import BadPlugin
from loudspeaker.hookspecs.actions import listed
from loudspeaker.hookspecs.health import Health, Line
from loudspeaker.station.plugin_rows import line
from loudspeaker.station.plugin_thread import PluginFailure
from loudspeaker.station.plugins import Plugins

log = logging.getLogger(__name__)
PATIENCE_S: Final = 1.0
FIRST_S: Final = 5.0
EVERY_S: Final = 60.0
MOST_LINES: Final = 20
LONGEST_LINE: Final = 200
_HEALTH, _STANDS = "check_health", "health"

Rows = list[dict[str, Any]]


class PluginHealth:
    """Asks and keeps what was last told; ``jobs`` tells the periodic work of the one named."""

    def __init__(self, plugins: Plugins, *, jobs: Callable[[str], Rows] = lambda _name: []) -> None:
        self._plugins = plugins
        self._jobs = jobs
        self._lines: dict[str, tuple[Line, ...]] = {}
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plugin-health", daemon=True)

    def start(self) -> None:
        """Begin to ask."""
        self._thread.start()

    def close(self) -> None:
        """Ask no more."""
        self._ending.set()

    def _run(self) -> None:
        wait_s = FIRST_S
        while not self._ending.wait(wait_s):
            self.look()
            wait_s = EVERY_S

    def look(self) -> None:
        """Ask every plug-in once; what is bad with one is a fault until it is not."""
        names = list(self._plugins.threads())
        self._lines = {name: found for name, found in self._lines.items() if name in names}
        for name in names:
            if not self._ending.is_set():
                self._look_at(name)

    def _look_at(self, name: str) -> None:
        try:
            found = self._plugins.ask(name, _HEALTH, _lines_of, patience_s=PATIENCE_S)
        except PluginFailure:
            return
        self._lines[name] = found
        bad = [each.text for each in found if each.health is Health.BAD]
        self._plugins.note(name, _STANDS, " ".join(bad) or None)

    def listed(self) -> Rows:
        """Return every plug-in: why it is off, what it says of itself, its periodic work."""
        return [
            {
                "name": name,
                "off": thread.refused,
                "lines": [
                    {"text": each.text, "health": each.health.value}
                    for each in self._lines.get(name, ())
                ],
                "jobs": self._jobs(name),
            }
            for name, thread in sorted(self._plugins.threads().items())
        ]


def _lines_of(hooks: Any) -> tuple[Line, ...]:
    """Return what a plug-in says, cleaned; BadPlugin."""
    found = listed(hooks.check_health(), "lines")
    if len(found) > MOST_LINES or not all(_is_line(each) for each in found):
        raise BadPlugin("says of its health what are no lines, or too many")
    return tuple(Line(text=line(each.text, LONGEST_LINE), health=each.health) for each in found)


def _is_line(value: Any) -> bool:
    return isinstance(value, Line) and isinstance(value.health, Health)
