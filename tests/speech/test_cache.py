from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import IntegrityFailure, NotFound, StorageFailure
from loudspeaker.speech.cache import GRACE_S, ClipCache, Kept, render_key
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.system.files import store_content

NOW_S = time.time()


def write(cache: ClipCache, content: bytes) -> SoundFile:
    sha256 = store_content(cache.folder, content, ".wav")
    return SoundFile(sha256=sha256, frames=len(content))


def age(cache: ClipCache, name: str, seconds: float) -> None:
    """Let a file or entry be that old."""
    for path in (*cache.folder.glob(f"{name}*"), *(cache.folder / "index").glob(f"{name}*")):
        os.utime(path, (NOW_S - seconds, NOW_S - seconds))


@pytest.fixture
def cache(tmp_path: Path) -> ClipCache:
    return ClipCache(tmp_path / "clips", limit_bytes=250)


def test_what_is_kept_is_found(cache: ClipCache) -> None:
    kept = Kept(files=(write(cache, b"one"), write(cache, b"two")), facts={"loudness_lufs": -16.0})
    cache.keep("key", kept)
    assert cache.find("key") == kept
    assert ClipCache(cache.folder).find("key") == kept
    assert cache.find("other") is None


def test_the_key_is_of_everything_that_is_said() -> None:
    key = render_key(phrases=[{"text": "xin chào", "pause_ms": 0}], pace=1.0)
    assert key == render_key(pace=1.0, phrases=[{"pause_ms": 0, "text": "xin chào"}])
    assert key != render_key(phrases=[{"text": "xin chào", "pause_ms": 1}], pace=1.0)
    assert len(key) == 64


@pytest.mark.parametrize("damage", [b"", b"on", b"One", b"one more"])
def test_a_torn_or_changed_file_is_not_given_out(cache: ClipCache, damage: bytes) -> None:
    file = write(cache, b"one")
    cache.keep("key", Kept(files=(file,)))
    assert cache.find("key")
    cache.path_of(file.sha256).write_bytes(damage)
    with pytest.raises(IntegrityFailure):
        cache.verify(file.sha256)
    assert not cache.path_of(file.sha256).exists()
    assert cache.find("key") is None


def test_an_entry_without_all_its_files_is_forgotten(cache: ClipCache) -> None:
    first, second = write(cache, b"one"), write(cache, b"two")
    cache.keep("key", Kept(files=(first, second)))
    cache.path_of(second.sha256).unlink()
    assert cache.find("key") is None
    write(cache, b"two")
    assert cache.find("key") is None


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"files": [], "facts": {}}', "[" * 100_000,
             '{"files": [{"sha256": "../../x", "frames": 1}], "facts": {}}',
             '{"files": [{"sha256": 3, "frames": 1}], "facts": {}}',
             '{"files": [{"frames": 1}], "facts": {}}'],
)  # fmt: skip
def test_a_damaged_entry_is_forgotten(cache: ClipCache, text: str) -> None:
    entry = cache.folder / "index" / "key.json"
    entry.write_text(text)
    assert cache.find("key") is None
    assert not entry.exists()


def test_a_missing_file_is_said_to_be_missing(cache: ClipCache) -> None:
    with pytest.raises(NotFound):
        cache.verify("ab" * 32)


def test_a_file_is_hashed_once_until_it_changes(
    cache: ClipCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(cache, b"one")
    hashed: list[Path] = []

    def hash_of(path: Path) -> str:
        hashed.append(path)
        return hashlib.sha256(path.read_bytes()).hexdigest()

    monkeypatch.setattr("loudspeaker.speech.cache._hash_of", hash_of)
    for _ in range(5):
        cache.verify(file.sha256)
    assert len(hashed) == 1
    os.utime(cache.path_of(file.sha256), (NOW_S, NOW_S))
    cache.verify(file.sha256)
    assert len(hashed) == 2


def test_what_was_unused_for_longest_goes_first(cache: ClipCache) -> None:
    files = {name: write(cache, name.encode() * 100) for name in "abcd"}
    for hours, (name, file) in enumerate(files.items(), start=2):
        cache.keep(name, Kept(files=(file,)))
        age(cache, file.sha256, hours * 3600)
        age(cache, name, hours * 3600)
    assert cache.clear_out((), now_s=NOW_S) == [files["d"].sha256, files["c"].sha256]
    assert [name for name in "abcd" if cache.find(name)] == ["a", "b"]


def test_use_keeps_a_file(cache: ClipCache) -> None:
    files = {name: write(cache, name.encode() * 100) for name in "abc"}
    for name, file in files.items():
        cache.keep(name, Kept(files=(file,)))
        age(cache, file.sha256, 7200)
        age(cache, name, 7200 if name != "c" else 9999)
    assert cache.find("c")
    removed = cache.clear_out((), now_s=NOW_S)
    assert len(removed) == 1
    assert files["c"].sha256 not in removed


def test_what_is_in_use_or_new_stays_even_beyond_the_bound(cache: ClipCache) -> None:
    old, used, new = (write(cache, name * 200) for name in (b"a", b"b", b"c"))
    age(cache, old.sha256, 9999)
    age(cache, used.sha256, 99_999)
    age(cache, new.sha256, GRACE_S - 1)
    assert cache.clear_out({used.sha256}, now_s=NOW_S) == [old.sha256]
    assert cache.path_of(used.sha256).exists()
    assert cache.path_of(new.sha256).exists()


def test_leftovers_of_killed_writers_go_but_not_those_being_written(cache: ClipCache) -> None:
    for name, seconds in ((".old.tmp", 7200), (".new.tmp", 1)):
        (cache.folder / name).write_bytes(b"half")
        age(cache, name, seconds)
    cache.clear_out((), now_s=NOW_S)
    assert [path.name for path in cache.folder.glob(".*")] == [".new.tmp"]


def test_entries_of_files_that_went_go_too(cache: ClipCache) -> None:
    file = write(cache, b"one")
    cache.keep("key", Kept(files=(file,)))
    cache.path_of(file.sha256).unlink()
    (cache.folder / "index" / "odd.json").write_text("{")
    cache.clear_out((), now_s=NOW_S)
    assert list((cache.folder / "index").iterdir()) == []


def test_a_folder_that_cannot_be_written_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("a file")
    with pytest.raises(StorageFailure):
        ClipCache(tmp_path / "clips")


def test_threads_do_not_disturb_each_other(cache: ClipCache) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(20):
                file = write(cache, b"%d" % (turn % 5) * 50)
                cache.keep(f"k{turn % 5}", Kept(files=(file,)))
                cache.find(f"k{(turn + number) % 5}")
                with suppress(FileNotFoundError):
                    age(cache, file.sha256, 9999)
                cache.clear_out((), now_s=NOW_S)
        except BaseException as failure:  # noqa: BLE001  shown below
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


@given(sizes=st.lists(st.integers(min_value=1, max_value=200), max_size=8), data=st.data())
def test_clearing_out_keeps_the_bound_and_never_what_is_in_use(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], data: st.DataObject
) -> None:
    cache = ClipCache(tmp_path_factory.mktemp("c") / "clips", limit_bytes=300)
    files = [write(cache, b"%03d" % number * size) for number, size in enumerate(sizes)]
    for file in files:
        age(cache, file.sha256, 9999)
    names = [file.sha256 for file in files]
    in_use: Sequence[str] = data.draw(st.lists(st.sampled_from(names)) if names else st.just([]))
    removed = cache.clear_out(in_use, now_s=NOW_S)
    left = {file.sha256: file.frames for file in files if cache.path_of(file.sha256).exists()}
    assert not set(removed) & set(in_use)
    assert set(left) | set(removed) == set(names)
    assert sum(left.values()) <= 300 or set(left) <= set(in_use)


def test_the_station_imports_no_numpy_for_it() -> None:
    script = "import sys, loudspeaker.speech.client; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"False\n"
