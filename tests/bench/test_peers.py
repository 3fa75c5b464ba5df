"""Timing other programs: what is counted, and what happens without them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.multiplex import main, multiplexer_of, noise, time_blocks
from bench.peers import NotMeasured, Taken, mpxgen, redsea


def program(path: Path, *lines: str) -> Path:
    path.write_text("#!/bin/sh\n" + "\n".join(lines) + "\n")
    path.chmod(0o755)
    return path


def test_speed_is_signal_by_time() -> None:
    assert Taken(signal_s=30.0, spent_s=0.5).speed == 60


def test_only_whole_groups_of_redsea_count(tmp_path: Path) -> None:
    fake = program(
        tmp_path / "redsea",
        'test "$*" = "--file x.wav --output hex --no-fec" || exit 1',
        "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done",
        "echo 7001 1460 00F2 0000",
        "echo 7001 ---- 00F2 0000",
        "echo 7001 1460 3046 0000",
    )
    taken = redsea(fake, Path("x.wav"), signal_s=10)

    assert taken.groups == 2
    assert 0 < taken.spent_s < 10


def test_a_peer_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NotMeasured, match="none"):
        redsea(tmp_path / "none", Path("x.wav"), signal_s=10)
    with pytest.raises(NotMeasured, match="no object files"):
        mpxgen(tmp_path / "none", blocks=1, level=1.0)
    with pytest.raises(NotMeasured, match="broken"):
        redsea(program(tmp_path / "bad", "echo broken >&2; exit 3"), Path("x"), signal_s=1)


@pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler on this machine")
def test_objects_that_are_no_generator(tmp_path: Path) -> None:
    (tmp_path / "rds.o").write_bytes(b"no object")
    with pytest.raises(NotMeasured):
        mpxgen(tmp_path / "mpxgen", blocks=1, level=1.0)


@pytest.mark.slow
def test_our_own_figures_are_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("bench.multiplex.SOAK_BLOCKS", 200)
    monkeypatch.setattr("os.sched_setaffinity", lambda *_arguments: None)
    monkeypatch.setattr("sys.argv", ["multiplex", "--seconds", "1", "--rounds", "1"])
    main()
    said = capsys.readouterr().out

    assert said.count("x real time") == 8
    assert "start: numpy" in said
    assert "memory after 200 blocks" in said


def test_processor_time_is_counted() -> None:
    assert time_blocks(multiplexer_of(192_000, stereo=True), noise(2, 960, 1.0), 20) > 0
