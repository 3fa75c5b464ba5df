"""The process around a command: pipes that close, disks that are full, its own name."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loudspeaker.cli import failing
from loudspeaker.cli.call import Call
from tests.cli.test_station import ENVIRONMENT

PROGRAM = [sys.executable, "-m", "loudspeaker"]


def test_a_reader_who_goes_away_is_no_mistake() -> None:
    process = subprocess.Popen(
        [*PROGRAM, "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=ENVIRONMENT
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)

    assert process.returncode == 141
    assert said == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this machine")
@pytest.mark.parametrize("arguments", [["--help"], ["script", "a", "--json"]])
def test_an_answer_that_cannot_be_written(arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            check=False,
        )

    assert done.returncode == 74
    assert b"Traceback" not in done.stderr
    assert b"No space left" in done.stderr


def test_utf8_whatever_the_locale_says() -> None:
    done = subprocess.run(
        [*PROGRAM, "script", "Mời họp"],
        stdout=subprocess.PIPE,
        env={**ENVIRONMENT, "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        check=True,
    )

    assert "Sẽ đọc là:\n  mời họp." in done.stdout.decode()


def test_ctrl_c_is_a_word_and_a_status(capsys: pytest.CaptureFixture[str]) -> None:
    assert failing.ended(KeyboardInterrupt(), as_json=False) == failing.INTERRUPTED
    assert capsys.readouterr().err == "Interrupted.\n"


def test_the_system_s_refusals_are_storage_failures(
    as_text: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    assert as_text.json is False
    error = PermissionError(13, "Permission denied", "/x")

    assert failing.ended(error, as_json=False) == 74
    assert "Nothing was saved: /x: Permission denied." in capsys.readouterr().err
