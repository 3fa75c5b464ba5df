"""People are looked at for a reason, sealed, handed what is theirs, and forgotten in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.errors import EntryRefused, NotFound, StorageFailure
from loudspeaker.plugins.dossiers.cases.codes import code_of
from loudspeaker.plugins.dossiers.cases.people import party_of
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.counting.statistics import Statistics, month
from loudspeaker.plugins.dossiers.kept.forgetting import FORGOTTEN, Forgetting
from loudspeaker.plugins.dossiers.kept.locking import check_key
from loudspeaker.plugins.dossiers.kept.people import People
from loudspeaker.plugins.dossiers.kept.register import Register
from loudspeaker.plugins.dossiers.kept.sealing import Keys, keys_of
from loudspeaker.plugins.dossiers.kept.tables import RETENTIONS
from loudspeaker.store.plugin_file import PluginDatabase
from tests.plugins.dossiers.making import (
    IDENTITY,
    KEYS,
    PHONE,
    at,
    database,
    filing,
    opened,
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


def test_who_was_forgotten_is_nowhere_in_the_file(kept: PluginDatabase, desk: Register) -> None:
    code = opened(desk, "2026-11-16 09:00", whose=filing("Quàng Văn Zyxwvut")).code
    for _ in range(9):
        opened(desk, "2026-11-16 09:00", whose=filing("Lò Thị Khác"))
    desk.move(code, State.WITHDRAWN, at=at("2026-11-17"), by="a", reason="Zyxwvut đổi ý")
    Forgetting(kept).erase(code, by="a", at=at("2026-11-18"))
    kept.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"yxwvut" not in kept._path.read_bytes()


def test_nobody_is_forgotten_before_they_have_fetched_their_result(
    kept: PluginDatabase, desk: Register
) -> None:
    code = opened(desk, "2026-11-16 09:00").code
    desk.move(code, State.IN_PROGRESS, at=at("2026-11-16 10:00"), by="a")
    desk.move(code, State.FINISHED, at=at("2026-11-18 10:00"), by="a")
    with pytest.raises(EntryRefused, match="chưa kết thúc"):
        Forgetting(kept).erase(code, by="a", at=at("2026-11-18 11:00"))
    desk.move(code, State.RETURNED, at=at("2026-11-19 10:00"), by="a")
    Forgetting(kept).erase(code, by="a", at=at("2026-11-19 11:00"))
