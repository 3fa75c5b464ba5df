"""The list of faults over time: beginnings that last, ends, repetitions, and who knows of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import NotFound, StorageFailure
from loudspeaker.model import STATION_ZONE, iso
from loudspeaker.station.fault_book import QUIET, Book, Change, Sighting, What, observe
from loudspeaker.station.fault_list import KEPT, FaultWatch
from loudspeaker.store.schema import MIGRATIONS
from loudspeaker.store.sqlite import Database
from tests.station.bench import NOON, Bench

QUIET_S = QUIET.total_seconds()


def fault(code: str, since: datetime = NOON, detail: str = "x") -> dict[str, Any]:
    return {"code": code, "severity": "error", "detail": detail, "since": iso(since)}


def sighting(second: int, *codes: str, boot: int = 1, process: str = "air") -> Sighting:
    wall = NOON + timedelta(seconds=second)
    return Sighting(
        process=process,
        boot=boot,
        faults=tuple(fault(code, wall) for code in codes),
        wall=wall,
        mono_ns=second * 1_000_000_000,
    )


def played(*sightings: Sighting) -> tuple[Book, list[tuple[What, str]]]:
    book: Book = {}
    changes: list[Change] = []
    for each in sightings:
        book, new = observe(book, each)
        changes += new
    return book, [(change.what, change.entry.code) for change in changes]


# --- the book -------------------------------------------------------------------------------------


def test_one_that_lasts_has_one_beginning() -> None:
    book, changes = played(sighting(0, "points"), sighting(5, "points"), sighting(500, "points"))
    assert changes == [(What.BEGAN, "points")]
    assert (book[("air", "points")].since, book[("air", "points")].count) == (NOON, 1)


def test_one_that_is_away_for_a_minute_is_over() -> None:
    book, changes = played(sighting(0, "points"), sighting(5), sighting(64))
    assert changes == [(What.BEGAN, "points")]
    book, (ended,) = observe(book, sighting(65))
    assert (ended.what, ended.entry.ended_at) == (What.ENDED, NOON + timedelta(seconds=5))
    assert book == {}


def test_one_that_comes_back_before_that_is_the_same_once_more() -> None:
    book, changes = played(sighting(0, "points"), sighting(5), sighting(64, "points"))
    assert changes == [(What.BEGAN, "points"), (What.CAME_BACK, "points")]
    assert book[("air", "points")].count == 2


def test_a_process_that_is_started_again_finds_the_same_fault() -> None:
    book, changes = played(
        sighting(0, "points"), sighting(5, boot=2), sighting(9, "points", boot=2)
    )
    assert changes == [(What.BEGAN, "points")]
    assert book[("air", "points")].count == 1


def test_a_process_that_is_away_says_nothing_about_its_faults() -> None:
    others = [sighting(n, process="station") for n in (100, 200)]
    book, changes = played(sighting(0, "points"), *others)
    assert changes == [(What.BEGAN, "points")]
    assert ("air", "points") in book


def test_a_clock_that_is_set_back_ends_nothing_before_its_beginning() -> None:
    book, _ = played(sighting(0, "points"), sighting(5))
    past = Sighting(
        process="air", boot=1, faults=(), wall=NOON - timedelta(days=9), mono_ns=99 * 10**9
    )
    _book, (ended,) = observe(book, past)
    assert ended.entry.ended_at == NOON


looks = st.lists(
    st.tuples(st.integers(1, 90), st.frozensets(st.sampled_from("abc")), st.booleans()), max_size=12
)


@given(looks)
def test_what_is_shown_is_in_the_book_and_every_beginning_has_one_end(
    looks: list[tuple[int, frozenset[str], bool]],
) -> None:
    book: Book = {}
    second, boot = 0, 1
    open_ones: set[str] = set()
    for step, codes, restarted in looks:
        second, boot = second + step, boot + restarted
        before = dict(book)
        book, changes = observe(book, sighting(second, *sorted(codes), boot=boot))
        for change in changes:
            code = change.entry.code
            if change.what is What.BEGAN:
                assert code not in open_ones
                open_ones.add(code)
            elif change.what is What.ENDED:
                open_ones.remove(code)
                assert change.entry.ended_at is not None
                assert change.entry.since <= change.entry.ended_at
        assert {code for _process, code in book} == open_ones
        assert codes <= open_ones
        for key in before.keys() & book.keys():
            assert book[key].since == before[key].since
            assert before[key].count <= book[key].count


# --- the list -------------------------------------------------------------------------------------


def listed(bench: Bench, **arguments: Any) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = bench.ask("faults", **arguments)
    return answer


def test_the_beginning_survives_both_processes(bench: Bench) -> None:
    bench.air.faults = [fault("transmitter")]
    bench.faults.report("chime", "x")
    before = {row["code"]: row["since"] for row in listed(bench)}
    bench.clock.advance_s(3600)
    bench.restart()
    bench.air.restart()
    bench.air.faults = []
    assert listed(bench) == []
    bench.clock.advance_s(30)
    bench.faults.report("chime", "x")
    bench.air.faults = [fault("transmitter", bench.clock.wall())]
    assert {row["code"]: row["since"] for row in listed(bench)} == before
    assert [row["count"] for row in listed(bench)] == [1, 1]
    assert [row["process"] for row in listed(bench)] == ["air", "station"]


def test_what_is_over_is_in_the_history_for_some_time(bench: Bench) -> None:
    bench.faults.report("chime", "x")
    listed(bench)
    bench.clock.advance_s(5)
    bench.faults.clear("chime")
    assert [row["ended"] for row in listed(bench, all=True)] == [iso(NOON)]
    bench.clock.advance_s(QUIET_S)
    bench.parts.looking.look_at_faults()
    assert listed(bench) == []
    (row,) = listed(bench, all=True)
    assert (row["code"], row["ended"]) == ("chime", iso(NOON + timedelta(seconds=5)))
    bench.restart()
    assert listed(bench, all=True) == [row]
    bench.clock.advance_s(KEPT.total_seconds())
    bench.process.tidy()
    assert listed(bench, all=True) == []


def test_somebody_knows_of_it(bench: Bench) -> None:
    bench.air.faults = [fault("transmitter")]
    (row,) = bench.ask("faults_acknowledge", code="transmitter")
    assert (row["acknowledged_by"], row["acknowledged_at"]) == ("soan", iso(NOON))
    bench.restart()
    assert listed(bench)[0]["acknowledged_by"] == "soan"
    assert bench.ask("status")["faults"] == listed(bench)
    with pytest.raises(NotFound) as caught:
        bench.ask("faults_acknowledge", code="points")
    assert caught.value.known == ["transmitter"]


def test_a_disk_that_refuses_takes_only_the_history(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageFailure(path="station.db", problem="disk full")

    monkeypatch.setattr(bench.parts.fault_list._rows, "put", full)
    bench.faults.report("storage", "disk full")
    assert [row["code"] for row in listed(bench)] == ["storage"]
    monkeypatch.undo()
    listed(bench)
    assert [row["code"] for row in bench.parts.fault_list._rows.open()] == ["storage"]


def test_details_are_written_now_and_then(bench: Bench) -> None:
    commits: list[str] = []
    bench.when_committing = commits.append
    for number in range(20):
        bench.faults.report("chime", str(number))
        listed(bench)
        bench.clock.advance_s(5)
    assert commits.count("after") == 2
    assert listed(bench)[0]["detail"] == "19"


def test_the_watch_looks_until_it_is_closed_whatever_happens() -> None:
    looks: Iterator[int] = iter(range(3))
    closed: list[FaultWatch] = []

    def look() -> None:
        if next(looks) == 2:
            closed[0]._ending.set()
        raise ValueError("a look that fails")

    closed.append(FaultWatch(look, every_s=0.001))
    closed[0].start()
    closed[0]._thread.join(5)
    closed[0].close()
    assert next(looks, None) is None


def test_old_databases_open(folder: Path) -> None:
    folder.mkdir()
    Database(folder / "station.db", MIGRATIONS[:3]).close()
    bench = Bench(folder)
    item = bench.announce(at=datetime(2026, 12, 1, 13, tzinfo=STATION_ZONE))["id"]
    assert bench.ask("for_approval", id=item)["approver_for"] is None
    bench.kill()
