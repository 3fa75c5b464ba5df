"""Point commands on the way over IP: whole, one behind the other, in one message.

docs/reference/ip-points.md tells the whole of it, for people who build IP points.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loudspeaker.radio.addressing import EVERYONE, point_address
from loudspeaker.radio.commands import SIGNED_BYTES, Command, DerivesKeys, Operation, sign

IP_NETWORK: Final = 0x0000
"""Signed in place of PI.  No FM station has it, so what was recorded on the air opens nothing."""
MAX_BATCH: Final = 1024


def signed_batch(
    operation: Operation,
    points: Iterable[int] | None,
    *,
    keys: DerivesKeys,
    counter: int,
    argument: int = 0,
) -> bytes:
    """Return one message: a command for each point with that point's own key, or one for all.

    They share the counter: a point looks at no command but those for itself and for all.
    """
    addresses = [EVERYONE] if points is None else [point_address(n) for n in sorted(set(points))]
    return b"".join(
        sign(
            Command(operation=operation, address=address, argument=argument, counter=counter),
            keys,
            IP_NETWORK,
        )
        for address in addresses
    )


def commands_in(message: bytes) -> list[bytes]:
    """Cut a message into commands of 16 bytes; nothing if it is not made of such."""
    count, rest = divmod(len(message), SIGNED_BYTES)
    if rest or not 1 <= count <= MAX_BATCH:
        return []
    return [message[at : at + SIGNED_BYTES] for at in range(0, len(message), SIGNED_BYTES)]
