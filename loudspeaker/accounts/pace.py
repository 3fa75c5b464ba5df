"""How fast passwords may be tried: buckets that fill with time, kept as one number each.

A bucket is the moment at which it will be full again (the *theoretical arrival time* of GCRA).  In
any hour at most ``burst + 3600 / every_s`` tries leave a bucket.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many at once, and one more every so many seconds."""

    burst: int
    every_s: float


AT_ADDRESS: Final = Limit(burst=5, every_s=720)
FOR_PERSON: Final = Limit(burst=5, every_s=720)
STRANGERS: Final = Limit(burst=10, every_s=360)
"""All addresses together at which the person has never signed in."""
_STRANGERS_NAME: Final = "strangers"


def limits_for(person: str, address: str, *, known: bool) -> dict[str, Limit]:
    """Return the buckets that a try must leave.

    An address at which this person has signed in before spends its own bucket and no other: what
    strangers spend elsewhere cannot keep the person out.
    """
    own = {f"at {address}": AT_ADDRESS}
    if known:
        return own
    return own | {f"for {person}": FOR_PERSON, _STRANGERS_NAME: STRANGERS}


def wait_s(full_at: float | None, now: float, limit: Limit) -> float:
    """Return how long until a try may leave this bucket, 0 for at once."""
    return max(0.0, _standing(full_at, now, limit) - now - (limit.burst - 1) * limit.every_s)


def spent(full_at: float | None, now: float, limit: Limit) -> float:
    """Return the bucket after one try."""
    return _standing(full_at, now, limit) + limit.every_s


def given_back(full_at: float | None, now: float, limit: Limit) -> float:
    """Return the bucket as if one try had not been."""
    return max(now, _standing(full_at, now, limit) - limit.every_s)


def _standing(full_at: float | None, now: float, limit: Limit) -> float:
    """Return when it is full; a clock that was set back shuts nobody out for longer than empty."""
    return min(max(now, now if full_at is None else full_at), now + limit.burst * limit.every_s)


def longest_wait_s(kept: Mapping[str, float], limits: Mapping[str, Limit], now: float) -> float:
    """Return how long until a try may leave all of the buckets."""
    return max(wait_s(kept.get(name), now, limit) for name, limit in limits.items())


def address_key(address: str) -> str:
    """Return what one visitor can hardly change: of IPv6 the network; ValueError for no address."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed) >> 64 << 64, 64)))
