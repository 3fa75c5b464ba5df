import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import read_wav, to_wav
from loudspeaker.audio.wav_header import parse_header
from loudspeaker.errors import SoundRefused, StorageFailure, UsageRefused
from loudspeaker.intake.child import CPU_SECONDS, MEMORY_BYTES, read_sound
from tests.audio.signals import speech_like

ROOT = Path(__file__).resolve().parents[2]


def no_events(_event: dict[str, Any]) -> None:
    raise AssertionError


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "loi.wav"
    path.write_bytes(to_wav(Clip(samples=speech_like(), rate_hz=48_000)))
    return path


def test_the_clip_is_kept_under_its_own_name(tmp_path: Path, recording: Path) -> None:
    out_dir = tmp_path / "clips"
    out_dir.mkdir()
    request = {"path": str(recording), "out_dir": str(out_dir)}
    answer = read_sound(request, no_events)
    (kept,) = out_dir.iterdir()
    data = kept.read_bytes()
    assert kept.name == f"{answer['sha256']}.wav"
    assert hashlib.sha256(data).hexdigest() == answer["sha256"]
    assert parse_header(data, file_bytes=len(data)).frames == answer["frames"]
    assert answer["rate_hz"] == read_wav(data).rate_hz == 48_000
    assert answer["loudness_lufs"] == pytest.approx(-16.0, abs=0.5)
    assert answer["true_peak_dbtp"] <= -1.0
    assert json.loads(json.dumps(answer)) == answer
    assert read_sound(request, no_events) == answer
    assert list(out_dir.iterdir()) == [kept]


def test_what_is_refused_leaves_nothing_behind(tmp_path: Path) -> None:
    out_dir = tmp_path / "clips"
    out_dir.mkdir()
    bad = tmp_path / "x.wav"
    bad.write_bytes(b"RIFF")
    with pytest.raises(SoundRefused):
        read_sound({"path": str(bad), "out_dir": str(out_dir)}, no_events)
    assert not list(out_dir.iterdir())


def test_a_missing_folder_is_a_storage_failure(tmp_path: Path, recording: Path) -> None:
    with pytest.raises(StorageFailure):
        read_sound({"path": str(recording), "out_dir": str(tmp_path / "none")}, no_events)


@pytest.mark.parametrize("path", [None, 3, "", ["a"]])
def test_arguments_are_paths(tmp_path: Path, path: object) -> None:
    with pytest.raises(UsageRefused, match="path"):
        read_sound({"path": path, "out_dir": str(tmp_path)}, no_events)


@pytest.mark.slow
def test_the_process_serves_under_its_limits(tmp_path: Path, recording: Path) -> None:
    code = "from loudspeaker.intake.child import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for job, path in (("1", recording), ("2", tmp_path)):
            arguments = {"path": str(path), "out_dir": str(tmp_path)}
            request = {"job": job, "op": "read_sound", "args": arguments}
            child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
        done = json.loads(child.stdout.readline())
        failed = json.loads(child.stdout.readline())
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        child.stdin.close()
    assert (tmp_path / f"{done['result']['sha256']}.wav").exists()
    assert (failed["job"], failed["error"]["code"]) == ("2", "file_refused")
    assert str(MEMORY_BYTES) in limits
    assert str(CPU_SECONDS) in limits
    assert child.returncode == 0
