"""What a plug-in may use of a whole station, and that it costs nobody else anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap import plugins as home_plugins
from loudspeaker.bootstrap import station_core
from loudspeaker.hookspecs import Services
from loudspeaker.model.fields import Field
from loudspeaker.station.plugins import Source
from tests.station.bench import Bench
from tests.station.plugin_house import WAIT, Made, doing

TEXT = Field(name="text", required=True)
OpenWith = Callable[..., Bench]


@pytest.fixture
def open_with(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenWith]:
    """Gives a station with plug-ins of this test beside our own."""
    made: list[Bench] = []

    def opened(**plugins: object) -> Bench:
        ours = home_plugins.sources

        def sources(*given: Any) -> Mapping[str, Source]:
            own = {name: Source(load=lambda p=each: p) for name, each in plugins.items()}  # type: ignore[misc]
            return {**ours(*given), **own}

        monkeypatch.setattr(station_core, "sources", sources)
        made.append(Bench(folder))
        for name in plugins:
            assert made[0].parts.plugins.threads()[name].wait_ready(WAIT)
        return made[0]

    yield opened
    for bench in made:
        bench.kill()


def services_of(plugin: Made) -> Services:
    assert plugin.services is not None
    return plugin.services


def test_files_lie_in_a_folder_of_its_own(open_with: OpenWith) -> None:
    def keep(_who: Any, request: Any) -> dict[str, str]:
        folder = services_of(plugin).folder
        assert folder is not None
        return {"kept": str(folder.path(folder.keep(request["text"].encode(), ".txt")))}

    plugin = Made(register_actions=lambda: [doing("a.keep", keep, TEXT)])
    bench = open_with(a=plugin)
    kept = Path(bench.ask("a.keep", text="x")["kept"])
    assert kept.read_text() == "x"
    assert kept.is_relative_to(bench.home.plugins / "a")
