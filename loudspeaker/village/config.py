"""What the village is made of: ``HOME/village/village.json``, written once by ``init``.

It stands for what a fitter writes into transmitter, encoder and receivers; the station's daemon
never reads it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from loudspeaker.config.problems import Problem
from loudspeaker.model import MAX_POINT_NUMBER, PointPlan
from loudspeaker.radio.command_receiver import DEFAULT_VOLUME
from loudspeaker.radio.commands import KEY_BYTES, KeyRing, ReceiverKeys
from loudspeaker.radio.fragments import GroupForm, group_form
from loudspeaker.radio.tone_codes import ToneCodes
from loudspeaker.radio.tone_systems import ToneSystem, is_code
from loudspeaker.village.encoder import Answers
from loudspeaker.village.refusals import Unfit, no_syntax, unfit, unreadable

Word = TypeVar("Word", bound=StrEnum)
DIRECTORY = "village"
FILE = "village.json"
_MAX_UNIT = 247
_KEYS = {"pi", "unit", "points", "group", "aid", "answers", "encoder", "tones", "monitor"}
_REQUIRED = {"pi", "unit", "points", "group"}
_POINT_KEYS = {"n", "zone", "volume", "keys"}
_POINT_REQUIRED = {"n", "zone", "keys"}
_TONE_KEYS = {"system", "points"}
_OLD_KEYS = {"n", "volume", "open", "close"}


class EncoderKind(StrEnum):
    """The language of the encoder's port."""

    UECP = "uecp"
    ASCII = "ascii"


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
    tones: ToneSystem | None = None
    old_points: tuple[OldPointConfig, ...] = ()
    monitor: bool = False

    @property
    def numbers(self) -> list[int]:
        """Return the numbers of all receivers."""
        return sorted([*(p.number for p in self.points), *(p.number for p in self.old_points)])


def village_config(
    plan: PointPlan,
    master: bytes,
    pi: int,
    *,
    unit: int = 1,
    group: str = "6A",
    aid: int | None = None,
    answers: Answers = Answers.FULL,
    encoder: EncoderKind = EncoderKind.UECP,
    tones: ToneCodes | None = None,
    monitor: bool = False,
) -> dict[str, Any]:
    """Return the content of ``village.json`` for a station; it holds keys, so mode 0600.

    With ``tones`` all receivers are old ones.
    """
    keys = KeyRing(master)
    content: dict[str, Any] = {"pi": f"{pi:04X}", "unit": unit, "group": group}
    if aid is not None:
        content["aid"] = f"{aid:04X}"
    content["encoder"] = encoder.value
    content["answers"] = answers.value
    if monitor:
        content["monitor"] = True
    content["points"] = [
        {
            "n": point.number,
            "zone": point.zone,
            "volume": point.volume,
            "keys": _key_texts(keys.for_receiver(point=point.number, zone=point.zone)),
        }
        for point in sorted(plan.points, key=lambda point: point.number)
        if tones is None
    ]
    if tones is not None:
        content["tones"] = {"system": tones.system.value, "points": _old_points(plan, tones)}
    return content


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
    if not isinstance(content["points"], list):
        raise Unfit("points", "a list", Problem.WRONG_SHAPE)
    points = tuple(_point(entry) for entry in content["points"])
    tones, old_points = _tones(content.get("tones"))
    numbers = [*(p.number for p in points), *(p.number for p in old_points)]
    if len(set(numbers)) != len(numbers):
        raise Unfit("points", "each number once", Problem.DUPLICATE_NAME)
    return VillageConfig(
        pi=_word(content["pi"], "pi"),
        unit=_number(content["unit"], "unit", 1, _MAX_UNIT),
        form=_form(content["group"], content.get("aid")),
        points=points,
        answers=_word_of(Answers, content.get("answers", Answers.FULL), "answers"),
        encoder=_word_of(EncoderKind, content.get("encoder", EncoderKind.UECP), "encoder"),
        tones=tones,
        old_points=old_points,
        monitor=_flag(content.get("monitor", False), "monitor"),
    )


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise Unfit(name, "true or false")
    return value


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
