"""The address of a stream, read strictly: what two programs could take differently is refused."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urljoin

LONGEST: Final = 1000
PORTS: Final = {"http": 80, "https": 443}
_SHAPE = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<target>[/?][!-~]*)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


class AddressProblem(StrEnum):
    """What is wrong with the address of a stream, in one word."""

    FORM = "address_form"
    SCHEME = "address_scheme"
    PERSON = "address_person"
    HOST = "address_host"
    PORT = "address_port"


class BadAddress(ValueError):
    """An address that is not taken."""

    def __init__(self, problem: AddressProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamAddress:
    """Scheme, host (small letters; an IPv6 address without brackets), port, path with query."""

    scheme: str
    host: str
    port: int
    target: str = "/"

    @property
    def literal(self) -> IPv4Address | IPv6Address | None:
        """The address that the host is, None where it is a name."""
        try:
            return ip_address(self.host)
        except ValueError:
            return None

    @property
    def authority(self) -> str:
        """Host and port as a request names them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_address(text: str) -> StreamAddress:
    """Read an http or https address without a person, a fragment or anything hidden; BadAddress.

    A host is a name of labels, or an IP address in its one usual form: ``127.1``, ``0x7f000001``
    and ``2130706433``, which some libraries take for 127.0.0.1, are none.
    """
    if len(text) > LONGEST or "#" in text or "\\" in text:
        raise BadAddress(AddressProblem.FORM)
    scheme, separator, rest = text.partition("://")
    if not separator or scheme.lower() not in PORTS:
        raise BadAddress(AddressProblem.SCHEME)
    if "@" in re.split(r"[/?]", rest, maxsplit=1)[0]:
        raise BadAddress(AddressProblem.PERSON)
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise BadAddress(AddressProblem.FORM)
    port = int(match["port"]) if match["port"] else PORTS[match["scheme"].lower()]
    if not 1 <= port <= 65_535:  # noqa: PLR2004 - TCP's ports
        raise BadAddress(AddressProblem.PORT)
    target = match["target"] or "/"
    return StreamAddress(
        scheme=match["scheme"].lower(),
        host=read_host(match["host"]),
        port=port,
        target=target if target.startswith("/") else f"/{target}",
    )


def read_host(text: str) -> str:
    """Return a host in its one usual form; BadAddress."""
    host = text.lower()
    try:
        if host.startswith("["):
            return str(IPv6Address(host[1:-1]))
        labels = host.split(".")
        if _NUMBER.fullmatch(labels[-1]):
            return str(IPv4Address(host))
    except ValueError as error:
        raise BadAddress(AddressProblem.HOST) from error
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(AddressProblem.HOST)
    return host


def followed(address: StreamAddress, location: str) -> StreamAddress:
    """Return where a redirection leads; BadAddress, also if it leaves https for http."""
    if not location.isascii() or not location.isprintable() or " " in location:
        raise BadAddress(AddressProblem.FORM)
    try:
        found = parse_address(urljoin(str(address), location))
    except BadAddress:
        raise
    except ValueError as error:
        raise BadAddress(AddressProblem.FORM) from error
    if address.scheme == "https" and found.scheme != "https":
        raise BadAddress(AddressProblem.SCHEME)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowedHost:
    """A host that may be asked; ``below`` stands for all names that end with it, not for itself."""

    host: str
    port: int | None = None
    below: bool = False

    def allows(self, address: StreamAddress, *, ports: Collection[int] = ()) -> bool:
        """Tell whether an address may be asked; without a port of its own, at 80 and 443."""
        if self.below:
            is_it = address.host.endswith(f".{self.host}") and address.literal is None
        else:
            is_it = address.host == self.host
        mine = {self.port} if self.port is not None else {*PORTS.values(), *ports}
        return is_it and address.port in mine


def parse_allowed(text: str) -> AllowedHost:
    """Read ``stream.example.vn``, ``*.example.vn``, ``192.168.1.20:8000``; BadAddress.

    A star stands for names below a domain of at least two labels, never for a whole country.
    """
    below = text.startswith("*.")
    address = parse_address(f"http://{text.removeprefix('*.')}")
    if address.target != "/" or "/" in text or "?" in text:
        raise BadAddress(AddressProblem.FORM)
    if below and (address.literal is not None or "." not in address.host):
        raise BadAddress(AddressProblem.HOST)
    has_port = re.search(r":[0-9]+$", text.rpartition("]")[2]) is not None
    return AllowedHost(host=address.host, port=address.port if has_port else None, below=below)
