"""A station that makes its own composite: sound and point commands from one encoder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from loudspeaker.config.hardware import DriverConfig, HardwareConfig
from loudspeaker.devices.multiplex.encoder import CompositeEncoder
from loudspeaker.devices.multiplex.points import MultiplexPoints
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import group_form
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.on_air import OnAir, OnAirKind
from loudspeaker.radio.rds_programme import Programme

ALARM_PTY, ALARM_NAME = 31, "CẢNH BÁO"


def make_encoder(
    hardware: HardwareConfig, time: TimeSource, trusted: Callable[[], datetime | None]
) -> CompositeEncoder:
    """Return the encoder that sound and points of this station share."""
    return CompositeEncoder(
        multiplex_settings(hardware.sound),
        programme(hardware.points.driver, OnAir(kind=OnAirKind.NOTHING)),
        time=time,
        trusted=trusted,
    )


def multiplex_settings(sound: DriverConfig) -> MultiplexSettings:
    """Return what the composite is made of."""
    values = sound.settings
    return MultiplexSettings(
        rate_hz=values["rate"],
        pilot_khz=values["pilot_khz"],
        rds_khz=values["rds_khz"],
        drive_db=values["drive_db"],
        power_limit_dbr=values["power_limit_dbr"],
    )


def make_points(
    config: DriverConfig, encoder: CompositeEncoder, signer: CommandSigner
) -> MultiplexPoints:
    """Return the way to the points."""
    form = group_form(config.settings["group"], config.settings["aid"])
    return MultiplexPoints(
        encoder, signer, form=form, shown=lambda on_air: programme(config, on_air)
    )


def programme(config: DriverConfig, on_air: OnAir) -> Programme:
    """Return what receivers are told: TA while anything is on air, PTY 31 in an emergency."""
    values = config.settings
    busy, alarm = on_air.kind is not OnAirKind.NOTHING, on_air.kind is OnAirKind.EMERGENCY
    text = on_air.text if busy and on_air.text else values["rt"]
    return Programme(
        pi=values["pi"],
        ps=values["ps"],
        pty=ALARM_PTY if alarm else values["pty"],
        ptyn=ALARM_NAME if alarm else "",
        tp=values["tp"],
        ta=busy and values["tp"],
        radio_text=text,
        ert=text,
        long_ps=values["long_ps"],
        commands=group_form(values["group"], values["aid"]),
    )
