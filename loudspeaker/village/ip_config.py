"""The section ``ip`` of ``village.json``: points over IP, and where their broker is.

Their passwords are not in it but, where the broker wants any, one a line as ``number:password``
in ``HOME/village/ip-passwords``; a point's user name is its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loudspeaker.village.json_fields import check_keys, flag, number
from loudspeaker.village.refusals import Unfit

if TYPE_CHECKING:
    from loudspeaker.village.config import PointConfig

PASSWORDS = "ip-passwords"
_KEYS = {"host", "port", "topic", "tls", "ca_file", "points"}
_LAST_PORT = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class IpVillage:
    """The points over IP; ``ca_file`` is inside the home."""

    host: str
    port: int
    topic: str
    tls: bool
    ca_file: str | None
    points: tuple[PointConfig, ...]


def ip_village(content: Any, *, read_points: Callable[[Any], tuple[PointConfig, ...]]) -> IpVillage:
    """Read the section; Unfit for anything but exactly what it must be."""
    check_keys(content, known=_KEYS, required=_KEYS, where="ip")
    return IpVillage(
        host=_text(content, "host"),
        port=number(content["port"], "port", 1, _LAST_PORT),
        topic=_text(content, "topic"),
        tls=flag(content["tls"], "tls"),
        ca_file=None if content["ca_file"] is None else _text(content, "ca_file"),
        points=read_points(content["points"]),
    )


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content[key]
    if not isinstance(value, str) or not value:
        raise Unfit(key, "text")
    return value


def read_passwords(path: Path) -> dict[int, str]:
    """Return number → password; without a file there are none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.partition(":") for line in lines if line)
    return {int(number): password for number, _, password in pairs}
