"""A carrier that vanishes, and one that is taken over, down to the samples of a loudspeaker."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, cycle, repeat

import numpy as np

from bench.faults.radio.composite_way import BLOCK, RATE_HZ, encoder_of, points_of
from bench.faults.radio.figures import Figure, at_most
from bench.faults.radio.station import EVERY_POINT, NOON, Kept, identity_of, signer_of
from bench.faults.radio.weak_signals import Speech
from loudspeaker.air.held_points import HOLD_COPIES, HOLD_NS, TTL_S
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES
from loudspeaker.radio.command_receiver import Memory
from loudspeaker.radio.composite import Composite
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings
from loudspeaker.radio.point_receiver import PointReceiver
from loudspeaker.radio.rds import BIT_RATE_HZ, Group, basic_tuning
from loudspeaker.radio.receiver import AUDIO_RATE_HZ, Receiver, Sound

SQUELCHED_S, MUTED_S = 0.2, 6.0
_BLOCK_S = BLOCK / RATE_HZ
_FULL_SCALE = np.float32(32767)
_FOREIGN_PI = 0x7F2B
_FRAME_S = 1 / AUDIO_RATE_HZ
_BIT_S = 1 / BIT_RATE_HZ
"""A bit that is cut in two may still be ours."""


def station_blocks(seconds: float, seed: int) -> list[Composite]:
    """Return our own signal: the points are opened and held, and there is speech."""
    clock = StandingClock(NOON)
    encoder = encoder_of(clock)
    points = points_of(encoder, signer_of(clock, Kept()))
    speech, next_ns, blocks = Speech(seed), clock.mono_ns() + HOLD_NS, list[Composite]()
    encoder.start()
    points.open(EVERY_POINT, ttl_s=TTL_S, copies=3)
    while len(blocks) * _BLOCK_S < seconds:
        if clock.mono_ns() >= next_ns:
            points.hold(copies=HOLD_COPIES)
            next_ns += HOLD_NS
        data = encoder.render(speech.block(), plays_at_ns=clock.mono_ns())
        clock.advance_s(_BLOCK_S)
        blocks.append(np.frombuffer(data, dtype="<i2").astype(np.float32) / _FULL_SCALE)
    return blocks


def foreign_blocks(groups: Iterator[Group] | None, seed: int) -> Iterator[Composite]:
    """Yield the signal of somebody else, with these groups or without RDS."""
    settings = MultiplexSettings(rds_khz=2.0 if groups else 0.0)
    multiplexer = Multiplexer(settings, lambda _: next(groups or iter(())))
    speech = Speech(seed + 1)
    while True:
        frames = np.frombuffer(speech.block(), dtype="<i2").astype(np.float32) / _FULL_SCALE
        yield multiplexer.feed(frames.reshape(1, BLOCK_FRAMES))


def noise_blocks(seed: int) -> Iterator[Composite]:
    """Yield what a discriminator gives without a carrier."""
    chance = np.random.default_rng(seed)
    while True:
        yield (0.5 * chance.standard_normal(BLOCK)).astype(np.float32)


# --- what a loudspeaker gives --------------------------------------------------------------------


def heard_s(
    ours: Sequence[Composite], others: Iterator[Composite], turn_s: float, *, carrier: bool
) -> float:
    """Return how long after ``turn_s`` a loudspeaker still gave a sound.

    From then on the signal is another one, and there is a ``carrier`` or none: a block counts as
    without when it was not there throughout.
    """
    point = PointReceiver(identity_of(4), Memory(), rate_hz=RATE_HZ)
    last_s, turn_sample = 0.0, round(turn_s * RATE_HZ)
    for number in range(round((turn_s + MUTED_S + 2.0) / _BLOCK_S)):
        start = number * BLOCK
        if start + BLOCK <= turn_sample:
            block, is_there = ours[number], True
        else:
            kept = max(0, turn_sample - start)
            block, is_there = next(others), carrier
            block = np.concatenate([ours[number][:kept], block[kept:]]) if kept else block
        heard = point.feed(block, carrier=is_there)
        sounding = np.flatnonzero(heard.audio)
        if len(sounding):
            last_s = (heard.first_frame + int(sounding[-1]) + 1) * _FRAME_S
    if last_s <= turn_s - 1.0:
        raise RuntimeError("the point was never heard")
    return last_s - turn_s


def vanished(times: int, seed: int) -> float:
    """Let the carrier vanish so often at any moment; return the longest sound after it."""
    chance = random.Random(seed)
    longest = -1.0
    for number in range(times):
        turn_s = chance.uniform(3.0, 6.0)
        ours = station_blocks(turn_s + 1.0, seed + number)
        longest = max(longest, heard_s(ours, noise_blocks(number), turn_s, carrier=False))
    return longest


def our_groups(blocks: Sequence[Composite]) -> list[Group]:
    """Return what a thief records of our signal."""
    tuner = Receiver(RATE_HZ, sound=Sound.NONE)
    received = [one for block in blocks for one in tuner.feed(block).groups]
    return [one.group for one in received if all(one.group.ok)]


def captors(ours: Sequence[Composite], seed: int) -> dict[str, Callable[[], Iterator[Composite]]]:
    """Return kinds of stronger carriers."""
    names = [basic_tuning(pi=_FOREIGN_PI, name=b"DAI XA  ", segment=n) for n in range(4)]
    recorded = our_groups(ours)
    return {
        "without RDS": lambda: foreign_blocks(None, seed),
        "with RDS of its own": lambda: foreign_blocks(cycle(names), seed),
        "with our groups from before": lambda: foreign_blocks(
            chain(recorded, recorded, repeat(names[0])), seed
        ),
    }


def captured(times: int, seed: int) -> dict[str, float]:
    """Let each kind of carrier capture so often; return the longest time it was heard."""
    chance, longest = random.Random(seed), dict[str, float]()
    for number in range(times):
        turn_s = chance.uniform(4.0, 7.0)
        ours = station_blocks(turn_s + 1.0, seed + number)
        before = ours[: int(turn_s / _BLOCK_S)]
        for kind, signal in captors(before, seed + number).items():
            found = heard_s(ours, signal(), turn_s, carrier=True)
            longest[kind] = max(longest.get(kind, 0.0), found)
    return longest


def campaign(*, times: int, seed: int) -> list[Figure]:
    """Let carriers vanish and be captured so often."""
    figures = [at_most("sound after the carrier vanished", vanished(times, seed), SQUELCHED_S, "s")]
    figures += [
        Figure(
            what=f"a stronger carrier {kind} is heard for",
            measured=f"{longest:.2f} s",
            wanted=f"<= {MUTED_S:g} s from the last bit of ours",
            met=longest <= MUTED_S + _BIT_S,
        )
        for kind, longest in captured(times, seed).items()
    ]
    return figures
