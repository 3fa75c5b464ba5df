"""Two points on one tuner, one of which hears no group any more from a certain moment on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench.faults.radio.composite_way import BLOCK, RATE_HZ, Samples
from bench.faults.radio.station import SECOND, identity_of
from loudspeaker.radio.command_receiver import Memory, Outcome
from loudspeaker.radio.point_receiver import PointListener
from loudspeaker.radio.rds_sync import Received
from loudspeaker.radio.receiver import Receiver, Reception, Sound

POINT = 4
_NOISE = np.float32(0.3)


class TwoPoints:
    """Takes one unbroken stretch of composite; ``heard`` and ``deaf`` are what the two decided."""

    def __init__(self, seed: int) -> None:
        self.heard: list[Outcome] = []
        self.deaf: list[Outcome] = []
        self._deaf_from_ns: int | None = None
        self._noise = np.random.default_rng(seed)
        self._tuner = Receiver(RATE_HZ, sound=Sound.MONO)
        self._begin_ns = 0
        self._points: list[PointListener] = []

    def go_deaf(self, mono_ns: int) -> None:
        """Let one of the two hear no group that ends later."""
        self._deaf_from_ns = mono_ns

    def take(self, begin_ns: int, samples: Samples) -> None:
        """Receive a block under the carrier."""
        if not self._points:
            self._begin_ns = begin_ns
            self._points = [
                PointListener(identity_of(POINT), Memory(), rate_hz=RATE_HZ, start_ns=begin_ns)
                for _ in range(2)
            ]
        self._receive(samples, carrier=True)

    def carrier_gone(self, seconds: float) -> None:
        """Receive nothing but noise for so long."""
        for _ in range(round(seconds * RATE_HZ / BLOCK)):
            noise = self._noise.standard_normal(BLOCK).astype(np.float32)
            self._receive(_NOISE * noise, carrier=False)

    def _receive(self, samples: Samples, *, carrier: bool) -> None:
        reception = self._tuner.feed(samples)
        hearing, deaf = self._points
        self.heard += hearing.hear(reception, carrier=carrier).outcomes
        self.deaf += deaf.hear(self._without_lost(reception), carrier=carrier).outcomes

    def _without_lost(self, reception: Reception) -> Reception:
        until_ns = self._deaf_from_ns
        if until_ns is None:
            return reception
        kept = tuple(one for one in reception.groups if self._end_ns(one) <= until_ns)
        return replace(reception, groups=kept)

    def _end_ns(self, received: Received) -> int:
        return self._begin_ns + received.end_sample * SECOND // RATE_HZ
