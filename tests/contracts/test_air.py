"""One suite for everything that is ``air`` to the station (``loudspeaker.station.air_link.Air``).

The real playout is asked through its socket, so that the fake of the station's tests is held to
what the real one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker import trial
from loudspeaker.air.control import Control
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import ProcessUnavailable, UsageRefused
from loudspeaker.model import STATION_ZONE, Priority, iso
from loudspeaker.rundown import Cue, CueKind, Kind, Rundown
from loudspeaker.station.air_link import (
    ACCEPTED,
    KNOWN,
    ON_AIR,
    SETTLED,
    UNKNOWN,
    WAITING,
    Air,
    AirClient,
)
from loudspeaker.system.channel import Client
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from tests.air.bench import Bench as Playout
from tests.station.fakes import FakeAir

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


@dataclass
class Rig:
    """An air, and what happens in it."""

    air: Air
    clock: StandingClock
    cue: Callable[[int], Cue]
    records: Callable[[], list[dict[str, Any]]]
    known: Callable[[str], Rundown]
    play: Callable[[float], None]
    go_down: Callable[[], None]

    def rundown(self, name: str = "a-1", *, due_s: float = 60.0, **other: Any) -> Rundown:
        due = self.clock.wall() + timedelta(seconds=due_s)
        values: dict[str, Any] = {
            "occurrence": name,
            "item": name.partition("-")[0],
            "title": "Họp",
            "priority": Priority.NORMAL,
            "due": due,
            "not_after": due + timedelta(seconds=600),
            "points": (1, 2, 3),
            "cues": (self.cue(0),),
            "text_sha256": "1" * 64,
            "author": "soan",
            "approver": "duyet",
            **other,
        }
        return Rundown(**values)

    def events(self, name: str = "a-1") -> list[str]:
        return [str(r["result"] or r["event"]) for r in self.records() if r["occurrence"] == name]


def fake(_folder: Path) -> Iterator[Rig]:
    clock = StandingClock(NOON)
    air = FakeAir(clock)

    def play(seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            air.play()
            clock.advance_s(0.5)

    yield Rig(
        air=air,
        clock=clock,
        cue=lambda number: Cue(kind=CueKind.SPEECH, frames=48_000, sha256=f"{number:064x}"),
        records=lambda: air.records,
        known=lambda name: air.accepted[name],
        play=play,
        go_down=air.kill,
    )


def real(folder: Path) -> Iterator[Rig]:
    bench = Playout(folder)

    def no_station() -> Any:
        raise NotImplementedError

    control = Control(
        playout=bench.playout,
        accepted=bench.accepted,
        journal=bench.journal,
        ledger=bench.ledger,
        watch=bench.watch,
        deck=bench.deck,
        faults=bench.faults,
        points=bench.points_asked,
        register=bench.register,
        station=no_station,
        reload=lambda: None,
        owner_uid=0,
    )
    server = Server(bind_unix(folder / "air.sock"), control.handle, name="air")
    server.start()

    def known(name: str) -> Rundown:
        found = bench.accepted.get(name)
        assert found is not None
        return found

    yield Rig(
        air=AirClient(Client(folder / "air.sock", "air", timeout_s=10.0)),
        clock=bench.clock,
        cue=lambda number: bench.cue(1.0, value=100 + number),
        records=lambda: bench.journal.since(0),
        known=known,
        play=bench.run,
        go_down=server.close,
    )
    server.close()
    bench.writer.close()
    bench.journal.close()


@pytest.fixture(params=[fake, real], ids=["fake", "real"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    yield from request.param(tmp_path)


def test_offered_once_known_twice_settled_when_it_is_over(rig: Rig) -> None:
    rundown = rig.rundown()
    assert rig.air.offer(rundown) == ACCEPTED
    assert rig.air.offer(replace(rundown, cues=(rig.cue(0), rig.cue(1)))) == KNOWN
    assert rig.known("a-1").cues == rundown.cues
    rig.play(80)
    assert rig.events() == ["start", "aired"]
    assert rig.air.offer(rundown) == SETTLED


def test_nothing_starts_early(rig: Rig) -> None:
    rig.air.offer(rig.rundown(due_s=30))
    rig.play(20)
    assert rig.events() == []


def test_what_is_too_late_is_missed(rig: Rig) -> None:
    rig.air.offer(rig.rundown(due_s=-700))
    rig.play(2)
    assert rig.events() == ["missed"]


def test_growing_by_number(rig: Rig) -> None:
    rundown = rig.rundown(immediate=True, due_s=0, complete=False)
    assert rig.air.offer(rundown) == ACCEPTED
    for index in (0, 1, 1, 3, 2, 0, 1):
        rig.air.append("a-1", index, rig.cue(index))
    assert rig.known("a-1").cues == (rundown.cues[0], rig.cue(1), rig.cue(2))
    rig.air.finish("a-1", 2)  # of another number than it has: a cue is missing there or here
    assert not rig.known("a-1").complete
    rig.air.finish("a-1", 3)
    rig.air.finish("a-1", 3)
    assert rig.known("a-1").complete
    rig.air.append("a-1", 3, rig.cue(3))
    assert len(rig.known("a-1").cues) == 3
    rig.play(10)
    assert rig.events() == ["start", "aired"]


def test_growing_what_is_not_there_is_no_error(rig: Rig) -> None:
    rig.air.append("none", 0, rig.cue(0))
    rig.air.finish("none", 1)


def test_withdrawn_while_it_waits(rig: Rig) -> None:
    assert rig.air.withdraw("a-1", "operator") == UNKNOWN
    rig.air.offer(rig.rundown())
    assert rig.air.withdraw("a-1", "superseded") == WAITING
    assert rig.events() == ["cancelled"]
    assert rig.records()[-1]["reason"] == "superseded"
    assert rig.air.withdraw("a-1", "operator") == UNKNOWN
    assert rig.air.offer(rig.rundown()) == SETTLED


def test_withdrawn_on_air(rig: Rig) -> None:
    rig.air.offer(rig.rundown(immediate=True, due_s=0, complete=False))
    answers: list[str] = []

    def withdraw() -> None:
        if not answers and rig.events() == ["start"]:
            answers.append(rig.air.withdraw("a-1", "operator"))

    rig.clock.watchers.append(withdraw)
    rig.play(10)
    assert answers == [ON_AIR]
    assert len(rig.events()) == 2
    assert rig.events()[1] in ("aired_partial", "cancelled")
    assert rig.records()[-1]["reason"] == "operator"


def test_a_record_of_the_stations_own_is_sealed_once(rig: Rig) -> None:
    body = {
        "occurrence": "b-1",
        "item": "b",
        "event": "missed",
        "reason": "unapproved",
        "due": iso(NOON),
    }
    rig.air.note(body)
    rig.air.note({**body, "event": "cancelled"})
    assert rig.events("b-1") == ["missed"]
    (record,) = rig.records()
    assert (record["seq"], record["prev"], record["due"]) == (1, "0" * 64, iso(NOON))
    assert len(record["seal"]) == len(record["hash"]) == 64
    assert rig.air.offer(rig.rundown("b-1")) == SETTLED


def test_what_it_says_of_itself(rig: Rig) -> None:
    status = rig.air.status()
    assert status["on_air"] is None
    assert status["stopped_since"] is None
    assert status["faults"] == []
    assert all(head["day"] for head in rig.air.heads())
    rig.air.reload()


def test_a_test_airs_by_one_person_with_its_own_text_only(rig: Rig) -> None:
    wanted = rig.rundown(immediate=True, due_s=0, points=(4,))
    genuine = replace(
        wanted, kind=Kind.TEST, approver="", text_sha256=trial.text_sha256(wanted.points)
    )
    rig.air.offer(genuine)
    rig.air.offer(replace(genuine, occurrence="b-1", text_sha256="1" * 64))
    rig.play(20)
    assert (rig.events("a-1"), rig.events("b-1")) == (["start", "aired"], ["refused"])
    assert {(r["kind"], r["approver"]) for r in rig.records()} == {("test", None)}


def test_what_it_knows_of_points(rig: Rig) -> None:
    told = rig.air.points()
    assert (told["volumes"], told["epoch"], told["key_events"]) == ([], 1, [])
    assert told["held"]["4"] == "current"
    rig.air.set_volume(4, 35, by="soan")
    rig.air.set_volume(4, 60, by="quantri")
    (wish,) = rig.air.points()["volumes"]
    assert (wish["point"], wish["volume"], wish["by"]) == (4, 60, "quantri")
    assert wish["sent_at"] is None
    with pytest.raises(UsageRefused):
        rig.air.set_volume(4, 101, by="soan")


def test_down(rig: Rig) -> None:
    rig.go_down()
    calls: list[Callable[[], object]] = [
        lambda: rig.air.offer(rig.rundown()),
        lambda: rig.air.append("a-1", 0, rig.cue(0)),
        lambda: rig.air.finish("a-1", 1),
        lambda: rig.air.withdraw("a-1", "operator"),
        lambda: rig.air.note({}),
        lambda: rig.air.set_volume(4, 35, by="soan"),
        rig.air.points,
        rig.air.status,
        rig.air.heads,
        rig.air.reload,
    ]
    for call in calls:
        with pytest.raises(ProcessUnavailable):
            call()
