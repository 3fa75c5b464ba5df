"""Whatever a plug-in does, the station starts, airs, and says which one is off and why."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, LoudspeakerError, PluginFailed, StorageFailure
from loudspeaker.model.fields import Field, Kind
from loudspeaker.station import plugin_actions, plugin_rows, plugins
from loudspeaker.store import plugin_file
from tests.station.bench import STATION, Bench
from tests.station.plugin_house import HOOKS, House, Made, doing

HEAD = "import time\nfrom loudspeaker.hookspecs import Action, hookimpl\n"
DEEDS = {
    "raises": "raise ValueError('number 035075001234')",
    "leaves": "raise SystemExit(3)",
    "returns_nonsense": "return object()",
    "returns_text": "return 'text'",
    "returns_itself": "x = []; x.append(x); return x",
}
GIVEN = {"startup": "services", "public_rows": "since", "kiosk_cards": "now"}


def hook(name: str, deed: str) -> str:
    return f"@hookimpl\ndef {name}({GIVEN.get(name, '')}):\n    {deed}\n"


def put(folder: Path, name: str, *parts: str) -> None:
    path = folder / "plugins" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(HEAD + "".join(parts), encoding="utf-8")
    path.chmod(0o600)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "home"
    for name in [each for each in sys.modules if each.startswith("loudspeaker_plugin_")]:
        del sys.modules[name]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long, so that nothing here takes long."""
    monkeypatch.setattr(plugin_actions, "ACTING_S", 0.05)
    monkeypatch.setattr(plugin_rows, "PATIENCE_S", 0.05)
    monkeypatch.setattr(plugins, "LOOKING_S", 0.01)
    monkeypatch.setattr("loudspeaker.station.plugin_thread.HUNG_S", 0.02)


def bench_with(home: Path, *names: str) -> Bench:
    return Bench(home, extra=f"plugins: [{', '.join(names)}]\n", station=STATION)


def airs(bench: Bench) -> None:
    """Have an announcement written, approved and aired; the office's page works as well."""
    item = str(bench.announce()["id"])
    bench.approve(item, despite_concerns=True)
    bench.advance(30)
    assert bench.state(item) == "aired"
    assert bench.parts.plugins.threads()["office"].wait_ready(20)
    with suppress(PluginFailed):  # a busy machine may be late with it once
        bench.ask("office.set", place="Thôn 1")
    bench.parts.publishing.update()


def told(bench: Bench) -> str:
    faults = bench.ask("status")["faults"]
    return "".join(fault["detail"] for fault in faults if fault["code"] == "plugins")


@pytest.mark.parametrize("where", HOOKS)
@pytest.mark.parametrize("deed", DEEDS)
def test_a_plug_in_that_does_wrong_in_a_hook(home: Path, where: str, deed: str) -> None:
    put(home, "bad", hook(where, DEEDS[deed]))
    bench = bench_with(home, "bad")
    assert bench.parts.plugins.threads()["bad"].wait_ready(20)
    airs(bench)
    harmless = where == "pages" or (where == "startup" and deed.startswith("returns"))
    assert ("bad " in told(bench)) is not harmless
    assert "035" not in str(bench.ask("status"))
    with pytest.raises(LoudspeakerError):
        bench.ask("bad.one")
    bench.kill()


def test_a_plug_in_that_does_wrong_in_every_hook(home: Path) -> None:
    put(home, "bad", *(hook(name, DEEDS["raises"]) for name in HOOKS))
    bench = bench_with(home, "bad", "gone")
    airs(bench)
    assert "bad is not loaded: ValueError" in told(bench)
    assert "gone is not loaded: PluginMissing" in told(bench)
    bench.kill()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("where", ["", *HOOKS])
def test_a_plug_in_that_hangs(home: Path, where: str) -> None:
    deed = "time.sleep(2)"
    put(home, "slow", hook(where, deed) if where else f"{deed}\n")
    bench = bench_with(home, "slow")
    airs(bench)
    airs(bench)
    with pytest.raises(LoudspeakerError):
        bench.ask("slow.one")
    if where in {"", "startup", "migrations", "register_actions", "public_rows", "kiosk_cards"}:
        assert "slow " in told(bench)
    bench.kill()


# --- its own tables -------------------------------------------------------------------------------

TABLE = "CREATE TABLE note (text TEXT NOT NULL)"


def noting(*scripts: str, name: str = "a") -> Made:
    """Return a plug-in that notes what it is told."""

    def note(_who: Any, given: dict[str, Any]) -> Any:
        database = plugin.services.database  # type: ignore[union-attr]
        assert database is not None
        with database.transaction() as connection:
            connection.execute("INSERT INTO note VALUES (?)", [given["text"] * given["times"]])
            if given["text"] == "no":
                raise EntryRefused(where="text", problem="no")
        return [row["text"] for row in database.rows("SELECT text FROM note")]

    fields = (
        Field(name="text", required=True),
        Field(name="times", kind=Kind.WHOLE, required=True),
    )
    plugin = Made(migrations=list(scripts), register_actions=[doing(f"{name}.note", note, *fields)])
    return plugin


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    yield made
    made.close()


def test_what_a_plug_in_keeps_is_there_after_a_restart_in_a_file_of_its_own(
    house: House, tmp_path: Path
) -> None:
    house.add(a=noting(TABLE))
    assert house.ask("a.note", text="x", times=1) == ["x"]
    assert house.refusal("a.note", text="no", times=1).code == "entry_refused"
    again = House(tmp_path / "home")
    again.add(a=noting(TABLE, "ALTER TABLE note ADD COLUMN more TEXT"))
    path = house.home.plugins / "a.db"
    assert path.stat().st_mode & 0o007 == 0
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT text, more FROM note").fetchall() == [("x", None)]
    connection.close()
    again.close()


@pytest.mark.parametrize(
    ("scripts", "why"),
    [
        ((TABLE, "CREATE TABLE more (x); nonsense"), "StorageFailure"),
        ((TABLE, "DROP TABLE note; SELECT * FROM note"), "StorageFailure"),
        ((), "IntegrityFailure"),
    ],
)
def test_a_migration_that_fails_leaves_what_was_there(
    house: House, tmp_path: Path, scripts: tuple[str, ...], why: str
) -> None:
    house.add(a=noting(TABLE))
    house.ask("a.note", text="x", times=1)
    again = House(tmp_path / "home")
    if not scripts:
        connection = sqlite3.connect(house.home.plugins / "a.db")
        connection.execute("PRAGMA user_version=7")
        connection.close()
    again.add(a=noting(*scripts or (TABLE,)))
    assert again.fault == f"a is not loaded: {why}"
    connection = sqlite3.connect(house.home.plugins / "a.db")
    assert connection.execute("SELECT * FROM note").fetchall() == [("x",)]
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master")]
    assert names == ["note"]
    connection.close()
    again.close()


def test_a_broken_file_costs_the_plug_in_alone(house: House) -> None:
    house.home.plugins.mkdir()
    (house.home.plugins / "a.db").write_bytes(b"no database at all" * 999)
    house.add(a=noting(TABLE), b=noting(TABLE, name="b"))
    assert house.fault == "a is not loaded: IntegrityFailure"
    assert set(house.actions.rules()) == {"b.note"}


def test_one_that_does_not_look_at_announcements_is_never_missing_at_an_approval(
    home: Path,
) -> None:
    put(home, "silent", hook("migrations", DEEDS["raises"]))
    (home / "plugins" / "office.db").write_bytes(b"no database at all" * 999)
    bench = bench_with(home, "silent")
    for name in ("silent", "office"):
        assert bench.parts.plugins.threads()[name].wait_ready(20)
    item = bench.approved()
    bench.advance(30)
    assert bench.state(item) == "aired"
    assert "office is not loaded: IntegrityFailure" in told(bench)
    bench.kill()


def test_one_that_fills_its_file_is_told_and_the_others_write_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_file, "LARGEST_BYTES", 200_000)
    house.add(a=noting(TABLE))
    assert house.ask("a.note", text="x", times=50_000)
    error = house.refusal("a.note", text="y", times=500_000)
    assert isinstance(error, StorageFailure)
    assert "full" in error.problem
    assert len(house.ask("a.note", text="z", times=1)) == 2
    assert (house.home.plugins / "a.db").stat().st_size <= 200_000
