"""The keys of the drivers that come with the program.

They stand here and not in the drivers' modules, so that reading a configuration imports no driver.
A driver from elsewhere declares its keys beside its code and is added with ``DriverKeys.with_``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from loudspeaker.config.transmitters import TRANSMITTERS
from loudspeaker.model.points import MAX_POINT_NUMBER
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    choice,
    flag,
    hexadecimal,
    line_of_text,
    location,
    number,
    whole,
    whole_of,
)
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.on_air import (
    INFORMATION_PTY,
    NAME_LENGTH,
    TEXT_LENGTH,
    StationLabel,
    is_plain,
)
from loudspeaker.radio.tone_codes import clash
from loudspeaker.radio.tone_systems import LONGEST_CODE, ToneSystem


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverKeys:
    """For each kind of device: driver name → its own keys."""

    transmitter: Mapping[str, Table]
    points: Mapping[str, Table]
    sound: Mapping[str, Table]
    monitor: Mapping[str, Table] = field(default_factory=dict)

    def with_(self, kind: str, name: str, keys: Table) -> DriverKeys:
        """Return the registry with one more driver of a kind (the name of a field)."""
        added: Any = {kind: {**getattr(self, kind), name: keys}}
        return replace(self, **added)


_PORT = Setting("port", location(devices=True))
_BAUD = Setting("baud", whole(1200, 115_200), default=9600)


def _shown_text(longest: int) -> Scalar:
    """Return the kind of a text for radio displays, for now without marks on letters."""
    expected = f"1 to {longest} characters of plain ASCII without $, ^, ` and ~"

    def read(text: str) -> str:
        if not 0 < len(text) <= longest or text != text.strip() or not all(map(is_plain, text)):
            raise ValueError(expected)
        return text

    return Scalar(expected, read)


def _check_group(values: Mapping[str, Any]) -> Misfit | None:
    if values["group"] == "11A" and values["aid"] is None:
        return Misfit("group", "6A, or 11A together with aid")
    return None


_RADIO_DATA = (
    Setting("pi", hexadecimal(4)),
    Setting("group", choice(("6A", "11A")), default="6A"),
    Setting("aid", hexadecimal(4), default=None),
    Setting("ps", _shown_text(NAME_LENGTH), default=StationLabel().name),
    Setting("pty", whole(0, 29), default=INFORMATION_PTY),  # 30 and 31 are alarms
    Setting("tp", flag(), default=True),
    Setting("rt", _shown_text(TEXT_LENGTH), default=""),
)
_UECP = Table(
    (
        _PORT,
        _BAUD,
        Setting("site", whole(0, 1023), default=0),
        Setting("encoder", whole(0, 63), default=0),
        *_RADIO_DATA,
    ),
    check=_check_group,
)
_ASCII = Table(
    (_PORT, Setting("baud", whole(1200, 19_200), default=2400), *_RADIO_DATA),
    check=_check_group,
)

_SHOWN_WHOLE = (  # our own groups carry Vietnamese; what a display lacks is folded when sent
    Setting("ps", line_of_text(60), default=StationLabel().name),
    Setting("rt", line_of_text(200), default=""),
    Setting("long_ps", line_of_text(60), default=""),
)
_MULTIPLEX_POINTS = Table(
    (*(setting for setting in _RADIO_DATA if setting.name not in {"ps", "rt"}), *_SHOWN_WHOLE),
    check=_check_group,
)

_CODE = line_of_text(LONGEST_CODE)
_TONE_CODE = Table(
    (
        Setting("points", ListOf(item=whole(1, MAX_POINT_NUMBER), fewest=1, most=200, or_one=True)),
        Setting("open", _CODE),
        Setting("close", _CODE),
    )
)


def _check_codes(values: Mapping[str, Any]) -> Misfit | None:
    """Refuse what a receiver would not understand, or would take for the code of another."""
    common = (values["open"], values["close"])
    if (common[0] is None) is not (common[1] is None):
        return Misfit("open", "open together with close")
    if common[0] is None and not values["codes"]:
        return Misfit("system", "open and close, or codes")
    pairs = [(code["open"], code["close"]) for code in values["codes"]]
    texts = [text for pair in (common, *pairs) for text in pair if text is not None]
    wrong = clash(values["system"], texts)
    if wrong is None:
        return None
    key = "open" if wrong in common else "codes"
    return Misfit(key, f"digits of {values['system']}, no code equal to or part of another")


_TONES = Table(
    (
        Setting("system", choice(ToneSystem)),
        Setting("level_db", number(-30, -1), default=-6.0),
        Setting("open", _CODE, default=None),
        Setting("close", _CODE, default=None),
        Setting("codes", ListOf(item=_TONE_CODE, most=200), default=()),
    ),
    check=_check_codes,
)

_PORTAUDIO = Table(
    (
        Setting("device", line_of_text(100)),
        Setting("latency_ms", whole(10, 2000), default=200),
        Setting("alsa_config", location(), default=None),
    )
)
_PATH = Table((Setting("path", location()),))
_RATES = choice(("48000", "171000", "192000", "228000"))
_HEARD_HZ = Setting(
    "rate_hz", Scalar(_RATES.expected, lambda text: int(_RATES.convert(text))), default=48_000
)
_RECEIVER = Table(
    (Setting("command", ListOf(item=line_of_text(200), fewest=1, most=50)), _HEARD_HZ)
)
_RECEIVER_FIFO = Table((Setting("path", location()), _HEARD_HZ))


def _check_multiplex(values: Mapping[str, Any]) -> Misfit | None:
    needed = "device" if values["output"] == "portaudio" else "path"
    return Misfit(needed, f"with output: {values['output']}") if values[needed] is None else None


_MULTIPLEX_SOUND = Table(
    (
        Setting("output", choice(("portaudio", "fifo", "file")), default="portaudio"),
        Setting("device", line_of_text(100), default=None),
        Setting("path", location(), default=None),
        Setting("latency_ms", whole(10, 2000), default=200),
        Setting("alsa_config", location(), default=None),
        Setting("rate", whole_of(RATES_HZ), default=192_000),
        Setting("pilot_khz", number(0, 7.5), default=0.0),
        Setting("rds_khz", number(1, 7.5), default=2.0),
        Setting("drive_db", number(-20, 20), default=0.0),
        Setting("power_limit_dbr", number(-6, 12), default=None),
    ),
    check=_check_multiplex,
)

BUILT_IN: Final = DriverKeys(
    transmitter=TRANSMITTERS,
    points={
        "ascii": _ASCII,
        "multiplex": _MULTIPLEX_POINTS,
        "tones": _TONES,
        "uecp": _UECP,
        "wired": Table(()),
    },
    sound={
        "portaudio": _PORTAUDIO,
        "fifo": _PATH,
        "file": _PATH,
        "multiplex": _MULTIPLEX_SOUND,
    },
    monitor={"command": _RECEIVER, "fifo": _RECEIVER_FIFO},
)
UNAUTHENTICATED: Final = frozenset({"tones"})
"""Drivers of points that anybody can open: the receivers check nothing."""
