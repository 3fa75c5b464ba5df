"""What the home says about its radio data, and its keys."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from loudspeaker.bootstrap import multiplex
from loudspeaker.bootstrap.secrets import read_key_book
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.config.hardware import DriverConfig, HardwareConfig
from loudspeaker.config.problems import Problem
from loudspeaker.errors import ConfigurationRefused, NotFound
from loudspeaker.model import PointPlan
from loudspeaker.radio.commands import KeyRing
from loudspeaker.radio.fragments import group_form
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.on_air import OnAir, OnAirKind
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.system.home import Home

MULTIPLEX = "multiplex"
NOWHERE = Programme(pi=0x7001, ps="LOA XA")
MONO = MultiplexSettings(pilot_khz=0.0)
NO_PLAN = PointPlan(points=(), zones=())


@dataclass(frozen=True, slots=True, kw_only=True)
class StationData:
    """Programme, signal and point commands as a home has them; without a home, of no place.

    ``plan`` are the points that radio reaches.
    """

    programme: Programme = NOWHERE
    settings: MultiplexSettings = MONO
    copies: int = 3
    plan: PointPlan = NO_PLAN


def station_data(home: Home) -> StationData:
    """Return the data of a home; ConfigurationRefused if it has some that cannot be read."""
    if not home.station_file.exists():
        return StationData()
    return _from_hardware(load_settings(home).hardware)


def _from_hardware(hardware: HardwareConfig) -> StationData:
    points, sound = hardware.points, hardware.sound
    own_signal = sound.driver == MULTIPLEX
    return StationData(
        programme=_programme(points.driver),
        settings=multiplex.multiplex_settings(sound) if own_signal else MONO,
        copies=points.copies,
        plan=points.plan.part(over_ip=False),
    )


def _programme(driver: DriverConfig) -> Programme:
    """Return what a driver with radio data tells while nothing is on air; a wire tells nothing."""
    if driver.driver == MULTIPLEX:
        return multiplex.programme(driver, OnAir(kind=OnAirKind.NOTHING))
    values = driver.settings
    if "pi" not in values:
        return NOWHERE
    return Programme(
        pi=values["pi"],
        ps=values["ps"],
        pty=values["pty"],
        tp=values["tp"],
        radio_text=values["rt"],
        commands=group_form(values["group"], values["aid"]),
    )


# --- keys ---------------------------------------------------------------------------------------


class StationKeys:
    """The keys of a home's points."""

    def __init__(self, home: Home) -> None:
        """Read them; ConfigurationRefused when they are missing, unreadable or no keys."""
        self._book = read_key_book(home.master_key)

    @property
    def rings(self) -> Sequence[KeyRing]:
        """Every ring with which a command may have been signed."""
        return tuple(reach.keys for reach in self._book.everyone)

    def reach(self, points: Collection[int] | None, plan: PointPlan) -> tuple[Reach, ...]:
        """Return the fewest addresses for these points (None: all); NotFound for strangers."""
        if points is None:
            return self._book.everyone
        if strangers := plan.unknown(points):
            known = [str(number) for number in plan.numbers]
            raise NotFound(kind="point", name=str(strangers[0]), known=known)
        return self._book.reach(points, plan)


def keys_if_any(home: Home) -> tuple[Sequence[KeyRing], ConfigurationRefused | None]:
    """Return the rings to check tags with, and why there are none when that is a surprise."""
    try:
        return StationKeys(home).rings, None
    except ConfigurationRefused as refused:
        return (), None if refused.problem == Problem.MISSING_FILE else refused
