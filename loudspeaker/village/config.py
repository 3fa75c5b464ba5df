"""What the village is made of: ``HOME/village/village.json``, written once by ``init``.

It stands for what a fitter writes into transmitter, encoder and receivers; the station's daemon
never reads it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from loudspeaker.config.problems import Problem
from loudspeaker.model import MAX_POINT_NUMBER, PointPlan
from loudspeaker.radio.command_receiver import DEFAULT_VOLUME
from loudspeaker.radio.commands import KEY_BYTES, ReceiverKeys
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.fragments import GroupForm, group_form
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.tone_codes import ToneCodes
from loudspeaker.radio.tone_systems import ToneSystem, is_code
from loudspeaker.village.encoder import Answers
from loudspeaker.village.exciter import Role
from loudspeaker.village.ip_config import IpVillage, ip_village
from loudspeaker.village.refusals import Unfit, no_syntax, unfit, unreadable

Word = TypeVar("Word", bound=StrEnum)
DIRECTORY = "village"
FILE = "village.json"
_MAX_UNIT = 247
_REQUIRED = {"pi", "unit", "points", "group"}
_KEYS = {
    *_REQUIRED, "aid", "answers", "encoder", "composite_hz", "meter_unit", "exciter", "echo",
    "ip", "tones", "monitor",
}  # fmt: skip
_POINT_KEYS = {"n", "zone", "volume", "keys"}
_POINT_REQUIRED = {"n", "zone", "keys"}
_TONE_KEYS = {"system", "points"}
_OLD_KEYS = {"n", "volume", "open", "close"}


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


def load_config(path: Path) -> VillageConfig:
    """Read ``village.json``; ConfigurationRefused for anything but exactly what it must be."""
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise no_syntax(path, line, expected="JSON") from error
    try:
        return _village(content)
    except Unfit as error:
        raise unfit(path, 1, error) from error


def _village(content: Any) -> VillageConfig:
    _check_keys(content, known=_KEYS, required=_REQUIRED, where="file")
    points = _points(content["points"])
    tones, old_points = _tones(content.get("tones"))
    ip = ip_village(content["ip"], read_points=_points) if "ip" in content else None
    numbers = [
        *(point.number for point in (*points, *(ip.points if ip else ()))),
        *(point.number for point in old_points),
    ]
    if len(set(numbers)) != len(numbers):
        raise Unfit("points", "each number once", Problem.DUPLICATE_NAME)
    return VillageConfig(
        pi=_word(content["pi"], "pi"),
        unit=_number(content["unit"], "unit", 1, _MAX_UNIT),
        form=_form(content["group"], content.get("aid")),
        points=points,
        answers=_word_of(Answers, content.get("answers", Answers.FULL), "answers"),
        encoder=_word_of(EncoderKind, content.get("encoder", EncoderKind.UECP), "encoder"),
        composite_hz=_composite_hz(content.get("composite_hz")),
        meter_unit=_meter_unit(content.get("meter_unit")),
        exciter=_role(content.get("exciter")),
        echo=_flag(content.get("echo", False), "echo"),
        ip=ip,
        tones=tones,
        old_points=old_points,
        monitor=_flag(content.get("monitor", False), "monitor"),
    )


def _composite_hz(value: Any) -> int | None:
    if value is not None and value not in RATES_HZ:
        raise Unfit("composite_hz", ", ".join(map(str, RATES_HZ)))
    return None if value is None else int(value)


def _points(entries: Any) -> tuple[PointConfig, ...]:
    if not isinstance(entries, list):
        raise Unfit("points", "a list", Problem.WRONG_SHAPE)
    return tuple(_point(entry) for entry in entries)


def _tones(entry: Any) -> tuple[ToneSystem | None, tuple[OldPointConfig, ...]]:
    if entry is None:
        return None, ()
    _check_keys(entry, known=_TONE_KEYS, required=_TONE_KEYS, where="tones")
    system = _word_of(ToneSystem, entry["system"], "system")
    if not isinstance(entry["points"], list):
        raise Unfit("points", "a list", Problem.WRONG_SHAPE)
    return system, tuple(_old_point(point, system) for point in entry["points"])


def _old_point(entry: Any, system: ToneSystem) -> OldPointConfig:
    _check_keys(entry, known=_OLD_KEYS, required=_OLD_KEYS - {"volume"}, where="point")
    return OldPointConfig(
        number=_number(entry["n"], "n", 1, MAX_POINT_NUMBER),
        opens=_codes(entry["open"], "open", system),
        closes=_codes(entry["close"], "close", system),
        volume=_number(entry.get("volume", DEFAULT_VOLUME), "volume", 0, 100),
    )


def _codes(value: Any, name: str, system: ToneSystem) -> tuple[str, ...]:
    is_list = isinstance(value, list)
    if not is_list or not all(isinstance(code, str) and is_code(system, code) for code in value):
        raise Unfit(name, f"a list of codes of {system}")
    return tuple(value)


def _form(group: Any, aid: Any) -> GroupForm:
    try:
        return group_form(group, None if aid is None else _word(aid, "aid"))
    except ValueError as error:
        raise error if isinstance(error, Unfit) else Unfit("group", "6A or 11A") from error


def _word_of(kind: type[Word], value: Any, name: str) -> Word:
    try:
        return kind(value)
    except ValueError as error:
        raise Unfit(name, ", ".join(kind)) from error


def _meter_unit(value: Any) -> int | None:
    return None if value is None else _number(value, "meter_unit", 1, _MAX_UNIT)


def _role(value: Any) -> Role | None:
    return None if value is None else _word_of(Role, value, "exciter")


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise Unfit(name, "true or false")
    return value


def _point(entry: Any) -> PointConfig:
    _check_keys(entry, known=_POINT_KEYS, required=_POINT_REQUIRED, where="point")
    keys = entry["keys"]
    names = {"all", "zone", "point"}
    _check_keys(keys, known=names, required=names, where="keys")
    everyone, zone, point = (_key(keys[name]) for name in ("all", "zone", "point"))
    return PointConfig(
        number=_number(entry["n"], "n", 1, MAX_POINT_NUMBER),
        zone=_number(entry["zone"], "zone", 1, MAX_POINT_NUMBER),
        volume=_number(entry.get("volume", DEFAULT_VOLUME), "volume", 0, 100),
        keys=ReceiverKeys(everyone=everyone, zone=zone, point=point),
    )


def _check_keys(entry: Any, *, known: set[str], required: set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise Unfit(where, "an object", Problem.WRONG_SHAPE)
    for key in sorted(set(entry) - known):
        raise Unfit(key, ", ".join(sorted(known)), Problem.UNKNOWN_KEY)
    for key in sorted(required - set(entry)):
        raise Unfit(key, "", Problem.MISSING_KEY)


def _number(value: Any, name: str, lowest: int, highest: int) -> int:
    if type(value) is not int or not lowest <= value <= highest:
        raise Unfit(name, f"{lowest}-{highest}")
    return value


def _hex(value: Any, name: str, length: int) -> bytes:
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError):
        data = b""
    if len(data) != length:
        raise Unfit(name, f"{length} bytes in hexadecimal")
    return data


def _word(value: Any, name: str) -> int:
    return int.from_bytes(_hex(value, name, 2), "big")


def _key(value: Any) -> bytes:
    return _hex(value, "keys", KEY_BYTES)
