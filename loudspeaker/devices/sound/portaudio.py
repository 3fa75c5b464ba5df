"""Programme sound through PortAudio: one stream kept open, blocking writes, no callback.

A Python callback beside busy threads loses sound; a blocking write with half a second queued
does not.  What is queued is told by the device's free space.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any, TypeVar

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.sound.base import (
    BYTES_PER_FRAME,
    RATE_HZ,
    STALL_NS,
    Label,
    nap_s,
)
from loudspeaker.devices.sound.rates import rate_problem
from loudspeaker.devices.sound.sidecar import Index
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
LIBRARY_MISSING = "libportaudio2 is missing"
Result = TypeVar("Result")


def load_library(alsa_config: str | None = None) -> Any:
    """Import sounddevice; DeviceFailure when PortAudio itself is not installed or does not start.

    ``alsa_config`` is a value of ALSA_CONFIG_PATH, which ALSA splits at blanks and colons.
    """
    if alsa_config is not None:
        os.environ["ALSA_CONFIG_PATH"] = alsa_config
    try:
        import sounddevice  # noqa: PLC0415 - it opens the C library when imported
    except (ImportError, OSError) as error:
        raise DeviceFailure(device="portaudio", problem=LIBRARY_MISSING) from error
    except Exception as error:  # its own PortAudioError cannot be imported just now
        raise DeviceFailure(device="portaudio", problem=str(error)) from error
    return sounddevice


class PortAudioSound:
    """Sound on a device of PortAudio, found by its name."""

    def __init__(
        self,
        device: str,
        *,
        latency_s: float,
        index: Index,
        clock: TimeSource,
        rate_hz: int = RATE_HZ,
        alsa_config: Callable[[], str | None] = lambda: None,
        load: Callable[[str | None], Any] = load_library,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._device = device
        self._latency_s = latency_s
        self._index = index
        self._clock = clock
        self._rate_hz = rate_hz
        self._alsa_config = alsa_config
        self._load = load
        self._sleep = sleep
        self._backoff = Backoff(clock)
        self._failed_before = False
        self._library: Any = None
        self._stream: Any = None
        self._capacity_frames = 0
        self.latency_frames = 0

    def open(self) -> None:
        """Open the device if it is not open."""
        if self._stream is None:
            self._open()

    def start(self) -> None:
        """Run the stream, opening the device if need be."""
        self.open()
        if not self._use(lambda stream: stream.active):
            self._run()
            self._capacity_frames = self._available_frames()

    def _open(self) -> None:
        if not self._backoff.due:
            raise self._failure("waiting to try again")
        try:
            self._library = self._load(self._alsa_config())
            if self._failed_before:
                self._list_devices_anew()
            self._index.begin()
            self._stream = self._library.RawOutputStream(
                samplerate=self._rate_hz,
                channels=1,
                dtype="int16",
                device=self._device,
                latency=self._latency_s,
            )
        except Exception as error:  # sounddevice's own PortAudioError has no narrower parent
            self._note_failure()
            known = isinstance(error, DeviceFailure)
            raise error if known else self._failure(self._told(error)) from error
        self._backoff.worked()
        self._failed_before = False
        log.info("opened %s, latency %.3f s", self._device, self._stream.latency)

    def _told(self, error: Exception) -> str:
        """Return what is wrong; a card without our sample rate is told with those it has."""
        return rate_problem(self._library, self._device, self._rate_hz) or str(error)

    def _list_devices_anew(self) -> None:
        """Let PortAudio look for devices again: it lists them only once."""
        self._library._terminate()  # noqa: SLF001 - the only way to have them listed anew
        self._library._initialize()  # noqa: SLF001

    def _note_failure(self) -> None:
        self._failed_before = True
        self._backoff.failed()

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=self._device, problem=problem)

    def _use(self, action: Callable[[Any], Result]) -> Result:
        """Do something with the stream; a failure closes the device."""
        if self._stream is None:
            raise self._failure("not open")
        try:
            return action(self._stream)
        except Exception as error:  # sounddevice's own PortAudioError has no narrower parent
            raise self._lost(str(error)) from error

    def _lost(self, problem: str) -> DeviceFailure:
        self.close()
        self._note_failure()
        return self._failure(problem)

    def _run(self) -> None:
        self._use(lambda stream: stream.start())

    def _abort(self) -> None:
        self._use(lambda stream: stream.abort(ignore_errors=False))

    def _available_frames(self) -> int:
        return self._use(lambda stream: int(stream.write_available))

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue one block when the fill allows it."""
        frames = len(pcm) // BYTES_PER_FRAME
        deadline_ns = self._clock.mono_ns() + STALL_NS
        while (surplus := self._surplus_frames(frames, ahead_frames)) > 0:
            if self._clock.mono_ns() > deadline_ns:
                raise self._lost("the device takes no sound")
            self._sleep(nap_s(surplus, self._rate_hz))
        self._index.note(label, frames, self._clock.mono_ns())
        self._use(lambda stream: stream.write(pcm))

    def _surplus_frames(self, frames: int, ahead_frames: int) -> int:
        """Return how much must be played before the fill allows, and there is room for, a block.

        Room is waited for here because nothing ends a blocking write to a device that hangs.
        """
        if not self._use(lambda stream: stream.active):
            return 0
        available = self._available_frames()
        queued = self._capacity_frames - available
        return max(queued - ahead_frames, min(frames, self._capacity_frames) - available)

    def queued_frames(self) -> int:
        """Return what the device has not played yet, as far as it tells; a lost one has none."""
        try:
            if self._stream is None or not self._use(lambda stream: stream.active):
                return 0
            return max(0, self._capacity_frames - self._available_frames())
        except DeviceFailure as failure:
            log.warning("%s: %s", self._device, failure.problem)
            return 0

    def discard(self) -> None:
        """Drop what is queued and run on."""
        self._abort()
        self._run()

    def idle(self) -> None:
        """Stop the stream, keep the device open."""
        try:
            if self._stream is not None and self._use(lambda stream: stream.active):
                self._abort()
        except DeviceFailure as failure:
            log.warning("idle: %s", failure)

    def close(self) -> None:
        """Close the device."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            stream.close(ignore_errors=True)
        except Exception as error:  # noqa: BLE001 - closing must not fail
            log.warning("closing %s: %s", self._device, error)
