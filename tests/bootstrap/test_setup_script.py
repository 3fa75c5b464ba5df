"""``./run`` stops where its setting up fails, and says so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(tmp_path: Path, *words: str, uv: str) -> subprocess.CompletedProcess[str]:
    """Call ``./run`` with a package installer of our own and an empty place to install to."""
    tool = tmp_path / "bin" / "uv"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\n{uv}\n")
    tool.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tool.parent}:{os.environ['PATH']}",
        "LOUDSPEAKER_VENV": str(tmp_path / "venv"),
    }
    words = (str(ROOT / "run"), *words)
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["demo", "loudspeaker", "test", "check", "setup"])
def test_packages_that_cannot_be_installed_end_it(tmp_path: Path, command: str) -> None:
    done = run(tmp_path, command, uv="echo 'no network' >&2; exit 2")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-2:] == [
        "no network",
        "run: the Python packages could not be installed; see above, check the network, try again",
    ]
    assert not (tmp_path / "venv").exists()


@pytest.mark.slow
def test_arguments_reach_the_program_as_they_are(tmp_path: Path) -> None:
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\nprintf "[%s]" "$@"\n')
    python.chmod(0o755)
    done = run(tmp_path, "loudspeaker", "announce", "Mời bà con.", "--at", "mai 5:30", uv="exit 0")
    assert done.stdout == "[-m][loudspeaker][announce][Mời bà con.][--at][mai 5:30]"
    assert done.returncode == 0


def test_it_tells_what_there_is(tmp_path: Path) -> None:
    assert "./run demo" in run(tmp_path, uv="exit 1").stdout


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    done = run(tmp_path, "fly", uv="exit 1")
    assert done.returncode == 2
    assert "./run demo" in done.stderr
