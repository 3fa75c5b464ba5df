"""A disk after a power cut: what was flushed is there, all else in any part."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.faults.disk.images import Disk
from bench.faults.disk.operations import Open, Remove, Rename, Resize, Sync, Write
from bench.faults.disk.recovery import Recovered
from bench.faults.disk.session import Told, heard_in_full
from bench.faults.disk.strace import Unreadable, read_trace
from bench.faults.disk.verdict import judge_image

HOME = "/home/station"
LOG = f"{HOME}/log"
MANY = 400


class Clock:
    """Gives every operation a time of its own."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def times(self) -> dict[str, float]:
        self.now_s += 1.0
        return {"begun_s": self.now_s, "at_s": self.now_s + 0.5}


@pytest.fixture
def clock() -> Clock:
    return Clock()


def written(clock: Clock, path: str, data: bytes) -> Write:
    times = clock.times()
    return Write(begun_s=times["begun_s"], at_s=times["at_s"], path=path, data=data)


def appended(clock: Clock, disk: Disk, data: bytes) -> None:
    disk.take(Open(**clock.times(), path=LOG, creates=True, truncates=False, appends=True))
    disk.take(written(clock, LOG, data))


def found(disk: Disk, path: str = LOG) -> set[bytes | None]:
    """Return everything that a power cut may leave of a file; None: it is not there."""
    return {disk.after_power_cut(random.Random(n)).get(path) for n in range(MANY)}


def test_what_was_flushed_with_its_folder_is_there(clock: Clock) -> None:
    disk = Disk({})
    appended(clock, disk, b"one\n")
    disk.take(Sync(**clock.times(), path=LOG))
    assert found(disk) == {None, b"one\n"}
    disk.take(Sync(**clock.times(), path=HOME))
    assert found(disk) == {b"one\n"}
    assert disk.is_at_rest


def test_what_was_not_flushed_may_be_missing_or_zeros_or_there(clock: Clock) -> None:
    disk = Disk({LOG: b"one\n"})
    appended(clock, disk, b"two\n")
    assert found(disk) == {b"one\n", b"one\ntwo\n", b"one\n\0\0\0\0"}


def test_each_sector_comes_or_not(clock: Clock) -> None:
    disk = Disk({LOG: b""})
    appended(clock, disk, b"a" * 512 + b"b" * 512)
    shapes = {(data or b"")[:1] + (data or b"")[512:513] for data in found(disk)}
    assert shapes == {b"", b"a", b"\0b", b"ab", b"\0\0", b"a\0"}


def test_a_write_during_a_flush_is_not_covered_by_it(clock: Clock) -> None:
    disk = Disk({LOG: b"one\n"})
    begun = clock.times()
    appended(clock, disk, b"two\n")
    disk.take(Sync(begun_s=begun["begun_s"], at_s=clock.now_s + 1, path=LOG))
    assert b"one\n" in found(disk)


def test_a_rename_needs_its_folder_and_then_lasts(clock: Clock) -> None:
    disk = Disk({LOG: b"old"})
    new = f"{HOME}/.new"
    disk.take(Open(**clock.times(), path=new, creates=True, truncates=False, appends=False))
    disk.take(written(clock, new, b"new"))
    disk.take(Sync(**clock.times(), path=new))
    disk.take(Rename(**clock.times(), old=new, new=LOG))
    assert found(disk) == {b"old", b"new"}
    disk.take(Sync(**clock.times(), path=HOME))
    assert found(disk) == {b"new"}
    disk.take(Remove(**clock.times(), path=LOG))
    assert found(disk) == {b"new", None}


def test_a_cut_that_was_not_flushed_may_not_have_been(clock: Clock) -> None:
    disk = Disk({LOG: b"one\ntw"})
    disk.take(Resize(**clock.times(), path=LOG, size=4))
    assert found(disk) == {b"one\ntw", b"one\n"}


def hexed(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def trace(tmp_path: Path, *lines: str) -> Path:
    file = tmp_path / "trace"
    file.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
    return file


def test_a_trace_is_read_in_the_order_in_which_calls_ended(tmp_path: Path) -> None:
    log = f"<{hexed(LOG)}>"
    file = trace(
        tmp_path,
        f'7 1.0 openat(AT_FDCWD<{hexed("/")}>, "{hexed(LOG)}", O_RDWR|O_CREAT|O_APPEND, 0640)'
        f" = 5{log}",
        f"7 2.0 fsync(5{log} <unfinished ...>",
        f'8 2.1 pwrite64(5{log}, "{hexed("ab")}", 2, 4096) = 2',
        f'8 2.2 write(6<{hexed("/elsewhere")}>, "{hexed("x")}", 1) = 1',
        f'8 2.3 write(6{log}, "{hexed("x")}", 1) = -1 ENOSPC (No space left on device)',
        "7 2.5 <... fsync resumed>) = 0",
        f'9 3.0 rename("{hexed(LOG)}", "{hexed(HOME + "/b")}") = 0',
        "9 3.5 +++ exited with 0 +++",
    )
    assert read_trace([file], under=Path(HOME)) == [
        Open(begun_s=1.0, at_s=1.0, path=LOG, creates=True, truncates=False, appends=True),
        Write(begun_s=2.1, at_s=2.1, path=LOG, data=b"ab", offset=4096),
        Sync(begun_s=2.0, at_s=2.5, path=LOG),
        Rename(begun_s=3.0, at_s=3.0, old=LOG, new=f"{HOME}/b"),
    ]


def test_a_call_that_is_not_understood_is_not_passed_over(tmp_path: Path) -> None:
    file = trace(tmp_path, f"7 1.0 copy_file_range(5<{hexed(LOG)}>, NULL, 6, NULL, 4096, 0) = 4096")
    with pytest.raises(Unreadable):
        read_trace([file], under=Path(HOME))


def audio(at_ms: int, pos_ms: int, *, n: int = 1) -> dict[str, object]:
    return {
        "ev": "audio",
        "n": n,
        "occurrence": "a-1",
        "carrier": True,
        "mono_ns": at_ms * 1_000_000,
        "pos_ms": float(pos_ms),
        "len_ms": 250.0,
    }


def test_heard_in_full_is_known_from_nine_tenths_on() -> None:
    records = [{"occurrence": "a-1", "len_ms": 1000}]
    events = [audio(at, at) for at in (0, 250, 500, 750)]
    assert heard_in_full(events, records, offset_s=100.0) == {"a-1": [101.0]}
    assert heard_in_full(events[:3], records, offset_s=100.0) == {}
    again = [audio(5000 + at, at) for at in (0, 250, 500, 750)]
    assert heard_in_full(events + again, records, offset_s=0.0) == {"a-1": [1.0, 6.0]}


def told(at_s: float, state: str) -> Told:
    return Told(at_s=at_s, item="a", occurrence="a-1", state=state)


def kinds(back: Recovered, *answers: Told, heard_s: float | None = None) -> set[str]:
    heard = {} if heard_s is None else {"a-1": [heard_s]}
    return set(judge_image(back, answers, heard, at_s=10.0, emergencies=frozenset()))


def test_what_was_told_must_be_there() -> None:
    assert kinds(Recovered(), told(5, "draft")) == {"lost"}
    assert kinds(Recovered(), told(11, "draft")) == set()
    assert kinds(Recovered(spooled=["a"]), told(5, "draft")) == set()
    draft = Recovered(items={"a": "draft"})
    assert kinds(draft, told(5, "draft")) == set()
    assert kinds(draft, told(5, "draft"), told(6, "approved")) == {"lost"}


def test_what_was_approved_must_be_on_its_way_or_ended() -> None:
    approved = told(5, "approved")
    cases = (("ready", False, False), ("handed", False, True), ("handed", True, False))
    for state, at_playout, lost in cases:
        back = Recovered(
            items={"a": "approved"},
            occurrences={"a-1": state},
            to_air={"a-1"} if at_playout else set(),
        )
        assert kinds(back, approved) == ({"lost"} if lost else set())
    assert kinds(Recovered(items={"a": "approved"}, terminal={"a-1": "end"}), approved) == set()


def test_what_was_heard_in_full_must_not_be_able_to_air_again() -> None:
    waiting = Recovered(items={"a": "approved"}, to_air={"a-1"})
    assert kinds(waiting, told(5, "approved"), heard_s=9.0) == {"doubled"}
    assert kinds(waiting, told(5, "approved"), heard_s=10.5) == set()
    ended = Recovered(items={"a": "approved"}, terminal={"a-1": "end"})
    assert kinds(ended, told(5, "approved"), heard_s=9.0) == set()


def test_what_was_let_go_must_not_be_at_playout() -> None:
    back = Recovered(items={"a": "cancelled"}, to_air={"a-1"})
    assert kinds(back, told(5, "cancelled")) == {"phantom"}
