"""The statistics agree with two others: a pure count, and one that was written apart from both."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier
from loudspeaker.plugins.dossiers.cases.states import MOVES, State
from loudspeaker.plugins.dossiers.counting.counts import Counts, Fact, counted, summed
from loudspeaker.plugins.dossiers.counting.public import FEWEST, shown
from loudspeaker.plugins.dossiers.counting.statistics import Rating, Statistics, month
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.store.plugin_file import PluginDatabase
from tests.plugins.dossiers.making import at, database, filing, opened, procedure, register

LATEST = at("2027-01-01")
DOSSIERS = 260


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PluginDatabase]:
    """Dossiers of half a year, each on a random way through the states."""
    made = database(tmp_path_factory.mktemp("counting"))
    desk, chance = register(made), random.Random(7)
    for number in range(DOSSIERS):
        walk(desk, chance, number)
    yield made
    made.close()


def walk(desk: Register, chance: random.Random, number: int) -> None:
    now = at("2026-01-05 08:00") + timedelta(minutes=chance.randrange(170 * 24 * 60))
    kind = procedure(
        code=f"1.00000{number % 3}", days=chance.choice([1, 3, 10]), domain=f"LV{number % 2}"
    )
    state = chance.choice([State.RECEIVED, State.RECEIVED, State.REGISTERED])
    code = opened(
        desk, now, kind=kind, channel=chance.choice(list(Channel)), state=state, whose=filing(),
        organisation=chance.choice(["H03.1", "H03.2"]),
    ).code  # fmt: skip
    for _ in range(chance.randrange(9)):
        now += timedelta(hours=chance.choice([1, 5, 24, 30, 100, 700]))
        others = sorted(MOVES[state])
        if not others or now > at("2026-12-20"):
            return
        # the usual way is the likelier one
        state = chance.choice([*others, *[s for s in others if s in {2, 4, 9, 10}] * 3])
        desk.move(code, state, at=now, by="a", reason="x")


def all_codes(kept: PluginDatabase) -> list[Code]:
    rows = kept.rows("SELECT o.code, d.day, d.number FROM dossier d JOIN organisation o"
                     " ON o.id = d.organisation")  # fmt: skip
    return [
        Code(organisation=row[0], day=datetime.fromordinal(row[1]).date(), number=row[2])
        for row in rows
    ]


def facts(kept: PluginDatabase) -> list[Fact]:
    desk = register(kept)
    found = []
    for code in all_codes(kept):
        dossier, lines = desk.get(code), desk.lines(code)
        history = tuple((line.at, line.after, line.due) for line in lines)
        found.append(Fact(
            organisation=code.organisation, domain=dossier.domain, channel=dossier.channel.value,
            history=history,
        ))  # fmt: skip
    return found


PERIODS = [month(2026, n) for n in range(1, 13)] + [
    (at("2026-01-01"), at("2027-01-01")),
    (at("2026-03-05 10:00"), at("2026-03-05 10:00")),
]


def test_the_database_counts_what_the_values_say(kept: PluginDatabase) -> None:
    plain = facts(kept)
    total = 0
    for start, end in PERIODS:
        lines = Statistics(kept).counted(start, end, LATEST)
        assert lines == counted(plain, start, end)
        assert all(line.balance == 0 for line in lines)
        total += sum(line.finished + line.overdue + line.waiting for line in lines)
    assert total > DOSSIERS


def recounted(dossiers: list[tuple[Dossier, list[tuple[datetime, int]]]], month_: str) -> Counter:  # type: ignore[type-arg]
    """Count by the days of a calendar: what moved in this month, and how all stood at its end."""
    found: Counter[str] = Counter()
    for dossier, steps in dossiers:
        at_end = [number for when, number in steps if f"{when:%Y-%m}" <= month_]
        in_month = [number for when, number in steps if f"{when:%Y-%m}" == month_]
        before = [number for when, number in steps if f"{when:%Y-%m}" < month_]
        found["received"] += 2 in in_month
        found["carried"] += 2 in before and not {7, 8, 9} & set(before)
        found["refused"] += 3 in in_month
        found["halted"] += 8 in in_month
        found["withdrawn"] += 7 in in_month
        if 9 in in_month and dossier.ended and dossier.due:
            day, last = f"{dossier.ended:%Y%m%d}", f"{dossier.due:%Y%m%d}"
            is_late = f"{dossier.ended:%Y%m%d%H%M%S}" > f"{dossier.due:%Y%m%d%H%M%S}"
            found["late" if is_late else "early" if day < last else "on_time"] += 1
        found["still"] += bool(at_end) and at_end[-1] in {2, 4, 5, 6}
    return found


def test_an_independent_recount_agrees(kept: PluginDatabase) -> None:
    desk = register(kept)
    dossiers = [
        (desk.get(code), [(line.at, line.after.value) for line in desk.lines(code)])
        for code in all_codes(kept)
    ]
    for number in range(1, 13):
        (line,) = summed(Statistics(kept).counted(*month(2026, number), LATEST)) or [Counts()]
        expected = recounted(dossiers, f"2026-{number:02d}")
        for name in ("received", "carried", "refused", "halted", "withdrawn", "late", "early",
                     "on_time"):  # fmt: skip
            assert getattr(line, name) == expected[name], (number, name)
        assert line.in_time + line.overdue + line.waiting == expected["still"]


def test_a_month_that_is_not_over_is_told_as_it_stands(kept: PluginDatabase) -> None:
    now = at("2026-04-17 11:00")
    start, end = month(2026, 4)
    assert Statistics(kept).counted(start, end, now) == counted(facts(kept), start, now)
    assert Statistics(kept).counted(start, end, at("2026-01-01")) == counted(
        facts(kept), start, start
    )


def test_sums(kept: PluginDatabase) -> None:
    lines = Statistics(kept).counted(at("2026-01-01"), LATEST, LATEST)
    by_domain = summed(lines, "domain")
    assert [line.domain for line in by_domain] == ["LV0", "LV1"]
    (whole,) = summed(lines)
    assert whole.received == sum(line.received for line in by_domain) > 0
    assert whole.on_time_percent == pytest.approx(
        100 * (whole.early + whole.on_time) / (whole.early + whole.on_time + whole.late)
    )
    assert Counts().on_time_percent is None
    assert whole.to_values()["finished"] == whole.finished
    assert summed([]) == []


def test_months() -> None:
    assert month(2026, 12) == (at("2026-12-01"), at("2027-01-01"))
    assert month(2026, 1)[0].tzinfo is STATION_ZONE
    for year, number in ((2026, 0), (2026, 13), (1, 1), (9999, 12)):
        with pytest.raises(EntryRefused):
            month(year, number)


def test_ratings_are_counted_with_their_voters(tmp_path: Path) -> None:
    kept = database(tmp_path)
    statistics, desk = Statistics(kept), register(kept)
    opened(desk, "2026-11-16 09:00")
    for score in (3, 3, 2, 1):
        statistics.rate("H03.12.25", "Thái độ", score, at("2026-11-17 09:00"))
    assert statistics.ratings(*month(2026, 11)) == [
        Rating(question="Thái độ", very_good=2, good=1, bad=1)
    ]
    assert statistics.ratings(*month(2026, 11))[0].voters == 4
    assert statistics.ratings(*month(2026, 10)) == []
    for office, question, score in (("H03.12.25", "A", 4), ("H03.12.25", "", 3), ("H9", "A", 3)):
        with pytest.raises(EntryRefused):
            statistics.rate(office, question, score, at("2026-11-17 09:00"))
    kept.close()


def test_small_cells_are_hidden_from_everybody() -> None:
    assert shown([10, 20, 30]) == ((10, 20, 30), 60)
    assert shown([10, 4, 30, 0]) == ((10, None, 30, None), None)
    assert shown([]) == ((), None)


@settings(max_examples=100)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, FEWEST - 1))
def test_nobody_reckons_a_small_cell_back(cells: list[int], other: int) -> None:
    """What is shown is the same whatever the small cells are."""
    changed = [other if cell < FEWEST else cell for cell in cells]
    assert shown(changed) == shown(cells)
