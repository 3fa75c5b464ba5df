"""A backup holds what was accepted, no secret, and nothing half; a restore airs nothing twice."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.air.journal import Acceptance
from loudspeaker.asrun import line_of, verify
from loudspeaker.bootstrap import backup_parts
from loudspeaker.bootstrap.backup import EMPTY_COPY, AskedPlayout
from loudspeaker.bootstrap.backup_parts import belongs, parts_of
from loudspeaker.bootstrap.nightly import check_folder, keep_newest
from loudspeaker.bootstrap.secrets import key_of, read_key
from loudspeaker.errors import FileRefused, HomeBusy, IntegrityFailure, NotNow, StorageFailure
from loudspeaker.model import Priority
from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.radio.counters import counter_at
from loudspeaker.store.asrun_reading import read_lines, read_records
from loudspeaker.store.backup_file import seal_of_backup
from loudspeaker.store.debts import Debts
from loudspeaker.store.plugin_file import open_plugin_database
from loudspeaker.system.channel import Client
from loudspeaker.system.locks import hold_lock
from tests.bootstrap.house import House, opened


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.close()


def names(house: House) -> set[str]:
    with tarfile.open(house.tar) as tar:
        return set(tar.getnames())


# --- what is in it ------------------------------------------------------------------------------


def test_everything_written_by_people_is_in_it_and_no_secret(house: House) -> None:
    root = house.home.root
    for name in ("lexicon.yaml", "schedules/sang.yaml", "recordings/ab.wav", "plugins/x.yaml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("x")
    secret = ("air/points.key", "bridge/broker.password", "tls.pem", "accounts/accounts.db")
    for name in (*secret, "clips/ab.wav", "run/x"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("SECRET")
    house.home.public.write_text("DERIVED")
    made = house.back_up()

    assert {"station.yaml", "lexicon.yaml", "schedules/sang.yaml", "station.db"} <= names(house)
    assert {"recordings/ab.wav", "plugins/x.yaml"} <= names(house)
    assert "public.db" not in names(house)
    assert b"SECRET" not in house.tar.read_bytes()
    assert read_key(house.home.seal_key).hex().encode() not in house.tar.read_bytes()
    assert {"tls.pem", "air/", "bridge/", "accounts/", "clips/"} <= set(made.left_out)
    assert "clips/ab.wav" in (house.back_up(with_sound=True), names(house))[1]


def test_what_a_plug_in_keeps_is_in_it_whatever_its_suffix(house: House) -> None:
    for name in ("plugins/x/ab/abc.pem", "plugins/x/ab/abd.db", "plugins/x/cd/e.part"):
        (house.home.root / name).parent.mkdir(parents=True, exist_ok=True)
        (house.home.root / name).write_bytes(b"content")
        assert belongs(name)
    made = house.back_up()
    kept = {name for name in names(house) if name.startswith("plugins/x/")}
    assert kept == {"plugins/x/ab/abc.pem", "plugins/x/ab/abd.db", "plugins/x/cd/e.part"}
    assert not any(name.startswith("plugins/x/") for name in made.left_out)
    assert not belongs("plugins/x.pem")


def test_a_password_file_of_any_name_is_a_secret(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house.home.root / "notes.txt").write_text("SECRET")
    monkeypatch.setattr(backup_parts, "_configured_secrets", lambda _home: ["notes.txt"])
    assert "notes.txt" in house.back_up().left_out
    assert b"SECRET" not in house.tar.read_bytes()


def test_links_are_not_followed(house: House, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("SECRET")
    (house.home.root / "link.yaml").symlink_to(tmp_path / "outside")
    (house.home.root / "folder").symlink_to(tmp_path)
    house.back_up()
    assert b"SECRET" not in house.tar.read_bytes()


def test_what_was_acknowledged_before_is_in_it(house: House) -> None:
    house.item("an", due_s=3600)
    house.record("missed", "bn")
    house.follow()
    house.record("missed", "cn")  # in the journal, not in the log yet
    made = house.back_up()
    house.restore()
    other = opened(house, house.files / "neu")

    assert other.items.get("an") is not None
    assert [record["item"] for record in other.journal.since(0)] == ["bn", "cn", ""]
    assert made.head == {"seq": 2, "hash": other.journal.since(1)[0]["hash"]}
    other.follow()
    key = read_key(other.home.seal_key)
    assert verify(read_lines(other.home.asrun_log), key=key, heads=[]).passed
    other.close()


def test_what_happens_between_the_log_and_the_journal_is_in_both_or_comes_later(
    house: House,
) -> None:
    house.record("missed", "an")
    house.follow()

    class Busy(AskedPlayout):
        def copy(self, since: int) -> dict[str, Any]:
            house.record("missed", "bn")
            house.follow()
            return super().copy(since)

    house.back_up(playout=Busy(house.home, Client(house.home.air_socket, "air"), {}))
    told = house.restore()
    other = opened(house, house.files / "neu")
    assert told.log_passed
    assert other.log.last_seq == 1
    other.follow()
    assert [record["item"] for record in read_records(other.home.asrun_log)] == ["an", "bn", ""]
    other.close()


def test_a_torn_end_of_the_log_is_left_out(house: House) -> None:
    house.record("missed", "an")
    house.follow()
    with house.home.asrun_log.open("a") as stream:
        stream.write('{"seq": 2, "ev')
    house.back_up()
    house.restore()
    assert [r["seq"] for r in read_records(house.files / "neu" / "asrun.jsonl")] == [1]


def test_the_parts_of_a_home_that_others_add_come_along(house: House) -> None:
    parts = parts_of(house.home, with_sound=False)
    assert parts.databases == ("station.db",)
    assert all(belongs(name) for name in (*parts.files, *parts.databases))


def keep(house: House, name: str, *texts: str) -> Path:
    """Keep what a plug-in would."""
    database = open_plugin_database(house.home, name, ["CREATE TABLE note (text TEXT)"])
    with database.transaction() as connection:
        connection.executemany("INSERT INTO note VALUES (?)", [(text,) for text in texts])
    database.close()
    return house.home.plugins / f"{name}.db"


def test_what_plug_ins_keep_comes_along_and_back(house: House) -> None:
    keep(house, "office", "Thôn 1", "Thôn 2")
    house.back_up()
    keep(house, "office", "Thôn 3")
    place = Path(house.restore().home)
    connection = sqlite3.connect(place / "plugins" / "office.db")
    assert connection.execute("SELECT text FROM note").fetchall() == [("Thôn 1",), ("Thôn 2",)]
    connection.close()


def test_what_a_plug_in_keeps_while_databases_are_copied_comes_along(house: House) -> None:
    keep(house, "papers", "x")
    paper = house.home.plugins / "papers" / "ab" / "abc.pdf"

    def pause() -> None:
        paper.parent.mkdir(parents=True, exist_ok=True)
        paper.write_bytes(b"paper")

    house.back_up(pause=pause)
    assert "plugins/papers/ab/abc.pdf" in names(house)


def test_a_broken_database_of_a_plug_in_costs_no_backup(house: House) -> None:
    path = keep(house, "bad", *("x" * 5000 for _ in range(50)))
    path.write_bytes(path.read_bytes()[:9000] + b"\xff" * 9000)
    keep(house, "good", "x")
    made = house.back_up()
    assert "plugins/bad.db" in made.left_out
    assert "plugins/good.db" in names(house)
    assert "plugins/bad.db" not in names(house)


# --- nothing half there -------------------------------------------------------------------------


def test_a_full_disk_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(house.files.iterdir())
    usage = shutil.disk_usage(house.files)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=1000))
    with pytest.raises(StorageFailure, match="no space left"):
        house.back_up()
    assert sorted(house.files.iterdir()) == before


@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_disk_that_fails_in_the_middle_leaves_the_old_one(
    house: House, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    house.back_up()
    old, listing = house.tar.read_bytes(), sorted(house.files.iterdir())
    calls = iter(range(100))

    def add(*_args: object, **_options: object) -> str:
        if next(calls) >= after:
            raise OSError(28, "No space left on device")
        return "0" * 64

    monkeypatch.setattr("loudspeaker.store.tar_file.TarWriter.add", add)
    with pytest.raises(StorageFailure):
        house.back_up()
    assert house.tar.read_bytes() == old
    assert sorted(house.files.iterdir()) == listing


def test_a_broken_database_is_said_and_not_kept(house: House) -> None:
    house.close()
    data = bytearray(house.home.database.read_bytes())
    data[4096:8192] = os.urandom(4096)
    house.home.database.write_bytes(bytes(data))
    with pytest.raises((IntegrityFailure, StorageFailure)):
        house.back_up()
    assert not house.tar.exists()


# --- restoring ----------------------------------------------------------------------------------


def test_a_home_that_is_there_stays_until_told_otherwise(house: House) -> None:
    house.back_up()
    with pytest.raises(NotNow, match="home_not_empty"):
        house.restore(house.home.root)
    told = house.restore(house.home.root, replace=True)

    assert told.kept_aside is not None
    assert (Path(told.kept_aside) / "air" / "seal.key").exists()
    assert (house.home.root / "station.db").exists()


@pytest.mark.parametrize("how", ["latched", "file"])
def test_a_stop_that_is_in_force_stays_in_force(house: House, how: str) -> None:
    house.back_up()
    if how == "latched":
        house.journal.latch_stop("2026-12-01T03:00:00+07:00")
    else:
        house.home.stop_file.parent.mkdir(exist_ok=True)
        house.home.stop_file.touch()
    house.close()
    house.restore(house.home.root, replace=True)
    assert house.home.stop_file.exists()
    house.open()


def test_without_a_stop_there_is_none(house: House) -> None:
    house.back_up()
    house.close()
    house.restore(house.home.root, replace=True)
    assert not house.home.stop_file.exists()
    house.open()


def test_a_home_that_somebody_runs_is_left_alone(house: House) -> None:
    house.back_up()
    lock = hold_lock(house.home.lock("air"), role="air", home=house.home.root)
    with pytest.raises(HomeBusy):
        house.restore(house.home.root, replace=True)
    lock.release()


def test_the_home_s_own_keys_are_used_and_without_any_nothing_is_done(house: House) -> None:
    house.back_up()
    with pytest.raises(NotNow, match="no_keys"):
        house.restore(keys_file=None)
    assert not (house.files / "neu").exists()
    key = house.home.seal_key.read_bytes()
    told = house.restore(house.home.root, keys_file=None, replace=True)
    assert told.sealed
    assert house.home.seal_key.read_bytes() == key


def test_new_keys_are_new(house: House) -> None:
    house.back_up()
    told = house.restore(new_keys=True)
    assert told.new_keys
    assert read_key(house.files / "neu" / "air" / "seal.key") != read_key(house.home.seal_key)


def test_kiosks_know_the_station_again_after_a_restore(house: House) -> None:
    key = key_of(house.home.kiosk_key)
    (house.home.for_kiosks / "parts").mkdir(parents=True)
    (house.home.for_kiosks / "manifest").write_bytes(b"signed")
    house.back_up()
    assert not any("kiosks" in name for name in names(house))
    house.restore()
    place = house.files / "neu" / "kiosks.key"
    assert read_key(place) == key
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_a_sheet_from_before_there_were_kiosks_will_do(house: House) -> None:
    house.back_up()
    assert "kiosks" not in json.loads(house.keys.read_bytes())
    house.restore()
    assert not (house.files / "neu" / "kiosks.key").exists()


@pytest.mark.parametrize("key", ["zz", "00" * 31, 7, []])
def test_a_sheet_with_a_key_that_is_none_is_refused(house: House, key: object) -> None:
    house.back_up()
    values = json.loads(house.keys.read_bytes())
    house.keys.write_text(json.dumps({**values, "kiosks": key}))
    with pytest.raises(FileRefused, match="not_keys"):
        house.restore()


def test_the_keys_of_another_station_are_refused(house: House, tmp_path: Path) -> None:
    house.back_up()
    (tmp_path / "b").mkdir()
    stranger = House(tmp_path / "b")
    stranger.close()
    with pytest.raises(NotNow, match="other_keys"):
        house.restore(keys_file=stranger.keys)
    (tmp_path / "rubbish").write_text('{"form": "loudspeaker keys", "seal": "zz", "points": []}')
    with pytest.raises(FileRefused, match="not_keys"):
        house.restore(keys_file=tmp_path / "rubbish")


class Forger:
    """Whoever has the stick, and no key."""

    def copy(self, since: int) -> dict[str, Any]:
        return {**EMPTY_COPY, "since": since}

    def seal(self, digest: str) -> str:
        return digest


def test_a_backup_that_somebody_put_together_anew_is_refused(house: House) -> None:
    """Whoever finds the stick could approve an announcement in it; the seal tells."""
    house.back_up(playout=Forger())
    with pytest.raises(IntegrityFailure, match="not sealed"):
        house.restore()


@pytest.mark.parametrize("name", ["run/x", "air/seal.key", "air/journal.db", ".hidden", "x.db-wal"])
def test_no_backup_brings_what_is_not_its_to_bring(name: str) -> None:
    assert not belongs(name)


def test_a_damaged_one_changes_nothing(house: House) -> None:
    house.back_up()
    data = bytearray(house.tar.read_bytes())
    data[700] ^= 1
    house.tar.write_bytes(bytes(data))
    before = sorted(house.files.iterdir())
    with pytest.raises((FileRefused, IntegrityFailure)):
        house.restore(house.home.root, replace=True)
    assert sorted(house.files.iterdir()) == sorted([*before, house.files / "khoa.json"])
    assert house.home.station_file.exists()


def test_a_clock_behind_the_backup_is_refused(house: House) -> None:
    house.back_up()
    house.clock.advance_s(-3600)
    with pytest.raises(NotNow, match="clock"):
        house.restore()


def test_a_place_that_cannot_be_taken_leaves_the_old_home(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.back_up()
    rename = Path.rename

    def refuse(self: Path, target: Any) -> Path:
        if self.name.startswith(".home."):
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(StorageFailure):
        house.restore(house.home.root, replace=True)
    assert house.home.seal_key.exists()
    assert [each.name for each in house.files.iterdir() if each.name.startswith(".")] == []


# --- nothing is aired again ---------------------------------------------------------------------


def test_what_was_due_meanwhile_is_closed_and_says_why(house: House) -> None:
    house.item("ready", due_s=600)
    house.item("handed", due_s=30, state=OccurrenceState.HANDED)
    house.hand_over("handed", due_s=30)
    house.item("later", due_s=7200)
    house.item("draft", due_s=None, approved=False, state=OccurrenceState.PLANNED)
    house.back_up()
    house.clock.advance_s(3600)
    told = house.restore()
    other = opened(house, house.files / "neu")

    assert set(told.closed) == {"ready-1", "handed-1"}
    assert (told.drafts, told.planned) == (1, 1)
    assert [occurrence.id for occurrence in other.items.open_occurrences()] == [
        "draft-1",
        "handed-1",  # until its record is taken
        "later-1",
    ]
    ready = other.items.occurrence("ready-1")
    assert ready is not None
    assert (ready.state, ready.reason) == (OccurrenceState.MISSED, "restored")
    (debt,) = [body for _number, body in Debts(other.database).all()]
    assert (debt["op"], debt["record"]["reason"]) == ("note", "restored")
    by_item = {record["item"]: record for record in other.journal.since(0)}
    assert (by_item["handed"]["event"], by_item["handed"]["reason"]) == ("missed", "restored")
    assert other.journal.pending() == []
    other.close()


def test_what_was_on_air_is_closed_as_far_as_it_is_known(house: House) -> None:
    house.hand_over("half", due_s=0)
    house.record("start", "half")
    house.journal.commit_position("half-1", 1, 48_000 * 5)
    house.hand_over("nearly", due_s=0)
    house.record("start", "nearly")
    house.journal.commit_position("nearly-1", 1, 48_000 * 9)
    house.back_up()
    house.restore()
    other = opened(house, house.files / "neu")
    ends = {r["item"]: (r["result"], r["pos_ms"]) for r in other.journal.since(0) if r["result"]}
    assert ends == {"half": ("aired_partial", 5000), "nearly": ("aired", 9000)}
    other.close()


def test_an_emergency_does_not_come_back_by_itself(house: House) -> None:
    house.item("lu", due_s=3600, priority=Priority.EMERGENCY)
    house.hand_over("bao", due_s=3600, priority=Priority.EMERGENCY)
    house.back_up()
    assert set(house.restore().closed) == {"lu-1", "bao-1"}


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    dues=st.lists(st.integers(-600, 7200), max_size=5),
    handed=st.sets(st.integers(0, 4)),
    later_s=st.integers(0, 9000),
)
def test_nothing_that_may_have_been_aired_can_be_aired_again(
    dues: list[int], handed: set[int], later_s: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        rundowns = {}
        for number, due_s in enumerate(dues):
            with_air = number in handed
            state = OccurrenceState.HANDED if with_air else OccurrenceState.READY
            house.item(f"i{number}", due_s=due_s, state=state)
            if with_air:
                rundowns[number] = house.hand_over(f"i{number}", due_s=due_s)
        house.back_up()
        house.clock.advance_s(later_s)
        house.restore()
        other = opened(house, house.files / "neu")
        still_open = {occurrence.id for occurrence in other.items.open_occurrences()}
        assert still_open == {f"i{n}-1" for n, due_s in enumerate(dues) if due_s > later_s} | {
            f"i{n}-1"
            for n in rundowns
            if dues[n] <= later_s  # closed by their records
        }
        for number, rundown in rundowns.items():
            told = other.journal.accept(rundown)
            settled = dues[number] <= later_s
            assert told is (Acceptance.SETTLED if settled else Acceptance.KNOWN)
        other.close()
        house.close()


def test_counters_never_go_back(house: House) -> None:
    house.journal.keep_setting("command_counter", "100")
    house.journal.keep_setting("ip_command_counter", str(1 << 31))
    house.back_up()
    house.clock.advance_s(3600)
    house.restore()
    other = opened(house, house.files / "neu")
    assert int(other.journal.setting("command_counter") or 0) > counter_at(house.clock.wall())
    assert other.journal.setting("ip_command_counter") == str(1 << 31)
    other.close()


def test_the_record_of_it_says_what_is_missing(house: House) -> None:
    house.record("missed", "an")
    house.follow()
    house.back_up()
    house.clock.advance_s(60)
    house.restore()
    other = opened(house, house.files / "neu")
    restored = other.journal.since(1)[0]
    assert restored["event"] == "restored"
    assert restored["due"] == "2026-12-01T02:00:00.000+07:00"
    audit = verify(map(line_of, other.journal.since(0)), key=None, heads=[])
    assert audit.passed
    assert any(each.startswith("restored:2:2026-12-01T02:00") for each in audit.unproved)
    other.close()


def test_a_journal_of_a_newer_program_is_refused(house: House) -> None:
    class Newer(Forger):
        def copy(self, since: int) -> dict[str, Any]:
            return {**EMPTY_COPY, "since": since, "version": 99}

        def seal(self, digest: str) -> str:
            return seal_of_backup(digest, read_key(house.home.seal_key))

    house.back_up(playout=Newer())
    with pytest.raises(IntegrityFailure, match="newer"):
        house.restore()
    assert not (house.files / "neu").exists()


# --- the folder of every night ------------------------------------------------------------------


def test_old_ones_go_and_others_stay(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"loudspeaker-202612{day:02d}-020000.tar").touch()
    (tmp_path / "loudspeaker-mine.tar").touch()
    keep_newest(tmp_path, 2)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "loudspeaker-20261204-020000.tar",
        "loudspeaker-20261205-020000.tar",
        "loudspeaker-mine.tar",
    ]


def test_a_missing_stick_is_no_reason_to_fill_the_card(house: House, tmp_path: Path) -> None:
    with pytest.raises(StorageFailure, match="not there"):
        check_folder(house.home, tmp_path / "usb", other_disk=False)
    assert not (tmp_path / "usb").exists()
    with pytest.raises(StorageFailure, match="same disk"):
        check_folder(house.home, tmp_path, other_disk=True)
    check_folder(house.home, tmp_path, other_disk=False)


def test_the_manifest_tells_what_there_is(house: House) -> None:
    house.back_up()
    with tarfile.open(house.tar) as tar:
        stream = tar.extractfile("_backup/manifest.json")
        assert stream is not None
        values = json.loads(stream.read())
    assert values["station"] == "Đài truyền thanh mô phỏng"
    assert set(values["keys"]) == {"seal.key", "points.key"}
