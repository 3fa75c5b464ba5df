"""The register: numbers, acts, the log that only grows, people who are looked at and forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import EntryOutdated, EntryRefused, NotFound, StorageFailure
from loudspeaker.plugins.dossiers.cases.clock import Pace
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.people import party_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.counting.statistics import Statistics, month
from loudspeaker.plugins.dossiers.kept.forgetting import FORGOTTEN, Forgetting
from loudspeaker.plugins.dossiers.kept.locking import check_key
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys, keys_of
from loudspeaker.plugins.dossiers.kept.tables import MIGRATIONS, RETENTIONS
from loudspeaker.store.plugin_file import PluginDatabase
from tests.plugins.dossiers.making import (
    IDENTITY,
    KEYS,
    OFFICE,
    PHONE,
    at,
    database,
    filing,
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


# --- people ---------------------------------------------------------------------------------------


def test_who_looks_says_why_and_is_written_down(kept: PluginDatabase, desk: Register) -> None:
    people, whose = People(kept, KEYS), filing("Trần Thị Đương")
    delegate = party_of({"name": "Người Đi Thay", "identity": "001099000002", "acting": "GUQ 1"})
    code = opened(desk, "2026-11-16 09:00", whose=replace(whose, delegate=delegate)).code
    opened(desk, "2026-11-16 09:10", whose=filing("Lê Văn Khác", identity="", phone="0987654321"))
    found = people.of(code, by="mot-cua", reason="in giấy hẹn", at=NOW)
    assert found.filing == replace(whose, delegate=delegate)
    for looked in (
        people.named("đương TRAN", by="b", reason="hỏi tại quầy", at=NOW),
        people.named("duong thay", by="b", reason="hỏi tại quầy", at=NOW),
        people.called(PHONE, by="b", reason="gọi đến", at=NOW),
        people.identified("001 099 000 001", by="b", reason="thẻ căn cước", at=NOW),
        people.identified("001099000002", by="b", reason="thẻ căn cước", at=NOW),
    ):
        assert [each.dossier.code for each in looked] == [code]
    assert people.named('khong" OR name', by="b", reason="thử", at=NOW) == []
    assert people.named("...", by="b", reason="thử", at=NOW) == []
    assert people.called("", by="b", reason="thử", at=NOW) == []
    assert [(seen.by, seen.reason) for seen in people.views(code)][-1] == ("mot-cua", "in giấy hẹn")
    assert len(people.views(code)) == 6
    for reason in ("", " \n", "x" * 201):
        with pytest.raises(EntryRefused, match="lý do xem"):
            people.of(code, by="a", reason=reason, at=NOW)
    with pytest.raises(NotFound):
        people.of(code_of("H03-261116-0001"), by="a", reason="x", at=NOW)


def test_one_person_gets_all_that_is_kept_of_them_and_of_nobody_else(
    kept: PluginDatabase, desk: Register
) -> None:
    people = People(kept, KEYS)
    delegate = party_of({"name": "Người Đi Thay", "identity": "001099000002"})
    opened(desk, "2026-11-16 09:00", whose=replace(filing("Đầu Tiên"), delegate=delegate))
    opened(desk, "2026-11-16 09:00", whose=filing("Thứ Ba", identity="001099000003"))
    told = people.exported(IDENTITY, by="admin", reason="đơn của công dân", at=NOW)
    (dossier,) = told["dossiers"]
    assert dossier["person"]["name"] == "Đầu Tiên"
    assert (dossier["as"], dossier["matter"]["subject"]) == ("applicant", "Khai sinh cho con")
    assert dossier["views"][0]["reason"] == "đơn của công dân"
    assert "Thay" not in str(told)
    assert "001099000002" not in str(told)
    other = people.exported("001099000002", by="admin", reason="đơn", at=NOW)
    assert [each["as"] for each in other["dossiers"]] == ["delegate"]
    assert "Đầu Tiên" not in str(other)


def test_identity_numbers_are_nowhere_in_the_file(kept: PluginDatabase, desk: Register) -> None:
    code = opened(desk, "2026-11-16 09:00").code
    People(kept, KEYS).identified(IDENTITY, by="a", reason="x", at=NOW)
    kept.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [path for path in kept._path.parent.iterdir() if path.name.startswith("dossiers.db")]
    assert all(IDENTITY.encode() not in path.read_bytes() for path in files)
    assert b"004211" not in kept._path.read_bytes()
    stranger = People(kept, Keys(bytes(32)))
    with pytest.raises(StorageFailure, match="another key"):
        stranger.of(code, by="a", reason="x", at=NOW)


def test_a_sealed_number_opens_nowhere_else() -> None:
    sealed = KEYS.seal(IDENTITY, "H03-261116-0001 0")
    assert KEYS.unseal(sealed, "H03-261116-0001 0") == IDENTITY
    assert KEYS.seal(IDENTITY, "H03-261116-0001 0") != sealed
    for cell, about in (
        (sealed, "H03-261116-0001 1"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), "H03-261116-0001 0"),
        (sealed[:20], "H03-261116-0001 0"),
        (b"", "H03-261116-0001 0"),
    ):
        with pytest.raises(StorageFailure):
            KEYS.unseal(cell, about)


def test_another_key_is_told_at_the_start(kept: PluginDatabase) -> None:
    check_key(kept, KEYS)
    check_key(kept, KEYS)
    with pytest.raises(StorageFailure, match="another key"):
        check_key(kept, Keys(bytes(32)))
    with pytest.raises(ValueError, match="32 bytes"):
        Keys(b"short")


def test_the_key_is_a_file_of_its_own_that_nobody_else_reads(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.key"
    mark = keys_of(path).mark("a")
    assert keys_of(path).mark("a") == mark != keys_of(tmp_path / "other.key").mark("a")
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    with pytest.raises(StorageFailure, match="chmod"):
        keys_of(path)
    broken = tmp_path / "broken.key"
    for content in ("", "zz", "00" * 31):
        broken.write_text(content)
        broken.chmod(0o600)
        with pytest.raises(StorageFailure, match="32 bytes"):
            keys_of(broken)
    with pytest.raises(StorageFailure):
        keys_of(tmp_path / "none" / "a.key")


def test_people_are_forgotten_and_the_statistics_stay(kept: PluginDatabase, desk: Register) -> None:
    people, forgetting = People(kept, KEYS), Forgetting(kept)
    codes = [opened(desk, "2020-03-02 09:00", whose=filing(f"Người {n}")).code for n in range(3)]
    for code in codes[:2]:
        desk.move(code, State.IN_PROGRESS, at=at("2020-03-03 09:00"), by="a")
        desk.move(code, State.HALTED, at=at("2020-03-04 09:00"), by="a", reason="bí mật của người")
        people.of(code, by="a", reason="xem", at=at("2020-03-05 09:00"))
        desk.hand_over(code, giver="a", taker="b", at=at("2020-03-05 09:00"), note="về người ấy")
    newer = opened(desk, "2026-11-16 09:00").code
    before = Statistics(kept).counted(*month(2020, 3), NOW)
    with pytest.raises(EntryRefused, match="chưa kết thúc"):
        forgetting.erase(codes[2], by="a", at=NOW)
    assert forgetting.sweep(at("2020-12-01")) == {}
    assert forgetting.sweep(at("2022-12-01")) == {"secret": 2}
    assert forgetting.sweep(NOW) == {"party": 2, "view": 2}
    assert forgetting.sweep(NOW) == {}
    assert Statistics(kept).counted(*month(2020, 3), NOW) == before
    assert people.of(codes[0], by="a", reason="x", at=NOW).filing is None
    assert [each.note for each in desk.hand_overs(codes[0])] == [""]
    for table in ("party", "matter", "secret", "note"):
        assert kept.rows(f"SELECT 1 FROM {table} WHERE dossier <= 2") == []
    assert people.named("nguoi 0", by="a", reason="x", at=NOW) == []
    assert len(people.named("nguoi", by="a", reason="x", at=NOW)) == 2
    assert [line.note for line in desk.lines(codes[0])] == [""] * 4
    assert desk.lines(codes[0])[-1].act == FORGOTTEN
    assert people.of(newer, by="a", reason="x", at=NOW).filing is not None
    assert opened(desk, "2020-03-02 10:00").code.number == 4
    desk.move(newer, State.WITHDRAWN, at=NOW, by="a", reason="x")
    forgetting.erase(newer, by="admin", at=NOW)
    forgetting.erase(newer, by="admin", at=NOW)
    assert people.of(newer, by="a", reason="x", at=NOW).filing is None
    with pytest.raises(NotFound):
        forgetting.erase(code_of("H03-261116-0001"), by="a", at=NOW)


def test_every_table_that_holds_people_has_a_purpose_and_a_time(kept: PluginDatabase) -> None:
    of_people = {each.table for each in RETENTIONS}
    assert all(each.purpose for each in RETENTIONS)
    others = {
        "organisation", "procedure", "kind", "counter", "dossier", "log", "handing", "rating",
        "lock", "sweeping",
    }  # fmt: skip
    tables = kept.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    names = {row["name"] for row in tables if not row["name"].startswith("named_")}
    assert names - others == of_people


def test_the_commune_may_keep_shorter(kept: PluginDatabase, desk: Register) -> None:
    code = opened(desk, "2026-11-02 09:00").code
    desk.move(code, State.WITHDRAWN, at=at("2026-11-02 10:00"), by="a", reason="x")
    days = dict.fromkeys(("party", "matter", "note", "named", "secret"), 10)
    assert Forgetting(kept, days).sweep(NOW) == {"party": 1}


def test_an_older_file_is_brought_to_the_newest_form(tmp_path: Path) -> None:
    first = PluginDatabase(tmp_path / "a.db", MIGRATIONS[:1])
    opened(register(first), "2026-11-16 09:00", kind=procedure(), organisation=OFFICE)
    first.close()
    again = PluginDatabase(tmp_path / "a.db", MIGRATIONS)
    assert opened(register(again), "2026-11-16 09:00").code.number == 2
    again.close()
