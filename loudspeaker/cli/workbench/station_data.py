"""What the home says about its radio data, and its keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.config.hardware import HardwareConfig
from loudspeaker.config.problems import Problem
from loudspeaker.errors import ConfigurationRefused, NotFound
from loudspeaker.model import PointPlan
from loudspeaker.radio.addressing import EVERYONE, Address, cover
from loudspeaker.radio.commands import KeyRing
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm, group_form
from loudspeaker.system.home import Home

NO_PLAN = PointPlan(points=(), zones=())


@dataclass(frozen=True, slots=True, kw_only=True)
class StationData:
    """Programme and point commands as a home has them; without a home, those of no place."""

    pi: int = 0x7001
    ps: str = "LOA XA"
    pty: int = 0
    tp: bool = False
    radio_text: str = ""
    form: GroupForm = IN_HOUSE
    copies: int = 3
    plan: PointPlan = NO_PLAN


def station_data(home: Home) -> StationData:
    """Return the data of a home; ConfigurationRefused if it has some that cannot be read."""
    if not home.station_file.exists():
        return StationData()
    return _from_hardware(load_settings(home).hardware)


def _from_hardware(hardware: HardwareConfig) -> StationData:
    points = hardware.points
    data = StationData(copies=points.copies, plan=points.plan)
    return replace(data, **_radio_data(points.driver.settings))


def _radio_data(settings: Any) -> dict[str, Any]:
    """Return what a driver with radio data has; a wire has none."""
    if "pi" not in settings:
        return {}
    return {
        "pi": settings["pi"],
        "ps": settings["ps"],
        "pty": settings["pty"],
        "tp": settings["tp"],
        "radio_text": settings["rt"],
        "form": group_form(settings["group"], settings["aid"]),
    }


# --- keys ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """An address, and the keys with which commands to it are signed."""

    address: Address
    keys: KeyRing


class StationKeys:
    """The keys of a home's points."""

    def __init__(self, home: Home) -> None:
        """Read them; ConfigurationRefused when they are missing, unreadable or no keys."""
        self._ring = KeyRing(read_key(home.master_key))

    @property
    def rings(self) -> Sequence[KeyRing]:
        """Every ring with which a command may have been signed."""
        return (self._ring,)

    def reach(self, points: Iterable[int] | None, plan: PointPlan) -> tuple[Reached, ...]:
        """Return the fewest addresses for these points (None: all); NotFound for strangers."""
        if points is None:
            return (Reached(address=EVERYONE, keys=self._ring),)
        wanted = frozenset(points)
        if strangers := plan.unknown(wanted):
            known = [str(number) for number in plan.numbers]
            raise NotFound(kind="point", name=str(strangers[0]), known=known)
        return tuple(Reached(address=a, keys=self._ring) for a in cover(wanted, plan))


def keys_if_any(home: Home) -> tuple[Sequence[KeyRing], ConfigurationRefused | None]:
    """Return the rings to check tags with, and why there are none when that is a surprise."""
    try:
        return StationKeys(home).rings, None
    except ConfigurationRefused as refused:
        return (), None if refused.problem == Problem.MISSING_FILE else refused
