"""The register: numbers that are used once, acts, and the log that only grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound, StorageFailure
from loudspeaker.plugins.dossiers.cases.clock import Pace
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.tables import MIGRATIONS
from loudspeaker.store.plugin_file import PluginDatabase
from tests.plugins.dossiers.making import (
    KEYS,
    LARGEST,
    OFFICE,
    at,
    database,
    opened,
    procedure,
    register,
)

NOW = at("2026-11-27 09:00")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[PluginDatabase]:
    made = database(tmp_path)
    yield made
    made.close()


@pytest.fixture
def desk(kept: PluginDatabase) -> Register:
    return register(kept)


def test_numbers_follow_each_other_in_a_day_and_are_never_used_twice(desk: Register) -> None:
    codes = [str(opened(desk, "2026-11-16 09:00").code) for _ in range(3)]
    assert codes == [f"H03.12.25-261116-000{n}" for n in (1, 2, 3)]
    assert str(opened(desk, "2026-11-17 09:00").code) == "H03.12.25-261117-0001"
    assert str(opened(desk, "2026-11-16 16:00", organisation="H03.1").code) == "H03.1-261116-0001"
    given = code_of("H03.12.25-261116-0009")
    assert opened(desk, "2026-11-16 09:00", code=given).code == given
    assert opened(desk, "2026-11-16 09:00").code.number == 10
    opened(desk, "2026-11-16 09:00", code=code_of("H03.12.25-261116-0005"))
    assert opened(desk, "2026-11-16 09:00").code.number == 11
    with pytest.raises(EntryRefused, match="đã có"):
        opened(desk, "2026-11-16 09:00", code=given)
    with pytest.raises(EntryRefused, match="mã cơ quan"):
        opened(desk, "2026-11-16 09:00", organisation="sai")
    assert opened(desk, "2026-11-16 09:00").code.number == 12


def test_a_receipt_that_fails_takes_no_number_and_leaves_nothing(
    kept: PluginDatabase, desk: Register
) -> None:
    class Failing(Keys):
        def seal(self, text: str, about: str) -> bytes:
            raise StorageFailure(path=about, problem=text)

    broken = Register(kept, Failing(bytes(32)), desk._calendar)
    with pytest.raises(StorageFailure):
        opened(broken, "2026-11-16 09:00")
    assert [row["n"] for row in kept.rows("SELECT count(*) AS n FROM dossier")] == [0]
    assert opened(desk, "2026-11-16 09:00").code.number == 1


def test_clerks_at_the_same_time_get_different_numbers(desk: Register) -> None:
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda _n: opened(desk, "2026-11-16 09:00").code, range(40)))
    assert sorted(code.number for code in made) == list(range(1, 41))


def test_acts_are_kept_as_they_were_done(desk: Register) -> None:
    code = opened(desk, "2026-11-16 09:00").code
    desk.move(code, State.IN_PROGRESS, at=at("2026-11-16 10:00"), by="tu-phap")
    stopped = desk.move(
        code, State.SUPPLEMENT, at=at("2026-11-17 09:00"), by="tu-phap", reason="thiếu tờ khai"
    )
    assert (stopped.due, stopped.left) == (None, timedelta(hours=16))
    assert desk.get(code) == stopped
    back = desk.move(code, State.IN_PROGRESS, at=at("2026-11-23 14:00"), by="tu-phap", seen=3)
    assert desk.get(code) == back
    with pytest.raises(EntryOutdated, match="tu-phap"):
        desk.move(code, State.FINISHED, at=at("2026-11-23 15:00"), by="mot-cua", seen=3)
    told = desk.promise(
        code, at("2026-11-30 16:00"), at=at("2026-11-24 09:00"), by="tu-phap", reason="xác minh"
    )
    assert desk.get(code) == told
    with pytest.raises(EntryRefused):
        desk.move(code, State.RETURNED, at=at("2026-11-24 10:00"), by="tu-phap")
    lines = desk.lines(code)
    assert [(line.before, line.after, line.note) for line in lines] == [
        (None, 2, ""), (2, 4, ""), (4, 5, "thiếu tờ khai"), (5, 4, ""), (4, 4, "xác minh"),
    ]  # fmt: skip
    assert [line.by for line in lines] == ["mot-cua"] + ["tu-phap"] * 4
    assert lines[3].due == back.due
    for missing in (desk.get, desk.lines, desk.hand_overs):
        with pytest.raises(NotFound):
            missing(code_of("H03.12.25-261116-0777"))
    with pytest.raises(NotFound):
        desk.move(code_of("H03-261116-0777"), State.FINISHED, at=NOW, by="a")


def test_hand_overs_are_kept(desk: Register) -> None:
    code = opened(desk, "2026-11-16 09:00").code
    due = at("2026-11-16 10:00")
    desk.hand_over(code, giver="Một cửa", taker="Tư pháp", at=at("2026-11-16 09:30"), due=due)
    with pytest.raises(EntryRefused, match="đang ở Tư pháp"):
        desk.hand_over(code, giver="Một cửa", taker="Lãnh đạo", at=at("2026-11-16 11:00"))
    desk.hand_over(
        code, giver="Tư pháp", taker="Lãnh đạo", at=at("2026-11-16 11:00"), due=due, note="gấp"
    )
    assert [(each.taker, each.pace, each.note) for each in desk.hand_overs(code)] == [
        ("Tư pháp", Pace.ON_TIME, ""), ("Lãnh đạo", Pace.LATE, "gấp"),
    ]  # fmt: skip


def test_what_is_late_and_what_is_due_today(desk: Register) -> None:
    days = ("2026-11-20 09:00", "2026-11-23 09:00", "2026-11-24 10:00", "2026-11-26 09:00")
    codes = [opened(desk, moment).code for moment in days]
    desk.move(codes[1], State.IN_PROGRESS, at=at("2026-11-23 10:00"), by="a")
    desk.move(codes[1], State.PAYMENT, at=at("2026-11-24 10:00"), by="a", reason="lệ phí")
    end = at("2026-11-27 23:59")
    assert [each.code for each in desk.due_until(end)] == [codes[0], codes[2]]
    assert desk.due_counts(NOW, end) == (1, 1)
    desk.move(codes[0], State.IN_PROGRESS, at=NOW, by="a")
    desk.move(codes[0], State.FINISHED, at=NOW, by="a")
    assert (desk.due_counts(NOW, end), desk.waiting_results()) == ((0, 1), 1)
    desk.move(codes[0], State.RETURNED, at=NOW, by="a")
    assert desk.waiting_results() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE log SET at = 0", "DELETE FROM log", "DELETE FROM dossier",
        "UPDATE dossier SET number = 7", "UPDATE counter SET last = 0", "DELETE FROM counter",
        "UPDATE note SET text = ''", "DELETE FROM note", "UPDATE handing SET at = 0",
        "DELETE FROM handing", "UPDATE view SET reason = ''", "DELETE FROM view",
        "INSERT INTO log SELECT * FROM log", "UPDATE dossier SET state = 11",
    ],
)  # fmt: skip
def test_what_was_written_stays_whoever_tries(
    kept: PluginDatabase, desk: Register, statement: str
) -> None:
    code = opened(desk, "2026-11-16 09:00").code
    desk.move(code, State.WITHDRAWN, at=NOW, by="a", reason="đổi ý")
    desk.hand_over(code, giver="a", taker="b", at=NOW)
    People(kept, KEYS).of(code, by="a", reason="in phiếu", at=NOW)
    with pytest.raises(sqlite3.IntegrityError), kept.transaction() as connection:
        connection.execute(statement)


def test_an_older_file_is_brought_to_the_newest_form(tmp_path: Path) -> None:
    first = PluginDatabase(tmp_path / "a.db", MIGRATIONS[:1], largest_bytes=LARGEST)
    opened(register(first), "2026-11-16 09:00", kind=procedure(), organisation=OFFICE)
    first.close()
    again = PluginDatabase(tmp_path / "a.db", MIGRATIONS, largest_bytes=LARGEST)
    assert opened(register(again), "2026-11-16 09:00").code.number == 2
    again.close()
