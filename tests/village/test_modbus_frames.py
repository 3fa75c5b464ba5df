"""Modbus requests out of bytes, against vectors that an independent server accepted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.modbus_frames import (
    SILENCE_NS,
    BadBytes,
    ExceptionCode,
    Request,
    RequestReader,
    crc16,
    exception,
    frame,
)

VECTORS = [
    "01030000000AC5CD",
    "010600050037D81D",
    "0B0F0000000B02FF079A56",
    "00060005000159DA",
    "0105020000078DB0",
    "01050200001E4C7A",
    "01050000FF008C3A",
    "010500000000CDCA",
    "010500FF0000FDFA",
]
READ = bytes.fromhex(VECTORS[0])


@pytest.mark.parametrize("text", VECTORS)
def test_vectors_are_requests(text: str) -> None:
    raw = bytes.fromhex(text)
    expected = Request(unit=raw[0], function=raw[1], data=raw[2:-2], raw=raw)
    assert RequestReader().feed(raw, 0) == [expected]
    assert frame(raw[0], raw[1], raw[2:-2]) == raw


@pytest.mark.parametrize("text", ["0B0F0000000B14A6", "018302C0F1"])
def test_vectors_of_answers(text: str) -> None:
    raw = bytes.fromhex(text)
    assert frame(raw[0], raw[1], raw[2:-2]) == raw
    assert crc16(raw) == 0


def test_exception_answer() -> None:
    (request,) = RequestReader().feed(READ, 0)
    assert isinstance(request, Request)
    assert exception(request, ExceptionCode.ILLEGAL_ADDRESS).hex() == "018302c0f1"


def test_bytes_one_by_one_and_two_at_once() -> None:
    reader = RequestReader()
    found = [item for byte in READ * 2 for item in reader.feed(bytes([byte]), 0)]
    assert found == RequestReader().feed(READ * 2, 0)
    assert len(found) == 2


def test_silence_ends_an_unfinished_request() -> None:
    reader = RequestReader()
    assert reader.feed(READ[:5], 0) == []
    assert reader.expire(SILENCE_NS - 1) == []
    found = reader.feed(READ, SILENCE_NS)
    assert found[0] == BadBytes(raw=READ[:5], problem="truncated")
    assert isinstance(found[1], Request)


def test_a_wrong_crc_is_thrown_away() -> None:
    broken = READ[:-1] + bytes([READ[-1] ^ 1])
    reader = RequestReader()
    assert reader.feed(broken, 0) == [BadBytes(raw=broken, problem="crc")]
    assert isinstance(reader.feed(READ, 1)[0], Request)


def test_unknown_functions_end_where_their_crc_fits() -> None:
    request = frame(1, 0x2B, bytes.fromhex("0E0100"))
    (found,) = RequestReader().feed(request, 0)
    assert isinstance(found, Request)
    assert found.function == 0x2B


def test_a_flood_is_bounded() -> None:
    found = RequestReader().feed(b"\x01\x2b" + bytes(1_000), 0)
    assert [type(item) for item in found] == [BadBytes]


@given(st.binary(max_size=600), st.lists(st.integers(1, 20), max_size=40))
def test_rubbish_never_raises_and_silence_heals(rubbish: bytes, cuts: list[int]) -> None:
    reader, now = RequestReader(), 0
    for cut in cuts:
        reader.feed(rubbish[:cut], now)
        rubbish, now = rubbish[cut:], now + cut * 5_000_000
    found = reader.feed(READ, now + SILENCE_NS)
    assert isinstance(found[-1], Request)
    assert found[-1].raw == READ
