"""What the page for makers of IP points prints is what the program signs."""

from __future__ import annotations

import re
from pathlib import Path

from loudspeaker.radio.command_batch import IP_NETWORK
from loudspeaker.radio.commands import KeyRing, command_from_bytes, tag_is_right
from loudspeaker.radio.play_orders import order_in
from loudspeaker.radio.point_status import STATUS_BYTES, Refusal, StatusKind, status_in

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "ip-points.md").read_text("utf-8")
VECTORS = PAGE.partition("## Vectors")[2]
KEYS = KeyRing(bytes(range(32)))
POINT_KEY = KEYS.derive("point:12")


def blocks() -> list[bytes]:
    found = re.findall(r"```\n([0-9a-f\s]+)```", VECTORS)
    return [bytes.fromhex("".join(text.split())) for text in found]


def test_the_key_and_the_command() -> None:
    assert POINT_KEY.hex() in VECTORS
    match = re.search(r"`([0-9a-f]{16})` → `([0-9a-f]{16})`", VECTORS)
    assert match is not None
    signed = bytes.fromhex(match[1] + match[2])
    assert command_from_bytes(signed) is not None
    assert tag_is_right(signed, key=POINT_KEY, pi=IP_NETWORK)


def test_the_order_and_the_report() -> None:
    order_bytes, report_bytes = blocks()
    signed = order_in(order_bytes)
    assert signed is not None
    assert signed.is_for(12, key=POINT_KEY)
    assert (signed.order.label, len(signed.order.clips)) == ("họp-thôn-1", 2)
    status = status_in(report_bytes, 12, key=POINT_KEY)
    assert status is not None
    assert status.sha256 == signed.order.clips[1].sha256
    assert len(report_bytes) == STATUS_BYTES


def test_every_kind_and_reason_is_on_the_page() -> None:
    for kind in StatusKind:
        assert f"| {kind.value} {kind.name.lower()} |" in PAGE
    names = {Refusal.BAD_TAG: "badtag"}
    for refusal in set(Refusal) - {Refusal.NONE}:
        assert f"`{names.get(refusal, refusal.name.lower())}`" in PAGE
