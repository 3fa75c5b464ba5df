"""The content of ``village.json`` for a station: its points as the workshop would set them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.model import PointPlan
from loudspeaker.radio.commands import ReceiverKeys
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.tone_codes import ToneCodes
from loudspeaker.village.config import EncoderKind
from loudspeaker.village.encoder import Answers
from loudspeaker.village.exciter import Role


def village_config(
    plan: PointPlan,
    book: KeyBook,
    pi: int,
    *,
    unit: int = 1,
    meter_unit: int | None = None,
    group: str = "6A",
    aid: int | None = None,
    answers: Answers = Answers.FULL,
    encoder: EncoderKind = EncoderKind.UECP,
    composite_hz: int | None = None,
    exciter: Role | None = None,
    echo: bool = False,
    broker: Mapping[str, Any] | None = None,
    tones: ToneCodes | None = None,
    monitor: bool = False,
) -> dict[str, Any]:
    """Return the content of ``village.json`` for a station; it holds keys, so mode 0600.

    A receiver has new keys from when its point is enrolled anew, as on a pole.  ``broker`` tells
    points over IP where theirs is: see ``ip_config``.  With ``tones`` all other receivers are old
    ones.
    """
    content: dict[str, Any] = {"pi": f"{pi:04X}", "unit": unit, "group": group}
    if aid is not None:
        content["aid"] = f"{aid:04X}"
    content["encoder"] = encoder.value
    if composite_hz is not None:
        content["composite_hz"] = composite_hz
    content["answers"] = answers.value
    if meter_unit is not None:
        content["meter_unit"] = meter_unit
    if exciter is not None:
        content |= {"exciter": exciter.value, "echo": echo}
    if monitor:
        content["monitor"] = True
    by_radio = plan.part(over_ip=False)
    content["points"] = [] if tones is not None else _point_texts(by_radio, book)
    if tones is not None:
        content["tones"] = {"system": tones.system.value, "points": _old_points(by_radio, tones)}
    if broker is not None:
        content["ip"] = {**broker, "points": _point_texts(plan.part(over_ip=True), book)}
    return content


def _point_texts(plan: PointPlan, book: KeyBook) -> list[dict[str, Any]]:
    return [
        {
            "n": point.number,
            "zone": point.zone,
            "volume": point.volume,
            "keys": _key_texts(
                book.surely_in(point.number).for_receiver(point=point.number, zone=point.zone)
            ),
        }
        for point in sorted(plan.points, key=lambda point: point.number)
    ]


def _old_points(plan: PointPlan, tones: ToneCodes) -> list[dict[str, Any]]:
    volumes = {point.number: point.volume for point in plan.points}
    return [
        {
            "n": number,
            "volume": volumes[number],
            "open": [code.open for code in tones.codes if number in code.points],
            "close": [code.close for code in tones.codes if number in code.points],
        }
        for number in plan.numbers
    ]


def _key_texts(keys: ReceiverKeys) -> dict[str, str]:
    return {"all": keys.everyone.hex(), "zone": keys.zone.hex(), "point": keys.point.hex()}
