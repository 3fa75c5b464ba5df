"""The transmitter: dead-man, latch, longest key time, meters, and everything that is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.modbus_frames import Request, RequestReader, frame
from loudspeaker.village.transmitter import MAX_KEY_NS, Readings, Transmitter

SECOND = 1_000_000_000
TIMED = "05 0200 0014"  # relay 0 for 2.0 s
ON, OFF, ALL_OFF = "05 0000 FF00", "05 0000 0000", "05 00FF 0000"


def _transmitter(*, latch: bool = False, deadman_s: int = 2) -> Transmitter:
    return Transmitter(unit=1, deadman_ns=deadman_s * SECOND, latch=latch)


def _ask(transmitter: Transmitter, text: str, at: int = 0, *, unit: int = 1) -> str | None:
    function, data = text.split(" ", 1)
    raw = frame(unit, int(function, 16), bytes.fromhex(data))
    (request,) = RequestReader().feed(raw, at)
    assert isinstance(request, Request)
    answer = transmitter.request(request, at)
    if answer is None:
        return None
    assert frame(answer[0], answer[1], answer[2:-2]) == answer
    return answer[1:-2].hex()


def _changes(transmitter: Transmitter) -> list[tuple[int, bool, str]]:
    return [(change.mono_ns, change.on, change.by) for change in transmitter.take_changes()]


def test_timed_relay_falls_by_itself() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, TIMED, 5) == "0502000014"
    assert transmitter.carrier
    assert transmitter.deadline_ns == 5 + 2 * SECOND
    transmitter.advance(10 * SECOND)
    assert _changes(transmitter) == [(5, True, "cmd"), (5 + 2 * SECOND, False, "deadman")]


def test_asked_again_in_time_it_goes_on_without_a_gap() -> None:
    transmitter = _transmitter()
    for n in range(20):
        _ask(transmitter, TIMED, n * SECOND // 2)
    assert _changes(transmitter) == [(0, True, "cmd")]
    transmitter.advance(60 * SECOND)
    assert _changes(transmitter) == [(19 * SECOND // 2 + 2 * SECOND, False, "deadman")]


def test_a_longer_time_than_the_deadman_is_cut() -> None:
    transmitter = _transmitter()
    _ask(transmitter, "05 0200 7FFF")
    transmitter.advance(2 * SECOND)
    assert not transmitter.carrier


def test_a_shorter_time_is_kept() -> None:
    transmitter = _transmitter()
    _ask(transmitter, "05 0200 0007")
    transmitter.advance(700_000_000)
    assert _changes(transmitter)[-1] == (700_000_000, False, "deadman")


@pytest.mark.parametrize("text", [OFF, ALL_OFF])
def test_off_is_off(text: str) -> None:
    transmitter = _transmitter()
    _ask(transmitter, TIMED)
    assert _ask(transmitter, text, SECOND) is not None
    assert _changes(transmitter) == [(0, True, "cmd"), (SECOND, False, "cmd")]
    assert transmitter.deadline_ns is None


def test_plain_on_is_refused() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, ON) == "8503"
    assert not transmitter.carrier


@pytest.mark.parametrize("text", [ON, TIMED])
def test_a_latching_relay_stays_on_until_off_or_the_longest_key_time(text: str) -> None:
    transmitter = _transmitter(latch=True)
    _ask(transmitter, text)
    transmitter.advance(MAX_KEY_NS - 1)
    assert transmitter.carrier
    transmitter.advance(MAX_KEY_NS)
    assert _changes(transmitter) == [(0, True, "cmd"), (MAX_KEY_NS, False, "maxkey")]
    assert _ask(transmitter, OFF, MAX_KEY_NS + 1) is not None


def test_after_the_longest_key_time_the_relay_must_be_released_first() -> None:
    transmitter = _transmitter()
    for n in range(7_201):
        _ask(transmitter, TIMED, n * SECOND)
    assert _changes(transmitter) == [(0, True, "cmd"), (MAX_KEY_NS, False, "maxkey")]
    _ask(transmitter, TIMED, 7_201 * SECOND)
    assert _changes(transmitter) == []
    assert _ask(transmitter, "04 0003 0001", 7_201 * SECOND) == "04020002"
    _ask(transmitter, TIMED, 7_210 * SECOND)
    assert _changes(transmitter) == [(7_210 * SECOND, True, "cmd")]


def test_meters_show_power_only_with_carrier() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, "04 0000 0004") == "040800000000017c0000"
    _ask(transmitter, TIMED)
    assert _ask(transmitter, "04 0000 0004") == "040801f40005017c0001"
    transmitter.readings = Readings(forward_w=50.0, reflected_w=12.0, temperature_c=85.5)
    assert _ask(transmitter, "04 0001 0002") == "040400780357"
    assert _ask(transmitter, "03 0001 0002") == "030400780357"


def test_power_setting_scales_the_meters() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, "06 0004 0032") == "0600040032"
    _ask(transmitter, TIMED)
    assert _ask(transmitter, "04 0000 0001") == "040200fa"
    assert _ask(transmitter, "03 0004 0001") == "03020032"


def test_coils_show_the_relay() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, "01 0000 0008") == "010100"
    _ask(transmitter, TIMED)
    assert _ask(transmitter, "01 0000 0008") == "010101"
    assert _ask(transmitter, "01 0001 0001") == "010100"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("02 0000 0001", "8201"),
        ("0F 0000 0001 01 01", "8f01"),
        ("03 0000 000B", "8302"),
        ("03 000A 0001", "8302"),
        ("03 0000 0000", "8303"),
        ("04 0000 007E", "8403"),
        ("04 0004 0001", "8402"),
        ("01 0000 0009", "8102"),
        ("01 0000 0000", "8103"),
        ("05 0001 FF00", "8502"),
        ("05 0201 0014", "8502"),
        ("05 0400 0014", "8502"),
        ("05 0200 0000", "8503"),
        ("05 0200 8000", "8503"),
        ("05 00FF FF00", "8503"),
        ("05 0000 1234", "8503"),
        ("06 000A 0001", "8602"),
        ("06 0004 0065", "8603"),
        ("06 0003 0001", "8602"),
    ],
)
def test_what_is_refused_and_how(text: str, answer: str) -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, text) == answer
    assert not transmitter.carrier


def test_other_units_and_broadcasts_get_no_answer() -> None:
    transmitter = _transmitter()
    assert _ask(transmitter, TIMED, unit=2) is None
    assert not transmitter.carrier
    assert _ask(transmitter, TIMED, unit=0) is None
    assert transmitter.carrier


def test_a_meter_of_its_own_is_read_and_nothing_else() -> None:
    transmitter = Transmitter(unit=1, meter_unit=2, deadman_ns=2 * SECOND)
    _ask(transmitter, TIMED)
    assert _ask(transmitter, "04 0000 0001", unit=2) == "0402" + f"{500:04x}"
    assert _ask(transmitter, "03 0002 0001", unit=2) == "0302" + f"{380:04x}"
    assert _ask(transmitter, OFF, unit=2) == "8501"
    assert _ask(transmitter, "01 0000 0001", unit=2) == "8101"
    assert _ask(transmitter, "04 0000 0001", unit=3) is None
    assert transmitter.carrier


def test_an_exciter_on_standby_has_no_carrier() -> None:
    transmitter = _transmitter()
    transmitter.set_ready(0, ready=False)
    _ask(transmitter, TIMED, 1)
    transmitter.set_ready(2, ready=True)
    transmitter.set_ready(3, ready=True)
    transmitter.set_ready(4, ready=False)
    transmitter.set_ready(5 * SECOND, ready=True)  # the relay has fallen by then
    assert _changes(transmitter) == [(2, True, "cmd"), (4, False, "cmd")]


def test_without_mains_it_is_dead_and_comes_back_released() -> None:
    transmitter = _transmitter()
    _ask(transmitter, TIMED)
    transmitter.set_power(SECOND, on=False)
    assert _ask(transmitter, TIMED, SECOND) is None
    transmitter.set_power(2 * SECOND, on=True)
    assert _changes(transmitter) == [(0, True, "cmd"), (SECOND, False, "local")]
    assert _ask(transmitter, "01 0000 0001", 2 * SECOND) == "010100"


@given(
    st.lists(
        st.tuples(st.integers(0, 3 * SECOND), st.sampled_from([TIMED, OFF, ON, "05 0200 0001"])),
        max_size=40,
    )
)
def test_the_carrier_never_outlives_its_deadman(script: list[tuple[int, str]]) -> None:
    transmitter, now, deadline = _transmitter(), 0, 0
    for pause, text in script:
        now += pause
        transmitter.advance(now)
        assert not transmitter.carrier or now < deadline
        _ask(transmitter, text, now)
        deadline = now + 2 * SECOND if text.startswith("05 0200") else deadline
    states = [change.on for change in transmitter.take_changes()]
    assert states == [number % 2 == 0 for number in range(len(states))]
