"""What an IP point makes audible, gathered into stretches of at most 250 ms for log and file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from loudspeaker.radio.programme import FRAMES_A_SECOND
from loudspeaker.village.event_log import Log
from loudspeaker.village.stretches import STRETCH_FRAMES, measure

SOURCE = "ip"
_FRAME_BYTES = 2
_FRAMES_PER_MS = FRAMES_A_SECOND // 1000


@dataclass(slots=True, kw_only=True)
class _Stretch:
    label: str
    position: int
    mono_ns: int
    pcm: bytearray = field(default_factory=bytearray)

    @property
    def frames(self) -> int:
        return len(self.pcm) // _FRAME_BYTES


class Tape:
    """Takes sound as it is heard; ``flush`` what is to be on the disk."""

    def __init__(
        self, number: int, log: Log, record: Callable[[int, int, bytes], None], *, rate: float
    ) -> None:
        self._number, self._log, self._record = number, log, record
        self._frame_ns = 1e9 / FRAMES_A_SECOND / rate
        self._stretch: _Stretch | None = None

    def add(self, label: str, position: int, mono_ns: int, pcm: bytes) -> None:
        """Take sound that is heard from that time on."""
        while pcm:
            stretch = self._continued(label, position) or _Stretch(
                label=label, position=position, mono_ns=mono_ns
            )
            room = (STRETCH_FRAMES - stretch.frames) * _FRAME_BYTES
            stretch.pcm += pcm[:room]
            self._stretch = stretch
            taken, pcm = len(pcm[:room]) // _FRAME_BYTES, pcm[room:]
            position, mono_ns = position + taken, mono_ns + round(taken * self._frame_ns)
            if stretch.frames >= STRETCH_FRAMES:
                self.flush()

    def _continued(self, label: str, position: int) -> _Stretch | None:
        """Return the stretch that goes on here; what does not is written down first."""
        stretch = self._stretch
        if stretch is None:
            return None
        if stretch.label == label and stretch.position + stretch.frames == position:
            return stretch
        self.flush()
        return None

    def flush(self) -> None:
        """Write down what is gathered."""
        stretch, self._stretch = self._stretch, None
        if stretch is None:
            return
        pcm = bytes(stretch.pcm)
        rms_dbfs, crc32 = measure(pcm)
        self._log.write(
            "audio",
            stretch.mono_ns,
            n=self._number,
            occurrence=stretch.label,
            pos_ms=round(stretch.position / _FRAMES_PER_MS, 3),
            len_ms=round(stretch.frames / _FRAMES_PER_MS, 3),
            rms_dbfs=rms_dbfs,
            crc32=crc32,
            source=SOURCE,
            carrier=False,
        )
        self._record(self._number, stretch.mono_ns, pcm)
