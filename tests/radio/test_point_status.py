"""What points report: bytes, tags, and what is no report."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.counter_rule import Reason
from loudspeaker.radio.point_status import (
    REFUSALS,
    STATUS_BYTES,
    PointFlag,
    Refusal,
    Status,
    StatusKind,
    signed_status,
    status_in,
    status_tag,
)

from .ip_points import SPEECH, blake2s_by_hand
from .profile_s import KEYS, START

KEY = KEYS.derive("point:12")
PLAYED = Status(
    kind=StatusKind.PLAYED,
    flags=PointFlag.OPEN,
    volume=80,
    counter=START + 1,
    run=b"run-0001",
    sha256=SPEECH.sha256,
    position=SPEECH.position,
    frames=SPEECH.frames,
)
PUBLISHED_BODY = (
    "15 01 50 00 33de8401 72756e2d30303031"
    "05fb617ad543807c0c3fe7ae9d1f33aa8928236e85adb7c0e3b186f5084e2e19"
    "0001d4c0 00075300"
)
PUBLISHED_TAG = "bfdf42dc7c5d1164"

statuses = st.builds(
    Status,
    kind=st.sampled_from(StatusKind),
    flags=st.integers(0, 3).map(PointFlag),
    volume=st.integers(0, 100),
    refusal=st.sampled_from(Refusal),
    counter=st.integers(0, 2**32 - 1),
    run=st.binary(min_size=8, max_size=8),
    sha256=st.binary(min_size=32, max_size=32),
    position=st.integers(0, 2**32 - 1),
    frames=st.integers(0, 2**32 - 1),
)


def test_the_published_vector() -> None:
    body = PLAYED.to_bytes()
    assert body == bytes.fromhex(PUBLISHED_BODY)
    assert status_tag(body, 12, key=KEY).hex() == PUBLISHED_TAG
    by_hand = blake2s_by_hand(b"\0\x0c" + body, key=KEY, person=b"LSP-STA1", size=8)
    assert by_hand.hex() == PUBLISHED_TAG
    assert len(signed_status(PLAYED, 12, key=KEY)) == STATUS_BYTES == 64


@given(statuses, st.integers(1, 0x3FFF))
def test_what_is_signed_is_read_back(status: Status, point: int) -> None:
    key = KEYS.derive(f"point:{point}")
    assert status_in(signed_status(status, point, key=key), point, key=key) == status


@given(statuses)
def test_nobody_speaks_for_another(status: Status) -> None:
    message = signed_status(status, 12, key=KEY)
    assert status_in(message, 13, key=KEY) is None
    assert status_in(message, 12, key=KEYS.derive("point:13")) is None
    assert status_in(message, 12, key=KEYS.derive("all")) is None


@given(st.integers(0, 8 * STATUS_BYTES - 1))
def test_any_changed_bit_is_noticed(bit: int) -> None:
    message = bytearray(signed_status(PLAYED, 12, key=KEY))
    message[bit // 8] ^= 1 << bit % 8
    assert status_in(bytes(message), 12, key=KEY) is None


@given(st.binary(max_size=2 * STATUS_BYTES))
def test_anything_else_is_no_report(message: bytes) -> None:
    assert status_in(message, 12, key=KEY) is None


@given(st.binary(min_size=56, max_size=56))
def test_a_right_tag_over_nonsense_does_no_harm(body: bytes) -> None:
    status = status_in(body + status_tag(body, 12, key=KEY), 12, key=KEY)
    assert status is None or 0 <= status.volume <= 100


def test_every_reason_of_a_receiver_has_its_number() -> None:
    assert set(REFUSALS) == set(Reason)
    assert len(set(REFUSALS.values())) == len(Reason)
