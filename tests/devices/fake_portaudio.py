"""PortAudio with a card that plays at the pace of a standing clock; faults on demand."""

from __future__ import annotations

from typing import Any

from loudspeaker.devices.simulated import StandingClock

RATE_HZ = 48_000


class PortAudioError(Exception):
    """As sounddevice's own: no narrower parent than Exception."""


class FakeCard:
    """A sound card; ``played`` is what came out of it, in order."""

    def __init__(self, clock: StandingClock, *, capacity_frames: int = 36_000) -> None:
        self.clock = clock
        self.capacity_frames = capacity_frames
        self.played = bytearray()
        self.present = True
        self.hangs = False
        self.naps = 0
        self.streams: list[FakeStream] = []
        self.listed = True
        self.rates_hz = {RATE_HZ, 44_100}

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        assert 0.001 < seconds <= 0.02
        self.naps += 1
        self.clock.advance_s(seconds)

    # --- the parts of sounddevice's module that are used -----------------------------------------

    def RawOutputStream(self, **options: Any) -> FakeStream:  # noqa: N802 - the library's name
        """Open a stream."""
        assert options["samplerate"] == RATE_HZ
        assert (options["channels"], options["dtype"]) == (1, "int16")
        self.check_output_settings(**{n: v for n, v in options.items() if n != "latency"})
        self.streams.append(FakeStream(self))
        return self.streams[-1]

    def check_output_settings(self, **options: Any) -> None:
        """Raise for a card that is not there, or a sample rate that it does not have."""
        if not self.present or not self.listed:
            raise ValueError(f"No output device matching {options['device']!r}")
        if options["samplerate"] not in self.rates_hz:
            raise PortAudioError("Invalid sample rate [PaErrorCode -9997]")

    def _terminate(self) -> None:
        self.listed = False

    def _initialize(self) -> None:
        if self.hangs:
            raise PortAudioError("Error initializing PortAudio")
        self.listed = self.present


class FakeStream:
    """One open stream of a card."""

    latency = 0.2

    def __init__(self, card: FakeCard) -> None:
        self._card = card
        self._queue = bytearray()
        self._since_ns = 0
        self._running = False
        self.closed = False

    def _check(self) -> None:
        if self.closed or not self._card.present:
            raise PortAudioError("Device unavailable")

    def _play(self) -> None:
        """Play what the time since the last look allows."""
        now_ns = self._card.clock.mono_ns()
        if self._running and not self._card.hangs:
            frames = (now_ns - self._since_ns) * RATE_HZ // 1_000_000_000
            self._card.played += self._queue[: 2 * frames]
            del self._queue[: 2 * frames]
        self._since_ns = now_ns

    @property
    def active(self) -> bool:
        """Tell whether it runs."""
        self._check()
        return self._running

    @property
    def write_available(self) -> int:
        """Return the free space."""
        self._check()
        self._play()
        return self._card.capacity_frames - len(self._queue) // 2

    def start(self) -> None:
        """Run."""
        self._check()
        self._running, self._since_ns = True, self._card.clock.mono_ns()

    def abort(self, *, ignore_errors: bool = True) -> None:
        """Stop at once."""
        if not ignore_errors:
            self._check()
        self._play()
        self._queue.clear()
        self._running = False

    def write(self, data: bytes) -> bool:
        """Queue; blocks while there is no room, for ever if the card hangs."""
        self._check()
        if not self._running:
            raise PortAudioError("Stream is stopped")
        self._play()
        while len(self._queue) + len(data) > 2 * self._card.capacity_frames:
            assert not self._card.hangs, "a blocking write that never ends"
            self._card.clock.advance_s(0.01)
            self._play()
        self._queue += data
        return False

    def close(self, *, ignore_errors: bool) -> None:
        """Close."""
        assert ignore_errors
        self.closed = True
