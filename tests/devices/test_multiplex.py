"""Sound and point commands as one composite signal, judged by what a receiver makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import pytest

from loudspeaker.devices.multiplex.encoder import NOT_SENDING
from loudspeaker.devices.multiplex.sound import CUT
from loudspeaker.devices.sound.base import BLOCK_FRAMES, SILENT, Label
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.commands import Operation, tag_is_right
from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir, OnAirKind
from loudspeaker.radio.rds_listener import Listener
from loudspeaker.radio.receiver import Receiver
from tests.devices.composite_air import PI, CompositeAir

GROUP_NS = 87_578_947


@pytest.fixture
def air() -> CompositeAir:
    made = CompositeAir()
    made.start()
    return made


def operations(air: CompositeAir) -> list[Operation]:
    return [command.operation for _, command in air.commands()]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_a_command_has_left_when_it_is_told(rate_hz: int) -> None:
    air = CompositeAir(settings=MultiplexSettings(rate_hz=rate_hz))
    air.start()
    air.silence_s(0.3)
    opening = air.points.open([1, 4], ttl_s=120.0, copies=3)
    air.silence_s(2.0)
    left = [ns for ns, command in air.commands() if command.operation is Operation.OPEN]
    assert len(left) == 3
    assert opening.first_out_ns == pytest.approx(left[0], abs=2_000_000)
    assert opening.all_out_ns == pytest.approx(left[-1], abs=2_000_000)
    assert opening.problem is None


def test_the_lead_in_of_an_announcement_takes_less_than_two_seconds(air: CompositeAir) -> None:
    air.points.close_all(copies=1)
    opening = air.points.open([1, 4], ttl_s=120.0, copies=3)
    air.silence_s(2.2)
    assert opening.all_out_ns is not None
    assert opening.all_out_ns - air.started_ns < 1_950_000_000
    assert operations(air) == [Operation.CLOSE, *[Operation.OPEN] * 3]


def test_all_stop_goes_ahead_of_everything_that_waits(air: CompositeAir) -> None:
    air.silence_s(0.1)
    waiting = [air.points.open([1], ttl_s=60.0, copies=3), air.points.hold(copies=2)]
    begin_ns = air.clock.mono_ns()
    stop = air.points.all_stop(copies=2)
    air.silence_s(1.5)
    assert [dispatch.problem for dispatch in waiting] == ["all-stop", "all-stop"]
    assert operations(air) == [Operation.ALL_STOP] * 2
    assert stop.all_out_ns is not None
    assert stop.all_out_ns - begin_ns < 1_000_000_000


def test_commands_are_right_and_counters_rise(air: CompositeAir) -> None:
    from loudspeaker.radio.commands import sign  # noqa: PLC0415 - compared with
    from tests.devices.composite_air import BOOK  # noqa: PLC0415

    for order in (air.points.hold, air.points.close_all):
        order(copies=1)
        air.silence_s(0.8)
    heard = [command for _, command in air.commands()]
    assert [command.counter for command in heard] == sorted({c.counter for c in heard})
    for command in heard:
        signed = sign(command, BOOK.current, PI)
        assert tag_is_right(signed, key=BOOK.current.for_address(command.address), pi=PI)


def test_nobody_to_command_is_out_at_once(air: CompositeAir) -> None:
    dispatch = air.points.open([], ttl_s=60.0, copies=3)
    assert dispatch.has_first_out(air.clock.mono_ns())
    assert dispatch.has_all_out(air.clock.mono_ns())
    assert dispatch.problem is None


def test_nothing_waits_for_a_signal_that_is_not_sent() -> None:
    air = CompositeAir()
    early = air.points.open([1], ttl_s=60.0, copies=3)
    assert early.problem == NOT_SENDING
    air.start()
    air.silence_s(0.5)
    late = air.points.open([1], ttl_s=60.0, copies=3)
    air.sound.idle()
    assert late.problem == NOT_SENDING
    assert late.has_all_out(air.clock.mono_ns())
    air.start()
    air.silence_s(1.5)
    assert Operation.OPEN not in operations(air)


def test_what_was_cut_is_taken_back_and_the_signal_begins_with_a_whole_group(
    air: CompositeAir,
) -> None:
    air.silence_s(0.5)
    hold = air.points.hold(copies=1)
    for _ in range(25):  # half a second ahead, as while sound is playing
        air.sound.write(bytes(2 * BLOCK_FRAMES), SILENT, ahead_frames=30_000)
    assert hold.all_out_ns is not None
    air.sound.discard()
    cut_ns = air.clock.mono_ns()
    assert hold.problem == CUT
    assert not hold.has_first_out(cut_ns + 10**10)
    stop = air.points.all_stop(copies=2)
    air.silence_s(1.2)
    stops = [ns for ns, command in air.commands() if command.operation is Operation.ALL_STOP]
    assert stops, "a receiver must be in step again for one of the two copies"
    assert stop.all_out_ns is not None
    assert stops[-1] - cut_ns < 850_000_000


@pytest.mark.parametrize("blocks", range(1, 40, 3))
def test_a_cut_in_the_midst_of_a_command_ends_it_and_lets_a_stop_through(blocks: int) -> None:
    air = CompositeAir()
    air.start()
    hold = air.points.hold(copies=2)
    air.silence_s(blocks * 0.02)
    air.sound.discard()
    cut_ns = air.clock.mono_ns()
    stop = air.points.all_stop(copies=2)
    air.silence_s(1.2)
    heard = [(ns, command.operation) for ns, command in air.commands()]
    assert {operation for ns, operation in heard if ns > cut_ns} == {Operation.ALL_STOP}
    assert hold.problem == CUT or (hold.all_out_ns is not None and hold.all_out_ns <= cut_ns)
    assert stop.first_out_ns is not None
    assert stop.first_out_ns - cut_ns < 650_000_000, "two names at the most before it"


def test_texts_and_alarms_are_shown_from_the_next_group_on(air: CompositeAir) -> None:
    air.silence_s(1.0)
    for kind, pty, announcement in (
        (OnAirKind.ANNOUNCEMENT, 3, True),
        (OnAirKind.EMERGENCY, 31, True),
        (OnAirKind.NOTHING, 3, False),
    ):
        mark_ns = air.clock.mono_ns()
        air.points.announce(OnAir(kind=kind) if kind is not OnAirKind.NOTHING else NOTHING_ON_AIR)
        air.silence_s(1.0)
        later = [group for ns, group in air.groups() if ns > mark_ns + 3 * GROUP_NS]
        basic = [group for group in later if group.name == "0A"]
        assert {group.programme_type for group in later} == {pty}
        assert {bool(group.tail >> 4) for group in basic} == {announcement}


def test_the_clock_is_sent_at_the_minute(air: CompositeAir) -> None:
    air.silence_s(61)
    listener, found = Listener(), []
    for ended_ns, group in air.groups():
        listener.hear(group)
        if group.name == "4A":
            found.append(ended_ns)
    assert len(found) == 2, "it began at a full minute"
    for ended_ns in found:
        ended = air.clock.wall() - timedelta(microseconds=(air.clock.mono_ns() - ended_ns) / 1000)
        minute = (ended + timedelta(seconds=30)).replace(second=0, microsecond=0)
        assert abs((ended - minute).total_seconds()) < 0.1
    told = listener.station.clock
    assert told is not None
    assert told == minute


def test_sound_comes_out_as_it_went_in_behind_by_what_is_told(air: CompositeAir) -> None:
    random = np.random.default_rng(1)
    low = np.convolve(random.standard_normal(48_000), np.hanning(31), mode="same")
    sound = (low / abs(low).max() * 6_000).astype("<i2")
    for at in range(0, len(sound), BLOCK_FRAMES):
        block = sound[at : at + BLOCK_FRAMES].tobytes()
        air.sound.write(block, Label(occurrence="x"), ahead_frames=2 * BLOCK_FRAMES)
    air.silence_s(0.5)
    reception = Receiver(192_000).feed(air.composite())
    heard = reception.audio[air.encoder.delay_frames - reception.first_frame :][: len(sound)]
    sent = sound[: len(heard)].astype(np.float64)
    assert np.corrcoef(sent, heard)[0, 1] > 0.999


def test_blocks_of_any_length_lose_nothing(air: CompositeAir) -> None:
    lengths = [1, 47, 48, 49, 959, 960, 13] * 12
    for length in lengths:
        air.sound.write(bytes(2 * length), SILENT, ahead_frames=4_000)
    played = len(air.output.heard) // 2 + air.output.queued_frames()
    assert played == sum(lengths) // 48 * 192
    assert air.sound.queued_frames() == round(air.output.queued_frames() / 4)


@dataclass
class Notes:
    """An index that keeps what it is told."""

    rows: list[tuple[str | None, int]] = field(default_factory=list)

    def begin(self) -> None:
        self.rows.append(("begin", 0))

    def note(self, label: Label, frames: int, mono_ns: int) -> None:
        assert mono_ns >= 0
        self.rows.append((label.occurrence, frames))


def test_the_index_counts_frames_and_begins_with_the_delay() -> None:
    notes = Notes()
    air = CompositeAir(index=notes)
    air.shifted.begin()
    air.shifted.note(Label(occurrence="composite"), 3_840, 1)
    air.start()
    air.sound.write(bytes(1_920), Label(occurrence="x"), ahead_frames=960)
    assert notes.rows == [("begin", 0), (None, air.encoder.delay_frames), ("x", 960)]


def test_a_lost_output_fails_what_was_under_way(air: CompositeAir) -> None:
    air.silence_s(0.2)
    opening = air.points.open([1], ttl_s=60.0, copies=3)
    air.output.broken = "no device"
    with pytest.raises(DeviceFailure):
        air.silence_s(0.1)
    assert opening.problem == "the signal has broken off"
    air.output.broken = None
    air.start()
    air.silence_s(0.6)
    assert operations(air) == []
