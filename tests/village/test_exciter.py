"""The exciter's own line: what it reports, and what it keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.exciter import Exciter, Role
from loudspeaker.village.transmitter import By, Readings, Transmitter

from .fakes import SECOND

DEADMAN_NS = 2 * SECOND


def transmitter(*, latch: bool = False) -> Transmitter:
    return Transmitter(unit=1, deadman_ns=DEADMAN_NS, latch=latch)


def answer(exciter: Exciter, data: bytes, mono_ns: int = 0) -> bytes:
    return b"".join(heard.answer for heard in exciter.receive(data, mono_ns))


def moves(keyed: Transmitter) -> list[tuple[int, By]]:
    """Return when the carrier moved, and by what; up and down take turns."""
    changes = keyed.take_changes()
    assert [change.on for change in changes] == [n % 2 == 0 for n in range(len(changes))]
    return [(change.mono_ns, change.by) for change in changes]


def test_a_report_of_a_resting_transmitter() -> None:
    assert answer(Exciter(transmitter(), Role.METER), b"TX?\r") == (
        b"TX.FREQ=98.50 MHz\r\nTX.PFWD=0.0 W\r\nTX.PREF=0.00 W\r\nTX.VSWR=1.00\r\n"
        b"TX.TEMP=38.0 C\r\nTX.FAULT=NONE\r\nTX.ON=1\r\n"
    )


def test_a_report_under_carrier() -> None:
    keyed = transmitter()
    exciter = Exciter(keyed, Role.KEY)
    answer(exciter, b"TX.ON=1\r")
    told = answer(exciter, b"TX?\r", 1)
    for line in (
        b"TX.PFWD=50.0 W",
        b"TX.PREF=0.50 W",
        b"TX.VSWR=1.22",
        b"TX.ON=1",
        b"TX.WDOG=2.0 s",
    ):
        assert line + b"\r\n" in told


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"TX.TEMP?\r", b"TX.TEMP=38.0 C\r\n"),
        (b"tx.temp?\n", b"TX.TEMP=38.0 C\r\n"),
        (b" TX.TEMP \r\n", b"TX.TEMP=38.0 C\r\n"),
        (b"TX.GAIN?\r", b"?\r\n"),
        (b"TX.ON=2\r", b"?\r\n"),
        (b"TX.TEMP=5\r", b"?\r\n"),
        (b"hello\r", b"?\r\n"),
        (b"\r\n\r", b""),
        (b"TX.TEMP?", b""),
    ],
)
def test_lines(line: bytes, expected: bytes) -> None:
    assert answer(Exciter(transmitter(), Role.METER), line) == expected


def test_a_line_in_pieces_and_two_at_once() -> None:
    exciter = Exciter(transmitter(), Role.METER)
    assert answer(exciter, b"TX.O") == b""
    assert answer(exciter, b"N?\rTX.FAULT?\r") == b"TX.ON=1\r\nTX.FAULT=NONE\r\n"


def test_an_echo_comes_first() -> None:
    exciter = Exciter(transmitter(), Role.METER, echo=True)
    assert answer(exciter, b"TX.ON?\r") == b"TX.ON?\r\nTX.ON=1\r\n"


def test_what_is_not_understood_is_noted() -> None:
    heard = Exciter(transmitter(), Role.METER).receive(b"TX.ON?\rwhat\r", 0)
    assert [(each.raw, each.problem) for each in heard] == [
        (b"TX.ON?", None),
        (b"what", "unknown"),
    ]


def test_keyed_by_its_line_it_falls_by_itself() -> None:
    keyed = transmitter()
    exciter = Exciter(keyed, Role.KEY)
    assert answer(exciter, b"TX.ON=1\r", 0) == b"TX.ON=1\r\n"
    answer(exciter, b"TX?\rTX.ON?\r", SECOND)  # asking does not keep it up
    keyed.advance(DEADMAN_NS)
    assert moves(keyed) == [(0, By.COMMAND), (DEADMAN_NS, By.DEADMAN)]
    assert answer(exciter, b"TX.ON?\r", DEADMAN_NS) == b"TX.ON=0\r\n"


def test_told_again_it_stays_and_told_off_it_goes() -> None:
    keyed = transmitter()
    exciter = Exciter(keyed, Role.KEY)
    for second in range(5):
        answer(exciter, b"TX.ON=1\r", second * SECOND)
    answer(exciter, b"TX.ON=0\r", 5 * SECOND)
    assert moves(keyed) == [(0, By.COMMAND), (5 * SECOND, By.COMMAND)]


def test_a_badly_made_one_says_so() -> None:
    keyed = transmitter(latch=True)
    exciter = Exciter(keyed, Role.KEY)
    answer(exciter, b"TX.ON=1\r")
    keyed.advance(10 * DEADMAN_NS)
    assert keyed.carrier
    assert answer(exciter, b"TX.WDOG?\r") == b"TX.WDOG=0.0 s\r\n"


def test_beside_a_relay_it_only_stands_by() -> None:
    keyed = transmitter()
    exciter = Exciter(keyed, Role.METER)
    answer(exciter, b"TX.ON=1\r")
    assert moves(keyed) == []
    keyed.press(0, DEADMAN_NS)
    answer(exciter, b"TX.ON=0\r", 1)
    answer(exciter, b"TX.ON=1\r", 2)
    answer(exciter, b"TX.ON=0\r", 3)
    keyed.release(4)
    keyed.press(5, DEADMAN_NS)
    assert moves(keyed) == [(at, By.COMMAND) for at in range(4)]


def test_after_the_longest_key_time_it_says_why() -> None:
    keyed = transmitter(latch=True)
    exciter = Exciter(keyed, Role.METER)
    keyed.press(0, None)
    keyed.advance(3 * 3600 * SECOND)
    assert answer(exciter, b"TX.FAULT?\r", 3 * 3600 * SECOND) == b"TX.FAULT=KEYTIME\r\n"
    answer(exciter, b"TX.ON=0\rTX.ON=1\r", 3 * 3600 * SECOND)
    assert not keyed.carrier


def test_without_mains_it_says_nothing() -> None:
    dead = transmitter()
    exciter = Exciter(dead, Role.KEY, echo=True)
    dead.set_power(0, on=False)
    assert answer(exciter, b"TX.ON=1\r", 1) == b""
    dead.set_power(2, on=True)
    assert not dead.carrier


@pytest.mark.parametrize(
    ("forward_w", "reflected_w", "vswr"),
    [(50.0, 0.0, b"1.00"), (50.0, 5.6, b"2.01"), (1.0, 9.0, b"99.90")],
)
def test_standing_waves(forward_w: float, reflected_w: float, vswr: bytes) -> None:
    keyed = transmitter()
    keyed.readings = replace(Readings(), forward_w=forward_w, reflected_w=reflected_w)
    keyed.press(0, DEADMAN_NS)
    assert answer(Exciter(keyed, Role.METER), b"TX.VSWR?\r") == b"TX.VSWR=" + vswr + b"\r\n"


@given(data=st.lists(st.binary(max_size=200), max_size=10))
def test_whatever_comes_it_goes_on(data: list[bytes]) -> None:
    exciter = Exciter(transmitter(), Role.KEY)
    for piece in data:
        exciter.receive(piece, 0)
        assert len(exciter._begun) <= 64
    assert answer(exciter, b"\rTX.FREQ?\r").endswith(b"TX.FREQ=98.50 MHz\r\n")
