"""What plug-ins say of themselves is shown; what is bad is a fault until it is not."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import StorageFailure
from loudspeaker.hookspecs import Health, Line, hookimpl
from loudspeaker.station import plugin_health
from loudspeaker.station.plugin_health import PluginHealth
from tests.station.bench import Bench
from tests.station.plugin_house import WAIT, House, Made

OFFICE: dict[str, Any] = {"name": "office", "off": None, "lines": [], "jobs": []}


class Telling(Made):
    """A plug-in that says what it is given to say."""

    @hookimpl
    def check_health(self) -> Any:
        return self._answer("check_health")

    @hookimpl
    def data_limit_mb(self) -> Any:
        return self._answer("data_limit_mb")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    yield made
    made.close()


def test_lines_are_told_and_what_is_bad_is_a_fault_as_long_as_it_is(house: House) -> None:
    said = [Line(text="Còn 3 văn bản."), Line(text="Hộp thư\x00 chậm.", health=Health.WARN)]
    house.add(a=Telling(check_health=lambda: list(said)), b=Made())
    health = PluginHealth(house.plugins, jobs=lambda name: [{"name": name}])
    said.append(Line(text="Hộp thư không trả lời.", health=Health.BAD))
    health.look()
    assert house.fault == "a Hộp thư không trả lời."
    first, second = health.listed()
    assert [(row["text"], row["health"]) for row in first["lines"]] == [
        ("Còn 3 văn bản.", "ok"),
        ("Hộp thư chậm.", "warn"),
        ("Hộp thư không trả lời.", "bad"),
    ]
    assert first["jobs"] == [{"name": "a"}]
    assert (second["name"], second["lines"]) == ("b", [])
    said.pop()
    health.look()
    assert house.fault == ""


@pytest.mark.parametrize(
    "answer",
    ["text", [1], [Line(text=5)], [Line(text="x", health="ok")], [Line(text="x")] * 21],  # type: ignore[arg-type]
)
def test_what_are_no_lines_is_a_fault(house: House, answer: Any) -> None:
    house.add(a=Telling(check_health=answer))
    health = PluginHealth(house.plugins)
    health.look()
    assert house.fault.startswith("a ")
    assert health.listed()[0]["lines"] == []


def test_one_that_hangs_keeps_no_other_from_being_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_health, "PATIENCE_S", 0.02)
    go_on = threading.Event()
    house.add(a=Telling(check_health=lambda: go_on.wait(WAIT)))
    health = PluginHealth(house.plugins)
    health.look()
    monkeypatch.setattr(plugin_health, "PATIENCE_S", WAIT)
    house.add(b=Telling(check_health=[Line(text="Tốt.")]))
    go_on.set()
    health.look()
    assert health.listed()[1]["lines"] == [{"text": "Tốt.", "health": "ok"}]


def test_a_plug_in_has_the_room_that_it_asks_for(house: House) -> None:
    def filled(limit: Any) -> Telling:
        return Telling(data_limit_mb=limit, migrations=["CREATE TABLE t (x BLOB)"])

    small, large = filled(1), filled(3)
    house.add(small=small, large=large)
    for plugin, fits in ((small, False), (large, True)):
        assert plugin.services is not None
        assert plugin.services.database is not None
        try:
            with plugin.services.database.transaction() as connection:
                connection.execute("INSERT INTO t VALUES (zeroblob(2000000))")
        except StorageFailure:
            assert not fits
        else:
            assert fits
    house.add(bad=filled("much"))
    assert house.fault == "bad is not loaded: gives no limit of its database"


def test_the_stations_state_has_its_plug_ins_and_no_database_is_boundless(
    tmp_path: Path,
) -> None:
    (tmp_path / "home" / "plugins").mkdir(parents=True, mode=0o700)
    path = tmp_path / "home" / "plugins" / "greedy.py"
    path.write_text(
        "from loudspeaker.hookspecs import hookimpl\n"
        "@hookimpl\ndef migrations():\n    return ['CREATE TABLE t (x)']\n"
        "@hookimpl\ndef data_limit_mb():\n    return 5000\n"
    )
    path.chmod(0o600)
    bench = Bench(tmp_path / "home", extra="plugins: [greedy]\n")
    for thread in bench.parts.plugins.threads().values():
        assert thread.wait_ready(WAIT)
    rows = {row["name"]: row for row in bench.ask("status")["plugins"]}
    assert rows["office"] == OFFICE
    assert rows["greedy"]["off"] == "is not loaded: wants a database of more than 4096 MB"
    bench.kill()
