"""What is asked about points at playout's socket: who may, and what is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from loudspeaker.errors import (
    LoudspeakerError,
    NotFound,
    NotNow,
    RoleMissing,
    StorageFailure,
    UsageRefused,
)
from loudspeaker.radio.commands import KeyRing
from loudspeaker.radio.key_book import Held
from loudspeaker.system.server import Request
from loudspeaker.system.sockets import Peer
from tests.air.bench import PLAN, Bench
from tests.air.test_stop import control_of

STRANGER = Peer(pid=1, uid=54321, gid=54321)
STATION = Peer(pid=1, uid=0, gid=0)


def ask(bench: Bench, op: str, person: str | None = "quantri", **arguments: Any) -> Any:
    """Ask as a person, or as ``station`` without one."""
    peer = STATION if person is None else STRANGER
    given = arguments if person is None else {**arguments, "as": person}
    return control_of(bench, bench.points_asked.station).handle(
        Request(op=op, arguments=given, peer=peer)
    )


def events(bench: Bench) -> list[tuple[str, int | None, int]]:
    return [(e["event"], e["point"], e["epoch"]) for e in bench.journal.key_events()]


# --- volumes -------------------------------------------------------------------------------------


def test_station_leaves_a_volume(bench: Bench) -> None:
    told = ask(bench, "set_volume", None, point=4, volume=35, by="soan")
    assert (told["volume"], told["sent_at"]) == (35, None)
    assert bench.deck.volumes.waiting() == [(35, (4,))]
    (listed,) = ask(bench, "points", None)["volumes"]
    assert listed == told


@pytest.mark.parametrize("op", ["points", "set_volume"])
def test_only_station_asks_for_them(bench: Bench, op: str) -> None:
    with pytest.raises(RoleMissing):
        ask(bench, op, point=4, volume=35, by="soan")


def test_points_on_a_wire_take_no_volume_and_no_keys(bench: Bench) -> None:
    bench.points_asked = replace(bench.points_asked, commanded=False, reception=None)
    with pytest.raises(NotNow, match="no_radio"):
        ask(bench, "set_volume", None, point=4, volume=35, by="soan")
    for op in ("card", "change_keys"):
        with pytest.raises(NotNow, match="no_radio"):
            ask(bench, op, point=4)
    assert not bench.book.changing


@pytest.mark.parametrize("volume", [-1, 101])
def test_a_volume_beyond_the_scale(bench: Bench, volume: int) -> None:
    with pytest.raises(UsageRefused, match="0 to 100"):
        ask(bench, "set_volume", None, point=4, volume=volume, by="soan")


# --- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("op", ["card", "enrolled", "change_keys"])
@pytest.mark.parametrize("person", ["soan", "duyet"])
def test_keys_are_for_administrators(bench: Bench, op: str, person: str) -> None:
    with pytest.raises(RoleMissing):
        ask(bench, op, person, point=4)
    assert events(bench) == []


@pytest.mark.parametrize("op", ["card", "enrolled"])
def test_a_point_that_is_not_there(bench: Bench, op: str) -> None:
    with pytest.raises(NotFound) as refusal:
        ask(bench, op, point=99)
    assert refusal.value.known == [str(number) for number in PLAN.numbers]


def test_a_card_holds_what_the_receiver_needs_and_is_on_record(bench: Bench) -> None:
    card = ask(bench, "card", point=4)
    keys = KeyRing(bench.book.master).for_receiver(point=4, zone=2)
    assert card == {
        "station": "Xã thử",
        "point": 4,
        "name": "Điểm 4",
        "zone": 2,
        "zone_name": "Thôn 2",
        "pi": 0x7001,
        "group": "6A",
        "aid": None,
        "volume": 80,
        "epoch": 1,
        "keys": {
            "all": keys.everyone.hex(),
            "zone": keys.zone.hex(),
            "point": keys.point.hex(),
        },
    }
    assert events(bench) == [("card", 4, 1)]
    (event,) = bench.journal.key_events()
    assert event["person"] == "quantri (simulated identity)"
    assert card["keys"]["point"] not in json.dumps(bench.journal.key_events())


def test_no_card_that_is_not_on_record(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFailure(path="journal.db", problem="disk full")

    monkeypatch.setattr(bench.journal, "note_key_event", full)
    with pytest.raises(StorageFailure):
        ask(bench, "card", point=4)


def test_keys_change_point_by_point(bench: Bench) -> None:
    told = ask(bench, "change_keys")
    assert told == {"epoch": 2, "points": list(PLAN.numbers)}
    with pytest.raises(NotNow) as refusal:
        ask(bench, "change_keys")
    assert (refusal.value.problem, refusal.value.detail) == ("changing", "1, 2, 3, 4, 5, 6, 7")
    with pytest.raises(NotNow, match="no_card"):
        ask(bench, "enrolled", point=4)
    ask(bench, "card", point=4)
    assert bench.points_asked.keys.book.held_by(4) is Held.EITHER
    assert ask(bench, "enrolled", point=4)["to_go"] == [1, 2, 3, 5, 6, 7]
    assert ask(bench, "keys", "soan")["held"] == {
        **dict.fromkeys("123567", "old"),
        "4": "current",
    }
    assert events(bench) == [("changed", None, 2), ("card", 4, 2), ("enrolled", 4, 2)]


def test_a_point_that_was_taken_out_of_the_plan_does_not_keep_the_old_key(bench: Bench) -> None:
    ask(bench, "change_keys")
    plan = replace(PLAN, points=tuple(p for p in PLAN.points if p.number == 4))
    bench.points_asked = replace(bench.points_asked, plan=plan)
    ask(bench, "card", point=4)
    for number in PLAN.numbers:
        told = ask(bench, "enrolled", point=number)
    assert told["to_go"] == []
    assert not bench.points_asked.keys.book.changing


def test_nothing_that_is_told_but_the_card_holds_a_key(bench: Bench) -> None:
    ask(bench, "change_keys")
    book = bench.points_asked.keys.book
    secrets = [book.master, book.old_master or b"?"]
    rings = [KeyRing(master) for master in secrets]
    secrets += [ring.derive(label) for ring in rings for label in ("all", "zone:2", "point:4")]
    told = [ask(bench, "keys"), ask(bench, "points", None), ask(bench, "status", None)]
    for op in ("change_keys", "enrolled"):
        try:
            told.append(ask(bench, op, point=4))
        except LoudspeakerError as error:
            told.append(error.to_message())
    text = json.dumps(told)
    assert not [secret for secret in secrets if secret.hex()[:8] in text]
