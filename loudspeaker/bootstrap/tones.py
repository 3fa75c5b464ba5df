"""Old receivers that open by tones: what the hardware file says, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from loudspeaker.config.hardware import PointsConfig
from loudspeaker.radio.tone_codes import ToneCode, ToneCodes, pause_s
from loudspeaker.system.faults import Faults

if TYPE_CHECKING:
    from loudspeaker.air.deck import LeadIn
    from loudspeaker.devices.points.base import PointCommands
    from loudspeaker.devices.sound.base import Sound
    from loudspeaker.model import TimeSource

TONES: Final = "tones"
_UNSQUELCH_S = 0.3
_MARGIN_S = 0.2
_CLOSINGS = 3


def tone_codes(points: PointsConfig) -> ToneCodes:
    """Return the codes of a hardware file whose points have the driver ``tones``.

    Points over IP have none.
    """
    values = points.driver.settings
    every = frozenset(points.plan.part(over_ip=False).numbers)
    codes = [
        ToneCode(points=frozenset(code["points"]), open=code["open"], close=code["close"])
        for code in values["codes"]
    ]
    if values["open"] is not None:
        codes.insert(0, ToneCode(points=every, open=values["open"], close=values["close"]))
    return ToneCodes(system=values["system"], codes=tuple(codes), points=every)


def make_tones(points: PointsConfig, sound: Sound, time: TimeSource) -> tuple[PointCommands, Sound]:
    """Return points that are opened by tones, and the sound that carries them."""
    from loudspeaker.devices.tones.points import TonePoints  # noqa: PLC0415 - by need
    from loudspeaker.devices.tones.queue import ToneQueue  # noqa: PLC0415
    from loudspeaker.devices.tones.sound import ToneSound  # noqa: PLC0415

    codes = tone_codes(points)
    queue = ToneQueue(time, pause_s=pause_s(codes.system))
    commands = TonePoints(queue, codes, level_dbfs=points.driver.settings["level_db"])
    return commands, ToneSound(sound, queue, time)


def tone_lead_in(points: PointsConfig) -> LeadIn:
    """Return how long opening takes: tones last, and cannot go out under sound."""
    from loudspeaker.air.deck import LeadIn  # noqa: PLC0415 - only air pays for it

    codes = tone_codes(points)
    command_s = codes.longest_s + _MARGIN_S / 2
    groups = len(codes.closing(codes.points))
    return LeadIn(
        copies=points.copies,
        normal_s=max(points.lead_in_s, _UNSQUELCH_S + points.copies * codes.longest_s + _MARGIN_S),
        command_s=command_s,
        addresses=lambda numbers: len(codes.closing(codes.points & set(numbers))),
        closing_s=max(3.0, _CLOSINGS * groups * command_s + _MARGIN_S),
    )


def report_unauthenticated(points: PointsConfig, faults: Faults) -> None:
    """Have it stand among the faults, for as long as it is so, that anybody can open the points."""
    if not points.authenticated:
        system = points.driver.settings["system"]
        faults.report("unauthenticated", f"points open by {system} tones")
