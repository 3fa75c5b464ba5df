"""The section ``ip`` of a hardware file: the broker, and where clips are served from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

from loudspeaker.model.settings import (
    Misfit,
    Scalar,
    Setting,
    Table,
    flag,
    host_name,
    line_of_text,
    location,
    topic,
    web_base,
    whole,
)

PLAIN_PORT, TLS_PORT, HTTP_PORT = 1883, 8883, 8089


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerConfig:
    """How the MQTT broker is reached; files are inside the home."""

    host: str
    port: int
    user: str | None
    password_file: str | None
    tls: bool
    ca_file: str | None
    topic: str

    def password_path(self, home: Path) -> Path | None:
        """Return the file that holds the password."""
        return home / self.password_file if self.password_file else None

    def ca_path(self, home: Path) -> Path | None:
        """Return the file of trusted certificates; None means the system's."""
        return home / self.ca_file if self.ca_file else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipServerConfig:
    """Where clips are served; ``url`` is how points see that place, without a slash at its end."""

    bind: str
    port: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IpConfig:
    """The way to points over IP."""

    broker: BrokerConfig
    http: ClipServerConfig


def _own_address() -> Scalar:
    return Scalar("an IPv4 or IPv6 address of this machine", lambda text: str(ip_address(text)))


def _check_broker(values: Mapping[str, Any]) -> Misfit | None:
    if (values["user"] is None) != (values["password_file"] is None):
        return Misfit("user", "user and password_file together")
    if values["ca_file"] is not None and not values["tls"]:
        return Misfit("ca_file", "tls: true together with ca_file")
    return None


def _check_http(values: Mapping[str, Any]) -> Misfit | None:
    if values["url"] is None and ip_address(values["bind"]).is_unspecified:
        return Misfit("bind", "one address of this machine, or url together with bind")
    return None


_BROKER = Table(
    (
        Setting("host", host_name()),
        Setting("port", whole(1, 65_535), default=None),
        Setting("user", line_of_text(100), default=None),
        Setting("password_file", location(), default=None),
        Setting("tls", flag(), default=False),
        Setting("ca_file", location(), default=None),
        Setting("topic", topic(), default="loudspeaker"),
    ),
    check=_check_broker,
)
_HTTP = Table(
    (
        Setting("bind", _own_address()),
        Setting("port", whole(1, 65_535), default=HTTP_PORT),
        Setting("url", web_base(), default=None),
    ),
    check=_check_http,
)
IP_KEYS: Final = Table((Setting("broker", _BROKER), Setting("http", _HTTP)))


def ip_config(section: Mapping[str, Any]) -> IpConfig:
    """Return the section's values."""
    broker, http = section["broker"], section["http"]
    shown = f"[{http['bind']}]" if ":" in http["bind"] else http["bind"]
    return IpConfig(
        broker=BrokerConfig(
            host=broker["host"],
            port=broker["port"] or (TLS_PORT if broker["tls"] else PLAIN_PORT),
            user=broker["user"],
            password_file=broker["password_file"],
            tls=broker["tls"],
            ca_file=broker["ca_file"],
            topic=broker["topic"],
        ),
        http=ClipServerConfig(
            bind=http["bind"],
            port=http["port"],
            url=http["url"] or f"http://{shown}:{http['port']}",
        ),
    )
