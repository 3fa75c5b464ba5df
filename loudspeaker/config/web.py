"""The key ``web`` of ``station.yaml``: where the pages are served."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final

from loudspeaker.config.reader import Section
from loudspeaker.model.settings import Scalar, Setting, Table, whole

DEFAULT_ADDRESS: Final = "127.0.0.1"
DEFAULT_PORT: Final = 8080
ADDRESS_EXPECTED: Final = "an IP address of this machine such as 127.0.0.1 or 0.0.0.0"
_FIRST_PORT, _LAST_PORT = 1, 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class WebConfig:
    """Where the pages listen; by default this machine alone reaches them."""

    address: str = DEFAULT_ADDRESS
    port: int = DEFAULT_PORT


WEB_KEYS: Final = Table(
    (
        Setting(
            "address",
            Scalar(ADDRESS_EXPECTED, lambda text: str(ip_address(text))),
            default=DEFAULT_ADDRESS,
        ),
        Setting("port", whole(_FIRST_PORT, _LAST_PORT), default=DEFAULT_PORT),
    )
)


def read_web(section: Section | None) -> WebConfig:
    """Return where the pages are served."""
    if section is None:
        return WebConfig()
    return WebConfig(address=section["address"], port=section["port"])
