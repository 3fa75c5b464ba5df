"""Play orders: the bytes, the tags, and everything that is none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.play_orders import (
    MAX_CLIPS,
    MAX_POSITION,
    ClipPlace,
    OrderKind,
    PlayOrder,
    order_in,
    order_tag,
    run_of,
    signed_order,
)

from .ip_points import BASE, CHIME, ORDER, SENT_MS, SPEECH, blake2s_by_hand
from .profile_s import KEYS, MASTER

POINT_KEY = KEYS.derive("point:12")
PUBLISHED_BODY = (
    "12 33de8401 000001a229f12ddc 000001a229f12800 72756e2d30303031 00000000 02 1f 0d"
    "687474703a2f2f3139322e3136382e312e31303a383038392f636c6970732f 68e1bb8d702d7468c3b46e2d31"
    "00000000 00017700 41a68bae2ca6137df21f7702589888700856c7da2e55804d76a7b72eec7246a4"
    "0001d4c0 00075300 05fb617ad543807c0c3fe7ae9d1f33aa8928236e85adb7c0e3b186f5084e2e19"
)
PUBLISHED_TAG = "2cd4e2a0012414f0"


def places() -> st.SearchStrategy[tuple[ClipPlace, ...]]:
    gaps = st.tuples(
        st.integers(0, 10_000), st.integers(1, 10_000_000), st.binary(min_size=32, max_size=32)
    )

    def laid_out(rows: list[tuple[int, int, bytes]]) -> tuple[ClipPlace, ...]:
        position, found = 0, []
        for gap, frames, digest in rows:
            found.append(ClipPlace(position=position + gap, frames=frames, sha256=digest))
            position = found[-1].end
        return tuple(found)

    return st.lists(gaps, min_size=1, max_size=20).map(laid_out)


orders = st.builds(
    PlayOrder,
    kind=st.sampled_from(OrderKind),
    counter=st.integers(0, 2**32 - 1),
    sent_ms=st.integers(0, 2**63),
    play_at_ms=st.integers(0, 2**63),
    run=st.binary(min_size=8, max_size=8),
    position=st.integers(0, MAX_POSITION),
    base=st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=200),
    label=st.text(max_size=60),
    clips=places(),
)


def test_the_published_vector() -> None:
    body = ORDER.to_bytes()
    assert body == bytes.fromhex(PUBLISHED_BODY)
    assert POINT_KEY.hex() == "1e9729f46935d70bc51ceb516bda9acf"
    assert order_tag(body, 12, key=POINT_KEY).hex() == PUBLISHED_TAG
    assert signed_order(ORDER, [12], KEYS) == body + bytes.fromhex("000c" + PUBLISHED_TAG)


def test_a_second_implementation_agrees() -> None:
    key = blake2s_by_hand(b"point:12", key=MASTER, person=b"LSP-KDF1", size=16)
    assert key == POINT_KEY
    body = ORDER.to_bytes()
    tag = blake2s_by_hand(b"\0\x0c" + body, key=key, person=b"LSP-PLY1", size=8)
    assert tag == order_tag(body, 12, key=key)


@given(orders, st.sets(st.integers(1, 0x3FFF), min_size=1, max_size=30))
def test_what_is_signed_is_read_back(order: PlayOrder, points: set[int]) -> None:
    read = order_in(signed_order(order, points, KEYS))
    assert read is not None
    assert read.order == order
    assert set(read.tags) == points
    for point in points:
        assert read.is_for(point, key=KEYS.derive(f"point:{point}"))
        assert not read.is_for(point, key=KEYS.derive("all"))


def test_a_tag_is_good_for_one_point_only() -> None:
    read = order_in(signed_order(ORDER, [12, 13], KEYS))
    assert read is not None
    swapped = replace(read, tags={12: read.tags[13], 13: read.tags[12]})
    for point in (12, 13):
        assert not swapped.is_for(point, key=KEYS.derive(f"point:{point}"))
    assert not read.is_for(14, key=KEYS.derive("point:14"))


@given(st.data())
def test_any_changed_bit_is_noticed(data: st.DataObject) -> None:
    message = bytearray(signed_order(ORDER, [12], KEYS))
    bit = data.draw(st.integers(0, 8 * len(message) - 1))
    message[bit // 8] ^= 1 << bit % 8
    read = order_in(bytes(message))
    assert read is None or not read.is_for(12, key=POINT_KEY)


@given(st.binary(max_size=400))
def test_anything_else_is_no_order(message: bytes) -> None:
    read = order_in(message)
    assert read is None or not read.is_for(12, key=POINT_KEY)


@given(st.integers(0, 169))
def test_a_cut_message_is_no_order(length: int) -> None:
    message = signed_order(ORDER, [12], KEYS)
    assert order_in(message[:length]) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"base": ""},
        {"base": "http://loa/ clips/"},
        {"base": "h" * 201},
        {"label": "ơ" * 128},
        {"clips": ()},
        {"clips": (SPEECH, CHIME)},
        {"clips": (CHIME, replace(CHIME, position=95_999))},
        {"clips": (replace(CHIME, frames=0),)},
        {"clips": (replace(CHIME, position=MAX_POSITION),)},
        {"clips": tuple(replace(CHIME, position=n, frames=1) for n in range(MAX_CLIPS + 1))},
    ],
)
def test_what_has_no_place_in_an_order(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="no play order"):
        replace(ORDER, **changes).to_bytes()  # type: ignore[arg-type]


def test_two_tags_for_one_point_are_none() -> None:
    message = signed_order(ORDER, [12], KEYS)
    assert order_in(message + message[-10:]) is None
    assert order_in(message[:-10]) is None, "nobody is addressed"
    assert order_in(message[:-10] + bytes(10)) is None, "point 0"


def test_addresses_and_names() -> None:
    assert ORDER.url_of(CHIME) == f"{BASE}{CHIME.sha256.hex()}.wav"
    assert run_of("a-1", 1) != run_of("a-1", 2) != run_of("a-2", 1)
    assert len(run_of("a-1", 1)) == 8
    assert ORDER.play_at_ms == SENT_MS + 1500
