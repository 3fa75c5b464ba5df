"""Searching what was aired: by people, and as JSON."""

from __future__ import annotations

import pytest

from loudspeaker.store.asrun_tail import Place
from loudspeaker.store.public_file import Heard, open_public
from tests.cli.conftest import Terminal
from tests.public.entries import NOON, said

THERE = Place(offset=1, seq=1, hash="a" * 64)


@pytest.fixture
def archive(terminal: Terminal) -> Terminal:
    file = open_public(terminal.home.public)
    texts = ["Đường về bản Lát bị sạt lở.", "Mời bà con họp.\nTại nhà văn hóa.", "Họp phụ nữ."]
    heard = [
        Heard(occurrence=f"i{n}-1", said=said(text, id=f"i{n}.1", title=f"Tin {n}"))
        for n, text in enumerate(texts)
    ]
    file.take(heard, THERE)
    correction = said("Xin đính chính.", id="c.1", kind="correction", last_aired=NOON)
    file.take([Heard(occurrence="c-1", said=correction, corrects="i0-1")], THERE)
    file.close()
    return terminal


def test_found_without_marks(archive: Terminal) -> None:
    told = archive("search", "duong")
    assert told.status == 0
    assert "Đường về bản Lát" in told.out
    assert "Tin 0" in told.out
    assert "corrected on air" in told.out
    assert "họp" not in told.out


def test_one_line_for_each_excerpt_and_newest_first(archive: Terminal) -> None:
    lines = archive("search", "họp").out.splitlines()
    assert ["Tin 2" in lines[0], "Tin 1" in lines[2]] == [True, True]
    assert lines[3].strip() == "Mời bà con họp. Tại nhà văn hóa."


def test_as_json(archive: Terminal) -> None:
    document = archive.json("search", "hop", "--limit", "1").document
    assert (document["query"], document["more"]) == ("hop", True)
    (entry,) = document["entries"]
    assert entry["id"] == "i2.1"
    assert entry["excerpt"][0] == {"text": "Họp", "found": True}
    assert {"author", "approver"}.isdisjoint(entry)


def test_nothing_found_and_no_archive_yet(archive: Terminal) -> None:
    assert "Nothing that was aired" in archive("search", '"van nha"').out
    archive.home.public.unlink()
    assert archive.json("search", "hop").document["entries"] == []


@pytest.mark.parametrize("typed", ["!!", '""', "\u0301"])
def test_no_word(archive: Terminal, typed: str) -> None:
    told = archive("search", typed)
    assert told.status == 2
    assert "type a word" in told.err


def test_a_damaged_file_is_said(archive: Terminal) -> None:
    archive.home.public.write_bytes(b"garbage" * 100)
    assert archive("search", "hop").status == 6
