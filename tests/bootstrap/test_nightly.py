"""The child that makes the nightly backup, for real."""

from __future__ import annotations

import tarfile
from datetime import time
from pathlib import Path

import pytest

from loudspeaker.bootstrap.nightly import make_aside
from loudspeaker.config.backup import BackupConfig
from loudspeaker.errors import StorageFailure
from tests.bootstrap.house import House


def config(folder: Path, *, other_disk: bool = False) -> BackupConfig:
    return BackupConfig(
        folder=str(folder), at=time(2), keep=1, with_sound=False, other_disk=other_disk
    )


def test_a_child_makes_it_and_tells_what_is_wrong(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.item("an", due_s=None)
    usb = tmp_path / "usb"
    with pytest.raises(StorageFailure, match="not there"):
        make_aside(house.home, config(usb))
    usb.mkdir()
    (usb / "loudspeaker-20200101-020000.tar").touch()
    with pytest.raises(StorageFailure, match="same disk"):
        make_aside(house.home, config(usb, other_disk=True))
    make_aside(house.home, config(usb))
    (made,) = usb.iterdir()
    with tarfile.open(made) as tar:
        assert "station.db" in tar.getnames()
    house.close()
