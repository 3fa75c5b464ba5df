"""From the line to the ears: carrier and gates decide, to the sample, who hears what is played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from loudspeaker.village.line_in import RATE_HZ
from loudspeaker.village.line_server import Block
from loudspeaker.village.receivers import Hearing, Point
from loudspeaker.village.stretches import LINE_INPUT, Origin, Piece, Stretches, part_of
from loudspeaker.village.timeline import Timeline

Value = TypeVar("Value")
LINE, COMPOSITE = "line", "mpx"
"""What the log calls the way on which the sound came in."""
_SECOND_NS = 1_000_000_000
_FOREIGN_HZ = 440
_FOREIGN_LEVEL = 3_277  # a tenth of full scale
_LONGEST_FOREIGN_NS = _SECOND_NS


class Airwave:
    """Hands sound to those who hear it; blocks must lie in settled time."""

    def __init__(
        self,
        carrier: Timeline[bool],
        points: Sequence[Point],
        stretches: Stretches,
        *,
        signal: str = LINE,
    ) -> None:
        self._carrier, self._points, self._stretches = carrier, points, stretches
        self._names = {Hearing.LINE: signal, Hearing.FOREIGN: str(Hearing.FOREIGN)}
        self._foreign_until_ns = 0

    def play(self, block: Block) -> None:
        """Let a block of the line be heard."""
        for start, stop, carrier in _spans(block, self._carrier):
            whole = _piece(block, LINE_INPUT, self._names[Hearing.LINE], carrier=carrier)
            self._stretches.add(part_of(whole, start, stop))
        self._play_at_points(block, Hearing.LINE)

    def play_foreign(self, mono_ns: int) -> None:
        """Let the foreign carrier's tone be heard up to that time by those it has captured."""
        start_ns = max(self._foreign_until_ns, mono_ns - _LONGEST_FOREIGN_NS)
        self._foreign_until_ns = mono_ns
        captured = (p.captured or p.hearing.at(start_ns) is Hearing.FOREIGN for p in self._points)
        if any(captured):
            self._play_at_points(_tone(start_ns, mono_ns), Hearing.FOREIGN)

    def _play_at_points(self, block: Block, source: Hearing) -> None:
        for point in self._points:
            whole = _piece(block, point.number, self._names[source], carrier=True)
            for start, stop, hearing in _spans(block, point.hearing):
                if hearing is source:
                    self._stretches.add(part_of(whole, start, stop))


def _piece(block: Block, listener: int, source: str, *, carrier: bool) -> Piece:
    origin = Origin(session=block.session, source=source, carrier=carrier, frame_ns=block.frame_ns)
    return Piece(
        listener=listener,
        origin=origin,
        first_frame=block.first_frame,
        mono_ns=block.start_ns,
        pcm=block.pcm,
    )


def _tone(start_ns: int, end_ns: int) -> Block:
    """Return a tone between two times; its frames are counted from the host's time 0."""
    first, last = (time_ns * RATE_HZ // _SECOND_NS for time_ns in (start_ns, end_ns))
    phase = np.arange(first, last) * (2 * np.pi * _FOREIGN_HZ / RATE_HZ)
    samples = (np.sin(phase) * _FOREIGN_LEVEL).astype("<i2")
    return Block(
        session="",
        first_frame=first,
        start_ns=first * _SECOND_NS // RATE_HZ,
        frame_ns=_SECOND_NS / RATE_HZ,
        pcm=bytes(samples.tobytes()),
    )


def _spans(block: Block, timeline: Timeline[Value]) -> Iterator[tuple[int, int, Value]]:
    """Cut a block where the timeline changes, to the frame: start, stop, value."""
    start, value = 0, timeline.at(block.start_ns)
    for change_ns in timeline.changes_within(block.start_ns, block.end_ns):
        stop = min(block.frames, round((change_ns - block.start_ns) / block.frame_ns))
        if stop > start:
            yield start, stop, value
        start, value = stop, timeline.at(change_ns)
    if start < block.frames:
        yield start, block.frames, value
