"""Durable files, locks, clocks."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from loudspeaker.errors import FileRefused, HomeBusy, StorageFailure
from loudspeaker.system.files import (
    new_secret,
    reading,
    replacing,
    store_content,
    write_durable,
)
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.time import SystemTime, boot_id


def test_a_file_is_replaced_in_one_step_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    write_durable(path, b"one")
    write_durable(path, b"two", mode=0o600)
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_failed_write_leaves_nothing_half_there(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "keep").touch()
    with pytest.raises(StorageFailure) as caught:
        write_durable(tmp_path / "a", b"data")
    assert caught.value.path.endswith("/a")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_a_missing_directory_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        write_durable(tmp_path / "none" / "a", b"data")


def test_a_full_disk_is_a_storage_failure() -> None:
    with pytest.raises(StorageFailure):
        write_durable(Path("/dev/full/x"), b"data")


def test_a_new_secret_is_its_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with new_secret(tmp_path / "card") as stream:
            stream.write(b"key")
    finally:
        os.umask(before)
    assert (tmp_path / "card").read_bytes() == b"key"
    assert (tmp_path / "card").stat().st_mode & 0o7777 == 0o600


def test_a_new_secret_never_takes_anothers_place(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"kept")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("there", "link"):
        with pytest.raises(FileRefused, match="exists"), new_secret(tmp_path / name):
            pytest.fail("never begun")
    assert (tmp_path / "there").read_bytes() == b"kept"
    assert not (tmp_path / "elsewhere").exists()
    with pytest.raises(StorageFailure), new_secret(tmp_path / "none" / "x"):
        pytest.fail("never begun")


def test_a_secret_that_is_not_made_leaves_no_file(tmp_path: Path) -> None:
    def interrupted() -> None:
        with new_secret(tmp_path / "card") as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_a_file_written_piece_by_piece_is_there_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with replacing(path) as stream:
        stream.write(b"ne")
        assert path.read_bytes() == b"old"
        stream.write(b"w")
    assert path.read_bytes() == b"new"


def test_whatever_goes_wrong_meanwhile_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt), replacing(path):
        raise KeyboardInterrupt
    with pytest.raises(StorageFailure) as caught, replacing(path):
        raise OSError(28, "No space left on device")
    assert caught.value.path == str(path)
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a"]


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    with reading(tmp_path / "file") as source:
        assert (source.size_bytes, source.read(2), source.read()) == (3, b"ab", b"c")
    os.mkfifo(tmp_path / "pipe")
    for name, problem in (
        ("none", "missing"),
        (".", "not_a_file"),
        ("pipe", "not_a_file"),
        ("file/x", "Not a directory"),
        ("a" * 300, "File name too long"),
        ("a\0b", "unreadable"),
    ):
        with pytest.raises(FileRefused, match=problem), reading(tmp_path / name):
            pass


@pytest.mark.parametrize("ours", [BrokenPipeError(), OSError(28, "No space left on device")])
def test_what_fails_elsewhere_is_no_fault_of_the_file(tmp_path: Path, ours: OSError) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    with pytest.raises(type(ours)) as caught, reading(tmp_path / "file"):
        raise ours
    assert caught.value is ours


def test_a_file_that_breaks_while_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")
    with reading(tmp_path / "file") as source:
        source.stream.close()
        with pytest.raises(FileRefused, match="unreadable"):
            source.read()


def test_content_is_kept_under_its_own_name(tmp_path: Path) -> None:
    name = store_content(tmp_path, b"sound", ".wav")
    assert name == hashlib.sha256(b"sound").hexdigest()
    assert store_content(tmp_path, b"sound", ".wav") == name
    assert (tmp_path / f"{name}.wav").read_bytes() == b"sound"


def test_a_lock_is_exclusive_until_released(tmp_path: Path) -> None:
    lock = hold_lock(tmp_path / "run" / "lock", role="station", home=tmp_path)
    with pytest.raises(HomeBusy) as caught:
        hold_lock(tmp_path / "run" / "lock", role="station", home=tmp_path, wait_s=0.03)
    assert caught.value.pid == os.getpid()
    lock.release()
    lock.release()
    hold_lock(tmp_path / "run" / "lock", role="station", home=tmp_path).release()


def test_the_clocks_are_those_of_the_machine() -> None:
    clock = SystemTime()
    assert clock.mono_ns() <= clock.mono_ns()
    assert clock.wall().utcoffset() is not None
    assert len(boot_id()) == 36


def test_notify_without_anybody_listening_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notify(READY=1)
    monkeypatch.setenv("NOTIFY_SOCKET", "@loudspeaker-nobody-there")
    notify(READY=1)
