"""Reads ``village.json``: exactly what it must be, or nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from loudspeaker.config.problems import Problem
from loudspeaker.model import MAX_POINT_NUMBER
from loudspeaker.radio.command_receiver import DEFAULT_VOLUME
from loudspeaker.radio.commands import KEY_BYTES, ReceiverKeys
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.fragments import GroupForm, group_form
from loudspeaker.radio.tone_systems import ToneSystem, is_code
from loudspeaker.village.config import EncoderKind, OldPointConfig, PointConfig, VillageConfig
from loudspeaker.village.encoder import Answers
from loudspeaker.village.exciter import Role
from loudspeaker.village.ip_config import ip_village
from loudspeaker.village.json_fields import check_keys, flag, hex_bytes, number, word, word_of
from loudspeaker.village.refusals import Unfit, no_syntax, unfit, unreadable

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
    check_keys(content, known=_KEYS, required=_REQUIRED, where="file")
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
        pi=word(content["pi"], "pi"),
        unit=number(content["unit"], "unit", 1, _MAX_UNIT),
        form=_form(content["group"], content.get("aid")),
        points=points,
        answers=word_of(Answers, content.get("answers", Answers.FULL), "answers"),
        encoder=word_of(EncoderKind, content.get("encoder", EncoderKind.UECP), "encoder"),
        composite_hz=_composite_hz(content.get("composite_hz")),
        meter_unit=_meter_unit(content.get("meter_unit")),
        exciter=_role(content.get("exciter")),
        echo=flag(content.get("echo", False), "echo"),
        ip=ip,
        tones=tones,
        old_points=old_points,
        monitor=flag(content.get("monitor", False), "monitor"),
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
    check_keys(entry, known=_TONE_KEYS, required=_TONE_KEYS, where="tones")
    system = word_of(ToneSystem, entry["system"], "system")
    if not isinstance(entry["points"], list):
        raise Unfit("points", "a list", Problem.WRONG_SHAPE)
    return system, tuple(_old_point(point, system) for point in entry["points"])


def _old_point(entry: Any, system: ToneSystem) -> OldPointConfig:
    check_keys(entry, known=_OLD_KEYS, required=_OLD_KEYS - {"volume"}, where="point")
    return OldPointConfig(
        number=number(entry["n"], "n", 1, MAX_POINT_NUMBER),
        opens=_codes(entry["open"], "open", system),
        closes=_codes(entry["close"], "close", system),
        volume=number(entry.get("volume", DEFAULT_VOLUME), "volume", 0, 100),
    )


def _codes(value: Any, name: str, system: ToneSystem) -> tuple[str, ...]:
    is_list = isinstance(value, list)
    if not is_list or not all(isinstance(code, str) and is_code(system, code) for code in value):
        raise Unfit(name, f"a list of codes of {system}")
    return tuple(value)


def _form(group: Any, aid: Any) -> GroupForm:
    try:
        return group_form(group, None if aid is None else word(aid, "aid"))
    except ValueError as error:
        raise error if isinstance(error, Unfit) else Unfit("group", "6A or 11A") from error


def _meter_unit(value: Any) -> int | None:
    return None if value is None else number(value, "meter_unit", 1, _MAX_UNIT)


def _role(value: Any) -> Role | None:
    return None if value is None else word_of(Role, value, "exciter")


def _point(entry: Any) -> PointConfig:
    check_keys(entry, known=_POINT_KEYS, required=_POINT_REQUIRED, where="point")
    keys = entry["keys"]
    names = {"all", "zone", "point"}
    check_keys(keys, known=names, required=names, where="keys")
    everyone, zone, point = (_key(keys[name]) for name in ("all", "zone", "point"))
    return PointConfig(
        number=number(entry["n"], "n", 1, MAX_POINT_NUMBER),
        zone=number(entry["zone"], "zone", 1, MAX_POINT_NUMBER),
        volume=number(entry.get("volume", DEFAULT_VOLUME), "volume", 0, 100),
        keys=ReceiverKeys(everyone=everyone, zone=zone, point=point),
    )


def _key(value: Any) -> bytes:
    return hex_bytes(value, "keys", KEY_BYTES)
