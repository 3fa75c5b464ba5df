"""Message elements: published vectors, a second implementation, and rubbish."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.uecp_elements import (
    Acknowledge,
    AlternativeFrequencies,
    Buffer,
    Clock,
    ClockGroups,
    DataSetSelect,
    DecoderInformation,
    Element,
    ElementError,
    EmergencyWarning,
    FreeFormatGroup,
    GroupSequence,
    InHouseGroup,
    Level,
    MusicSpeech,
    OpenData,
    OpenDataConfiguration,
    OpenDataGroup,
    Payload,
    Phase,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    ProgrammeTypeName,
    RadioText,
    RdsOutput,
    Request,
    SlowLabelling,
    TextBuffer,
    TrafficFlags,
    Urgency,
    element_bytes,
    element_frame,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame

NEW_YEAR = datetime(2021, 1, 1, 0, 30, tzinfo=UTC)
PAYLOAD = Payload(tail=0x15, block_3=0xBEEF, block_4=0x1234)
DATA = bytes.fromhex("15BEEF1234")

VECTORS: list[tuple[str, Element]] = [
    ("FE000001050100007F2B3BD2FF", ProgrammeIdentification(pi=0x7F2B)),
    ("FE0000020B0200004441492058412020CBE9FF", ProgrammeService(name=b"DAI XA  ")),
    (
        "FE00000304030000032298FF",
        TrafficFlags(announcement=True, programme_carries=True),
    ),
    ("FE000004040700001FF395FF", ProgrammeType(pty=31)),
    (
        "FE000005140A00001001484F502054484F4E2031394833300D1852FF",
        RadioText(text=b"HOP THON 19H30\r", flag=True),
    ),
    ("FE000006090D150101001E00000E8DC2FF", Clock(utc=NEW_YEAR, offset_half_hours=14)),
    ("FE0000070219016768FF", ClockGroups(on=True)),
    ("FE000008021E012A11FF", RdsOutput(on=True)),
    ("FE000009021C020AA4FF", DataSetSelect(number=2)),
    ("FE00000A0B3E000043414E482042414FE321FF", ProgrammeTypeName(name=b"CANH BAO")),
    ("FE0000140517030100009D53FF", Request(wanted=0x01, arguments=bytes(2))),
    ("FE00002A0218004AB0FF", Acknowledge(code=AckCode.OK)),
    ("FE00000103180105B6EAFF", Acknowledge(code=AckCode.CRC, sequence=5)),
    ("FE00000C07241615BEEF12348AEDFF", FreeFormatGroup(group=22, payload=PAYLOAD)),
    ("FE00001507250015BEEF123434CBFF", InHouseGroup(payload=PAYLOAD)),
    (
        "FE00000D084016FD0201020001009AFBFF",
        OpenDataConfiguration(group=22, aid=0xFF01, message=1),
    ),
    ("FE00000E0842160015BEEF12346F65FF", OpenDataGroup(group=22, payload=PAYLOAD)),
    ("FE00000F0A4608FD02010015BEEF1234A87FFF", OpenData(aid=0xFF01, data=DATA)),
    (
        "FE0000100A4608FD02012015BEEF1234B9C4FF",
        OpenData(aid=0xFF01, data=DATA, urgency=Urgency.IMMEDIATE),
    ),
    ("FE000011074605FD02014000027A09FF", OpenData(aid=0xFF01, data=b"\x00\x02")),
    # The layouts of hardware-facts, framed by an independent CRC (binascii.crc_hqx).
    ("FE00001604040000098B7AFF", DecoderInformation(stereo=True, dynamic_pty=True)),
    ("FE00001704050000002947FF", MusicSpeech(music=False)),
    (
        "FE00001809130000050000E1CD64E3DEFF",
        AlternativeFrequencies(codes=bytes([0xE1, 0xCD, 100])),
    ),
    ("FE000019041A0000F2A9F0FF", SlowLabelling(variant=0, label=0xF2)),
    ("FE00001A041A00304685DAFF", SlowLabelling(variant=3, label=0x46)),
    ("FE00001B041A007001F595FF", SlowLabelling(variant=7, label=1)),
    ("FE00001C071600040000040C1816FF", GroupSequence(groups=bytes([0, 0, 4, 12]))),
    ("FE00001D030E0514068CFF", Level(level=1300)),
    ("FE00001E0322E3842254FF", Phase(table=7, tenths_degree=900)),
    (
        "FE00001F062B05CAFD01F00D6F58FF",
        EmergencyWarning(payload=Payload(tail=5, block_3=0xCAFE, block_4=0xF00D)),
    ),
]
IDS = [f"{element.CODE:02X}-{at}" for at, (_, element) in enumerate(VECTORS)]


@pytest.mark.parametrize(("text", "element"), VECTORS, ids=IDS)
def test_vectors_both_ways(text: str, element: Element) -> None:
    sent = bytes.fromhex(text)
    (frame,) = Decoder().feed(sent)
    assert isinstance(frame, Frame)
    assert element_frame(element, sequence=frame.sequence) == sent
    assert parse_elements(frame.message) == [element]


def test_open_data_gives_the_group_it_carries() -> None:
    assert OpenData(aid=0xFF01, data=DATA).payload == PAYLOAD
    assert OpenData(aid=0xFF01, data=b"\x00\x02").payload is None
    assert InHouseGroup(payload=PAYLOAD).group == 12


def test_clock_in_local_time_is_sent_as_utc() -> None:
    local = NEW_YEAR.astimezone(timezone(timedelta(hours=7)))
    assert (
        Clock(utc=local, offset_half_hours=14).body()
        == Clock(utc=NEW_YEAR, offset_half_hours=14).body()
    )


@pytest.mark.parametrize(("offset", "byte"), [(None, 0xFF), (-19, 0x33), (0, 0)])
def test_clock_offsets(offset: int | None, byte: int) -> None:
    clock = Clock(utc=NEW_YEAR, offset_half_hours=offset)
    assert clock.body()[-1] == byte
    assert parse_elements(element_bytes(clock)) == [clock]


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("99", AckCode.UNKNOWN_ELEMENT),
        ("0100007F", AckCode.UNEXPECTED_END),
        ("0700002000", AckCode.RANGE),
        ("0A00004200" + "41" * 65, AckCode.ELEMENT_LENGTH),
        ("0A00000220", AckCode.UNEXPECTED_END),
        ("0A0000022041", AckCode.RANGE),
        ("0D150230000000000E", AckCode.RANGE),
        ("0D1501010000000040", AckCode.RANGE),
        ("2416 35 BEEF 1234", AckCode.RANGE),
        ("4216 30 15 BEEF 1234", AckCode.RANGE),
        ("4604 FF01 00 15", AckCode.ELEMENT_LENGTH),
        ("4608 FF01 40 15 BEEF 1234", AckCode.RANGE),
        ("180E", AckCode.RANGE),
        ("04000010", AckCode.RANGE),
        ("05000002", AckCode.RANGE),
        ("1300000100", AckCode.ELEMENT_LENGTH),
        ("1300000500", AckCode.UNEXPECTED_END),
        ("16000220", AckCode.UNEXPECTED_END),
        ("16000120", AckCode.RANGE),
        ("1A0080F2", AckCode.RANGE),
        ("220E10", AckCode.RANGE),
        ("2B20CAFEF00D", AckCode.RANGE),
    ],
)
def test_each_fault_is_named(message: str, problem: AckCode) -> None:
    (error,) = parse_elements(bytes.fromhex(message))[:1]
    assert isinstance(error, ElementError)
    assert error.problem is problem


def test_what_stands_before_a_fault_is_kept() -> None:
    found = parse_elements(bytes.fromhex("1901 99 1E01"))
    assert found == [
        ClockGroups(on=True),
        ElementError(problem=AckCode.UNKNOWN_ELEMENT, code=0x99, at=2),
    ]


octet, word = st.integers(0, 255), st.integers(0, 0xFFFF)
where = {"data_set": octet, "programme": octet}
payloads = st.builds(Payload, tail=st.integers(0, 31), block_3=word, block_4=word)
buffers, urgencies = st.sampled_from(Buffer), st.sampled_from(Urgency)
group_codes, twelve_bits = st.integers(0, 31), st.integers(0, 0xFFF)
texts = st.builds(
    RadioText,
    **where,
    text=st.binary(max_size=64),
    flag=st.booleans(),
    transmissions=st.integers(0, 15),
    buffer=st.sampled_from([TextBuffer.REPLACE, TextBuffer.APPEND]),
)
clocks = st.builds(
    Clock,
    utc=st.integers(0, 99 * 365 * 86_400 * 100).map(
        lambda hundredths: (
            datetime(2000, 1, 1, tzinfo=UTC) + timedelta(milliseconds=10 * hundredths)
        )
    ),
    offset_half_hours=st.none() | st.integers(-31, 31).filter(bool),
)
open_data = st.builds(
    OpenData,
    aid=word,
    urgency=urgencies,
    buffer=buffers,
    data=st.sampled_from([2, 3, 5]).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
)
elements: st.SearchStrategy[Element] = st.one_of(
    st.builds(ProgrammeIdentification, **where, pi=word),
    st.builds(ProgrammeService, **where, name=st.binary(min_size=8, max_size=8)),
    st.builds(TrafficFlags, **where, announcement=st.booleans(), programme_carries=st.booleans()),
    st.builds(ProgrammeType, **where, pty=st.integers(0, 31)),
    texts,
    st.just(RadioText(text=b"", buffer=TextBuffer.CLEAR)),
    clocks,
    st.builds(FreeFormatGroup, group=group_codes, payload=payloads, buffer=buffers),
    st.builds(InHouseGroup, version_b=st.booleans(), payload=payloads, buffer=buffers),
    st.builds(OpenDataConfiguration, group=group_codes, aid=word, message=word, buffer=buffers),
    st.builds(
        OpenDataGroup, group=group_codes, payload=payloads, urgency=urgencies, buffer=buffers
    ),
    open_data,
    st.builds(Request, wanted=octet, arguments=st.binary(max_size=4)),
    st.builds(
        DecoderInformation,
        **where,
        **dict.fromkeys(("stereo", "artificial_head", "compressed", "dynamic_pty"), st.booleans()),
    ),
    st.builds(MusicSpeech, **where, music=st.booleans()),
    st.builds(AlternativeFrequencies, **where, start=word, codes=st.binary(max_size=24)),
    st.builds(SlowLabelling, data_set=octet, variant=st.integers(0, 7), label=twelve_bits),
    st.builds(GroupSequence, data_set=octet, groups=st.lists(group_codes).map(bytes)),
    st.builds(Level, table=st.integers(0, 7), level=st.integers(0, 8191)),
    st.builds(Phase, table=st.integers(0, 7), tenths_degree=st.integers(0, 3599)),
    st.builds(EmergencyWarning, payload=payloads),
    st.builds(ProgrammeTypeName, **where, name=st.binary(min_size=8, max_size=8)),
    st.builds(Acknowledge, code=st.sampled_from(list(AckCode)[1:]), sequence=octet),
)


@given(st.lists(elements, max_size=6))
def test_elements_survive_in_one_message(sent: list[Element]) -> None:
    assert parse_elements(b"".join(map(element_bytes, sent))) == sent


@given(st.binary(max_size=255))
def test_rubbish_gives_values_never_exceptions(message: bytes) -> None:
    found = parse_elements(message)
    assert all(not isinstance(item, ElementError) for item in found[:-1])


@given(elements, st.data())
def test_a_cut_element_is_an_error_value(element: Element, data: st.DataObject) -> None:
    whole = element_bytes(element)
    cut = whole[: data.draw(st.integers(1, len(whole) - 1))]
    assert parse_elements(cut) != [element]


TWICE = [
    ("ProgrammeIdentificationSetCommand", (0x7F2B,), ProgrammeIdentification(pi=0x7F2B)),
    ("ProgrammeServiceNameSetCommand", ("DAI XA",), ProgrammeService(name=b"DAI XA")),
    (
        "TrafficAnnouncementProgrammeSetCommand",
        (True, False),
        TrafficFlags(announcement=True, programme_carries=False),
    ),
    ("ProgrammeTypeSetCommand", (31,), ProgrammeType(pty=31)),
    ("ProgrammeTypeNameSetCommand", ("CANH BAO",), ProgrammeTypeName(name=b"CANH BAO")),
    (
        "RadioTextSetCommand",
        ("HOP\r", 3, True),
        RadioText(text=b"HOP\r", transmissions=3, flag=True),
    ),
    ("RealTimeClockEnabledSetCommand", (True,), ClockGroups(on=True)),
    ("RDSEnabledSetCommand", (False,), RdsOutput(on=False)),
    ("RealTimeClockSetCommand", (NEW_YEAR,), Clock(utc=NEW_YEAR, offset_half_hours=0)),
    ("DataSetSelectCommand", (2,), DataSetSelect(number=2)),
    (
        "DecoderInformationSetCommand",
        (True, True),
        DecoderInformation(stereo=True, dynamic_pty=True),
    ),
    ("RDSLevelSetCommand", (0, 1300), Level(level=1300)),
    ("RDSLevelSetCommand", (7, 8191), Level(table=7, level=8191)),
    ("RDSPhaseSetCommand", (0, 3599), Phase(tenths_degree=3599)),
    ("RDSPhaseSetCommand", (7, 900), Phase(table=7, tenths_degree=900)),
    ("MessageAcknowledgementCommand", (11, 7), Acknowledge(code=AckCode.BUFFER_FULL, sequence=7)),
]


@pytest.mark.parametrize(("name", "arguments", "element"), TWICE, ids=[row[0] for row in TWICE])
def test_a_second_implementation_agrees(
    name: str, arguments: tuple[object, ...], element: Element
) -> None:
    from uecp import commands  # noqa: PLC0415 - a development dependency, needed here only
    from uecp.frame import UECPFrame, UECPFrameDecoder  # noqa: PLC0415

    theirs = getattr(commands, name)(*arguments)
    sent = element_frame(element, address=5 << 6 | 3, sequence=0xFE)
    assert UECPFrame(5, 3, 0xFE, [theirs]).encode() == sent
    decoded, rest = UECPFrameDecoder().decode(sent)
    assert decoded.commands[0].encode() == theirs.encode()
    assert bytes(rest) == b""
    (ours,) = parse_elements(bytes(theirs.encode()))
    assert not isinstance(ours, ElementError)
    assert element_bytes(ours) == bytes(theirs.encode())
