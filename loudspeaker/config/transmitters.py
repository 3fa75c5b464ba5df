"""The keys of the transmitter drivers that come with the program.

What keys the carrier must have a dead-man that works with the computer dead (design, rule 1): a
timed relay, or an exciter of which it was tried that it falls by itself.  A meter has none and
stands only beside a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.config.line_kinds import line_bytes, template
from loudspeaker.model.settings import (
    Chosen,
    Misfit,
    Scalar,
    Setting,
    Table,
    choice,
    flag,
    location,
    number,
    whole,
)

MEASURED: Final = ("forward_w", "reflected_w", "vswr", "temperature_c", "frequency_mhz")
_ANY_VALUE = number(-1_000_000, 1_000_000)


def _only_true(text: str) -> bool:
    """Take only true: the key says that something was tried, and nothing else will do."""
    if text != "true":
        raise ValueError(text)
    return True


def _check_limits(values: Mapping[str, Any]) -> Misfit | None:
    low, high = values["low"], values["high"]
    if low is not None and high is not None and low >= high:
        return Misfit("low", "less than high")
    return None


_TRIED = Scalar("true", _only_true)
_LIMITS = (Setting("low", _ANY_VALUE, default=None), Setting("high", _ANY_VALUE, default=None))
_SCALE = Setting("scale", number(0.000001, 1_000_000), default=1.0)
# Re-armed every 0.5 s and never above the 3 s that carrier without sound may last.
_DEADMAN = number(1, 2)
_FALLS_ALONE = (Setting("deadman_s", _DEADMAN), Setting("falls_alone", _TRIED))


def _measurements(kind: Table) -> Table:
    return Table(tuple(Setting(name, kind, default=None) for name in MEASURED))


def _check_some(values: Mapping[str, Any]) -> Misfit | None:
    """Refuse a meter that measures nothing."""
    if all(value is None for value in values.values()):
        return Misfit(MEASURED[0], f"one of {', '.join(MEASURED)}")
    return None


def _some(kind: Table) -> Table:
    return Table(_measurements(kind).settings, check=_check_some)


# --- the serial line ------------------------------------------------------------------------------

_SPEED = (
    Setting("baud", whole(1200, 115_200), default=9600),
    Setting("parity", choice(("N", "E", "O")), default="N"),
)
_LINE = (Setting("port", location(devices=True)), *_SPEED)

# --- Modbus ---------------------------------------------------------------------------------------

_REGISTER = Table(
    (
        Setting("address", whole(0, 0xFFFF)),
        Setting("table", choice(("holding", "input")), default="holding"),
        _SCALE,
        *_LIMITS,
    ),
    check=_check_limits,
)
_UNIT = Setting("unit", whole(1, 247), default=1)
MODBUS = Table(
    (
        *_LINE,
        _UNIT,
        Setting("relay", whole(0, 255), default=0),
        Setting("deadman_s", _DEADMAN, default=2.0),
        Setting("retrigger", _TRIED),
        Setting("registers", _measurements(_REGISTER), default=None),
    )
)
_MODBUS_METER = Table(
    (
        Setting("port", location(devices=True), default=None),
        *_SPEED,
        _UNIT,
        Setting("registers", _some(_REGISTER)),
    )
)

# --- name=value telemetry -------------------------------------------------------------------------

_TELEMETRY = (*_LINE, Setting("limits", _measurements(Table(_LIMITS, _check_limits)), default=None))
TELEMETRY = Table((*_TELEMETRY, *_FALLS_ALONE))
_TELEMETRY_METER = Table(
    (
        *_TELEMETRY,
        Setting("switched", flag(), default=False),
        Setting("asked", flag(), default=True),
    )
)

# --- a line described whole -----------------------------------------------------------------------

_SEND = Setting("send", line_bytes())
_TIMEOUT = Setting("timeout_ms", whole(20, 250), default=100)
_ACTION = Table((_SEND, Setting("expect", template()), _TIMEOUT))
_STATE = Table((_SEND, Setting("on", template()), Setting("off", template()), _TIMEOUT))
_QUESTION = Table(
    (_SEND, Setting("expect", template(with_number=True)), _TIMEOUT, _SCALE, *_LIMITS),
    check=_check_limits,
)
_ECHO = Setting("echo", flag(), default=False)


def _check_both(values: Mapping[str, Any]) -> Misfit | None:
    if (values["on"] is None) is not (values["off"] is None):
        return Misfit("off" if values["off"] is None else "on", "on and off, or neither")
    return None


LINE = Table(
    (
        *_LINE,
        _ECHO,
        *_FALLS_ALONE,
        Setting("on", _ACTION),
        Setting("off", _ACTION),
        Setting("state", _STATE),
        Setting("measurements", _measurements(_QUESTION), default=None),
    )
)
_LINE_METER = Table(
    (
        *_LINE,
        _ECHO,
        Setting("on", _ACTION, default=None),
        Setting("off", _ACTION, default=None),
        Setting("measurements", _some(_QUESTION)),
    ),
    check=_check_both,
)

# --- a key and a meter ----------------------------------------------------------------------------

KEYS: Final = {"modbus": MODBUS, "telemetry": TELEMETRY, "line": LINE}
METERS: Final = {"modbus": _MODBUS_METER, "telemetry": _TELEMETRY_METER, "line": _LINE_METER}


def _check_ports(values: Mapping[str, Any]) -> Misfit | None:
    key, meter = values["key"], values["meter"]
    if meter["port"] is None and key["driver"] != "modbus":
        return Misfit("meter", "a port of its own: the key is no Modbus line")
    if meter["port"] is not None and meter["port"] == key["port"]:
        return Misfit("meter", "another port than that of key (driver modbus: no port, other unit)")
    return None


COMPOSITE = Table(
    (
        Setting("key", Chosen(key="driver", tables=KEYS)),
        Setting("meter", Chosen(key="driver", tables=METERS)),
    ),
    check=_check_ports,
)
TRANSMITTERS: Final = {**KEYS, "composite": COMPOSITE}
