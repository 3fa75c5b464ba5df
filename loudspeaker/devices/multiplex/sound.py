"""Programme sound that leaves as composite: to a sound card of 192 kHz at the exciter's MPX input.

What is queued is composite already, groups included.  Dropping it therefore cuts a group in two,
and the signal begins anew with a whole one; receivers are in step again within two groups.
"""

from __future__ import annotations

from loudspeaker.devices.multiplex.encoder import CompositeEncoder
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, SILENT, Label, Sound
from loudspeaker.devices.sound.sidecar import Index
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

_NS = 1_000_000_000
CUT = "dropped with the sound"


class CompositeIndex:
    """An index in frames of the programme, for an output that counts composite samples.

    Sound comes out of the multiplex later than it goes in: a stream begins with that silence.
    """

    def __init__(self, index: Index, encoder: CompositeEncoder, time: TimeSource) -> None:
        self._index = index
        self._encoder = encoder
        self._time = time

    def begin(self) -> None:
        """Note that a new stream begins."""
        self._index.begin()
        self._index.note(SILENT, self._encoder.delay_frames, self._time.mono_ns())

    def note(self, label: Label, frames: int, mono_ns: int) -> None:
        """Leave it: frames here are composite samples; ``MultiplexSound`` notes its own."""


class MultiplexSound:
    """Sound over an output at the rate of the composite."""

    def __init__(
        self, output: Sound, encoder: CompositeEncoder, *, index: Index, time: TimeSource
    ) -> None:
        self._output = output
        self._encoder = encoder
        self._index = index
        self._time = time
        self._per_frame = encoder.settings.rate_hz / RATE_HZ

    @property
    def latency_frames(self) -> int:
        """What the device and the multiplex hold back, in frames."""
        return self._encoder.delay_frames + round(self._output.latency_frames / self._per_frame)

    @latency_frames.setter
    def latency_frames(self, _frames: int) -> None:
        raise AttributeError("the latency is the output's")

    def open(self) -> None:
        """Open the output."""
        self._output.open()

    def start(self) -> None:
        """Run the output and begin a signal."""
        self._output.start()
        self._encoder.start()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Render a block and queue it when the fill allows it."""
        rate_hz = self._encoder.settings.rate_hz
        queued_ns = self._output.queued_frames() * _NS // rate_hz
        latency_ns = self._output.latency_frames * _NS // rate_hz
        now_ns = self._time.mono_ns()
        composite = self._encoder.render(pcm, plays_at_ns=now_ns + queued_ns + latency_ns)
        self._index.note(label, len(pcm) // BYTES_PER_FRAME, now_ns)
        if composite:
            self._queue(composite, label, round(ahead_frames * self._per_frame))

    def _queue(self, composite: bytes, label: Label, ahead_samples: int) -> None:
        try:
            self._output.write(composite, label, ahead_frames=ahead_samples)
        except DeviceFailure:
            self._encoder.stop("the signal has broken off")
            raise

    def queued_frames(self) -> int:
        """Return how many frames are queued and not yet out."""
        return round(self._output.queued_frames() / self._per_frame)

    def discard(self) -> None:
        """Drop what is queued; commands among it are told that they did not go out."""
        self._encoder.stop(CUT)
        self._output.discard()
        self._encoder.start()

    def idle(self) -> None:
        """Stop the signal; what waits to be sent is told so."""
        self._encoder.stop()
        self._output.idle()

    def close(self) -> None:
        """Give the device back."""
        self._encoder.stop()
        self._output.close()
