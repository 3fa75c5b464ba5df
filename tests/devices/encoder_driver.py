"""The point driver as a station makes it, on the village's encoder or on another port."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loudspeaker.bootstrap.secrets import read_key_book
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.devices.points.ascii import AsciiLine
from loudspeaker.devices.points.ascii_feed import ReplyEar
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.line import Encoder, EncoderLine
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.points.uecp import UecpLine
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.system.time import SystemTime
from tests.devices.village import Village

ENCODER = Encoder(pi=0x7001, form=IN_HOUSE, baud=9600)


def make_points(
    village: Village, port: Path | None = None, *, keys: Callable[[], KeyBook] | None = None
) -> EncoderPoints:
    """Return a driver; those of one village share the counter that is on the disk."""
    book = read_key_book(village.home.master_key)
    time = SystemTime()
    path = port or village.port("encoder")
    serial = SerialPort(path, baud=ENCODER.baud, time=time, read_timeout_s=0.1)
    return EncoderPoints(
        serial,
        _line(village.encoder, serial, time),
        signer=CommandSigner(
            pi=ENCODER.pi,
            plan=load_settings(village.home).hardware.points.plan,
            keys=keys or (lambda: book),
            counter=CommandCounter(village.disk, time, time.wall),
        ),
        time=time,
    )


def _line(language: str, port: SerialPort, time: SystemTime) -> EncoderLine:
    if language == "ascii":
        return AsciiLine(port, ReplyEar(time), ENCODER, time, trusted=time.wall)
    return UecpLine(port, ENCODER, time, trusted=time.wall)
