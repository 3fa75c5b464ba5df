"""What everybody may know: what was heard and what comes, and nothing else."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import StorageFailure
from loudspeaker.model.announcement import ItemState
from loudspeaker.public.entries import Said
from loudspeaker.station import publishing as publishing_module
from loudspeaker.store.public_file import PublicFile
from loudspeaker.store.public_reader import PublicReader
from tests.station import test_programmes as programmes
from tests.station import test_releasing as releases
from tests.station.bench import HELLO, NOON, Bench

TOMORROW = NOON + timedelta(days=1)
PATIENCE_S = 10.0


@pytest.fixture
def reader(bench: Bench) -> Iterator[PublicReader]:
    made = PublicReader(bench.home.public)
    yield made
    made.close()


def update(bench: Bench) -> None:
    bench.parts.publishing.update()


def entries(bench: Bench, reader: PublicReader) -> tuple[Said, ...]:
    update(bench)
    return reader.newest().entries


def everything(path: Path) -> str:
    """Return all that is in the file as text, the words of its index too."""
    connection = sqlite3.connect(path)
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%search%'"
    tables = [name for (name,) in connection.execute(names)]
    connection.execute("CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, row)")
    connection.execute("CREATE VIRTUAL TABLE temp.paged USING fts5vocab(main, page_search, row)")
    queries = [f"SELECT * FROM {table}" for table in (*tables, "temp.words", "temp.paged")]
    told = [repr(row) for query in queries for row in connection.execute(query)]
    connection.close()
    return "\n".join(told)


def aired(bench: Bench, text: str = HELLO, **arguments: Any) -> str:
    item = bench.approved(text, **arguments)
    bench.advance(5)
    return item


def test_what_was_heard(bench: Bench, reader: PublicReader) -> None:
    item = aired(bench, title="Họp thôn", points="1,4")
    (entry,) = entries(bench, reader)
    assert entry.id == f"{item}.1"
    assert (entry.title, entry.text, entry.level) == ("Họp thôn", HELLO, "normal")
    assert (entry.points, entry.languages, entry.kind) == ((1, 4), ("vi",), "announcement")
    assert entry.first_aired == NOON
    assert not entry.partial
    assert entry.hamlets
    (sound,) = entry.sounds
    assert (bench.home.clips / f"{sound.sha256}.wav").is_file()
    assert reader.search("kinh moi").entries == (entry,)


def test_nothing_private_is_in_it(bench: Bench) -> None:
    aired(bench, title="Họp thôn")
    bench.announce("Bản nháp riêng", title="Nháp riêng")
    refused = bench.announce("Bản bị từ chối", title="Từ chối")["id"]
    bench.ask("reject", "duyet", id=refused, why="Sai")
    waiting = bench.approved("Chưa phát mà đã rút", title="Đã rút", at=TOMORROW)
    bench.ask("cancel", "duyet", id=waiting)
    bench.approved("Lời chưa phát", title="Sắp phát", at=TOMORROW)
    update(bench)
    told = everything(bench.home.public)
    assert "Họp thôn" in told
    assert "Sắp phát" in told
    for secret in ("soan", "duyet", "Nháp", "nháp", "từ chối", "Từ chối", "Đã rút", "đã rút"):
        assert secret not in told
    assert "Lời chưa phát" not in told
    assert "'nhap'" not in told
    assert "'hop'" in told


def test_a_newer_draft_is_not_what_was_heard(bench: Bench, reader: PublicReader) -> None:
    item = bench.parts.items.get(aired(bench, "Lời đã phát"))
    assert item is not None
    newer = replace(item.content, title="Nháp mới", text="Nháp mới")
    state = ItemState.DRAFT
    bench.parts.items.change(replace(item, version=2, content=newer, state=state))
    (entry,) = entries(bench, reader)
    assert (entry.id, entry.text) == (f"{item.id}.1", "Lời đã phát")
    assert "Nháp" not in everything(bench.home.public)


def test_text_that_is_not_what_was_sealed_is_not_given(bench: Bench, reader: PublicReader) -> None:
    item = aired(bench)
    with bench.parts.database.transaction() as connection:
        connection.execute(
            "UPDATE item SET content = json_set(content, '$.text', 'khác') WHERE id = ?", (item,)
        )
    assert entries(bench, reader) == ()


def test_taken_back_in_the_air(bench: Bench, reader: PublicReader) -> None:
    item = bench.approved("Lời nhầm", title="Nhầm")
    bench.settle()
    bench.ask("cancel", "duyet", id=item)
    bench.advance(5)
    (entry,) = entries(bench, reader)
    assert (entry.withdrawn, entry.partial) == (True, True)
    assert (entry.title, entry.text, entry.sounds) == ("", "", ())
    assert "Nhầm" not in everything(bench.home.public)


def test_a_correction_marks_what_it_takes_back(bench: Bench, reader: PublicReader) -> None:
    item = aired(bench, "Họp lúc 7 giờ.")
    plan = bench.ask("correct_plan", "duyet", id=item)
    assert plan
    bench.ask("correct", "duyet", id=item)
    bench.advance(30)
    correction, corrected = entries(bench, reader)
    assert correction.kind == "correction"
    assert corrected.corrected == correction.first_aired


def test_tests_of_points_are_nothing_to_read(bench: Bench, reader: PublicReader) -> None:
    bench.ask("points_test", "soan", points="1")
    bench.advance(30)
    assert [r["event"] for r in bench.air.records] == ["start", "end"]
    assert entries(bench, reader) == ()


# --- now ------------------------------------------------------------------------------------------


def test_what_comes(bench: Bench, reader: PublicReader) -> None:
    soon = bench.approved("Mời họp", title="Họp", at=TOMORROW)
    bench.announce("Nháp", title="Nháp", at=TOMORROW)
    bench.approved("Xa", title="Xa", at=NOON + timedelta(days=8))
    update(bench)
    (coming,) = reader.coming(NOON)
    assert (coming.id, coming.due, coming.title) == (soon, TOMORROW, "Họp")
    bench.ask("mourning_on", "duyet", days="2026-12-02")
    update(bench)
    assert reader.coming(NOON) == ()
    bench.ask("mourning_off", "duyet", days="2026-12-02")
    update(bench)
    assert reader.coming(NOON) == (coming,)
    bench.ask("cancel", "duyet", id=soon)
    update(bench)
    assert reader.coming(NOON) == ()
    assert reader.fact("station") == "Xã thử"


def test_an_emergency_is_in_force_from_its_start(bench: Bench, reader: PublicReader) -> None:
    item = str(bench.announce("Lũ về, sơ tán ngay!", priority="emergency")["id"])
    update(bench)
    assert reader.in_force(NOON) == ()
    bench.approve(item)
    bench.settle()
    update(bench)
    (force,) = reader.in_force(bench.clock.wall())
    assert (force.text, force.since) == ("Lũ về, sơ tán ngay!", NOON)
    bench.advance(10)
    update(bench)
    assert len(reader.in_force(bench.clock.wall())) == 1
    assert reader.in_force(NOON + timedelta(hours=1, seconds=1)) == ()
    bench.ask("correct", "duyet", id=item)
    bench.advance(30)
    update(bench)
    assert reader.in_force(bench.clock.wall()) == ()


def test_a_repeated_emergency_until_its_end_or_until_it_is_cancelled(
    bench: Bench, reader: PublicReader
) -> None:
    releases.write(bench)
    bench.approve(releases.row(bench)["id"])
    drill = releases.drilled(bench)["id"]
    bench.advance(120)
    item = releases.released(bench)["id"]
    began = bench.clock.wall()
    bench.advance(16 * 60)
    update(bench)
    (force,) = reader.in_force(bench.clock.wall())
    assert force.id == f"{item}.1"
    assert timedelta(0) <= force.until - began - timedelta(minutes=60) < timedelta(seconds=30)
    kinds = {entry.id: (entry.kind, entry.airings) for entry in entries(bench, reader)}
    assert kinds == {f"{drill}.1": ("drill", 1), f"{item}.1": ("announcement", 2)}
    bench.ask("cancel", "soan", id=item)
    update(bench)
    assert reader.in_force(bench.clock.wall()) == ()
    (said, _drill) = entries(bench, reader)
    assert (said.withdrawn, bool(said.text)) == (False, True), "it had been heard in full"


def test_a_programme_is_one_entry_and_its_bulletins_are_others(
    bench: Bench, reader: PublicReader
) -> None:
    own = programmes.programme(bench)
    update(bench)
    assert {(each.id, each.is_programme) for each in reader.coming(NOON)} == {(own, True)}
    bulletin = programmes.bulletin(bench)
    bench.until(programmes.SLOT + timedelta(minutes=1))
    found = {entry.id.split(".")[0]: entry for entry in entries(bench, reader)}
    assert set(found) == {own, bulletin}
    assert (found[own].kind, found[own].text, found[own].airings) == ("programme", "", 1)
    assert found[bulletin].text == "Mời họp."


# --- life -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["gone", "garbage"])
def test_made_anew(bench: Bench, reader: PublicReader, damage: str) -> None:
    aired(bench)
    before = entries(bench, reader)
    reader.close()
    bench.kill()
    if damage == "gone":
        bench.home.public.unlink()
    else:
        bench.home.public.write_bytes(b"garbage" * 1000)
    bench.start()
    assert entries(bench, reader) == before
    assert bench.fault_codes() == set()


def test_lost_while_it_runs(bench: Bench, reader: PublicReader) -> None:
    aired(bench)
    before = entries(bench, reader)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{bench.home.public}{suffix}").unlink()
    assert entries(bench, reader) == before


def test_another_log_is_another_archive(bench: Bench, reader: PublicReader) -> None:
    aired(bench)
    assert len(entries(bench, reader)) == 1
    bench.home.asrun_log.write_bytes(b"")
    assert entries(bench, reader) == ()
    assert bench.fault_codes() == set()


def test_a_full_disk_is_a_fault_and_no_more(
    bench: Bench, reader: PublicReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object) -> None:
        raise StorageFailure(path="x", problem="full")

    with monkeypatch.context() as patch:
        patch.setattr(PublicFile, "take", full)
        aired(bench)
        update(bench)
        assert bench.fault_codes() == {"public"}
    assert len(entries(bench, reader)) == 1
    assert bench.fault_codes() == set()


def test_a_folder_in_its_place_is_a_fault(bench: Bench) -> None:
    bench.home.public.mkdir()
    update(bench)
    assert bench.fault_codes() == {"public"}


def test_in_steps_and_on_from_there(
    bench: Bench, reader: PublicReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing_module, "AT_ONCE", 1)
    for number in range(3):
        aired(bench, f"Lời số {number}")
    assert len(entries(bench, reader)) == 3
    bench.restart()
    aired(bench, "Lời cuối")
    assert [entry.airings for entry in entries(bench, reader)] == [1, 1, 1, 1]


def test_news_wake_the_thread(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    looked = threading.Event()

    def look() -> None:
        looks.append(1)
        looked.set()

    publishing = bench.parts.publishing
    monkeypatch.setattr(publishing, "update", look)
    publishing.start()
    assert looked.wait(PATIENCE_S)
    looked.clear()
    publishing.beat()
    assert looked.wait(PATIENCE_S)
    looked.clear()
    bench.clock.advance_s(2)
    publishing.beat()
    assert not publishing._wanted.is_set()
    bench.announce()
    publishing.beat()
    assert looked.wait(PATIENCE_S)
    publishing.close()
    assert not publishing._thread.is_alive()
