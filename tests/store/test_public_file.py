"""What everybody may read: written, found, made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.public.entries import InForce, Said
from loudspeaker.public.folding import WORDS_VERSION
from loudspeaker.public.terms import terms_of
from loudspeaker.store import copying
from loudspeaker.store.asrun_tail import BEGINNING, Place
from loudspeaker.store.public_file import Heard, PublicFile, open_public
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.store.public_schema import form_of
from tests.public.entries import NOON, coming, said

THERE = Place(offset=10, seq=1, hash="a" * 64)


def heard(number: int, text: str = "Đường sạt lở.", **other: object) -> Heard:
    values = {"title": "Tin", "id": f"i{number}", "airings": 1, "last_aired": NOON, **other}
    entry = said(text, **values)
    return Heard(occurrence=f"i{number}-1", said=entry)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "public.db"


@pytest.fixture
def file(path: Path) -> Iterator[PublicFile]:
    opened = open_public(path)
    yield opened
    opened.close()


@pytest.fixture
def reader(path: Path) -> Iterator[PublicReader]:
    made = PublicReader(path)
    yield made
    made.close()


def ids(entries: tuple[Said, ...]) -> list[str]:
    return [each.id for each in entries]


@pytest.mark.parametrize("typed", ["duong", "đường", "Duong", "ĐƯỜNG SẠT", '"sat lo"'])
def test_found_however_it_is_typed(file: PublicFile, reader: PublicReader, typed: str) -> None:
    file.take([heard(1), heard(2, "Họp thôn")], THERE)
    page = reader.search(typed)
    assert page.entries == (heard(1).said,)
    assert page.before is None


def test_titles_are_found_and_all_words_are_wanted(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1, "Họp", title="Phòng dịch"), heard(2, "Họp", title="Thuế")], THERE)
    assert ids(reader.search("phong dich hop").entries) == ["i1"]
    assert ids(reader.search("phong thue").entries) == []


def test_numbers_are_those_of_what_is_found(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(n, "Họp thôn" if n % 2 else "Cắt điện") for n in range(1, 10)], BEGINNING)
    before = None
    while True:
        page = reader.search("hop", before=before, limit=2)
        found = reader.numbers_found("hop", before=before, limit=2)
        known = reader.numbered(found.numbers)
        assert tuple(known[number] for number in found.numbers) == page.entries
        assert (found.before, found.phrases) == (page.before, page.phrases)
        if (before := found.before) is None:
            break
    assert reader.numbers_found(" . ").numbers == ()
    assert reader.numbered([77]) == {}


def test_questions_to_the_same_file_see_what_is_written_meanwhile(
    file: PublicFile, reader: PublicReader, path: Path
) -> None:
    file.take([heard(1)], BEGINNING)
    first = reader.version()
    with reader.same_file():
        assert len(reader.newest().entries) == 1
        file.take([heard(2)], BEGINNING)
        assert len(reader.newest().entries) == 2
    assert reader.version() != first
    path.rename(path.with_name("away.db"))
    with pytest.raises(StorageFailure):
        reader.newest()


def test_words_in_quotes_follow_each_other(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1, "văn hóa nhà"), heard(2, "nhà văn hóa")], THERE)
    assert ids(reader.search('"nha van hoa"').entries) == ["i2"]
    assert ids(reader.search("nha van hoa").entries) == ["i2", "i1"]


def test_a_phrase_does_not_reach_from_title_to_text(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1, "văn hóa mới", title="nhà văn")], THERE)
    for typed, found in (('"nha van hoa"', []), ('"van hoa moi"', ["i1"]), ('"nha van"', ["i1"])):
        assert ids(reader.search(typed).entries) == found


def test_newest_first_page_by_page(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(n) for n in range(5)], THERE)
    for ask in (reader.newest, lambda **more: reader.search("duong", **more)):
        first = ask(limit=2)
        second = ask(limit=2, before=first.before)
        last = ask(limit=2, before=second.before)
        pages = [ids(page.entries) for page in (first, second, last)]
        assert pages == [["i4", "i3"], ["i2", "i1"], ["i0"]]
        assert last.before is None


def test_by_hamlet(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1), heard(2, hamlets=("Bản Cò", "Bản Lát"))], THERE)
    assert ids(reader.newest(hamlet="Bản Lát").entries) == ["i2", "i1"]
    assert ids(reader.newest(hamlet="Bản Cò").entries) == ["i2"]
    assert ids(reader.newest(hamlet="?").entries) == []


def test_one_version_that_is_heard_again_is_one_entry(
    file: PublicFile, reader: PublicReader
) -> None:
    first = heard(1)
    later = replace(first.said, last_aired=NOON + timedelta(hours=1), points=(7,), partial=True)
    again = Heard(occurrence="i1-2", said=later)
    file.take([first, again, again], THERE)
    (entry,) = reader.newest().entries
    assert (entry.airings, entry.points, entry.partial) == (2, (1, 4, 7), False)
    assert (entry.first_aired, entry.last_aired) == (NOON, later.last_aired)


def test_a_correction_marks_what_it_takes_back(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1), replace(heard(2, kind="correction"), corrects="i1-1")], THERE)
    entry = reader.said("i1")
    assert entry is not None
    assert entry.corrected == NOON


def test_what_is_withdrawn_is_not_found(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1, "", title="", withdrawn=True)], THERE)
    assert reader.search("duong").entries == ()
    assert ids(reader.newest().entries) == ["i1"]


def test_what_is_now(file: PublicFile, reader: PublicReader) -> None:
    force = InForce(
        id="lu",
        title="Lũ",
        text="Sơ tán",
        since=NOON,
        until=NOON + timedelta(hours=1),
        points=(1,),
        hamlets=("Bản Lát",),
    )
    for _ in range(2):
        file.replace_now(coming=[coming()], in_force=[force], now={"station": "Xã"})
    assert reader.coming(NOON) == (coming(),)
    assert reader.coming(NOON + timedelta(minutes=1)) == ()
    assert reader.in_force(NOON) == (force,)
    assert reader.in_force(NOON + timedelta(hours=1)) == ()
    assert reader.fact("station") == "Xã"
    assert reader.fact("?") is None


@given(st.text(st.characters(), max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_anything_may_be_typed(file: PublicFile, reader: PublicReader, typed: str) -> None:
    assert file is not None
    reader.search(typed)


def test_one_who_may_only_read_sees_a_writer_that_comes_back(
    path: Path, file: PublicFile, reader: PublicReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.take([heard(1)], THERE)
    file.close()
    connect = copying._connected

    def barred(path: Path, how: str) -> sqlite3.Connection:
        if how == "mode=ro" and not Path(f"{path}-wal").exists():
            how += "&vfs=unix-none&immutable=1"
        return connect(path, how)

    monkeypatch.setattr(copying, "_connected", barred)
    assert ids(reader.newest().entries) == ["i1"]
    again = open_public(path)
    again.take([heard(2)], THERE)
    assert ids(reader.newest().entries) == ["i2", "i1"]
    again.close()


def test_it_goes_on_where_it_was(path: Path, file: PublicFile) -> None:
    assert file.place == BEGINNING
    file.take([heard(1)], THERE)
    file.close()
    again = open_public(path)
    assert again.place == THERE
    again.close()


def test_a_full_disk_leaves_it_as_it_was(file: PublicFile, reader: PublicReader) -> None:
    file.take([heard(1)], THERE)
    file._connection.execute("PRAGMA max_page_count = 1")  # SQLite takes the size that it has
    many = [heard(n, "Lời dài. " * 200) for n in range(2, 60)]
    later = replace(THERE, offset=20, seq=2)
    with pytest.raises(StorageFailure, match="full"):
        file.take(many, later)
    assert file.place == THERE
    assert len(reader.newest().entries) == 1
    file._connection.execute("PRAGMA max_page_count = 100000")
    file.take(many, later)
    assert file.place == later


@pytest.mark.parametrize("damage", ["garbage", "form", "older"])
def test_made_anew_if_damaged_or_of_another_form(
    path: Path, file: PublicFile, reader: PublicReader, damage: str
) -> None:
    file.take([heard(1)], THERE)
    assert len(reader.newest().entries) == 1
    reader.close()  # whoever reads keeps the log beside the file
    file.close()
    if damage == "garbage":
        path.write_bytes(b"no database" * 1000)
    else:
        with sqlite3.connect(path) as connection:
            statement = "UPDATE meta SET value = 'x'" if damage == "form" else "DROP TABLE meta"
            connection.execute(statement)
        connection.close()
    again = open_public(path)
    assert again.place == BEGINNING
    assert reader.newest().entries == ()
    again.close()


def test_a_file_whose_words_were_folded_otherwise_is_of_another_form() -> None:
    assert form_of(1) != form_of(2)
    words = "duong ly thuong kiet 15 000d hop luc 19h30 12 ngay"
    pairs = "duong_ly ly_thuong thuong_kiet kiet_15 15_000d _ hop_luc luc_19h30 19h30_12 12_ngay"
    made = terms_of(["Đường Lý Thường Kiệt: 15.000đ", "Họp lúc 19h30, ½ ngày"])
    assert (WORDS_VERSION, made) == (1, (words, pairs)), "other words need another number"


def test_a_reader_cannot_write_and_says_when_there_is_nothing(
    path: Path, reader: PublicReader
) -> None:
    with pytest.raises(StorageFailure):
        reader.newest()
    file = open_public(path)
    with pytest.raises(StorageFailure, match="readonly"):
        reader._rows("DELETE FROM said", [])
    reader.close()
    file.close()
    path.write_bytes(b"garbage" * 100)
    with pytest.raises(IntegrityFailure):
        reader.newest()
