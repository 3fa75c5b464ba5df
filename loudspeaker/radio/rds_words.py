"""A group in words, for whoever reads what is on the air; of itself, without those before it."""

from __future__ import annotations

from collections.abc import Callable

from loudspeaker.radio.rds import Group, Version
from loudspeaker.radio.rds_characters import decode
from loudspeaker.radio.rds_labels import clock_in, heard_application, label_in
from loudspeaker.radio.rds_station import Change

_LOST = "····"


def group_words(group: Group) -> str:
    """Return one line: type, PTY, flags, content; blocks that were lost as ``····``."""
    if not group.ok[1]:
        return f"{_LOST} {_payload(group)}"
    content = _CONTENTS.get((group.type, group.version), _free)(group)
    flag = " TP" if group.traffic_programme else ""
    return f"{group.name} PTY {group.programme_type}{flag}: {content}"


def _block(group: Group, number: int) -> str:
    return f"{group.blocks[number]:04X}" if group.ok[number] else _LOST


def _payload(group: Group) -> str:
    return f"{_block(group, 2)} {_block(group, 3)}"


def _text(group: Group, *numbers: int) -> str:
    parts = (
        decode(group.blocks[number].to_bytes(2, "big")) if group.ok[number] else "··"
        for number in numbers
    )
    return repr("".join(parts))


def _flag(group: Group) -> str:
    return "B" if group.tail & 0x10 else "A"


def _switches(group: Group) -> str:
    ta = ", TA" if group.tail & 0x10 else ""
    return f"{', music' if group.tail & 8 else ', speech'}{ta}"


def _tuning(group: Group) -> str:
    frequencies = f", AF {_block(group, 2)}" if group.version is Version.A else ""
    return f"PS {group.tail & 3} {_text(group, 3)}{_switches(group)}{frequencies}"


def _label(group: Group) -> str:
    said = (Change(what=what, value=value).words for what, value in label_in(group).items())
    return ", ".join(said) or _payload(group)


def _radio_text(group: Group) -> str:
    blocks = (2, 3) if group.version is Version.A else (3,)
    return f"RT {_flag(group)} {group.tail & 0x0F} {_text(group, *blocks)}"


def _application(group: Group) -> str:
    heard = heard_application(group)
    if heard is None:
        return _payload(group)
    return f"AID {heard.aid:04X} in {heard.group}, message {heard.message:04X}"


def _clock(group: Group) -> str:
    heard = clock_in(group).get("clock")
    return f"clock {heard.isoformat(timespec='minutes')}" if heard else f"no time {_payload(group)}"


def _type_name(group: Group) -> str:
    return f"PTYN {_flag(group)} {group.tail & 1} {_text(group, 2, 3)}"


def _long_name(group: Group) -> str:
    return f"long PS {group.tail & 7} {_payload(group)}"


def _free(group: Group) -> str:
    return f"{group.tail:02X} {_payload(group)}"


_CONTENTS: dict[tuple[int, Version], Callable[[Group], str]] = {
    (0, Version.A): _tuning,
    (0, Version.B): _tuning,
    (1, Version.A): _label,
    (1, Version.B): _label,
    (2, Version.A): _radio_text,
    (2, Version.B): _radio_text,
    (3, Version.A): _application,
    (4, Version.A): _clock,
    (10, Version.A): _type_name,
    (15, Version.A): _long_name,
}
