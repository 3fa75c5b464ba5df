"""Programme sound with tones where it is silent, over any output."""

from __future__ import annotations

from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, SILENT, Label, Sound
from loudspeaker.devices.tones.queue import ToneQueue
from loudspeaker.model import TimeSource

_NS = 1_000_000_000


class ToneSound:
    """A ``Sound`` that puts the queue's tones in place of silence; programmes are never touched."""

    def __init__(self, output: Sound, queue: ToneQueue, time: TimeSource) -> None:
        self._output = output
        self._queue = queue
        self._time = time

    @property
    def latency_frames(self) -> int:
        """What the device holds back."""
        return self._output.latency_frames

    @latency_frames.setter
    def latency_frames(self, _frames: int) -> None:
        raise AttributeError("the latency is the output's")

    def open(self) -> None:
        """Open the output."""
        self._output.open()

    def start(self) -> None:
        """Run the output and begin a session."""
        self._output.start()
        self._queue.start()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue a block when the fill allows it; silence becomes tones while some wait."""
        if label.occurrence is None:
            pcm = self._queue.fill(len(pcm) // BYTES_PER_FRAME, plays_at_ns=self._plays_at_ns())
        elif fading := self._queue.give_way():
            self._output.write(fading, SILENT, ahead_frames=ahead_frames)
        self._output.write(pcm, label, ahead_frames=ahead_frames)

    def _plays_at_ns(self) -> int:
        held_back = self._output.queued_frames() + self._output.latency_frames
        return self._time.mono_ns() + held_back * _NS // RATE_HZ

    def queued_frames(self) -> int:
        """Return how many frames are queued and not yet out."""
        return self._output.queued_frames()

    def discard(self) -> None:
        """Drop what is queued; tones among it are told that they did not go out."""
        self._queue.cut()
        self._output.discard()

    def idle(self) -> None:
        """End the session; what waits to be sent is told so."""
        self._queue.stop()
        self._output.idle()

    def close(self) -> None:
        """Give the device back."""
        self._queue.stop()
        self._output.close()
