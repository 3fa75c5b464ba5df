"""What a plug-in may use of a whole station, and that it costs nobody else anything."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap import plugins as home_plugins
from loudspeaker.bootstrap import station_core
from loudspeaker.errors import (
    DiskFull,
    LoudspeakerError,
    NotFound,
    PluginFailed,
    ProcessUnavailable,
    QuietHours,
    RoleMissing,
    TextRefused,
    UsageRefused,
)
from loudspeaker.hookspecs import DraftOffered, Services, hookimpl
from loudspeaker.model.fields import Field
from loudspeaker.model.review import Announcement, Concern
from loudspeaker.station import arguments as given
from loudspeaker.station import plugin_desk
from loudspeaker.station.plugins import Source
from loudspeaker.station.room import NoSpare
from tests.station.bench import HELLO, NOON, Bench, caller
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


# --- announcements --------------------------------------------------------------------------------


def offering(offered: DraftOffered) -> Made:
    def offer(who: Any, _request: Any) -> dict[str, str]:
        return {"id": services_of(plugin).submit(offered, by=who)}

    plugin = Made(register_actions=lambda: [doing("a.offer", offer)])
    return plugin


def test_a_draft_is_handed_in_by_who_asked_and_goes_the_way_of_all(open_with: OpenWith) -> None:
    at = NOON + timedelta(hours=3)
    plugin = offering(DraftOffered(title="Mời", text=HELLO, at=at, points=(1,), key="cv-1"))
    bench = open_with(a=plugin)
    item_id = bench.ask("a.offer")["id"]
    assert bench.ask("a.offer", "hai-vai")["id"] == item_id  # the same key is the same draft
    seen = services_of(plugin).announcement(item_id)
    assert seen is not None
    assert (seen.author, seen.state, seen.title, seen.points, seen.due) == (
        "soan (simulated identity)", "draft", "Mời", (1,), at,
    )  # fmt: skip
    with pytest.raises(RoleMissing):
        bench.ask("approve", "soan", id=item_id)
    bench.approve(item_id)
    bench.advance(4 * 3600)
    seen = services_of(plugin).announcement(item_id)
    assert seen is not None
    (airing,) = seen.airings
    assert (seen.approver, airing.state, airing.over) == (
        "duyet (simulated identity)",
        "aired",
        True,
    )
    assert airing.aired_at == at
    assert services_of(plugin).announcement("zzzz") is None


def test_nobody_takes_the_key_of_a_plug_ins_draft_before_it(open_with: OpenWith) -> None:
    plugin = offering(DraftOffered(title="Mời", text=HELLO, key="cv-1"))
    bench = open_with(a=plugin)
    taken = bench.ask("announce", text="Nói khác đi.", key="a: cv-1")["id"]
    with pytest.raises(UsageRefused):
        bench.ask("announce", text="Nói khác đi.", key=given.key_of_plugin("a", "cv-1"))
    assert bench.ask("a.offer")["id"] != taken


@pytest.mark.parametrize(
    ("offered", "error"),
    [
        (DraftOffered(title="x", text=""), TextRefused),
        (DraftOffered(title="x", text=HELLO, at=NOON + timedelta(hours=11)), QuietHours),
        (DraftOffered(title="x", text=HELLO, at=NOON.replace(tzinfo=None)), UsageRefused),
        (DraftOffered(title="x", text=HELLO, points=(999,)), NotFound),
        (DraftOffered(title="x", text=None), UsageRefused),  # type: ignore[arg-type]
        ("text", UsageRefused),
    ],
)
def test_a_draft_is_refused_as_at_the_desk(
    open_with: OpenWith, offered: Any, error: type[LoudspeakerError]
) -> None:
    bench = open_with(a=offering(offered))
    with pytest.raises(error):
        bench.ask("a.offer")
    assert bench.queue() == []
    assert "plugins" not in bench.fault_codes()


def test_who_may_not_write_may_not_by_a_plug_in_either(open_with: OpenWith) -> None:
    bench = open_with(a=offering(DraftOffered(title="x", text=HELLO)))
    with pytest.raises(RoleMissing):
        bench.ask("a.offer", "xem")
    assert bench.queue() == []


def test_a_plug_in_that_reviews_its_own_draft_does_not_wait_for_itself(
    open_with: OpenWith,
) -> None:
    class Reviewing(Made):
        @hookimpl
        def review_announcement(self, announcement: Announcement) -> list[Concern]:
            seen.append(announcement.text)
            return []

    def offer(who: Any, _request: Any) -> dict[str, str]:
        return {"id": services_of(plugin).submit(DraftOffered(title="x", text=HELLO), by=who)}

    seen: list[str] = []
    plugin = Reviewing(register_actions=lambda: [doing("a.offer", offer)])
    bench = open_with(a=plugin)
    bench.approve(bench.ask("a.offer")["id"])
    assert seen


def test_a_desk_that_is_not_open_yet_is_said_to_be_starting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plugin_desk, "OPENING_S", 0.0)

    def nothing() -> Any:
        raise AssertionError("nothing is there yet")

    desk = plugin_desk.PluginDesk(nothing, nothing)
    with pytest.raises(ProcessUnavailable):
        desk.announcement("abcd")
    with pytest.raises(ProcessUnavailable):
        desk.submit("a", DraftOffered(title="x", text=HELLO), by=caller("x"))


# --- foreign files --------------------------------------------------------------------------------


def test_a_job_is_the_plug_ins_own_and_somebody_waits_for_it(open_with: OpenWith) -> None:
    asked: list[tuple[Any, ...]] = []

    def run(
        plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
    ) -> dict[str, Any]:
        asked.append((plugin, job, arguments, timeout_s, long))
        return {"pages": 3}

    def read(_who: Any, _request: Any) -> dict[str, Any]:
        return services_of(plugin).intake("read", {"path": "/x.pdf"}, 1.5)

    plugin = Made(register_actions=lambda: [doing("a.read", read)])
    bench = open_with(a=plugin)
    with pytest.raises(PluginFailed):
        bench.ask("a.read")  # it should have said what that means
    bench.parts.around = replace(bench.parts.around, run_job=run)
    assert bench.ask("a.read") == {"pages": 3}
    assert asked == [("a", "read", {"path": "/x.pdf"}, 1.5, False)]


def test_work_that_is_asked_for_at_the_very_start_starts_no_plugin_twice(
    open_with: OpenWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    asked = threading.Event()

    def start(services: Services) -> None:
        started.append("a")
        if len(started) == 1:
            services.later("read", {}, lambda _done: None)
        asked.set()

    def slowly(core: station_core.Core) -> None:
        """Let the plug-in ask before the station has finished its own line."""
        told(core)
        assert asked.wait(WAIT)

    told = station_core.Core._tell_guard
    monkeypatch.setattr(station_core.Core, "_tell_guard", slowly)
    open_with(a=Made(startup=start))
    assert started == ["a"]


def test_what_a_plugin_writes_by_itself_leaves_an_emergency_its_room(open_with: OpenWith) -> None:
    class OnlyReserve(NoSpare):
        missing_bytes = 1
        left = True

        def keep(self) -> bool:
            return self.left

    def note() -> None:
        database = services_of(plugin).database
        assert database is not None
        with database.transaction() as connection:
            connection.execute("INSERT INTO note VALUES ('x')")

    plugin = Made(migrations=["CREATE TABLE note (text TEXT)"], startup=lambda _services: note())
    bench = open_with(a=plugin)
    note()
    disk = bench.spare = OnlyReserve()
    disk.left = False
    bench.restart()
    assert bench.parts.plugins.threads()["a"].wait_ready(WAIT)
    assert bench.parts.plugins.threads()["a"].refused is None, "it starts on a full disk too"
    with pytest.raises(DiskFull):
        note()
    database = services_of(plugin).database
    assert database is not None
    assert len(database.rows("SELECT * FROM note")) == 3
    disk.left = True
    note()
