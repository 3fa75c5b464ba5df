"""What a driver says about a device, told to people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.faults import show_faults, todo_about
from loudspeaker.devices.port_problem import PortProblem
from loudspeaker.errors import DeviceFailure
from loudspeaker.sentences.details import PORTS, Told, details
from loudspeaker.sentences.telling import sentence


def test_every_problem_of_a_port_has_a_sentence_and_something_to_do() -> None:
    assert set(PORTS) == set(PortProblem)
    for problem in PortProblem:
        (told,) = details(f"{problem}: /dev/ttyUSB0")
        assert "/dev/ttyUSB0" in told.what
        assert told.todo
        assert "{" not in told.what + told.todo


@pytest.mark.parametrize(
    ("detail", "what", "todo"),
    [
        ("port_busy: /dev/a b", "The port /dev/a b is used", "fuser -v /dev/a b"),
        ("rate_missing: 48000 not in 44100 96000", "it has: 44100, 96000 Hz", "plughw:"),
        ("rate_missing: 48000 not in -", "it has: - Hz", "plughw:"),
        ("deadman_missing: TX.WDOG=0", "(TX.WDOG=0); it is not keyed", "timed relay"),
        ("meter no answer", "The meter beside the transmitter fails: no answer", ""),
        ("meter port_missing: /dev/x", "fails: The port /dev/x is not there.", "adapter"),
        ("fault OVERTEMP", "a fault of its own: OVERTEMP", ""),
        ("forward_w missing", "forward_w has a limit", "question"),
        ("forward_w 4.5 < 20", "forward_w 4.5 < 20", ""),
        ("Invalid number of channels [PaErrorCode -9998]", "mono", "plughw:"),
        ("libportaudio2 is missing", "libportaudio2 is missing", ""),
        ("no answer", "no answer", ""),
        ("port_eaten: /dev/x", "port_eaten: /dev/x", ""),
    ],
)
def test_one_detail(detail: str, what: str, todo: str) -> None:
    (told,) = details(detail)
    assert what in told.what
    assert todo in told.todo
    assert bool(todo) is bool(told.todo)


def test_several_details_one_after_the_other() -> None:
    told = details("forward_w 4.5 < 20; meter no answer")
    assert [each.what.split()[0] for each in told] == ["forward_w", "The"]
    assert details("") == []


def test_what_to_do_is_exact_where_it_can_be() -> None:
    assert todo_about("transmitter", details("no answer")) == [
        "check its power, the cable to the relay and the port in the hardware file"
    ]
    told = [Told("a", "x"), Told("b", "x"), Told("c", "y"), Told("d")]
    assert todo_about("transmitter", told) == ["x", "y"]
    assert todo_about("unheard of", [Told("a")]) == []


def test_a_fault_is_shown_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    detail = "port_is_folder: /srv/dai"
    show_faults([{"code": "transmitter", "severity": "error", "detail": detail, "since": None}])
    assert capsys.readouterr().out.splitlines() == [
        "! The transmitter does not answer [error: transmitter]",
        "  → correct port in the hardware file; stable names are in /dev/serial/by-path/",
        "    /srv/dai is a folder and no serial port.",
    ]


def test_a_command_says_the_same() -> None:
    said = sentence(DeviceFailure(device="card", problem="rate_missing: 48000 not in 44100"))
    assert said.startswith("The sound card does not play 48000 Hz; it has: 44100 Hz. Write plughw:")


@given(text=st.text(max_size=80))
def test_whatever_a_driver_says(text: str) -> None:
    for told in details(text):
        assert not any(hidden in told.what for hidden in "\n\x1b\u202e")
