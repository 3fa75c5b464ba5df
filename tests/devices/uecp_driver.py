"""The UECP driver as a station makes it, on the village's encoder or on another port."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loudspeaker.bootstrap.secrets import read_key_book
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.uecp import UecpPoints
from loudspeaker.devices.points.uecp_feed import Encoder
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.system.time import SystemTime
from tests.devices.village import Village


def make_points(
    village: Village, port: Path | None = None, *, keys: Callable[[], KeyBook] | None = None
) -> UecpPoints:
    """Return a driver; those of one village share the counter that is on the disk."""
    book = read_key_book(village.home.master_key)
    time = SystemTime()
    path = port or village.port("encoder")
    return UecpPoints(
        SerialPort(path, baud=9600, time=time, read_timeout_s=0.1),
        Encoder(pi=0x7001, form=IN_HOUSE, address=0, baud=9600),
        plan=load_settings(village.home).hardware.points.plan,
        keys=keys or (lambda: book),
        counter=CommandCounter(village.disk, time, time.wall),
        time=time,
    )
