"""A station in memory for each test, on a disk that is none where there is one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.station.bench import Bench

SHM = Path("/dev/shm")


def fast_folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder whose fsync costs nothing, if this machine has such."""
    return tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None)


@pytest.fixture
def folder() -> Iterator[Path]:
    with fast_folder() as name:
        yield Path(name) / "home"


@pytest.fixture
def bench(folder: Path) -> Iterator[Bench]:
    made = Bench(folder)
    yield made
    made.kill()
