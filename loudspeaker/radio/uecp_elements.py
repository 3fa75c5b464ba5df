"""UECP message elements: values to bytes and back.

Many encoders take one element a frame; ``parse_elements`` reads as many as there are.
"""

from __future__ import annotations

from loudspeaker.radio.uecp_frame import AckCode, Frame, encode
from loudspeaker.radio.uecp_groups import (
    Buffer,
    EmergencyWarning,
    FreeFormatGroup,
    InHouseGroup,
    OpenData,
    OpenDataConfiguration,
    OpenDataGroup,
    Payload,
    Urgency,
)
from loudspeaker.radio.uecp_labels import (
    AlternativeFrequencies,
    DecoderInformation,
    MusicSpeech,
    SlowLabelling,
)
from loudspeaker.radio.uecp_modulation import GroupSequence, Level, Phase
from loudspeaker.radio.uecp_reader import Element, ElementError, Reader, Unreadable
from loudspeaker.radio.uecp_station_data import (
    Clock,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    ProgrammeTypeName,
    RadioText,
    TextBuffer,
    TrafficFlags,
)
from loudspeaker.radio.uecp_switches import (
    Acknowledge,
    ClockGroups,
    DataSetSelect,
    RdsOutput,
    Request,
)

__all__ = [
    "Acknowledge",
    "AlternativeFrequencies",
    "Buffer",
    "Clock",
    "ClockGroups",
    "DataSetSelect",
    "DecoderInformation",
    "Element",
    "ElementError",
    "EmergencyWarning",
    "FreeFormatGroup",
    "GroupSequence",
    "InHouseGroup",
    "Level",
    "MusicSpeech",
    "OpenData",
    "OpenDataConfiguration",
    "OpenDataGroup",
    "Payload",
    "Phase",
    "ProgrammeIdentification",
    "ProgrammeService",
    "ProgrammeType",
    "ProgrammeTypeName",
    "RadioText",
    "RdsOutput",
    "Request",
    "SlowLabelling",
    "TextBuffer",
    "TrafficFlags",
    "Urgency",
    "element_bytes",
    "element_frame",
    "parse_elements",
]

_KINDS: tuple[type[Element], ...] = (
    Acknowledge,
    AlternativeFrequencies,
    Clock,
    ClockGroups,
    DataSetSelect,
    DecoderInformation,
    EmergencyWarning,
    FreeFormatGroup,
    GroupSequence,
    InHouseGroup,
    Level,
    MusicSpeech,
    OpenData,
    OpenDataConfiguration,
    OpenDataGroup,
    Phase,
    ProgrammeIdentification,
    ProgrammeService,
    ProgrammeType,
    ProgrammeTypeName,
    RadioText,
    RdsOutput,
    Request,
    SlowLabelling,
    TrafficFlags,
)
_BY_CODE = {kind.CODE: kind for kind in _KINDS}


def element_bytes(element: Element) -> bytes:
    """Return the element with its code, as it stands in a message."""
    return bytes([element.CODE]) + element.body()


def element_frame(element: Element, *, address: int = 0, sequence: int = 0) -> bytes:
    """Return a whole frame with this one element, ready for the port."""
    return encode(Frame(address=address, sequence=sequence, message=element_bytes(element)))


def parse_elements(message: bytes) -> list[Element | ElementError]:
    """Return the elements of a message; the first that cannot be read ends the list."""
    source = Reader(message)
    found: list[Element | ElementError] = []
    while source.left:
        found.append(_parse_one(source))
        if isinstance(found[-1], ElementError):
            break
    return found


def _parse_one(source: Reader) -> Element | ElementError:
    at, code = source.at, source.byte()
    kind = _BY_CODE.get(code)
    if kind is None:
        return ElementError(problem=AckCode.UNKNOWN_ELEMENT, code=code, at=at)
    try:
        return kind.read(source)
    except Unreadable as error:
        return ElementError(problem=error.problem, code=code, at=at)
