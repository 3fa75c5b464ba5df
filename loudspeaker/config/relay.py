"""The key ``relay`` of ``station.yaml``: other stations that may be relayed, and their hosts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, Final

from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section, check_unique
from loudspeaker.model.relay import LINE, RelaySource
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    line_of_text,
)
from loudspeaker.model.stream_address import (
    PORTS,
    AllowedHost,
    StreamAddress,
    parse_address,
    parse_allowed,
)

MOST_SOURCES: Final = 50
ADDRESS_EXPECTED = (
    "an address such as https://stream.example.vn/live, without a person's name in it"
)
HOST_EXPECTED = "a host such as stream.example.vn, stream.example.vn:8000 or *.example.vn"
PLACE_EXPECTED = "an IP address such as 192.168.1.20"
ONE_EXPECTED = "either stream or line"
LISTED_EXPECTED = "an address whose host stands under hosts"
NAMED_EXPECTED = "a name or an IP address that also stands under addresses"
EXPECTED = frozenset(
    {
        ADDRESS_EXPECTED,
        HOST_EXPECTED,
        PLACE_EXPECTED,
        ONE_EXPECTED,
        LISTED_EXPECTED,
        NAMED_EXPECTED,
    }
)
"""What could stand under ``relay``, for who wrote something else there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayConfig:
    """The allow-list, addresses in our own network that may be asked all the same, and sources."""

    hosts: tuple[AllowedHost, ...] = ()
    addresses: tuple[str, ...] = ()
    sources: tuple[RelaySource, ...] = ()

    def source_named(self, name: str) -> RelaySource | None:
        """Return the source of this name (letter case does not matter)."""
        wanted = name.casefold()
        return next((each for each in self.sources if each.name.casefold() == wanted), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sources."""
        return tuple(source.name for source in self.sources)

    def ports_of(self, source: RelaySource) -> frozenset[int]:
        """Return the port that a source's own address states, for where that leads to."""
        return frozenset() if source.is_line else frozenset({parse_address(source.address).port})

    def allows(self, address: StreamAddress, *, ports: Iterable[int] = ()) -> bool:
        """Tell whether a host is on the list, by its name or as an address that is named.

        Neither is asked at another port than 80, 443, its own on the list, or one of ``ports``.
        """
        known = frozenset(ports)
        usual = address.port in {*PORTS.values(), *known}
        named = address.literal is not None and address.host in self.addresses and usual
        return named or any(host.allows(address, ports=known) for host in self.hosts)


NO_RELAY: Final = RelayConfig()


def _stream() -> Scalar:
    return Scalar(ADDRESS_EXPECTED, lambda text: str(parse_address(text)))


def _one_way(values: Mapping[str, Any]) -> Misfit | None:
    both = (values["stream"] is None) is (values["line"] is None)
    return Misfit("stream", ONE_EXPECTED) if both else None


_SOURCE = Table(
    (
        Setting("name", line_of_text(60)),
        Setting("stream", _stream(), default=None),
        Setting("line", line_of_text(100), default=None),
    ),
    check=_one_way,
)
RELAY_KEYS: Final = Table(
    (
        Setting("hosts", ListOf(item=Scalar(HOST_EXPECTED, parse_allowed), most=100), default=()),
        Setting(
            "addresses",
            ListOf(item=Scalar(PLACE_EXPECTED, lambda text: str(ip_address(text))), most=20),
            default=(),
        ),
        Setting("sources", ListOf(item=_SOURCE, fewest=1, most=MOST_SOURCES)),
    )
)


def read_relay(section: Section | None) -> RelayConfig:
    """Return the sources; ConfigurationRefused for one whose host is not on the list."""
    if section is None:
        return NO_RELAY
    check_unique(section["sources"], "name")
    config = RelayConfig(
        hosts=section["hosts"],
        addresses=section["addresses"],
        sources=tuple(_source(row) for row in section["sources"]),
    )
    for row in section["sources"]:
        _check_listed(row, config)
    return config


def _source(row: Section) -> RelaySource:
    return RelaySource(name=row["name"], address=row["stream"] or f"{LINE}{row['line']}")


def _check_listed(row: Section, config: RelayConfig) -> None:
    if row["stream"] is None:
        return
    address = parse_address(row["stream"])
    if address.literal is not None and address.host not in config.addresses:
        raise row.refused(Problem.NOT_ALLOWED, "stream", expected=NAMED_EXPECTED)
    if not config.allows(address, ports={address.port}):
        raise row.refused(Problem.NOT_ALLOWED, "stream", expected=LISTED_EXPECTED)
