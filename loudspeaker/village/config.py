"""What the village is made of: ``HOME/village/village.json``, written once by ``init``.

It stands for what a fitter writes into transmitter, encoder and receivers; the station's daemon
never reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.radio.command_receiver import DEFAULT_VOLUME
from loudspeaker.radio.commands import ReceiverKeys
from loudspeaker.radio.fragments import GroupForm
from loudspeaker.radio.tone_systems import ToneSystem
from loudspeaker.village.encoder import Answers
from loudspeaker.village.exciter import Role
from loudspeaker.village.ip_config import IpVillage

DIRECTORY = "village"
FILE = "village.json"


class EncoderKind(StrEnum):
    """The language of the encoder's port."""

    UECP = "uecp"
    ASCII = "ascii"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointConfig:
    """One receiver as it leaves the workshop."""

    number: int
    zone: int
    keys: ReceiverKeys
    volume: int = DEFAULT_VOLUME


@dataclass(frozen=True, slots=True, kw_only=True)
class OldPointConfig:
    """One receiver that opens and closes by codes of tones."""

    number: int
    opens: tuple[str, ...]
    closes: tuple[str, ...]
    volume: int = DEFAULT_VOLUME


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageConfig:
    """Transmitter, encoder and receivers."""

    pi: int
    unit: int
    form: GroupForm
    points: tuple[PointConfig, ...]
    answers: Answers = Answers.FULL
    encoder: EncoderKind = EncoderKind.UECP
    composite_hz: int | None = None
    """The rate at the exciter's MPX input; None: sound comes in on the line input."""
    meter_unit: int | None = None
    """A power meter with a Modbus unit of its own on the relay's line."""
    exciter: Role | None = None
    echo: bool = False
    """Whether the exciter's line repeats what it is sent."""
    ip: IpVillage | None = None
    """The points over IP, which belong to another process."""
    tones: ToneSystem | None = None
    old_points: tuple[OldPointConfig, ...] = ()
    monitor: bool = False

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of all receivers that are not over IP."""
        return sorted([*(p.number for p in self.points), *(p.number for p in self.old_points)])

    @property
    def protocols(self) -> list[str]:
        """What is spoken at the village's ports and inputs."""
        encoder = [] if self.encoder is EncoderKind.NONE else [self.encoder.value]
        tones = [] if self.tones is None else [self.tones.value]
        exciter = ["telemetry"] if self.exciter else []
        network = ["mqtt", "http"] if self.ip else []
        signal = "mpx" if self.composite_hz else "line"
        return ["modbus-rtu", *encoder, *tones, signal, *exciter, *network]
