"""Programme sound through PortAudio: one stream kept open, blocking writes, no callback.

A Python callback beside busy threads loses sound; a blocking write with half a second queued
does not.  What is queued is told by the device's free space.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import Any

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label
from loudspeaker.devices.sound.sidecar import Index
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
_STEP_S = 0.005
STALL_NS = 1_000_000_000
LIBRARY_MISSING = "libportaudio2 is missing"


def load_library(alsa_config: str | None = None) -> Any:
    """Import sounddevice; DeviceFailure when PortAudio itself is not installed.

    ``alsa_config`` is a value of ALSA_CONFIG_PATH, which ALSA splits at blanks and colons.
    """
    if alsa_config is not None:
        os.environ["ALSA_CONFIG_PATH"] = alsa_config
    try:
        import sounddevice  # noqa: PLC0415 - it opens the C library when imported
    except OSError as error:
        raise DeviceFailure(device="portaudio", problem=LIBRARY_MISSING) from error
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
        alsa_config: Callable[[], str | None] = lambda: None,
    ) -> None:
        self._device = device
        self._latency_s = latency_s
        self._index = index
        self._clock = clock
        self._alsa_config = alsa_config
        self._backoff = Backoff(clock)
        self._library: Any = None
        self._stream: Any = None
        self._capacity_frames = 0
        self.latency_frames = 0

    def start(self) -> None:
        """Run the stream, opening the device if need be."""
        if self._stream is None:
            self._open()
        self._guarded("start")
        self._capacity_frames = max(self._capacity_frames, int(self._stream.write_available))

    def _open(self) -> None:
        if not self._backoff.due:
            raise self._failure("waiting to try again")
        try:
            self._library = load_library(self._alsa_config())
            self._index.begin()
            self._stream = self._library.RawOutputStream(
                samplerate=RATE_HZ,
                channels=1,
                dtype="int16",
                device=self._device,
                latency=self._latency_s,
            )
        except DeviceFailure:
            self._backoff.failed()
            raise
        except (ValueError, OSError, RuntimeError) as error:
            self._backoff.failed()
            self._forget_devices()
            raise self._failure(str(error)) from error
        except Exception as error:  # sounddevice's own PortAudioError has no narrower parent
            self._backoff.failed()
            self._forget_devices()
            raise self._failure(str(error)) from error
        self._backoff.worked()
        log.info("opened %s, latency %.3f s", self._device, self._stream.latency)

    def _forget_devices(self) -> None:
        """Let PortAudio look for devices again: it lists them only once."""
        if self._library is not None:
            self._library._terminate()  # noqa: SLF001 - the only way to have them listed anew
            self._library._initialize()  # noqa: SLF001

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=self._device, problem=problem)

    def _guarded(self, name: str, *arguments: object) -> None:
        """Call a method of the stream; a failure closes the device."""
        if self._stream is None:
            raise self._failure("not open")
        try:
            if name != "start" or not self._stream.active:
                getattr(self._stream, name)(*arguments)
        except Exception as error:  # sounddevice's own PortAudioError has no narrower parent
            self.close()
            self._backoff.failed()
            raise self._failure(str(error)) from error

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue one block when the fill allows it."""
        deadline_ns = self._clock.mono_ns() + STALL_NS
        while self.queued_frames() > ahead_frames:
            if self._clock.mono_ns() > deadline_ns:
                self.close()
                raise self._failure("the device takes no sound")
            time.sleep(_STEP_S)
        self._index.note(label, len(pcm) // BYTES_PER_FRAME, self._clock.mono_ns())
        self._guarded("write", pcm)

    def queued_frames(self) -> int:
        """Return what the device has not played yet, as far as it tells."""
        if self._stream is None or not self._stream.active:
            return 0
        return max(0, self._capacity_frames - int(self._stream.write_available))

    def discard(self) -> None:
        """Drop what is queued and run on."""
        self._guarded("abort")
        self._guarded("start")

    def idle(self) -> None:
        """Stop the stream, keep the device open."""
        try:
            if self._stream is not None and self._stream.active:
                self._guarded("abort")
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
