"""A command loads what it needs and nothing more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "numpy",
    "sounddevice",
    "pymodbus",
    "onnxruntime",
    "onnx",
    "piper",
    "pydub",
    "serial",
    "apscheduler",
    "PIL",
    "soxr",
)
PARSER = ("typer", "pydantic", "rich", "yaml", "sqlite3")

_PROGRAM = """
import json, sys
from loudspeaker.cli.main import run
status = run(json.loads(sys.argv[1]))
print(json.dumps([status, sorted({name.partition('.')[0] for name in sys.modules})]))
"""


def _loaded(home: Path, *arguments: str) -> tuple[int, set[str]]:
    given = json.dumps(["--home", str(home), *arguments])
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, given], capture_output=True, text=True, check=True
    )
    status, modules = json.loads(done.stdout.splitlines()[-1])
    return status, set(modules)


@pytest.mark.parametrize("command", ["queue", "status", "stop"])
def test_looking_and_stopping_load_neither_parser_nor_anything_heavy(
    tmp_path: Path, command: str
) -> None:
    status, modules = _loaded(tmp_path, command)

    assert status == 69
    assert modules.isdisjoint({*HEAVY, *PARSER})


@pytest.mark.parametrize(
    "arguments",
    [
        ("announce", "a"),
        ("why", "x"),
        ("script", "a"),
        ("asrun",),
        ("--help",),
        ("radio", "--help"),
    ],
)
def test_what_writes_or_reads_text_loads_nothing_heavy(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    _, modules = _loaded(tmp_path, *arguments)

    assert modules.isdisjoint(HEAVY)
