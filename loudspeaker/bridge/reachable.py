"""Which IP addresses may be connected to for a stream: public ones, and those that are named.

What a name stands for is somebody else's to say.  It must not lead into our own network, to this
machine, or to where clouds keep their secrets, whatever form the address has.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final

Address = IPv4Address | IPv6Address

_CLOSED_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a provider's translation; 100.100.100.200 is metadata
            "127.0.0.0/8",
            "168.63.129.16/32",  # metadata, with an address that looks public
            "169.254.0.0/16",  # link-local; 169.254.169.254 is metadata
            "172.16.0.0/12",
            "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is metadata
            "192.0.2.0/24",  # documentation, as the next two
            "198.51.100.0/24",
            "203.0.113.0/24",
            "192.88.99.0/24",  # 6to4 relays, given up
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_OPEN_6: Final = IPv6Network("2000::/3")
_CLOSED_6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation
        ),
    )
)
_MAPPED: Final = IPv6Network("::ffff:0:0/96")
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")


def plain(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 address only wraps, else the address itself."""
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def is_public(address: Address) -> bool:
    """Tell whether an address is one of the Internet at large."""
    bare = plain(address)
    if isinstance(bare, IPv4Address):
        return not any(bare in network for network in _CLOSED_4)
    if bare.scope_id is not None:
        return False
    return bare in _OPEN_6 and not any(bare in network for network in _CLOSED_6)


def may_connect(address: Address, named: Collection[str]) -> bool:
    """Tell whether a connection is allowed; ``named`` are what the configuration names itself."""
    bare = plain(address)
    return is_public(bare) or any(bare == plain(ip_address(each)) for each in named)


def allowed_of(found: Iterable[str], named: Collection[str]) -> list[str]:
    """Return those of a name's addresses that may be connected to, in their order, each once."""
    kept: dict[str, None] = {}
    for text in found:
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if may_connect(address, named):
            kept[str(address)] = None
    return list(kept)
