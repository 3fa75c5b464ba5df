"""The encoder: four places, one group a slot, and how little it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.uecp_elements import (
    Acknowledge,
    Buffer,
    Element,
    FreeFormatGroup,
    InHouseGroup,
    OpenData,
    OpenDataConfiguration,
    OpenDataGroup,
    Payload,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    RadioText,
    RdsOutput,
    Request,
    TextBuffer,
    TrafficFlags,
    Urgency,
    element_frame,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame
from loudspeaker.village.encoder import QUEUE_PLACES, Answers, Encoder

PI = 0x7001


def _payload(number: int) -> Payload:
    return Payload(tail=number & 31, block_3=0xBEEF, block_4=number)


def _in_house(number: int) -> Element:
    return InHouseGroup(payload=_payload(number))


def _send(encoder: Encoder, *elements: Element) -> list[str | None]:
    """Send each element in a frame of its own; return what was wrong with each."""
    sent = (element_frame(element, sequence=7) for element in elements)
    return [received.problem for frame in sent for received in encoder.receive(frame)]


def _answers(encoder: Encoder, *elements: Element) -> list[Element]:
    found = []
    for element in elements:
        for received in encoder.receive(element_frame(element, sequence=7)):
            for frame in Decoder().feed(received.answer):
                assert isinstance(frame, Frame)
                found += [item for item in parse_elements(frame.message) if hasattr(item, "CODE")]
    return found  # type: ignore[return-value]  # errors have no CODE


def _names(encoder: Encoder, count: int) -> list[str]:
    groups = (encoder.next_group() for _ in range(count))
    return [group.name for group in groups if group is not None]


def test_groups_leave_in_order_and_fillers_follow() -> None:
    encoder = Encoder(pi=PI)
    assert _send(encoder, *map(_in_house, range(3))) == [None] * 3
    groups = [encoder.next_group() for _ in range(4)]
    assert [group.name for group in groups if group] == ["6A", "6A", "6A", "0A"]
    assert [group.blocks[3] for group in groups[:3] if group] == [0, 1, 2]
    assert {group.pi for group in groups if group} == {PI}


def test_what_does_not_fit_is_dropped_and_said() -> None:
    encoder = Encoder(pi=PI)
    groups = list(map(_in_house, range(6)))
    assert _answers(encoder, *groups) == [
        Acknowledge(code=AckCode.BUFFER_FULL, sequence=7),
        Acknowledge(code=AckCode.BUFFER_FULL, sequence=7),
    ]
    assert encoder.waiting == QUEUE_PLACES
    assert _names(encoder, 5) == ["6A"] * 4 + ["0A"]


def test_an_encoder_that_never_answers() -> None:
    encoder = Encoder(pi=PI, answers=Answers.NONE)
    assert _answers(encoder, *map(_in_house, range(6)), Request(wanted=1)) == []


def test_an_encoder_that_answers_everything() -> None:
    encoder = Encoder(pi=PI, answers=Answers.ALL)
    assert _answers(encoder, ProgrammeType(pty=31)) == [Acknowledge(code=AckCode.OK)]
    assert _answers(encoder, Request(wanted=1, arguments=bytes(2))) == [
        ProgrammeIdentification(pi=PI)
    ]
    assert _answers(encoder, Request(wanted=7)) == [ProgrammeType(pty=31)]
    unknown = Acknowledge(code=AckCode.UNKNOWN_ELEMENT, sequence=7)
    assert _answers(encoder, Request(wanted=0x99)) == [unknown]


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (bytes.fromhex("FE000001050100007F2B3BD3FF"), "crc"),
        (bytes.fromhex("FE0000FF"), "unexpected_end"),
        (b"\xfe\x00\x00\x00\x01\x99", None),
    ],
)
def test_broken_frames_are_reported(sent: bytes, problem: str | None) -> None:
    found = Encoder(pi=PI).receive(sent)
    assert [received.problem for received in found] == ([problem] if problem else [])
    assert b"".join(received.raw for received in found) == (sent if problem else b"")


def test_unknown_elements_are_reported_and_what_stood_before_counts() -> None:
    encoder = Encoder(pi=PI)
    message = bytes.fromhex("01000012349900")
    from loudspeaker.radio.uecp_frame import encode  # noqa: PLC0415 - used here only

    (received,) = encoder.receive(encode(Frame(message=message)))
    assert received.problem == "unknown_element"
    group = encoder.next_group()
    assert group is not None
    assert group.pi == 0x1234


def test_every_way_to_send_a_group() -> None:
    encoder = Encoder(pi=PI)
    aid = OpenDataConfiguration(group=22, aid=0xFF01)
    data = bytes.fromhex("15BEEF1234")
    sent = (
        aid,
        FreeFormatGroup(group=22, payload=_payload(1)),
        InHouseGroup(payload=_payload(2)),
        OpenDataGroup(group=24, payload=_payload(3)),
        OpenData(aid=0xFF01, data=data),
    )
    assert _send(encoder, *sent) == [None] * 5
    assert _names(encoder, 4) == ["11A", "6A", "12A", "11A"]


def test_urgent_groups_go_first_in_their_own_order() -> None:
    encoder = Encoder(pi=PI)
    urgency = (Urgency.NORMAL, Urgency.URGENT, Urgency.IMMEDIATE, Urgency.URGENT)
    for number, wanted in enumerate(urgency):
        _send(encoder, OpenDataGroup(group=22, payload=_payload(number), urgency=wanted))
    groups = [encoder.next_group() for _ in range(4)]
    assert [group.blocks[3] for group in groups if group] == [2, 1, 3, 0]


def test_what_it_cannot_do_is_refused() -> None:
    encoder = Encoder(pi=PI)
    cyclic = FreeFormatGroup(group=22, payload=_payload(1), buffer=Buffer.CYCLIC)
    unknown_aid = OpenData(aid=0x1234, data=bytes(5))
    assert _send(encoder, cyclic, unknown_aid) == ["not_acceptable"] * 2
    assert encoder.waiting == 0


def test_the_queue_can_be_cleared() -> None:
    encoder = Encoder(pi=PI)
    _send(encoder, _in_house(1), InHouseGroup(payload=_payload(0), buffer=Buffer.CLEAR))
    assert encoder.waiting == 0


def test_a_deaf_encoder_takes_nothing() -> None:
    encoder = Encoder(pi=PI)
    encoder.deaf = True
    assert _send(encoder, _in_house(1)) == ["ignored"]
    assert encoder.waiting == 0


def test_fillers_carry_the_stations_data() -> None:
    encoder = Encoder(pi=PI)
    _send(
        encoder,
        ProgrammeIdentification(pi=0x7F2B),
        ProgrammeService(name=b"XA TEST "),
        ProgrammeType(pty=31),
        TrafficFlags(announcement=True, programme_carries=True),
    )
    groups = [group for _ in range(4) if (group := encoder.next_group())]
    assert b"".join(group.blocks[3].to_bytes(2, "big") for group in groups) == b"XA TEST "
    assert {(g.pi, g.programme_type, g.traffic_programme) for g in groups} == {(0x7F2B, 31, True)}


def test_radio_text_is_sent_whole_between_names() -> None:
    encoder = Encoder(pi=PI)
    _send(encoder, RadioText(text=b"HOP THON 19H30", flag=True))
    groups = [group for _ in range(16) if (group := encoder.next_group())]
    texts = [group for group in groups if group.name == "2A"]
    assert [group.name for group in groups[:4]] == ["0A", "2A", "0A", "2A"]
    content = b"".join(
        g.blocks[2].to_bytes(2, "big") + g.blocks[3].to_bytes(2, "big") for g in texts[:4]
    )
    assert content == b"HOP THON 19H30\r "
    assert {group.tail >> 4 for group in texts} == {1}
    _send(encoder, RadioText(text=b"", buffer=TextBuffer.CLEAR))
    assert set(_names(encoder, 8)) == {"0A"}


def test_an_open_data_application_is_announced() -> None:
    encoder = Encoder(pi=PI)
    _send(encoder, OpenDataConfiguration(group=22, aid=0xFF01, message=5))
    groups = [group for _ in range(32) if (group := encoder.next_group())]
    announced = [group.blocks for group in groups if group.name == "3A"]
    assert announced == [(PI, 0x3016, 5, 0xFF01)] * 2


def test_without_output_nothing_is_sent() -> None:
    encoder = Encoder(pi=PI)
    _send(encoder, RdsOutput(on=False), _in_house(1))
    assert encoder.next_group() is None
    _send(encoder, RdsOutput(on=True))
    assert _names(encoder, 1) == ["6A"]


@given(st.lists(st.binary(max_size=300), max_size=5))
def test_rubbish_never_raises_and_leaves_it_working(chunks: list[bytes]) -> None:
    encoder = Encoder(pi=PI, answers=Answers.ALL)
    for chunk in chunks:
        encoder.receive(chunk)
    encoder.receive(b"\xff" + element_frame(RdsOutput(on=True)))
    assert encoder.next_group() is not None
