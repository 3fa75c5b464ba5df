"""Addresses that may be connected to, in every form they can have."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loudspeaker.bridge.reachable import allowed_of, is_public, may_connect

INSIDE = (
    "0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 168.63.129.16"
    " 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.192 192.168.1.20 198.18.0.1 224.0.0.1"
    " 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1"
    " ::ffff:127.0.0.1 ::ffff:169.254.169.254 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::7f00:1"
    " 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 fec0::1"
)
PUBLIC = (
    "1.1.1.1 113.160.1.1 172.32.0.1 2606:4700::1111 2405:4800::1"
    " ::ffff:113.160.1.1 64:ff9b::71a0:101"
)


@pytest.mark.parametrize("text", INSIDE.split())
def test_nothing_leads_inside(text: str) -> None:
    assert not is_public(ip_address(text))
    assert not may_connect(ip_address(text), [])


@pytest.mark.parametrize("text", PUBLIC.split())
def test_the_internet_is_reached(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses(v=4))
def test_the_standard_library_agrees_that_a_public_address_is_global(address: IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_reserved


@given(st.ip_addresses(v=6))
def test_nor_does_it_object_to_one_of_version_6(address: IPv6Address) -> None:
    wraps = address.ipv4_mapped is not None or address in IPv6Network("64:ff9b::/96")
    if is_public(address) and not wraps:
        assert not any(
            (address.is_private, address.is_link_local, address.is_site_local, address.is_loopback)
        )
        assert not any((address.is_multicast, address.is_unspecified))


@given(st.ip_addresses(v=4))
def test_an_address_is_no_more_public_for_being_wrapped(address: IPv4Address) -> None:
    for wrapped in (f"::ffff:{address}", f"64:ff9b::{address}"):
        assert is_public(ip_address(wrapped)) is is_public(address)
    assert not is_public(IPv6Address(0x2002 << 112 | int(address) << 80))
    assert not is_public(IPv6Address(int(address)))


def unwrapped(address: IPv4Address | IPv6Address) -> tuple[int, int]:
    """Return version and number of an address, of what ::ffff:0:0/96 or 64:ff9b::/96 wraps."""
    wraps = address.version == 6 and int(address) >> 32 in (0xFFFF, 0x64FF9B << 64)
    return (4, int(address) & 0xFFFF_FFFF) if wraps else (address.version, int(address))


@example(IPv4Address("0.0.0.0"), IPv6Address("::ffff:0:0"))
@example(IPv4Address("10.0.0.7"), IPv6Address("64:ff9b::10.0.0.7"))
@given(st.ip_addresses(), st.ip_addresses())
def test_what_is_named_is_allowed_and_it_alone(
    named: IPv4Address | IPv6Address, other: IPv4Address | IPv6Address
) -> None:
    assert may_connect(named, [str(named)])
    if not is_public(other):
        assert may_connect(other, [str(named)]) is (unwrapped(named) == unwrapped(other))


def test_an_encoder_in_our_network_may_be_named_in_either_form() -> None:
    assert may_connect(ip_address("::ffff:192.168.1.20"), ["192.168.1.20"])
    assert may_connect(ip_address("192.168.1.20"), ["::ffff:192.168.1.20"])
    assert not may_connect(ip_address("192.168.1.21"), ["192.168.1.20"])


def test_of_many_addresses_of_a_name_only_the_allowed_are_left() -> None:
    found = ["127.0.0.1", "113.160.1.1", "fe80::1%2", "nonsense", "113.160.1.1", "10.0.0.7"]
    assert allowed_of(found, ["10.0.0.7"]) == ["113.160.1.1", "10.0.0.7"]
    assert allowed_of(["169.254.169.254", "::1"], []) == []
