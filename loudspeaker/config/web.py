"""The key ``web`` of ``station.yaml``: where the pages are served."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from loudspeaker.config.paths import path_here
from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section
from loudspeaker.model.settings import ListOf, Scalar, Setting, Table, whole

DEFAULT_ADDRESS: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8080
DEFAULT_TLS_PORT: Final = 8443
PROXY_EXPECTED: Final = "the IP address of a server in front such as 127.0.0.1"
ADDRESS_EXPECTED: Final = "an IP address of this machine such as 127.0.0.1 or 0.0.0.0"
PUBLIC_EXPECTED: Final = "an address such as https://loa.example.vn"
_FIRST_PORT, _LAST_PORT = 1, 65_535


def _public_address(text: str) -> str:
    parsed = urlsplit(text)
    plain = parsed.scheme in {"http", "https"} and parsed.hostname and not parsed.username
    if not plain or parsed.path.strip("/") or parsed.query or parsed.fragment or " " in text:
        raise ValueError(text)
    return f"{parsed.scheme}://{parsed.netloc}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsConfig:
    """A certificate of our own: the pages are served at ``port`` as well, encrypted."""

    certificate: str
    key: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Where the pages listen; by default this machine alone reaches them."""

    address: str = DEFAULT_ADDRESS
    public_address: str | None = None
    """Where the commune reaches the pages, such as ``https://loa.example.vn``."""
    port: int = DEFAULT_PORT
    proxies: tuple[str, ...] = ()
    """Servers in front, whose word for the visitor's address and for TLS counts."""
    tls: TlsConfig | None = None


TLS_KEYS: Final = Table(
    (
        Setting("certificate", path_here("such as /etc/loudspeaker/loa.pem")),
        Setting("key", path_here("such as /etc/loudspeaker/loa.key")),
        Setting("port", whole(_FIRST_PORT, _LAST_PORT), default=DEFAULT_TLS_PORT),
    )
)
WEB_KEYS: Final = Table(
    (
        Setting(
            "address",
            Scalar(ADDRESS_EXPECTED, lambda text: str(ip_address(text))),
            default=DEFAULT_ADDRESS,
        ),
        Setting("public_address", Scalar(PUBLIC_EXPECTED, _public_address), default=None),
        Setting(
            "proxies",
            ListOf(item=Scalar(PROXY_EXPECTED, lambda text: str(ip_address(text))), most=20),
            default=(),
        ),
        Setting("port", whole(_FIRST_PORT, _LAST_PORT), default=DEFAULT_PORT),
        Setting("tls", TLS_KEYS, default=None),
    )
)


DEFAULT_WEB: Final = WebConfig()


def read_web(section: Section | None) -> WebConfig:
    """Return where the pages are served."""
    if section is None:
        return DEFAULT_WEB
    tls = section["tls"]
    if tls is not None and tls["port"] == section["port"]:
        raise tls.refused(Problem.WRONG_VALUE, "port", expected="another port than web.port")
    return WebConfig(
        address=section["address"],
        port=section["port"],
        public_address=section["public_address"],
        proxies=tuple(section["proxies"]),
        tls=None if tls is None else TlsConfig(**tls),
    )
