"""The envelope: stuffing, CRC, and finding the way back after rubbish."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.uecp_frame import (
    AckCode,
    Decoder,
    Frame,
    FrameError,
    crc16,
    encode,
)

EMPTY = bytes.fromhex("FE000000007B3FFF")
PI = bytes.fromhex("FE000001050100007F2B3BD2FF")
STUFFED = bytes.fromhex("FEFD02FD02FD0005010000FD01FD02FD0003FF")
PI_FRAME = Frame(sequence=1, message=bytes.fromhex("0100007F2B"))

frames = st.builds(
    Frame,
    address=st.integers(0, 0xFFFF),
    sequence=st.integers(0, 0xFF),
    message=st.binary(max_size=255),
)


def test_crc_check_value() -> None:
    assert crc16(b"123456789") == 0xD64E


@pytest.mark.parametrize(
    ("frame", "sent"),
    [
        (Frame(message=b""), EMPTY),
        (PI_FRAME, PI),
        (
            Frame(address=1023 << 6 | 63, sequence=0xFD, message=bytes.fromhex("010000FEFF")),
            STUFFED,
        ),
    ],
)
def test_vectors_both_ways(frame: Frame, sent: bytes) -> None:
    assert encode(frame) == sent
    assert Decoder().feed(sent) == [frame]


def test_too_long_a_message_is_refused() -> None:
    with pytest.raises(ValueError, match="256 bytes"):
        encode(Frame(message=bytes(256)))


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (PI[:-3] + bytes([PI[-3] ^ 1]) + PI[-2:], AckCode.CRC),
        (bytes.fromhex("FE0000FD03FF"), AckCode.STUFFING),
        (bytes.fromhex("FE00FDFF"), AckCode.STUFFING),
        (bytes.fromhex("FE0000FF"), AckCode.UNEXPECTED_END),
        (PI[:-1] + EMPTY, AckCode.END_MISSING),
        (b"noise" + EMPTY, AckCode.NOT_RECEIVED),
    ],
)
def test_each_fault_is_named(sent: bytes, problem: AckCode) -> None:
    first = Decoder().feed(sent)[0]
    assert isinstance(first, FrameError)
    assert first.problem is problem


def test_a_length_byte_that_lies_is_named() -> None:
    body = bytes.fromhex("00000109") + b"\x01\x00\x00\x7f\x2b"
    sent = b"\xfe" + body + crc16(body).to_bytes(2, "big") + b"\xff"
    (error,) = Decoder().feed(sent)
    assert isinstance(error, FrameError)
    assert (error.problem, error.sequence) == (AckCode.FIELD_LENGTH, 1)


def test_a_frame_after_a_broken_one_is_read() -> None:
    found = Decoder().feed(PI[:6] + PI)
    assert found[-1] == PI_FRAME
    assert found[0] == FrameError(problem=AckCode.END_MISSING, raw=PI[:6])


def test_a_flood_without_marks_is_given_back_in_bounded_pieces() -> None:
    found = Decoder().feed(bytes(5_000))
    assert len(found) == 9
    assert all(isinstance(item, FrameError) and len(item.raw) <= 523 for item in found)


@given(frames)
def test_every_frame_survives(frame: Frame) -> None:
    assert Decoder().feed(encode(frame)) == [frame]


@given(st.lists(frames, max_size=5), st.data())
def test_pieces_of_any_size_give_the_same(sent: list[Frame], data: st.DataObject) -> None:
    stream = b"".join(encode(frame) for frame in sent)
    decoder, found = Decoder(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        found += decoder.feed(stream[:size])
        stream = stream[size:]
    assert found == sent


@given(st.binary(max_size=2_000), frames)
def test_rubbish_never_raises_and_never_hides_the_next_frame(rubbish: bytes, frame: Frame) -> None:
    found = Decoder().feed(rubbish + encode(frame))
    assert found[-1] == frame


@given(frames, st.data())
def test_a_changed_byte_never_passes_as_the_frame(frame: Frame, data: st.DataObject) -> None:
    sent = bytearray(encode(frame))
    at = data.draw(st.integers(0, len(sent) - 1))
    sent[at] ^= data.draw(st.integers(1, 255))
    assert frame not in Decoder().feed(bytes(sent))
