"""The short form of ``bench.documents.fuzz_readers``, and that it would see what it looks for."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bench.documents import fuzz_readers
from loudspeaker.errors import EntryRefused


def test_broken_files_are_refused_or_read_and_nothing_else() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.documents.fuzz_readers", "--files", "150"],
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "refused" in done.stdout
    assert "died" not in done.stdout, done.stdout


def test_what_is_undeclared_or_hangs_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def refuses(_path: Path) -> None:
        raise EntryRefused(where="tệp", problem="hỏng")

    def breaks(_path: Path) -> None:
        raise KeyError("undeclared")

    def hangs(_path: Path) -> None:
        signal.pause()

    monkeypatch.setattr(fuzz_readers, "WALL_SECONDS", 1)
    found = [fuzz_readers.outcome(tmp_path, read) for read in (refuses, breaks, hangs)]
    assert found == ["refused", "RAISED", "HUNG"]
    assert "undeclared" in capfd.readouterr().err
