"""Scripted faults: a YAML list, or JSON lines, of what goes wrong when.

Each entry has ``do`` (the kind) and either ``at`` (seconds after the start) or ``when`` (an event
of the log, with ``nth`` and ``after`` seconds), mostly ``for`` (seconds), and the kind's own keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.config.problems import Problem, refused
from loudspeaker.radio.rds import Group, group_from_hex
from loudspeaker.village.refusals import Unfit, no_syntax, unfit, unreadable

_SECOND_NS = 1_000_000_000
_TIMING = {"do", "at", "when", "nth", "after", "for"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One fault of the script; exactly one of ``at_ns`` and ``when`` is given."""

    do: str
    at_ns: int | None
    when: str | None
    nth: int
    after_ns: int
    for_ns: int | None
    options: Mapping[str, Any]


def _number(lowest: float, highest: float) -> Callable[[Any], float]:
    def read(value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError("a number")
        if not lowest <= value <= highest:
            raise ValueError(f"{lowest:g}-{highest:g}")
        return float(value)

    return read


def _points(value: Any) -> frozenset[int]:
    if not isinstance(value, list) or not all(type(number) is int for number in value):
        raise TypeError("a list of point numbers")
    return frozenset(value)


def _port(value: Any) -> str:
    if value not in {"transmitter", "encoder", "exciter"}:
        raise ValueError("transmitter, encoder or exciter")
    return str(value)


def _groups(value: Any) -> tuple[Group, ...]:
    if not isinstance(value, list):
        raise TypeError("a list of groups")
    try:
        return tuple(group_from_hex(str(text)) for text in value)
    except ValueError:
        raise ValueError("groups of 16 hexadecimal digits") from None


KINDS: dict[str, dict[str, Callable[[Any], Any]]] = {
    "lose_groups": {"percent": _number(0, 100), "points": _points},
    "foreign_carrier": {"points": _points, "groups": _groups},
    "power_failure": {},
    "serial_garbage": {"port": _port, "bytes": _number(1, 4096)},
    "port_vanish": {"port": _port},
    "encoder_ignore": {},
    "readings": {
        "forward_w": _number(0, 5000),
        "reflected_w": _number(0, 5000),
        "temperature_c": _number(0, 200),
    },
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "lose_groups": {"percent": 100.0, "points": None},
    "foreign_carrier": {"points": None, "groups": ()},
    "serial_garbage": {"port": "transmitter", "bytes": 32.0},
    "port_vanish": {"port": "transmitter"},
}


def load_script(path: Path) -> tuple[Planned, ...]:
    """Read a script; ConfigurationRefused with the line of the entry that is wrong."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:
        raise refused(Problem.NOT_UTF8, file=str(path), line=1) from error
    entries = _json_lines(path, text) if path.suffix == ".jsonl" else _yaml(path, text)
    return tuple(_checked(path, line, entry) for line, entry in entries)


def _json_lines(path: Path, text: str) -> list[tuple[int, Any]]:
    entries = []
    for line, content in enumerate(text.splitlines(), start=1):
        if content.strip():
            try:
                entries.append((line, json.loads(content)))
            except (ValueError, RecursionError) as error:
                raise no_syntax(path, line, expected="JSON") from error
    return entries


def _yaml(path: Path, text: str) -> list[tuple[int, Any]]:
    import yaml  # noqa: PLC0415 - a village without a script does not need it

    try:
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise no_syntax(path, line, expected="YAML") from error
    if tree is None:
        return []
    if not isinstance(entries, list):
        whole = Unfit("faults", "a list", Problem.WRONG_SHAPE)
        raise unfit(path, 1, whole)
    lines = (node.start_mark.line + 1 for node in tree.value)
    return list(zip(lines, entries, strict=True))


def _checked(path: Path, line: int, entry: Any) -> Planned:
    try:
        return _planned(entry)
    except Unfit as error:
        raise unfit(path, line, error) from error


def _planned(entry: Any) -> Planned:
    if not isinstance(entry, dict) or str(entry.get("do")) not in KINDS:
        raise Unfit("do", ", ".join(sorted(KINDS)))
    kind = KINDS[str(entry["do"])]
    for name in sorted(map(str, set(entry) - _TIMING - set(kind))):
        raise Unfit(name, ", ".join(sorted(_TIMING | set(kind))), Problem.UNKNOWN_KEY)
    if ("at" in entry) is ("when" in entry):
        raise Unfit("at", "either at or when")
    given = {name: _read(entry, name, kind[name]) for name in kind if name in entry}
    return Planned(
        do=str(entry["do"]),
        at_ns=_nanoseconds(entry, "at"),
        when=str(entry["when"]) if "when" in entry else None,
        nth=int(_read({"nth": 1, **entry}, "nth", _number(1, 1e6))),
        after_ns=_nanoseconds(entry, "after") or 0,
        for_ns=_nanoseconds(entry, "for"),
        options={**DEFAULTS.get(entry["do"], {}), **given},
    )


def _read(entry: Mapping[str, Any], name: str, read: Callable[[Any], Any]) -> Any:
    try:
        return read(entry[name])
    except (ValueError, TypeError) as error:
        raise Unfit(name, str(error)) from error


def _nanoseconds(entry: Mapping[str, Any], name: str) -> int | None:
    if entry.get(name) is None:
        return None
    seconds: float = _read(entry, name, _number(0, 1e7))
    return round(seconds * _SECOND_NS)
