"""A plug-in's files are whole or not there, within their limit, and never the last of the disk."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import DiskFull, FileRefused, NotFound, StorageFailure, UsageRefused
from loudspeaker.store.plugin_folder import PluginFolder
from loudspeaker.system.deposit import SPARE_BYTES

LIMIT = 1 << 20


def opened(root: Path, *, limit: int = LIMIT, free: int = SPARE_BYTES + LIMIT) -> PluginFolder:
    return PluginFolder(root, limit_bytes=lambda: limit, free_bytes=lambda _path: free)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_bytes_and_files_are_kept_once_and_only_for_the_station(tmp_path: Path) -> None:
    folder, brought = opened(tmp_path / "own"), tmp_path / "giấy mời.pdf"
    brought.write_bytes(b"paper")
    name = folder.keep(brought, ".pdf")
    assert name == hashlib.sha256(b"paper").hexdigest()
    assert folder.path(name).read_bytes() == b"paper"
    assert folder.path(name).name == f"{name}.pdf"
    assert folder.keep(b"paper", ".txt") == name
    assert folder.used_bytes == 5
    assert len(files(tmp_path / "own")) == 1
    assert stat.S_IMODE(folder.path(name).stat().st_mode) == 0o640
    assert stat.S_IMODE(folder.path(name).parent.stat().st_mode) & 0o007 == 0
    again = opened(tmp_path / "own")
    assert again.used_bytes == 5
    again.remove(name)
    again.remove(name)
    assert again.used_bytes == 0
    with pytest.raises(NotFound):
        again.path(name)


def test_what_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    root = tmp_path / "own"
    folder = opened(root)
    kept = folder.keep(b"x" * (LIMIT - 1))
    with pytest.raises(StorageFailure, match="limit"):
        folder.keep(b"yy")
    with pytest.raises(DiskFull) as full:
        opened(root, limit=LIMIT * 9, free=SPARE_BYTES).keep(b"y" * 2_000_000)
    assert full.value.missing_mb == 2
    for nothing in (tmp_path, tmp_path / "none"):
        with pytest.raises(FileRefused):
            folder.keep(nothing)
    for suffix in ("pdf", ".PDF", "/../x", ".tar.gz", ".\0", ".x/y"):
        with pytest.raises(UsageRefused):
            folder.keep(b"y", suffix)
    assert files(root) == [folder.path(kept)]


def test_a_refusal_of_room_is_told_before_anything_is_written(tmp_path: Path) -> None:
    def refuse() -> None:
        raise DiskFull(path="/", problem="full")

    folder = PluginFolder(tmp_path / "own", limit_bytes=lambda: LIMIT, enter=refuse)
    with pytest.raises(DiskFull):
        folder.keep(b"x")
    assert files(tmp_path / "own") == []


def test_what_a_power_cut_left_is_cleared_away(tmp_path: Path) -> None:
    root = tmp_path / "own"
    name = opened(root).keep(b"whole")
    (root / "..draft.abc").write_bytes(b"half")
    (root / ".draft").write_bytes(b"half")
    assert opened(root).used_bytes == 5
    assert files(root) == [opened(root).path(name)]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> PluginFolder:
    return opened(tmp_path_factory.mktemp("files") / "own")


@settings(max_examples=40)
@given(text=st.text(max_size=80) | st.from_regex(r"(\.\./|[0-9a-f*?])*", fullmatch=True))
def test_no_name_leads_anywhere_else(empty: PluginFolder, text: str) -> None:
    with pytest.raises(NotFound):
        empty.path(text)


def test_whatever_was_left_behind_it_opens_and_is_shut_to_others(tmp_path: Path) -> None:
    root = tmp_path / "own"
    name = opened(root).keep(b"paper")
    (root / ".given-1" / "deep").mkdir(parents=True)
    (root / ".given-1" / "deep" / "x").write_bytes(b"x")
    (root / ".draft").write_bytes(b"half")
    (root / ".link").symlink_to(tmp_path)
    root.chmod(0o750)  # as a restored backup has it
    again = opened(root)
    assert again.used_bytes == 5
    assert again.path(name).read_bytes() == b"paper"
    assert [path.name for path in root.iterdir()] == [name[:2]]
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    assert tmp_path.is_dir()
