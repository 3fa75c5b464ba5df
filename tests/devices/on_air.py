"""Point commands as a bystander receives them, from the village's log of groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from loudspeaker.radio.commands import Command, command_from_bytes

IN_HOUSE = 6


def commands_on_air(events: Iterable[dict[str, Any]]) -> list[tuple[int, Command]]:
    """Return every whole copy with the time at which its last group had left."""
    found: list[tuple[int, Command]] = []
    parts: dict[int, bytes] = {}
    for event in events:
        raw = bytes.fromhex(event["group"])
        if raw[2] >> 4 != IN_HOUSE or not event["ok"]:
            continue
        index = raw[3] & 3
        if index == 0:
            parts.clear()
        parts[index] = raw[4:]
        if len(parts) == 4:
            command = command_from_bytes(b"".join(parts[number] for number in range(4))[:8])
            assert command is not None
            found.append((event["mono_ns"], command))
            parts.clear()
    return found
