"""The figures say what sounded: once, in its month, whatever happened in between."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.report import Figure, Period, Report, report_of
from tests.report.lives import AROUND, aired, at, logs, numbered, record

JULY = Period(year=2026, month=7)


def july(*lives: list[dict[str, Any]]) -> Report:
    return report_of(numbered(each for life in lives for each in life), JULY, AROUND)


def rows(figures: tuple[Figure, ...]) -> dict[str, tuple[int, int]]:
    return {row.name: (row.airings, row.ms) for row in figures if row.airings or row.ms}


def test_an_empty_month() -> None:
    report = july()
    assert report.total == Figure(name="", airings=0, ms=0)
    assert [row.name for row in report.by_zone] == ["Thôn Lùng", "Thôn Vạt"]
    assert [row.name for row in report.by_point] == ["1", "2", "3"]
    assert [row.name for row in report.by_level] == ["normal", "priority", "emergency"]
    assert len(report.spans) == 31


def test_by_programme_level_language_zone_and_point() -> None:
    report = july(
        aired("a-1", at(1), 60_000),
        aired("a-2", at(2), 50_000),
        aired("b-1", at(2), 30_000, points=[3], priority="emergency"),
    )
    assert report.total == Figure(name="", airings=3, ms=140_000)
    assert rows(report.by_programme) == {"Bản tin sáng": (2, 110_000), "": (1, 30_000)}
    assert rows(report.by_level) == {"normal": (2, 110_000), "emergency": (1, 30_000)}
    assert rows(report.by_language) == {"vi": (3, 140_000)}
    assert rows(report.by_zone) == {"Thôn Lùng": (2, 110_000), "Thôn Vạt": (3, 140_000)}
    assert rows(report.by_point) == {"1": (2, 110_000), "2": (2, 110_000), "3": (3, 140_000)}
    assert [span.ms for span in report.spans[:3]] == [60_000, 80_000, 0]


def test_each_language_counts_for_as_long_as_it_was_spoken_and_where() -> None:
    life = aired("b-1", at(1), 100_000)
    life[-1]["languages"] = {
        "vi": {"ms": 60_000, "points": [1, 2, 3]},
        "tyz": {"ms": 30_000, "points": [3]},
    }
    report = july(life, aired("a-1", at(2), 10_000))
    assert rows(report.by_language) == {"vi": (2, 70_000), "tyz": (1, 30_000), "": (1, 10_000)}
    assert rows(report.by_point) == {"1": (2, 80_000), "2": (2, 80_000), "3": (2, 110_000)}
    assert rows(report.by_zone) == {"Thôn Lùng": (2, 80_000), "Thôn Vạt": (2, 110_000)}


def test_a_bulletin_counts_in_the_programme_in_which_it_was_heard() -> None:
    report = july(
        aired("a-1", at(1), 10_000, programme="Chương trình chiều"),
        aired("b-1", at(1, 8, 1), 30_000, programme="Chương trình chiều"),
        aired("b-2", at(1, 9), 5_000, programme=None),
    )
    assert rows(report.by_programme) == {"Chương trình chiều": (2, 40_000), "": (1, 5_000)}


def relay(source_ms: int | None, fallback_ms: int | None, *, source: str = "VOV1") -> Any:
    return {"source": source, "source_ms": source_ms, "fallback_ms": fallback_ms}


def test_another_station_counts_apart_from_what_was_heard_instead() -> None:
    crashed = [
        record("start", "a-2", at(2), kind="relay", relay=relay(None, None)),
        record(
            "interrupted",
            "a-2",
            at(2, 8, 1),
            pos_ms=20_000,
            kind="relay",
            relay=relay(None, None),
        ),
        record("start", "a-2", at(2, 8, 2), attempt=2, kind="relay", relay=relay(None, None)),
        record(
            "end", "a-2", at(2, 8, 3), attempt=2, pos_ms=30_000, kind="relay",
            relay=relay(30_000, 0),
        ),
    ]  # fmt: skip
    report = july(
        aired("a-1", at(1), 60_000, kind="relay", relay=relay(45_000, 15_000)),
        crashed,
        aired("a-3", at(3), 5_000, kind="relay", relay=relay(0, 5_000, source="Đài tỉnh")),
        aired("b-1", at(4), 7_000),
    )
    found = [(r.name, r.airings, r.ms, r.source_ms, r.fallback_ms) for r in report.by_relay]
    assert found == [("VOV1", 2, 110_000, 75_000, 15_000), ("Đài tỉnh", 1, 5_000, 0, 5_000)]
    assert report.total.ms == 122_000


def test_what_one_person_released_is_told_from_what_two_approved() -> None:
    warrant = {"template": "lu-quet", "author": "soan", "approver": "duyet"}
    report = july(
        aired("b-1", at(1), 10_000, release=warrant, author="truc", approver="truc"),
        aired("b-2", at(1), 10_000, release={"corrects": "b-1"}, kind="correction"),
        aired("b-3", at(1), 10_000),
    )
    assert report.one_person == 2
    assert report.kinds == {"correction": 1}
    assert [(row.person, row.airings) for row in report.approvals] == [("duyet", 1)]


def test_what_sounded_counts_and_not_what_was_planned() -> None:
    cut = aired("b-1", at(1), 12_000, len_ms=60_000)
    cut[-1] |= {"result": "aired_partial", "reason": "operator"}
    report = july(cut)
    assert report.total.ms == 12_000
    (row,) = report.unheard
    assert (row.title, row.state, row.reason) == ("Mời họp thôn", "aired_partial", "operator")


def test_a_replay_after_a_crash_is_one_airing_and_sounds_as_long_as_it_sounded() -> None:
    life = [
        record("start", "b-1", at(1)),
        record("interrupted", "b-1", at(1, 8, 1), pos_ms=40_000, reason="crash"),
        record("start", "b-1", at(1, 8, 2), attempt=2),
        record("end", "b-1", at(1, 8, 3), attempt=2, pos_ms=60_000),
    ]
    report = july(life)
    assert report.total == Figure(name="", airings=1, ms=100_000)


def test_what_a_crash_settled_as_aired_is_counted_once() -> None:
    life = [
        record("start", "b-1", at(1)),
        record("interrupted", "b-1", at(1, 8, 1), pos_ms=58_000, reason="crash"),
        record("end", "b-1", at(1, 8, 1), pos_ms=58_000, reason="crash"),
    ]
    assert july(life).total == Figure(name="", airings=1, ms=58_000)


def test_what_is_settled_by_its_best_attempt_is_not_longer_for_that() -> None:
    life = [
        record("start", "b-1", at(1)),
        record("interrupted", "b-1", at(1, 8, 1), pos_ms=30_000, reason="crash"),
        record("start", "b-1", at(1, 8, 2), attempt=2),
        record("interrupted", "b-1", at(1, 8, 3), attempt=2, pos_ms=10_000, reason="crash"),
        record("end", "b-1", at(1, 9), attempt=2, pos_ms=30_000, result="aired_partial"),
    ]
    assert july(life).total.ms == 40_000


def test_points_that_heard_it_apart_are_counted_where_they_are() -> None:
    life = [
        record("start", "b-1", at(1), points=[3]),
        record("interrupted", "b-1", at(1, 8, 1), points=[3], pos_ms=60_000, reason="transmitter"),
        record("start", "b-1", at(1, 8, 2), attempt=2, points=[1, 2]),
        record("end", "b-1", at(1, 8, 3), attempt=2, pos_ms=60_000),
    ]
    report = july(life)
    assert rows(report.by_point) == {"1": (1, 60_000), "2": (1, 60_000), "3": (1, 60_000)}
    assert report.total == Figure(name="", airings=1, ms=120_000)


def test_the_month_is_that_of_vietnam_and_of_the_beginning() -> None:
    report = july(
        aired("a-1", at(30, 23, 59, month=6), 120_000),
        aired("a-2", at(1, 0, 0), 10_000),
        aired("a-3", at(31, 23, 59), 120_000),
        aired("a-4", at(1, 0, 0, month=8), 10_000),
        [record("missed", "b-1", at(1, 0, 10), due="2026-06-30T16:59:00+00:00", reason="crash")],
    )
    assert report.total == Figure(name="", airings=2, ms=130_000)
    assert report.spans[0].ms == 10_000
    assert report.spans[-1].ms == 120_000
    assert report.unheard == ()


def test_misses_are_listed_and_what_people_cancelled_is_counted() -> None:
    report = july(
        [record("missed", "b-1", at(3, 9), due="2026-07-03T08:00:00+07:00", reason="unapproved")],
        [record("refused", "b-2", at(2), reason="quiet_hours")],
        [record("cancelled", "b-3", at(4), reason="operator")],
    )
    assert [(row.state, row.reason) for row in report.unheard] == [
        ("refused", "quiet_hours"),
        ("missed", "unapproved"),
    ]
    assert report.unheard[1].when.startswith("2026-07-03T08:00")
    assert report.cancelled == {"operator": 1}
    assert [span.unheard for span in report.spans[:4]] == [0, 1, 1, 0]


def test_who_approved_how_many() -> None:
    report = july(
        aired("a-1", at(1), 10_000),
        aired("a-2", at(2), 10_000),
        aired("b-1", at(3), 10_000, approver="chi-huy"),
        aired("b-2", at(4), 10_000, approver=None, priority="emergency"),
        aired("b-3", at(4), 10_000, kind="test", approver=None),
    )
    found = [(row.person, row.airings, row.announcements) for row in report.approvals]
    assert found == [("duyet", 2, 1), ("chi-huy", 1, 1)]
    assert (report.one_person, report.tests, report.total.airings) == (1, 1, 4)


def test_a_proof_off_air_adds_no_sound() -> None:
    life = aired("a-1", at(1), 10_000)
    report = july([*life, {**life[-1], "event": "heard", "proof": "offair", "result": None}])
    assert report.total == Figure(name="", airings=1, ms=10_000)
    assert report.proofs == {"offair": 1}


def test_what_is_on_air_is_open() -> None:
    report = july([record("start", "a-1", at(1))])
    assert (report.open, report.total.airings) == (1, 0)


def test_records_of_other_versions_do_no_harm() -> None:
    strange: list[dict[str, Any]] = [
        {"seq": 1},
        {"seq": 2, "event": "end", "occurrence": "x-1"},
        {"seq": 3, "event": "of tomorrow", "occurrence": "x-2", "wall": "2026-07-01"},
        {"seq": 4, "event": "end", "occurrence": "x-3", "wall": "2026-07-01T08:00:00+07:00",
         "pos_ms": "long", "points": None},
        {"seq": 5, "event": "end", "occurrence": "x-4", "wall": "2026-07-01T08:00:00+07:00",
         "pos_ms": 9, "relay": {"source": 5}},
        {"seq": 6, "event": "end", "occurrence": "x-5", "wall": "2026-07-01T08:00:00+07:00",
         "pos_ms": 1, "relay": {"source": "VOV1", "source_ms": "all", "fallback_ms": None}},
    ]  # fmt: skip
    report = report_of(strange, JULY, AROUND)
    assert (report.total.airings, report.total.ms) == (3, 10)
    assert [(row.name, row.ms, row.source_ms) for row in report.by_relay] == [("VOV1", 1, 0)]


# --- whatever happens ---------------------------------------------------------------------------


def _sum(figures: tuple[Figure, ...]) -> tuple[int, int]:
    return sum(row.airings for row in figures), sum(row.ms for row in figures)


@settings(max_examples=100)
@given(logs())
def test_the_sums_agree(log: list[dict[str, Any]]) -> None:
    report = report_of(log, JULY, AROUND)
    whole = (report.total.airings, report.total.ms)
    assert _sum(report.by_programme) == whole
    assert _sum(report.by_level) == whole
    assert _sum(report.by_language)[1] == report.total.ms
    assert sum(span.ms for span in report.spans) == report.total.ms
    assert sum(row.ms for row in report.by_relay) <= report.total.ms
    for row in report.by_relay:
        assert row.source_ms + row.fallback_ms <= row.ms
    assert sum(span.unheard for span in report.spans) == sum(
        report.states.get(state, 0) for state in ("missed", "refused", "failed")
    )
    assert max((row.ms for row in report.by_point), default=0) <= report.total.ms
    longest = max((row.ms for row in report.by_point), default=0)
    assert longest <= max((row.ms for row in report.by_zone), default=0) <= report.total.ms
    heard = report.states.get("aired", 0) + report.states.get("aired_partial", 0)
    assert report.total.airings == heard == sum(report.proofs.values())
    approved = sum(row.airings for row in report.approvals)
    assert approved + report.one_person == heard


@settings(max_examples=60)
@given(logs())
def test_months_add_up_to_everything_that_sounded(log: list[dict[str, Any]]) -> None:
    months = [report_of(log, Period(year=2026, month=month), AROUND) for month in range(6, 11)]
    year = report_of(log, Period(year=2026), AROUND)
    assert sum(month.total.ms for month in months) == year.total.ms
    assert sum(month.total.airings for month in months) == year.total.airings
    assert sum(len(month.unheard) for month in months) == len(year.unheard)
    assert year.total.ms == _sounded(log)


def _sounded(log: list[dict[str, Any]]) -> int:
    """Count it another way: the first closing record of each attempt that was no test."""
    first: dict[tuple[str, int], int] = {}
    for each in log:
        if each["event"] not in ("start", "heard") and each["kind"] != "test":
            first.setdefault((each["occurrence"], each["attempt"]), each["pos_ms"])
    return sum(first.values())


@settings(max_examples=60)
@given(logs(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(
    log: list[dict[str, Any]], chance: random.Random
) -> None:
    again = [*log, *log[: len(log) // 2]]
    chance.shuffle(again)
    assert report_of(again, JULY, AROUND) == report_of(log, JULY, AROUND)
