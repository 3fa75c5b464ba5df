"""Losses, stops, clocks and noise in their short form, and that they can fail."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from bench.faults.radio import arrivals, carriers, clocks, items, stops, weak_signals
from bench.faults.radio.figures import Figure
from bench.faults.radio.fm_channel import DEVIATION_HZ, NOISE_BANDWIDTH_HZ, FmChannel
from bench.faults.radio.hearing import Ear, play
from bench.faults.radio.losses import at_random, in_bursts
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import (
    EVERY_POINT,
    NOON,
    SECOND,
    SLOT_NS,
    Kept,
    Sent,
    identity_of,
    signer_of,
)
from loudspeaker.air import airing
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.counters import Reckoning, reckon
from loudspeaker.radio.rds import basic_tuning, groups_ns

GROUP = basic_tuning(pi=0x7001, name=b"XA      ", segment=0)


def missed(figures: list[Figure]) -> list[str]:
    return [figure.line for figure in figures if figure.met is False]


# --- the tools -----------------------------------------------------------------------------------


def lost_share(lost: object, slots: int) -> tuple[float, float]:
    """Return the share of slots that are lost, and the mean length of a run of them."""
    assert callable(lost)
    gone = [lost(Sent(end_ns=groups_ns(1 + n), group=GROUP)) for n in range(slots)]
    runs = sum(now and not before for before, now in zip([False, *gone], gone, strict=False))
    return sum(gone) / slots, sum(gone) / max(1, runs)


def test_losses_are_as_frequent_and_as_long_as_was_asked_for() -> None:
    share, length = lost_share(at_random(random.Random(1), 0.1), 30_000)
    assert share == pytest.approx(0.1, rel=0.05)
    assert length == pytest.approx(1.11, rel=0.05)
    for groups in (2, 8):
        share, length = lost_share(in_bursts(random.Random(1), 0.1, groups=groups), 100_000)
        assert share == pytest.approx(0.1, rel=0.1)
        assert length == pytest.approx(groups, rel=0.1)


def opened_over_uecp() -> tuple[SerialWay, StandingClock]:
    clock = StandingClock(NOON)
    way = SerialWay(clock, signer_of(clock, Kept()), phase_ns=12_345_678)
    way.open(EVERY_POINT, ttl_s=120.0, copies=3)
    clock.advance_s(1.3)
    return way, clock


def test_a_group_needs_a_carrier_from_its_beginning_to_its_end() -> None:
    way, clock = opened_over_uecp()
    assert len(way.on_air) == 12
    ends = [sent.end_ns for sent in way.on_air]
    for carrier_ns, copies in ((ends[0] - SLOT_NS, 3), (ends[0] - SLOT_NS + 1, 2)):
        ear, whole = Ear(identity_of(4)), list[int]()
        play(
            [ear],
            way.on_air,
            [(carrier_ns, True)],
            until_ns=clock.mono_ns(),
            lost=lambda sent, whole=whole: bool(whole.append(sent.end_ns)),  # type: ignore[misc]
        )
        assert len(whole) // 4 == copies
        assert ear.receiver.is_open


def test_what_is_out_has_left_the_encoder() -> None:
    clock = StandingClock(NOON)
    way = SerialWay(clock, signer_of(clock, Kept()), phase_ns=12_345_678)
    opening = way.open(EVERY_POINT, ttl_s=120.0, copies=3)
    clock.advance_s(2.0)
    ends = [sent.end_ns for sent in way.on_air]
    assert opening.first_out_ns is not None
    assert opening.all_out_ns is not None
    assert ends[3] <= opening.first_out_ns <= ends[3] + groups_ns(2)
    assert ends[11] <= opening.all_out_ns <= ends[11] + groups_ns(2)


def test_an_ear_that_loses_its_power_forgets_the_time_and_what_is_open() -> None:
    way, clock = opened_over_uecp()
    ear = Ear(identity_of(4), reboots_ns=[clock.mono_ns() + SECOND])
    play([ear], way.on_air, [(0, True)], until_ns=clock.mono_ns() + 2 * SECOND)
    assert [change.open for change in ear.changes] == [True, False]
    assert ear.receiver.memory.last_counter == ear.accepted[0].command.counter


# --- FM ------------------------------------------------------------------------------------------

RATE = 192_000


def through(channel: FmChannel, signal: np.ndarray, *, block: int) -> np.ndarray:
    starts = range(0, len(signal), block)
    return np.concatenate([channel.feed(signal[at : at + block]) for at in starts])


def tone_at(hz: float, level: float) -> np.ndarray:
    return (level * np.sin(2 * np.pi * hz * np.arange(RATE) / RATE)).astype(np.float32)


def test_without_noise_what_goes_in_comes_out_however_it_is_cut() -> None:
    signal = tone_at(1000, 0.5) + tone_at(57_000, 0.03)
    out = [
        through(FmChannel(RATE, carrier_to_noise_db=120.0, seed=1), signal, block=block)
        for block in (3840, 1000)
    ]
    begun = 200  # samples that the filters need
    assert np.allclose(out[0][begun:], out[1][begun:], atol=2e-4)
    middle = slice(RATE // 4, RATE // 4 + RATE // 2)
    for hz, level in ((1000, 0.5), (57_000, 0.03)):
        wave = np.exp(-2j * np.pi * hz * np.arange(RATE) / RATE)[middle]
        assert 2 * abs(np.mean(out[0][middle] * wave)) == pytest.approx(level, rel=0.02)


@pytest.mark.parametrize("ratio_db", [18.0, 25.0])
def test_the_noise_at_57_khz_is_that_of_the_book(ratio_db: float) -> None:
    """Above the threshold its density is f^2 / (C/N0), one-sided, in Hz^2 per Hz."""
    out = through(
        FmChannel(RATE, carrier_to_noise_db=ratio_db, seed=1), np.zeros(4 * RATE, "f4"), block=RATE
    )
    spectrum = np.abs(np.fft.rfft(out * DEVIATION_HZ)) ** 2 * 2 / (len(out) * RATE)
    frequencies = np.fft.rfftfreq(len(out), 1 / RATE)
    band = (frequencies > 55_000) & (frequencies < 59_000)
    expected = 57_000**2 / (10 ** (ratio_db / 10) * NOISE_BANDWIDTH_HZ)
    assert spectrum[band].mean() == pytest.approx(expected, rel=0.15)


# --- the campaigns -------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("way", "commands"), [("UECP", 1), ("own multiplex", 1), ("UECP", 3)])
def test_commands_arrive(way: str, commands: int) -> None:
    chance = random.Random(3)
    task = arrivals.Task(orders=60, commands=commands, copies=3 + (commands > 1))
    got, of = arrivals.arrived(arrivals.WAYS[way](task, chance), chance)
    assert of >= 60
    assert got >= 0.96 * of


@pytest.mark.slow
def test_one_copy_would_not_do() -> None:
    chance = random.Random(3)
    task = arrivals.Task(orders=60, commands=1, copies=1)
    got, of = arrivals.arrived(arrivals.over_uecp(task, chance), chance)
    assert got == pytest.approx(0.656 * of, rel=0.15)


@pytest.mark.slow
@pytest.mark.parametrize("way", items.WAYS)
def test_a_point_stays_open_at_ten_per_cent_loss(way: str) -> None:
    item = items.WAYS[way](60.0, random.Random(2))
    found = items.runs_of([item], 10, lambda chance: at_random(chance, items.LOSS), seed=1)
    assert found == [[]] * 10
    found = items.runs_of([item], 3, lambda chance: at_random(chance, 0.5), seed=1)
    assert all(found), "half of all groups is too much, and that is seen"


@pytest.mark.slow
def test_vanished_and_captured_carriers() -> None:
    assert missed(carriers.campaign(times=1, seed=1)) == []


@pytest.mark.slow
@pytest.mark.parametrize("once", [stops.in_own_multiplex, stops.over_uecp])
def test_after_a_stop_every_point_is_shut(tmp_path: Path, once: object) -> None:
    assert callable(once)
    options = {} if once is stops.in_own_multiplex else {"baud": 9600}
    found = once(tmp_path, random.Random(4), **options)
    assert found.shut_s <= 0.75
    assert found.all_stop
    assert found.carrier_s + 0.1 < found.deaf_shut_s <= 1.0


@pytest.mark.slow
def test_a_carrier_that_falls_too_late_would_be_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(airing, "STOP_NS", 900_000_000)
    assert stops.over_uecp(tmp_path, random.Random(4), 2400).deaf_shut_s > stops.LIMIT_S


@pytest.mark.slow
@pytest.mark.parametrize("event", clocks.EVENTS.values(), ids=["jumps", "power_cut"])
def test_points_open_again_whatever_the_clock_does(event: object) -> None:
    assert callable(event)
    for seed in range(2):
        found = clocks.trial(event, seed)
        assert max(found.steady_s, found.lossy_s, found.rebooted_s) <= clocks.LIMIT_S


@pytest.mark.slow
def test_a_counter_that_lags_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if parts of a quarter of a second were forgotten at every command."""

    def lagging(before: Reckoning, *, now_ns: int, trusted: datetime | None) -> Reckoning:
        found = reckon(before, now_ns=now_ns, trusted=trusted)
        return Reckoning(counter=found.counter, mono_ns=max(found.mono_ns, now_ns))

    monkeypatch.setattr("loudspeaker.devices.points.counter.reckon", lagging)
    assert clocks.untrusted_mutes(1, seconds=150.0) > 0


@pytest.mark.slow
def test_commands_through_everything_and_noise() -> None:
    good, bad = (weak_signals.receive(ratio, commands=4, seed=1) for ratio in (25.0, 15.0))
    assert good.arrived == good.sent == 4
    assert good.blocks_wrong < 0.02
    assert bad.arrived == 0
    assert bad.blocks_wrong > 0.4
