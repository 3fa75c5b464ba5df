"""ASCII encoder commands: the published forms, echoes, and rubbish on both sides."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE
from loudspeaker.radio.ascii_encoder import (
    Command,
    CommandReader,
    Reply,
    ReplyReader,
    blocks_of,
    calendar_day,
    group_digits,
    setting,
    switch,
    time_of_day,
    whole_group,
)

MOMENT = datetime(2005, 11, 30, 9, 24, 10, tzinfo=STATION_ZONE)
HOLD = b"G=606414C00000\r"


def test_commands_as_manuals_of_the_family_print_them() -> None:
    assert setting("PI", "7001") == b"PI=7001\r"
    assert setting("RT1", b"Dai xa\x91") == b"RT1=Dai xa\x91\r"
    assert setting("RT1") == b"RT1=\r"
    assert switch("TA", on=True) == b"TA=1\r"
    assert switch("CT", on=False) == b"CT=0\r"
    assert whole_group(0x6064, 0x14C0, 0x0000) == HOLD
    assert time_of_day(MOMENT) == b"TIME=09:24:10\r"
    assert calendar_day(MOMENT) == b"DATE=30.11.05\r"
    assert group_digits(0x3016, 0, 0x4BD7) == "301600004BD7"


@pytest.mark.parametrize("value", [b"a\rTA=1", b"\n", b"\x00", "a\x1bb"])
def test_a_value_cannot_end_its_line(value: bytes | str) -> None:
    with pytest.raises(ValueError, match="control characters"):
        setting("RT1", value)


@pytest.mark.parametrize(
    "digits", [b"", b"6064", b"606414C000000", b"60 414C0000", b"606414C0000G"]
)
def test_groups_that_are_none(digits: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        blocks_of(digits)


@given(st.tuples(*[st.integers(0, 0xFFFF)] * 3))
def test_groups_survive(blocks: tuple[int, int, int]) -> None:
    command = _read(whole_group(*blocks))
    assert command is not None
    assert command.value is not None
    assert blocks_of(command.value) == blocks


# --- what the encoder says -----------------------------------------------------------------------


def _replies(data: bytes, echo: bytes = b"") -> list[Reply]:
    reader = ReplyReader()
    reader.echo = echo
    return reader.feed(data)


@pytest.mark.parametrize("mark", list(Reply))
def test_each_mark_is_heard_once(mark: Reply) -> None:
    assert _replies(mark.value.encode() + b"\r\n\r\n") == [mark]


@pytest.mark.parametrize(
    "said",
    [
        HOLD + b"+\r\n\r\n",  # the echo is a line of its own
        HOLD.rstrip() + b"+\r\n\r\n",  # the echo leaves out the CR
        HOLD + b"\n\r\n+\r\n\r\n",
        b"\x00+\x1b\r\n\r\n",
        b"noise\r\n+\r\n",
    ],
)
def test_a_mark_is_found_beside_echoes_and_noise(said: bytes) -> None:
    assert _replies(said, HOLD) == [Reply.DONE]


@pytest.mark.parametrize("text", ["RT1=+", "RT1=19h+", "PS=-", "RT1=A/B!"])
def test_an_echo_that_ends_like_a_mark_is_none(text: str) -> None:
    sent = text.encode() + b"\r"
    assert _replies(sent, sent) == []
    assert _replies(sent + b"-\r\n\r\n", sent) == [Reply.BAD_ARGUMENT]


@pytest.mark.parametrize("said", [b"++\r\n", b"7001\r\n", b"x+\r\n", b"+", b"PI=7001\r", b"+ \r"])
def test_what_is_no_mark(said: bytes) -> None:
    assert _replies(said) == []


@given(st.lists(st.binary(max_size=400), max_size=6), st.binary(max_size=20))
def test_rubbish_passes_and_the_next_answer_is_heard(chunks: list[bytes], echo: bytes) -> None:
    reader = ReplyReader()
    reader.echo = echo
    for chunk in chunks:
        reader.feed(chunk)
    reader.feed(b"\r\n")
    reader.echo = HOLD
    assert reader.feed(b"+\r\n\r\n") == [Reply.DONE]


@given(st.data())
def test_pieces_make_no_difference(data: st.DataObject) -> None:
    said = data.draw(st.lists(st.sampled_from([b"+\r\n\r\n", HOLD, b"\xff", b"!\r", b"?\n"])))
    whole = b"".join(said)
    cut = data.draw(st.integers(0, len(whole)))
    reader = ReplyReader()
    reader.echo = HOLD
    assert reader.feed(whole[:cut]) + reader.feed(whole[cut:]) == _replies(whole, HOLD)


# --- what the encoder hears ----------------------------------------------------------------------


def _read(data: bytes) -> Command | None:
    """Return the last command in the bytes."""
    reader = CommandReader()
    commands = [reader.feed(byte) for byte in data]
    return commands[-1] if commands else None


@pytest.mark.parametrize(
    ("line", "name", "value", "store"),
    [
        (b"PI=7001\r", "PI", b"7001", False),
        (b"pi=7001\r", "PI", b"7001", False),
        (b"*rt1=a=b\r", "RT1", b"a=b", True),
        (b"*ALL\r", "ALL", None, True),
        (b"\n\x00VER\x1b\r", "VER", None, False),
        (b"RT1=\r", "RT1", b"", False),
    ],
)
def test_lines_as_an_encoder_takes_them(
    line: bytes, name: str, value: bytes | None, store: bool
) -> None:
    command = _read(line)
    assert command is not None
    assert (command.name, command.value, command.store) == (name, value, store)


def test_an_empty_line_is_no_command() -> None:
    assert _read(b"\r") is None
    assert _read(b"\n\n\r") is None


def test_a_half_line_can_be_forgotten() -> None:
    reader = CommandReader()
    for byte in b"G=60":
        assert reader.feed(byte) is None
    assert reader.line == b"G=60"
    reader.clear()
    (command,) = [c for byte in b"TA=1\r" if (c := reader.feed(byte))]
    assert command == Command(raw=b"TA=1\r", name="TA", value=b"1")


@given(st.binary(max_size=600))
def test_whatever_comes_no_line_grows_without_end(data: bytes) -> None:
    reader = CommandReader()
    for byte in data:
        reader.feed(byte)
        assert len(reader.line) <= 141
