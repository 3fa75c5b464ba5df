"""What air has to be told is told, once, in order, whatever happens in between."""

from __future__ import annotations

from datetime import timedelta

from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import InternalError, StorageFailure
from loudspeaker.station.owing import note, record_of, withdrawal
from tests.station.bench import NOON, Bench

LATER = NOON + timedelta(hours=1)


def owed(bench: Bench) -> int:
    return len(bench.parts.owing._debts.all())


def test_a_decision_while_air_is_down_is_recorded_when_it_is_back(bench: Bench) -> None:
    items = [bench.announce(f"Số {n}.", at=LATER)["id"] for n in ("một", "hai", "ba")]
    bench.air.kill()
    for item in items:
        assert bench.ask("cancel", id=item)["state"] == "cancelled"
    assert owed(bench) == 3
    bench.restart()
    assert owed(bench) == 3
    bench.air.restart()
    bench.follow()
    assert owed(bench) == 0
    assert [r["item"] for r in bench.air.records] == items


def test_air_that_is_back_is_told_even_if_nobody_notices(bench: Bench) -> None:
    """The connection never broke: the debt is paid by its own alarm."""
    item = bench.announce(at=LATER)["id"]
    bench.settle()
    bench.air.refuses = StorageFailure(path="journal.db", problem="full")
    bench.ask("cancel", id=item)
    assert bench.ends(item) == []
    bench.air.refuses = None
    bench.advance(2.1)
    assert bench.ends(item) == ["cancelled(operator)"]
    assert "owing" not in bench.alarms.alarms


def test_one_debt_that_is_refused_does_not_hold_up_the_others(bench: Bench) -> None:
    first, second = (bench.announce(f"Số {n}.", at=LATER)["id"] for n in ("một", "hai"))

    def refuse_the_first(op: str) -> None:
        bench.air.refuses = None
        if op == "note" and not asked:
            asked.append(op)
            bench.air.refuses = InternalError(what="a fault of that program")

    asked: list[str] = []
    bench.air.kill()
    bench.ask("cancel", id=first)
    bench.ask("cancel", id=second)
    bench.air.when_asked = refuse_the_first
    bench.air.restart()
    bench.follow()
    assert bench.ends(second) == ["cancelled(operator)"]
    assert bench.ends(first) == []
    assert "owing" in bench.fault_codes()
    bench.advance(2.1)
    assert bench.ends(first) == ["cancelled(operator)"]
    assert "owing" not in bench.fault_codes()


def test_a_second_end_is_never_recorded(bench: Bench) -> None:
    item = bench.announce(at=LATER)["id"]
    bench.ask("cancel", id=item)
    kept = bench.parts.items.with_item(f"{item}-1")
    assert kept is not None
    bench.parts.owing.owe(note(record_of(*kept, Event.MISSED, Reason.GRACE_EXCEEDED)))
    assert bench.parts.owing.pay()
    assert bench.ends(item) == ["cancelled(operator)"]


def test_a_withdrawal_of_what_is_over_is_no_debt(bench: Bench) -> None:
    item = bench.approved(at=NOON + timedelta(seconds=5))
    bench.advance(20)
    kept = bench.parts.items.with_item(f"{item}-1")
    assert kept is not None
    bench.parts.owing.owe(withdrawal(record_of(*kept, Event.CANCELLED, Reason.OPERATOR)))
    assert bench.parts.owing.is_withdrawn(f"{item}-1")
    assert bench.parts.owing.pay()
    assert not bench.parts.owing.is_withdrawn(f"{item}-1")
    assert bench.ends(item) == ["aired"]


def test_a_withdrawal_that_air_has_never_heard_of_is_sealed(bench: Bench) -> None:
    bench.air.kill()
    item = bench.approved(at=NOON + timedelta(seconds=30))
    bench.settle()
    assert bench.state(item) == "handed"
    bench.ask("cancel", "duyet", id=item)
    bench.air.restart()
    bench.advance(60)
    assert bench.offered(item) == []
    assert bench.ends(item) == ["cancelled(operator)"]


def test_let_go_twice_is_owed_once(bench: Bench) -> None:
    item = bench.approved(at=NOON + timedelta(seconds=30))
    bench.settle()
    bench.air.kill()
    bench.ask("edit", id=item, text="Khác.")
    assert owed(bench) == 1
    bench.ask("edit", id=item, text="Lại khác.")
    assert owed(bench) == 2  # the draft of the edit in between, and the first
