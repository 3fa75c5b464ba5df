"""The QR picture by which a person takes an announcement along on a telephone."""

from __future__ import annotations

import io
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import segno

MOST_BYTES: Final = 900
"""More than so much text makes squares too small for an old telephone's camera."""


def code_of(text: str) -> bytes:
    """Return the SVG picture of a text, cut at a word if it is long."""
    stream = io.BytesIO()
    segno.make_qr(_cut(text), error="l", boost_error=False).save(
        stream, kind="svg", scale=4, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return stream.getvalue()


def _cut(text: str) -> str:
    raw = text.strip().encode("utf-8", "replace")
    if len(raw) <= MOST_BYTES:
        return raw.decode() or " "
    head = raw[:MOST_BYTES].decode("utf-8", "ignore")
    return f"{head.rsplit(None, 1)[0]} …"


def reachable(base: str) -> bool:
    """Tell whether a telephone can reach an address: not one of this machine alone."""
    host = urlsplit(base).hostname or "localhost"
    if host == "localhost":
        return False
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return True
