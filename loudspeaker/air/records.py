"""The body of an as-run record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loudspeaker.asrun import Event, Reason
from loudspeaker.model import TimeSource, iso
from loudspeaker.rundown import PROGRAMME_RATE_HZ, CueKind, Rundown


def to_ms(frames: int) -> int:
    """Return the duration of frames at the programme rate."""
    return frames * 1000 // PROGRAMME_RATE_HZ


def _languages(rundown: Rundown, position: int, points: Sequence[int]) -> dict[str, Any]:
    """Return which languages had been heard where, and for how long."""
    return {
        language: {
            "ms": to_ms(frames),
            "points": [n for n in points if n in rundown.takers.get(language, points)],
        }
        for language, frames in rundown.heard_frames(position).items()
    }


def _live(rundown: Rundown) -> dict[str, Any] | None:
    """Return what a live airing was for, and once it is over its recording."""
    if rundown.live is None:
        return None
    said = [cue for cue in rundown.cues if cue.kind is CueKind.LIVE]
    return {
        **rundown.live.to_values(),
        "sha256": said[-1].sha256 if said else None,
        "ms": to_ms(said[-1].frames) if said else 0,
    }


def _is_known(rundown: Rundown) -> bool:
    """Tell whether it is certain which sounds are heard; what another station sends is not kept."""
    return rundown.complete and rundown.relay is None


def _relay(rundown: Rundown) -> dict[str, Any] | None:
    """Return what was relayed, and once an attempt is over for how long it was really heard."""
    relay = rundown.relay
    if relay is None:
        return None
    fallback = next((cue.sha256 for cue in rundown.cues if cue.sha256), None)
    heard = relay.heard
    return {
        **relay.to_values(),
        "fallback_sha256": fallback,
        "source_ms": round(heard.source_s * 1000) if heard else None,
        "fallback_ms": round(heard.fallback_s * 1000) if heard else None,
        "why": heard.why if heard else None,
        "problem": (heard.problem or None) if heard else None,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Stamps a record with both clocks and the boot they belong to."""

    time: TimeSource
    boot_id: str

    def body(
        self,
        rundown: Rundown,
        event: Event,
        *,
        attempt: int,
        result: str | None = None,
        reason: Reason | None = None,
        position_frames: int = 0,
        points: Sequence[int] | None = None,
        acked: Collection[int] = (),
    ) -> dict[str, Any]:
        """Return everything but the chain's own fields.

        Radio is one-way, so ``proof`` is more than *commanded* only where every point, being over
        IP, has reported that it played.  ``points`` are the rundown's unless told otherwise.
        """
        addressed = rundown.points if points is None else points
        return {
            "occurrence": rundown.occurrence,
            "item": rundown.item,
            "event": event.value,
            "result": result,
            "reason": reason.value if reason else None,
            "due": iso(rundown.due),
            **self.times(),
            "attempt": attempt,
            "pos_ms": to_ms(position_frames),
            "len_ms": to_ms(rundown.frames) if rundown.complete else None,
            "points": list(addressed),
            "acked": sorted(acked),
            "text_sha256": rundown.text_sha256,
            "audio_sha256": rundown.audio_sha256() if _is_known(rundown) else None,
            "author": rundown.author,
            "approver": rundown.approver or None,
            "approver_for": rundown.approver_for or None,
            "priority": rundown.priority.value,
            "proof": "ack" if acked and set(addressed) <= set(acked) else "commanded",
            "kind": rundown.kind.value,
            "languages": _languages(rundown, position_frames, addressed),
            "release": rundown.release.on_record() if rundown.release else None,
            "live": _live(rundown),
            "relay": _relay(rundown),
            "programme": rundown.programme or None,
        }

    def times(self) -> Mapping[str, Any]:
        """Return the time fields."""
        return {
            "wall": iso(self.time.wall()),
            "mono_ns": self.time.mono_ns(),
            "boot_id": self.boot_id,
        }
