"""Sound files that are valid at any moment, and forget what is old."""

from __future__ import annotations

import json
import os
import time
import wave
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.village.points_sound import PointSound, SoundArchive, wav_header

from .fakes import MemoryLog

SECOND = 1_000_000_000
ONE_MS = bytes(96)


def _tone(number: int, milliseconds: int = 10) -> bytes:
    return bytes([number, 0]) * 48 * milliseconds


def _wav(directory: Path) -> bytes:
    with wave.open(str(directory / "03.wav")) as stream:
        assert (stream.getframerate(), stream.getnchannels(), stream.getsampwidth()) == (
            48_000,
            1,
            2,
        )
        return bytes(stream.readframes(stream.getnframes()))


def _index(directory: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (directory / "03.jsonl").read_text().splitlines()]


def test_an_empty_file_is_valid_at_once(tmp_path: Path) -> None:
    PointSound(tmp_path, 3).close()
    assert _wav(tmp_path) == b""


def test_each_append_leaves_both_files_readable(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3)
    for number in range(1, 4):
        sound.append(number * SECOND, _tone(number), wall_s=1_000.0 + number)
        assert _wav(tmp_path) == b"".join(_tone(n) for n in range(1, number + 1))
        assert len(_index(tmp_path)) == number
    assert _index(tmp_path)[1] == {
        "mono_ns": 2 * SECOND,
        "first_frame": 480,
        "frames": 480,
        "wall_s": 1_002.0,
    }
    sound.close()


def test_a_restart_goes_on_where_it_ended(tmp_path: Path) -> None:
    for number in (1, 2):
        sound = PointSound(tmp_path, 3)
        sound.append(number * SECOND, _tone(number), wall_s=1.0)
        sound.close()
    assert _wav(tmp_path) == _tone(1) + _tone(2)
    assert [line["first_frame"] for line in _index(tmp_path)] == [0, 480]


@pytest.mark.parametrize("tail", [b"\1", _tone(9), b"\1" * 1_001])
def test_samples_that_were_not_announced_are_cut_off(tmp_path: Path, tail: bytes) -> None:
    sound = PointSound(tmp_path, 3)
    sound.append(SECOND, _tone(1), wall_s=1.0)
    sound.close()
    with (tmp_path / "03.wav").open("ab") as stream:
        stream.write(tail)
    PointSound(tmp_path, 3).close()
    assert (tmp_path / "03.wav").read_bytes() == wav_header(960) + _tone(1)


def test_a_file_shorter_than_it_says_is_mended(tmp_path: Path) -> None:
    (tmp_path / "03.wav").write_bytes(wav_header(960) + _tone(1, 5))
    PointSound(tmp_path, 3).close()
    assert _wav(tmp_path) == _tone(1, 5)


def test_a_torn_header_is_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "03.wav").write_bytes(wav_header(960)[:20])
    PointSound(tmp_path, 3).close()
    assert _wav(tmp_path) == b""


def test_old_sound_is_dropped_and_the_rest_counted_anew(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3)
    for number in range(1, 5):
        sound.append(number * SECOND, _tone(number), wall_s=100.0 * number)
    sound.prune(before_wall_s=250.0)
    assert _wav(tmp_path) == _tone(3) + _tone(4)
    assert [(line["first_frame"], line["mono_ns"]) for line in _index(tmp_path)] == [
        (0, 3 * SECOND),
        (480, 4 * SECOND),
    ]
    sound.append(5 * SECOND, _tone(5), wall_s=500.0)
    assert _index(tmp_path)[-1]["first_frame"] == 960
    sound.prune(before_wall_s=9_999.0)
    assert (_wav(tmp_path), _index(tmp_path)) == (b"", [])
    sound.close()


def test_a_little_old_sound_is_not_worth_copying(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3)
    for number in range(1, 6):
        sound.append(number * SECOND, _tone(number), wall_s=100.0 * number)
    sound.prune(before_wall_s=150.0)
    assert sound.frames == 5 * 480
    sound.prune(before_wall_s=250.0)
    assert sound.frames == 3 * 480
    sound.close()


def test_a_kill_between_the_two_files_is_mended(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3)
    for number in range(1, 4):
        sound.append(number * SECOND, _tone(number), wall_s=float(number))
    sound.close()
    index = (tmp_path / "03.jsonl").read_bytes()
    sound = PointSound(tmp_path, 3)
    sound.prune(before_wall_s=2.0)
    sound.close()
    (tmp_path / "03.jsonl").write_bytes(index)  # as if the kill had come before this one
    PointSound(tmp_path, 3).close()
    assert [(line["first_frame"], line["mono_ns"]) for line in _index(tmp_path)] == [
        (0, 2 * SECOND),
        (480, 3 * SECOND),
    ]


def test_beyond_the_limit_the_older_half_goes(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3, limit_bytes=4 * 960)
    for number in range(1, 6):
        sound.append(number * SECOND, _tone(number), wall_s=float(number))
    sound.close()
    assert _wav(tmp_path) == _tone(3) + _tone(4) + _tone(5)
    assert [line["mono_ns"] for line in _index(tmp_path)] == [3 * SECOND, 4 * SECOND, 5 * SECOND]


def test_lines_of_somebody_else_are_passed_over(tmp_path: Path) -> None:
    sound = PointSound(tmp_path, 3)
    sound.append(SECOND, _tone(1), wall_s=1.0)
    sound.close()
    path = tmp_path / "03.jsonl"
    path.write_bytes(b'rubbish\n{"frames":1}\n' + path.read_bytes())
    sound = PointSound(tmp_path, 3)
    sound.prune(before_wall_s=0.0)
    sound.close()
    assert _wav(tmp_path) == _tone(1)


def test_an_archive_keeps_points_apart_and_prunes_by_age(tmp_path: Path) -> None:
    archive = SoundArchive(tmp_path, [3, 4], keep_s=3_600.0, log=MemoryLog())
    now_ns = time.monotonic_ns()
    archive.record(3, now_ns - 7_200 * SECOND, _tone(1))
    archive.record(3, now_ns, _tone(2))
    archive.prune(3)
    archive.close()
    assert _wav(tmp_path) == _tone(2)
    assert (tmp_path / "04.wav").stat().st_size == 44


def test_a_full_disk_is_noted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = MemoryLog()
    archive = SoundArchive(tmp_path, [3], keep_s=3_600.0, log=log)

    def refuse(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "pwrite", refuse)
    archive.record(3, 5, ONE_MS)
    archive.record(3, 6, ONE_MS)
    monkeypatch.undo()
    archive.record(3, 7, ONE_MS)
    archive.close()
    assert [(event["mono_ns"], event["fault"]) for event in log.events] == [(5, "disk")]
    assert _wav(tmp_path) == ONE_MS
