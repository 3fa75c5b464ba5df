"""The PortAudio driver with a card in memory: fill control, stalls, and what can be missing."""

from __future__ import annotations

import builtins
import sys
from array import array
from typing import Any

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, RATE_HZ, SILENT, Label
from loudspeaker.devices.sound.portaudio import LIBRARY_MISSING, PortAudioSound, load_library
from loudspeaker.devices.sound.rates import rate_problem
from loudspeaker.devices.sound.sidecar import NoIndex
from loudspeaker.errors import DeviceFailure
from tests.devices.fake_portaudio import FakeCard
from tests.devices.moments import NOON

BLOCK = bytes(BLOCK_FRAMES * 2)
RUNNING, LOW = 24_000, 2_880


@pytest.fixture
def card() -> FakeCard:
    return FakeCard(StandingClock(NOON))


@pytest.fixture
def sound(card: FakeCard) -> PortAudioSound:
    made = sound_on(card)
    made.start()
    return made


def sound_on(card: FakeCard) -> PortAudioSound:
    return PortAudioSound(
        "card",
        latency_s=0.6,
        index=NoIndex(),
        clock=card.clock,
        load=lambda _: card,
        sleep=card.sleep,
    )


def blocks(count: int) -> list[bytes]:
    """Return blocks that can be told apart."""
    return [array("h", [number + 1] * BLOCK_FRAMES).tobytes() for number in range(count)]


def write_many(sound: PortAudioSound) -> None:
    for _ in range(100):
        sound.write(BLOCK, SILENT, ahead_frames=RUNNING)


# --- fill ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [RUNNING, LOW, 0])
def test_never_more_is_queued_than_ahead_and_one_block(
    ahead: int, card: FakeCard, sound: PortAudioSound
) -> None:
    fills = []
    for block in blocks(200):
        sound.write(block, SILENT, ahead_frames=ahead)
        fills.append(sound.queued_frames())
    assert max(fills) <= ahead + BLOCK_FRAMES
    assert min(fills[50:]) > ahead - BLOCK_FRAMES
    card.clock.advance_s(1.0)
    assert sound.queued_frames() == 0
    assert bytes(card.played) == b"".join(blocks(200))


def test_a_small_buffer_is_kept_full_without_stalling(card: FakeCard) -> None:
    card.capacity_frames = 1_200
    sound = sound_on(card)
    sound.start()
    for block in blocks(100):
        sound.write(block, SILENT, ahead_frames=RUNNING)
        assert sound.queued_frames() <= 1_200
    card.clock.advance_s(1.0)
    sound.queued_frames()
    assert bytes(card.played) == b"".join(blocks(100))


def test_a_buffer_smaller_than_a_block_is_left_to_the_library(card: FakeCard) -> None:
    card.capacity_frames = BLOCK_FRAMES
    sound = sound_on(card)
    sound.start()
    for block in blocks(10):
        sound.write(block, SILENT, ahead_frames=RUNNING)


def test_waiting_costs_about_one_look_a_block(card: FakeCard, sound: PortAudioSound) -> None:
    for _ in range(100):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)
    assert card.naps <= 200


def test_a_fuller_queue_is_played_down_before_silence_is_added(
    card: FakeCard, sound: PortAudioSound
) -> None:
    for block in blocks(50):
        sound.write(block, SILENT, ahead_frames=RUNNING)
    sound.write(BLOCK, SILENT, ahead_frames=LOW)
    assert sound.queued_frames() <= LOW + BLOCK_FRAMES
    assert len(card.played) > 0


def test_discard_drops_what_is_queued_and_runs_on(card: FakeCard, sound: PortAudioSound) -> None:
    first, second = blocks(2)
    for _ in range(25):
        sound.write(first, SILENT, ahead_frames=RUNNING)
    card.clock.advance_s(0.02)
    sound.discard()
    assert sound.queued_frames() == 0
    sound.write(second, SILENT, ahead_frames=LOW)
    card.clock.advance_s(0.1)
    assert sound.queued_frames() == 0
    assert bytes(card.played) == first + second


def test_idle_drops_what_is_queued_and_start_begins_empty(
    card: FakeCard, sound: PortAudioSound
) -> None:
    for _ in range(25):
        sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    sound.idle()
    sound.idle()
    assert sound.queued_frames() == 0
    sound.start()
    assert len(card.streams) == 1, "the device stays open"
    sound.write(BLOCK, SILENT, ahead_frames=LOW)
    assert sound.queued_frames() == BLOCK_FRAMES


def test_starting_while_it_runs_changes_nothing(sound: PortAudioSound) -> None:
    for _ in range(10):
        sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    sound.start()
    assert sound.queued_frames() > 8 * BLOCK_FRAMES


# --- sample rate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rates_hz", "problem"),
    [
        ({44_100, 96_000}, "rate_missing: 48000 not in 44100 96000"),
        ({22_050}, "rate_missing: 48000 not in 22050"),
        (set(), "rate_missing: 48000 not in -"),
    ],
)
def test_a_card_without_our_rate_is_told_with_those_it_has(
    rates_hz: set[int], problem: str, card: FakeCard
) -> None:
    card.rates_hz = rates_hz
    sound = sound_on(card)
    with pytest.raises(DeviceFailure) as failure:
        sound.open()
    assert failure.value.problem == problem
    card.rates_hz = {RATE_HZ}
    card.clock.advance_s(4.0)
    sound.open()


def test_rates_are_not_blamed_for_anything_else(card: FakeCard) -> None:
    assert rate_problem(card, "card", RATE_HZ) is None
    assert rate_problem(None, "card", RATE_HZ) is None  # no library to ask
    card.rates_hz = set()
    card.present = False
    with pytest.raises(DeviceFailure, match="No output device"):
        sound_on(card).open()


# --- what goes wrong -----------------------------------------------------------------------------


def test_a_card_that_hangs_is_a_failure_after_a_second(
    card: FakeCard, sound: PortAudioSound
) -> None:
    card.hangs = True
    begin_ns = card.clock.mono_ns()
    with pytest.raises(DeviceFailure, match="takes no sound"):
        write_many(sound)
    assert 0.9e9 < card.clock.mono_ns() - begin_ns < 1.1e9
    with pytest.raises(DeviceFailure):
        sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    card.hangs = False
    card.clock.advance_s(0.3)
    sound.start()
    sound.write(BLOCK, SILENT, ahead_frames=RUNNING)


def test_a_hanging_card_with_a_small_buffer_never_blocks_the_write(card: FakeCard) -> None:
    card.capacity_frames = 1_200
    sound = sound_on(card)
    sound.start()
    card.hangs = True
    with pytest.raises(DeviceFailure, match="takes no sound"):
        write_many(sound)


@pytest.mark.parametrize("use", ["write", "discard", "start"])
def test_a_card_that_vanishes_is_a_failure_and_found_again(
    use: str, card: FakeCard, sound: PortAudioSound
) -> None:
    sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    card.present = False
    actions: dict[str, Any] = {
        "write": lambda: sound.write(BLOCK, SILENT, ahead_frames=RUNNING),
        "discard": sound.discard,
        "start": sound.start,
    }
    with pytest.raises(DeviceFailure):
        actions[use]()
    assert card.streams[0].closed
    for _ in range(3):
        card.clock.advance_s(4.0)
        with pytest.raises(DeviceFailure):
            sound.start()
    card.present = True
    with pytest.raises(DeviceFailure):
        sound.start()  # not before the back-off is over
    card.clock.advance_s(4.0)
    sound.start()
    sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    assert sound.queued_frames() == BLOCK_FRAMES


def test_asking_a_lost_card_how_much_is_queued_is_no_failure(
    card: FakeCard, sound: PortAudioSound
) -> None:
    sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    card.present = False
    assert sound.queued_frames() == 0
    sound.idle()
    sound.close()
    sound.close()


def test_a_card_with_another_buffer_after_a_loss_is_measured_anew(
    card: FakeCard, sound: PortAudioSound
) -> None:
    card.present = False
    sound.queued_frames()
    card.present, card.capacity_frames = True, 4_800
    card.clock.advance_s(4.0)
    sound.start()
    assert sound.queued_frames() == 0
    for block in blocks(20):
        sound.write(block, SILENT, ahead_frames=LOW)


def test_listing_devices_may_fail_too(card: FakeCard) -> None:
    card.present, card.hangs = False, True
    sound = sound_on(card)
    with pytest.raises(DeviceFailure, match="No output device"):
        sound.start()
    card.clock.advance_s(4.0)
    with pytest.raises(DeviceFailure, match="initializing"):
        sound.start()
    card.present, card.hangs = True, False
    card.clock.advance_s(4.0)
    sound.start()


def test_nothing_can_be_written_before_the_start(card: FakeCard) -> None:
    with pytest.raises(DeviceFailure):
        sound_on(card).write(BLOCK, SILENT, ahead_frames=LOW)


# --- the library and its configuration -----------------------------------------------------------


@pytest.mark.parametrize(
    ("raised", "problem"),
    [
        (OSError("PortAudio library not found"), LIBRARY_MISSING),
        (ModuleNotFoundError("No module named 'sounddevice'"), LIBRARY_MISSING),
        (RuntimeError("Error initializing PortAudio"), "Error initializing PortAudio"),
    ],
)
def test_a_library_that_cannot_be_loaded_is_a_failure_that_says_so(
    raised: Exception, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def failing(name: str, *arguments: Any) -> Any:
        if name == "sounddevice":
            raise raised
        return real(name, *arguments)

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(builtins, "__import__", failing)
    clock = StandingClock(NOON)
    sound = PortAudioSound("card", latency_s=0.2, index=NoIndex(), clock=clock)
    with pytest.raises(DeviceFailure) as failure:
        sound.start()
    assert failure.value.problem == problem
    with pytest.raises(DeviceFailure):
        load_library()


def test_a_missing_alsa_file_is_a_failure_before_the_library_is_touched(card: FakeCard) -> None:
    def missing() -> str:
        raise DeviceFailure(device="asound.conf", problem="ALSA configuration is missing")

    sound = PortAudioSound(
        "card",
        latency_s=0.2,
        index=NoIndex(),
        clock=card.clock,
        alsa_config=missing,
        load=lambda _: pytest.fail("must not be loaded"),
    )
    with pytest.raises(DeviceFailure, match="ALSA configuration"):
        sound.start()


class CountingIndex(NoIndex):
    """Counts what is noted."""

    def __init__(self) -> None:
        self.sessions = 0
        self.frames = 0

    def begin(self) -> None:
        self.sessions += 1
        self.frames = 0

    def note(self, label: Label, frames: int, mono_ns: int) -> None:  # noqa: ARG002
        self.frames += frames


def test_the_index_counts_what_the_device_was_given_since_it_was_opened(card: FakeCard) -> None:
    index = CountingIndex()
    sound = PortAudioSound(
        "card",
        latency_s=0.2,
        index=index,
        clock=card.clock,
        load=lambda _: card,
        sleep=card.sleep,
    )
    sound.start()
    for _ in range(3):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)
    sound.idle()
    sound.start()
    sound.write(BLOCK, SILENT, ahead_frames=LOW)
    assert (index.sessions, index.frames) == (1, 4 * BLOCK_FRAMES)
    sound.close()
    sound.start()
    assert (index.sessions, index.frames) == (2, 0)
