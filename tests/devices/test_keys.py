"""The key file: replaced in one step, closed to others, and silent about what is in it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from loudspeaker.bootstrap.secrets import make_key, read_key_book
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.errors import ConfigurationRefused, StorageFailure
from loudspeaker.radio.key_book import Held

POINTS = (1, 4, 7)


def store_in(folder: Path) -> KeyStore:
    make_key(folder / "points.key")
    return KeyStore(folder / "points.key", read_key_book(folder / "points.key"))


def test_a_change_is_on_the_disk_and_the_next_process_goes_on_with_it(tmp_path: Path) -> None:
    keys = store_in(tmp_path)
    first = keys.book
    keys.change(POINTS)
    keys.card_made(4)
    again = store_in(tmp_path)
    assert again.book == keys.book
    assert again.book.old_master == first.master
    assert again.book.master != first.master
    assert (again.book.held_by(4), again.book.held_by(1)) == (Held.EITHER, Held.OLD)
    for point in POINTS:
        again.enrolled(point)
    text = (tmp_path / "points.key").read_text()
    assert text == f"{again.book.master.hex()}\nepoch 2\n"
    assert (tmp_path / "points.key").stat().st_mode & 0o777 == 0o600


def test_keys_are_random(tmp_path: Path) -> None:
    keys = store_in(tmp_path)
    seen = {keys.book.master}
    for _ in range(3):
        keys.change(())
        seen.add(keys.book.master)
    assert len(seen) == 4


def test_a_disk_that_refuses_changes_nothing(tmp_path: Path) -> None:
    keys = store_in(tmp_path)
    before = keys.book
    (tmp_path / "points.key").rename(tmp_path / "kept")
    (tmp_path / "points.key").mkdir()
    (tmp_path / "points.key" / "x").touch()
    with pytest.raises(StorageFailure):
        keys.change(POINTS)
    assert keys.book is before


def test_what_changes_nothing_is_not_written(tmp_path: Path) -> None:
    keys = store_in(tmp_path)
    made = (tmp_path / "points.key").stat().st_mtime_ns
    keys.card_made(4)
    assert (tmp_path / "points.key").stat().st_mtime_ns == made


def test_no_key_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    keys = store_in(tmp_path)
    first = keys.book.master.hex()
    keys.change(POINTS)
    keys.card_made(1)
    keys.enrolled(1)
    assert "epoch 2" in caplog.text
    for secret in (first, keys.book.master.hex()):
        assert secret[:8] not in caplog.text


@pytest.mark.parametrize("content", [b"", b"abc\n", b"\xff" * 10, b"00" * 32 + b"\nheld 1\n"])
def test_a_file_that_is_not_ours_is_refused_without_quoting_it(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "points.key"
    path.write_bytes(content)
    with pytest.raises(ConfigurationRefused) as refusal:
        read_key_book(path)
    assert refusal.value.problem == "wrong_value"
    assert refusal.value.found == ""
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
