"""A simulated IP point: what it hears, plays and reports, as a value of time.

Everything that comes from outside (messages, fetched clips, the time) is given to it by one
thread; what it says goes out through ``say``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from loudspeaker.radio.clip_player import ClipPlayer, Ended, Ordered, PlayerOutcome
from loudspeaker.radio.command_receiver import Accepted, Memory, Rejected
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.play_orders import ClipPlace
from loudspeaker.radio.point_status import (
    REFUSALS,
    PointFlag,
    Refusal,
    Status,
    StatusKind,
    signed_status,
)
from loudspeaker.radio.programme import Programme
from loudspeaker.village.config import PointConfig
from loudspeaker.village.event_log import Log
from loudspeaker.village.ip_shelf import ClipShelf, Fetched, Wanted
from loudspeaker.village.ip_tape import Tape
from loudspeaker.village.receivers import MemoryFile

HEARTBEAT_NS = 10_000_000_000
REFUSALS_AT_ONCE, REFUSAL_NS = 10, 1_000_000_000
_FRAME_BYTES = 2


@dataclass(slots=True)
class _Playing:
    """How far a programme has come, and how much of each clip was heard."""

    programme: Programme
    position: int
    heard: dict[ClipPlace, int] = field(default_factory=dict)
    begun: set[ClipPlace] = field(default_factory=set)
    over: set[ClipPlace] = field(default_factory=set)


class IpPoint:
    """One point over IP, from power-up on."""

    def __init__(
        self,
        config: PointConfig,
        *,
        memory: MemoryFile,
        shelf: ClipShelf,
        tape: Tape,
        log: Log,
        say: Callable[[bytes], None],
        rate: float = 1.0,
    ) -> None:
        self.number = config.number
        self.shelf = shelf
        self._key = config.keys.point
        self._memory, self._tape, self._log, self._say = memory, tape, log, say
        self._player = ClipPlayer(
            point=config.number,
            zone=config.zone,
            keys=config.keys,
            memory=memory.load(Memory(volume=config.volume)),
            rate=rate,
        )
        self._playing: _Playing | None = None
        self._next_heartbeat_ns = 0
        self._refusals_left, self._refused_ns = float(REFUSALS_AT_ONCE), 0

    # --- what comes in --------------------------------------------------------------------------

    def hear_commands(self, message: bytes, mono_ns: int) -> None:
        """Take a message of commands."""
        self.advance(mono_ns)
        self._note(self._player.hear_commands(message, mono_ns))

    def hear_order(self, message: bytes, mono_ns: int) -> None:
        """Take a play order."""
        self.advance(mono_ns)
        self._note(self._player.hear_order(message, mono_ns))

    def fetched(self, fetched: Fetched) -> None:
        """Take notice of a clip that is there, or cannot be had."""
        self.shelf.settle(fetched)
        sha256 = fetched.wanted.sha256
        if fetched.refusal is Refusal.NONE:
            self._report(StatusKind.FETCHED, sha256=sha256)
        else:
            self._report(StatusKind.REFUSED, refusal=fetched.refusal, sha256=sha256)

    def advance(self, mono_ns: int) -> None:
        """Play, mute and report up to that time."""
        while (due_ns := self._player.deadline_ns) is not None and due_ns <= mono_ns:
            self._play_to(due_ns)
            self._note(self._player.advance(due_ns))
        self._play_to(mono_ns)
        if mono_ns >= self._next_heartbeat_ns:
            self._next_heartbeat_ns = mono_ns + HEARTBEAT_NS
            self._report(StatusKind.ALIVE)

    # --- what follows from it -------------------------------------------------------------------

    def _note(self, outcomes: Sequence[PlayerOutcome]) -> None:
        for outcome in outcomes:
            match outcome:
                case Rejected():
                    self._refuse(outcome)
                case Accepted():
                    self._keep(outcome.mono_ns)
                    if outcome.ours and outcome.command.operation is Operation.OPEN:
                        self._report(StatusKind.OPENED)
                case GateChange():
                    self._changed(outcome)
                case Ended():
                    self._end()
                case Ordered():
                    self._keep(outcome.mono_ns)
                    self._take(outcome)

    def _refuse(self, rejected: Rejected) -> None:
        """Write down every refusal, and report as many as are worth it."""
        self._write(rejected.mono_ns, by="cmd", rejected=str(rejected.reason))
        passed = (rejected.mono_ns - self._refused_ns) / REFUSAL_NS
        self._refusals_left = min(REFUSALS_AT_ONCE, self._refusals_left + passed)
        self._refused_ns = rejected.mono_ns
        if self._refusals_left >= 1:
            self._refusals_left -= 1
            self._report(StatusKind.REFUSED, refusal=REFUSALS[rejected.reason])

    def _changed(self, change: GateChange) -> None:
        self._write(change.mono_ns, by=str(change.by), is_open=change.open, volume=change.volume)
        if not change.open:
            self._tape.flush()
            self._report(StatusKind.SHUT)

    def _take(self, ordered: Ordered) -> None:
        order = ordered.order
        for clip in order.clips:
            if not self.shelf.has(clip.sha256):
                url = order.url_of(clip)
                self.shelf.want(Wanted(sha256=clip.sha256, url=url, frames=clip.frames))
        if ordered.programme is None:
            return
        now = ordered.programme.position_at(ordered.mono_ns)
        before = self._playing
        if before is not None and before.programme.order.run == order.run:
            self._playing = replace(before, programme=ordered.programme, position=now)
        else:
            self._playing = _Playing(ordered.programme, now)

    # --- playing --------------------------------------------------------------------------------

    def _play_to(self, mono_ns: int) -> None:
        playing = self._playing
        if playing is None:
            return
        start, stop = playing.position, playing.programme.position_at(mono_ns)
        if stop <= start:
            return
        playing.position = stop
        if self._player.is_open:
            self._make_audible(playing, start, stop)
        for clip in playing.programme.clips:
            if clip.end <= stop and clip not in playing.over:
                playing.over.add(clip)
                self._clip_over(playing, clip)
        if stop >= playing.programme.end:
            self._tape.flush()

    def _make_audible(self, playing: _Playing, start: int, stop: int) -> None:
        """Let clips be heard, and between them silence; before and behind them is nothing."""
        programme = playing.programme
        at, stop = max(start, programme.clips[0].position), min(stop, programme.end)
        for span in programme.between(at, stop):
            self._add(playing, at, bytes((span.position - at) * _FRAME_BYTES))
            pcm = self.shelf.read(span.clip.sha256, span.first, span.frames)
            if pcm:
                self._begin(playing, span.clip)
                self._add(playing, span.position, pcm)
                heard = playing.heard.get(span.clip, 0) + len(pcm) // _FRAME_BYTES
                playing.heard[span.clip] = heard
            at = span.position + span.frames
        if at < stop:
            self._add(playing, at, bytes((stop - at) * _FRAME_BYTES))

    def _add(self, playing: _Playing, position: int, pcm: bytes) -> None:
        programme = playing.programme
        self._tape.add(programme.order.label, position, programme.time_of(position), pcm)

    def _begin(self, playing: _Playing, clip: ClipPlace) -> None:
        if clip not in playing.begun:
            playing.begun.add(clip)
            self._report(StatusKind.PLAYING, clip=clip)

    def _clip_over(self, playing: _Playing, clip: ClipPlace) -> None:
        heard = playing.heard.get(clip, 0)
        if heard:
            self._report(StatusKind.PLAYED, clip=clip, frames=heard)
        else:
            refusal = Refusal.SHUT if self.shelf.has(clip.sha256) else Refusal.LATE
            self._report(StatusKind.REFUSED, clip=clip, refusal=refusal)

    def _end(self) -> None:
        """Report what a programme that is taken away has been heard of."""
        playing, self._playing = self._playing, None
        self._tape.flush()
        if playing is None:
            return
        for clip, frames in playing.heard.items():
            if clip not in playing.over:
                refusal = Refusal.SUPERSEDED
                self._report(
                    StatusKind.REFUSED, clip=clip, frames=frames, refusal=refusal, of=playing
                )

    # --- saying ---------------------------------------------------------------------------------

    def _report(
        self,
        kind: StatusKind,
        *,
        refusal: Refusal = Refusal.NONE,
        sha256: bytes | None = None,
        clip: ClipPlace | None = None,
        frames: int = 0,
        of: _Playing | None = None,
    ) -> None:
        playing = of or self._playing
        flags = PointFlag.OPEN if self._player.is_open else PointFlag(0)
        status = Status(
            kind=kind,
            flags=flags | (PointFlag.PLAYING if self._playing else PointFlag(0)),
            volume=self._player.memory.volume,
            refusal=refusal,
            counter=self._player.memory.last_counter,
        )
        if sha256 is not None:
            status = replace(status, sha256=sha256)
        if clip is not None and playing is not None:
            order = playing.programme.order
            status = replace(
                status,
                run=order.run,
                counter=order.counter,
                sha256=clip.sha256,
                position=clip.position,
                frames=frames,
            )
        self._say(signed_status(status, self.number, key=self._key))

    def _keep(self, mono_ns: int) -> None:
        try:
            self._memory.store(self._player.memory)
        except OSError as error:
            self._log.write("fault", mono_ns, fault="disk", point=self.number, problem=str(error))

    def _write(
        self,
        mono_ns: int,
        *,
        by: str,
        rejected: str | None = None,
        is_open: bool | None = None,
        volume: int | None = None,
    ) -> None:
        self._log.write(
            "point",
            mono_ns,
            n=self.number,
            open=self._player.is_open if is_open is None else is_open,
            volume=self._player.memory.volume if volume is None else volume,
            by=by,
            rejected=rejected,
        )
