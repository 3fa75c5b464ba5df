"""From the line to the ears: carrier and gates decide, to the sample, who hears what is played."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from loudspeaker.radio.tone_systems import ToneSystem
from loudspeaker.village.line_in import RATE_HZ
from loudspeaker.village.line_server import Block
from loudspeaker.village.monitor import MonitorFeed
from loudspeaker.village.old_receivers import OldPoint, ToneEar
from loudspeaker.village.receivers import AnyPoint, Hearing
from loudspeaker.village.stretches import LINE_INPUT, Origin, Piece, Stretches, part_of
from loudspeaker.village.timeline import Timeline

Value = TypeVar("Value")
LINE, COMPOSITE = "line", "mpx"
"""What the log calls the way on which the sound came in."""
_SECOND_NS = 1_000_000_000
_FOREIGN_HZ = 440
_FOREIGN_LEVEL = 3_277  # a tenth of full scale
_LONGEST_FOREIGN_NS = _SECOND_NS
_LATE_NS = 500_000_000  # a block of the line comes no later than that


class Airwave:
    """Hands sound to those who hear it; blocks must lie in settled time."""

    def __init__(
        self,
        carrier: Timeline[bool],
        points: Sequence[AnyPoint],
        stretches: Stretches,
        *,
        signal: str = LINE,
        tones: ToneSystem | None = None,
        monitor: MonitorFeed | None = None,
    ) -> None:
        self._carrier, self._points, self._stretches = carrier, points, stretches
        self._names = {Hearing.LINE: signal, Hearing.FOREIGN: str(Hearing.FOREIGN)}
        self._old = [point for point in points if isinstance(point, OldPoint)]
        self._ear = ToneEar(tones, carrier) if tones is not None else None
        self._monitor = monitor
        self._foreign_until_ns = 0

    def play(self, block: Block) -> None:
        """Let a block of the line be heard."""
        for start, stop, carrier in _spans(block, self._carrier):
            whole = _piece(block, LINE_INPUT, self._names[Hearing.LINE], carrier=carrier)
            self._stretches.add(part_of(whole, start, stop))
            self._let_monitor_hear(part_of(whole, start, stop), ours=carrier)
        self._open_old_points(block)
        self._play_at_points(block, Hearing.LINE)

    def _let_monitor_hear(self, piece: Piece, *, ours: bool) -> None:
        if self._monitor is not None and ours and not self._first_is_captured:
            self._monitor.play(piece.mono_ns, piece.pcm)

    @property
    def _first_is_captured(self) -> bool:
        """Whether the monitor, which stands beside the first point, hears a foreign carrier."""
        return bool(self._points) and self._points[0].captured

    def _open_old_points(self, block: Block) -> None:
        """Let old receivers hear the codes in a block, before it is played at them."""
        if self._ear is None:
            return
        for code, mono_ns in self._ear.hear(block):
            for point in self._old:
                point.heard_code(code, mono_ns)
        self._settle_old_points(block.end_ns)

    def _settle_old_points(self, until_ns: int) -> None:
        for point in self._old:
            point.settle(until_ns)

    def play_foreign(self, mono_ns: int) -> None:
        """Let the foreign carrier's tone be heard up to that time by those it has captured."""
        self._settle_old_points(mono_ns - _LATE_NS)
        start_ns = max(self._foreign_until_ns, mono_ns - _LONGEST_FOREIGN_NS)
        self._foreign_until_ns = mono_ns
        captured = (p.captured or p.hearing.at(start_ns) is Hearing.FOREIGN for p in self._points)
        if any(captured):
            self._play_at_points(_tone(start_ns, mono_ns), Hearing.FOREIGN)
        if self._monitor is not None:
            if self._first_is_captured:
                tone = _tone(start_ns, mono_ns)
                self._monitor.play(tone.start_ns, tone.pcm)
            self._monitor.advance(mono_ns)

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
