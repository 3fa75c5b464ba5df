"""Relays in programmes: approved with where they come from, handed over as airings of their own."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import NotFound
from loudspeaker.model.relay import Relay, SourceFailed
from loudspeaker.rundown import CueKind, Kind, Rundown
from loudspeaker.station.relay_desk import Listen
from tests.station.bench import NOON, Bench

SLOT = NOON.replace(hour=17)
SOURCES = """\
relay:
  hosts: [radio.vn]
  sources:
    - {name: VOV1, stream: "https://radio.vn/vov1"}
    - {name: Đài huyện, line: "hw:1,0"}
"""
FILE = """\
title: Chương trình chiều
cron: "0 17 * * *"
minutes: 30
programme:
  - greeting: Kính chào bà con.
  - relay: {source: vov1, minutes: 10, fallback: nhac}
  - bulletins: {}
  - closing: Hết.
"""


@pytest.fixture
def station(folder: Path) -> Iterator[Bench]:
    bench = Bench(folder, extra=SOURCES)
    bench.home.chimes.mkdir(exist_ok=True)
    (bench.home.chimes / "nhac.wav").write_bytes(b"some music")
    write(bench)
    yield bench
    bench.kill()


def write(bench: Bench, text: str = FILE) -> None:
    (bench.home.schedules / "chieu.yaml").write_text(text, "utf-8")
    bench.ask("reload", "quantri")


def item(bench: Bench) -> str:
    (row,) = [r for r in bench.ask("schedules") if r["name"] == "chieu"]
    return str(row["id"])


def approved(bench: Bench) -> str:
    bench.approve(item(bench))
    bench.settle()
    return item(bench)


def relays(bench: Bench) -> list[Rundown]:
    return [rundown for rundown in bench.air.offers if rundown.relay is not None]


def test_a_relay_is_an_airing_of_its_own_between_the_others(station: Bench) -> None:
    own = approved(station)
    bulletin = station.approved("Mời họp.", waits_for="chieu", repeat=1)
    station.settle()
    station.until(SLOT + timedelta(minutes=20))
    (relay,) = relays(station)
    assert relay.relay == Relay(source="VOV1", address="https://radio.vn/vov1", minutes=10)
    assert relay.kind is Kind.RELAY
    assert relay.frames == 600 * 48_000
    assert [cue.kind for cue in relay.cues] == [CueKind.RECORDING]
    offers = {o.occurrence: o for o in station.air.offers if o.slot == relay.slot}
    order = [
        relay.follows,
        relay.occurrence,
        *(o for o in offers if offers[o].follows == relay.occurrence),
    ]
    assert [offers[str(o)].item for o in order] == [own, own, bulletin]
    after = offers[str(order[2])]
    assert (after.due - relay.due).total_seconds() == 600


def test_its_minutes_leave_less_room_for_bulletins(station: Bench) -> None:
    write(station, FILE.replace("minutes: 30", "minutes: 11"))
    approved(station)
    with pytest.raises(Exception, match="longer_than_slot"):
        station.announce("từ " * 200, waits_for="chieu")


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("station", "radio.vn/vov1", "radio.vn/other"),
        ("schedule", "minutes: 10", "minutes: 11"),
        ("schedule", "source: vov1", "source: Đài huyện"),
        ("sound", "", ""),
    ],
)
def test_another_source_length_or_fallback_voids_the_approval(
    station: Bench, file: str, before: str, after: str
) -> None:
    approved(station)
    if file == "station":
        text = station.home.station_file.read_text("utf-8")
        station.home.station_file.write_text(text.replace(before, after), "utf-8")
    elif file == "sound":
        (station.home.chimes / "nhac.wav").write_bytes(b"other music")
    write(station, FILE.replace(before, after) if file == "schedule" else FILE)
    assert station.ask("show", id=item(station))["state"] == "draft"


def test_an_approver_sees_where_it_comes_from(station: Bench) -> None:
    shown = station.ask("for_approval", id=item(station))
    step = shown["programme"]["steps"][1]
    assert step["relay"] == {
        "source": "VOV1",
        "address": "https://radio.vn/vov1",
        "minutes": 10,
    }
    assert step["fallback"]["content"] == "nhac"
    assert len(step["fallback"]["sha256"]) == 64


def test_what_comes_is_told_with_its_relay(station: Bench) -> None:
    approved(station)
    (row,) = [r for r in station.ask("next", hours=24)["items"] if r["schedule"] == "chieu"]
    assert [relay["minutes"] for relay in row["holds"]["relays"]] == [10]
    assert row["holds"]["expected_s"] > 600


def test_a_source_that_is_no_more_leaves_the_schedule_and_is_a_fault(station: Bench) -> None:
    approved(station)
    text = station.home.station_file.read_text("utf-8")
    station.home.station_file.write_text(text.replace("VOV1", "VOV2"), "utf-8")
    station.ask("reload", "quantri")
    (fault,) = [f for f in station.faults.listed() if f["code"] == "schedules"]
    assert "vov1" in str(fault["detail"]).casefold()


def test_a_relay_that_never_came_to_playout_is_missed_as_one(station: Bench) -> None:
    approved(station)
    station.air.kill()
    station.until(SLOT + timedelta(hours=2))
    station.air.restart()
    station.follow()
    station.until(SLOT + timedelta(hours=3))
    missed = [r for r in station.air.records if r["event"] == "missed"]
    assert [r["kind"] for r in missed].count("relay") == 1
    assert {r["programme"] for r in missed} == {"Chương trình chiều"}


# --- trials ---------------------------------------------------------------------------------------

TONE = array("h", [4000 if at // 24 % 2 else -4000 for at in range(4800)]).tobytes()


def sending(pcm: bytes, *, over: str | None = None) -> Listen:
    """Return a source that sends the same again and again, or ends at once."""

    def listen(_name: str, _address: str | None) -> Iterator[Mapping[str, Any]]:
        yield {"facts": {"codec": "mp3", "ip": "113.160.1.1", "host": "radio.vn"}}
        if over is not None:
            raise SourceFailed(over, "detail")
        while True:
            yield {"pcm": pcm}

    return listen


def test_a_source_is_tried_for_five_seconds(station: Bench) -> None:
    station.listen = sending(TONE)
    assert station.ask("relay_test", name="vov1") == {
        "name": "VOV1",
        "address": "https://radio.vn/vov1",
        "verdict": "good",
        "heard_s": 5.0,
        "level_dbfs": -18.3,
        "peak_dbfs": -18.3,
        "codec": "mp3",
        "ip": "113.160.1.1",
        "host": "radio.vn",
        "problem": None,
        "detail": "",
    }


@pytest.mark.parametrize(
    ("listen", "verdict", "problem"),
    [
        (sending(bytes(9600)), "silent", None),
        (sending(array("h", [100, -100] * 2400).tobytes()), "silent", None),
        (sending(array("h", [140, -140] * 2400).tobytes()), "quiet", None),
        (sending(array("h", [32767, -32768] * 2400).tobytes()), "clipped", None),
        (sending(b"", over="unreachable"), "silent", "unreachable"),
    ],
)
def test_what_is_wrong_with_it_is_told(
    station: Bench, listen: Listen, verdict: str, problem: str | None
) -> None:
    station.listen = listen
    found = station.ask("relay_test", name="VOV1")
    assert (found["verdict"], found["problem"]) == (verdict, problem)


def test_a_source_that_trickles_is_not_waited_for(station: Bench) -> None:
    def listen(_name: str, _address: str | None) -> Iterator[Mapping[str, Any]]:
        while True:
            station.clock.advance_s(1)
            yield {"pcm": TONE[:1920]}

    station.listen = listen
    assert station.ask("relay_test", name="VOV1")["problem"] == "no_answer"


def test_who_only_looks_tries_nothing_and_there_must_be_such_a_source(station: Bench) -> None:
    with pytest.raises(NotFound) as missing:
        station.ask("relay_test", name="VOV9")
    assert missing.value.known == ["VOV1", "Đài huyện"]
    assert [row["name"] for row in station.ask("relays")] == ["VOV1", "Đài huyện"]
    assert station.ask("relays")[0]["programmes"] == ["Chương trình chiều"]


def test_ten_minutes_ahead_the_source_is_heard_and_missed(station: Bench) -> None:
    approved(station)
    station.listen = sending(b"", over="unreachable")
    station.until(SLOT - timedelta(minutes=9, seconds=30))
    faults = {fault["code"]: str(fault["detail"]) for fault in station.faults.listed()}
    assert faults["preflight"] == "no_source: Chương trình chiều"
    station.listen = sending(TONE)
    station.until(SLOT + timedelta(minutes=1))
    assert "preflight" not in station.fault_codes()


def test_one_source_is_tried_at_a_time_whatever_else_is_looked_at(station: Bench) -> None:
    """The few threads in which alarms ring hand over emergencies as well."""
    open_ones = station.parts.items.occurrences_of(approved(station))
    (first,) = (o for o in open_ones if o.due == SLOT and o.place and o.place.slot == o.id)
    tried: list[str] = []
    busy: list[dict[str, Any]] = []

    def listen(name: str, address: str | None) -> Iterator[Mapping[str, Any]]:
        tried.append(name)
        if len(tried) == 1:
            station.parts.preflight.look(first.id)
            busy.append(station.ask("relay_test", name="VOV1"))
            assert tried == ["VOV1"]
        yield from sending(TONE)(name, address)

    station.listen = listen
    station.until(SLOT - timedelta(minutes=10))
    assert tried == ["VOV1"]
    assert [each["problem"] for each in busy] == ["too_many_sources"]
    station.until(SLOT - timedelta(minutes=9, seconds=45))
    assert tried == ["VOV1", "VOV1"]
    assert "preflight" not in station.fault_codes()


def test_a_fallback_that_is_lost_is_made_anew_in_time(station: Bench) -> None:
    approved(station)
    station.listen = sending(TONE)
    station.until(SLOT - timedelta(minutes=11))
    (clip,) = (p for p in station.home.clips.glob("*.wav") if b"music" in p.read_bytes())
    clip.unlink()
    station.until(SLOT - timedelta(minutes=9))
    assert clip.exists()
