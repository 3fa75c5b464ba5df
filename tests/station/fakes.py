"""An air, a voice, an alarm clock and a file reader in memory, to be driven by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker import trial
from loudspeaker.asrun import GENESIS, TERMINAL, Event, sealed
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, SoundRefused, UsageRefused
from loudspeaker.model import Priority, TimeSource, iso
from loudspeaker.model.delegation import Roster, roster_changes, roster_from_values
from loudspeaker.rundown import Cue, Kind, Rundown
from loudspeaker.speech.early import EarlySpeech, OnPhrase
from loudspeaker.speech.manifest import Licence, Voice
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.rendered import RenderedClip, RenderedPhrase, SoundFile

KEY = b"k" * 32
EMBEDDED = "vi-bac"


def voice(
    name: str = EMBEDDED, *, gain_db: float | None = 0.0, factor: float | None = 0.1
) -> Voice:
    return Voice(
        id=name,
        title=name,
        language="vi",
        licence=Licence(name="GPL-3.0-or-later"),
        engine="tone",
        options={},
        gain_db=gain_db,
        real_time_factor=factor,
    )


def head_of(day: str, seq: int = 0) -> dict[str, Any]:
    """Return what ``air`` publishes of a day."""
    return {"day": day, "seq": seq, "hash": "a", "seal": "b"}


@dataclass
class Airing:
    """What is on air, and until when."""

    rundown: Rundown
    ends: datetime
    starved_since: datetime | None = None
    withdrawn: str | None = None


class FakeAir:
    """Keeps and settles rundowns as playout does, each in a second; can be down.

    ``offers`` is everything it was ever offered, ``appended`` every cue by occurrence and index.
    """

    airing_s = 1.0
    patience_s = 5.0

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self.down = False
        self.refuses: LoudspeakerError | None = None
        self.stopped_since: str | None = None
        self.resumed_by: str | None = None
        self.starts = 1
        self.accepted: dict[str, Rundown] = {}
        self.records: list[dict[str, Any]] = []
        self.offers: list[Rundown] = []
        self.answers: list[str] = []
        self.appended: list[tuple[str, int]] = []
        self.on_air: Airing | None = None
        self.reloads = 0
        self.volumes: dict[int, dict[str, Any]] = {}
        self.key_events: list[dict[str, Any]] = []
        self.used_today_s = 0.0
        self.canary: dict[str, Any] | None = None
        self.canary_problem: str | None = None
        self.faults: list[dict[str, Any]] = []
        self.roster = Roster()
        self.people_changes: list[dict[str, Any]] = []
        self.published = [head_of("2026-11-30")]
        self.when_asked: Callable[[str], None] = lambda _op: None

    # --- the protocol ---------------------------------------------------------------------------

    def resume(self, *, by: str) -> str | None:
        """Lift stop-all."""
        self._ask("resume")
        since, self.stopped_since = self.stopped_since, None
        self.resumed_by = by
        return since

    def _ask(self, op: str) -> None:
        self.when_asked(op)
        if self.down:
            raise ProcessUnavailable(process="air", problem="down")
        if self.refuses is not None:
            raise self.refuses

    def offer(self, rundown: Rundown) -> str:
        self._ask("offer")
        self.offers.append(rundown)
        if self.is_settled(rundown.occurrence):
            answer = "settled"
        elif rundown.occurrence in self.accepted:
            answer = "known"
        else:
            self.accepted[rundown.occurrence] = rundown
            answer = "accepted"
        self.answers.append(answer)
        return answer

    def append(self, occurrence: str, index: int, cue: Cue) -> None:
        self._ask("append")
        rundown = self.accepted.get(occurrence)
        if rundown is None or rundown.complete or index != len(rundown.cues):
            return
        self.appended.append((occurrence, index))
        self._grow(rundown.with_cue(cue))

    def finish(self, occurrence: str, count: int) -> None:
        self._ask("finish")
        rundown = self.accepted.get(occurrence)
        if rundown is not None and not rundown.complete and len(rundown.cues) == count:
            self._grow(rundown.finished())

    def _grow(self, rundown: Rundown) -> None:
        self.accepted[rundown.occurrence] = rundown
        if self.on_air is not None and self.on_air.rundown.occurrence == rundown.occurrence:
            self.on_air.rundown = rundown

    def withdraw(self, occurrence: str, reason: str) -> str:
        self._ask("withdraw")
        rundown = self.accepted.get(occurrence)
        if rundown is None:
            return "unknown"
        if self.on_air is not None and self.on_air.rundown.occurrence == occurrence:
            self.on_air.withdrawn = reason
            return "on_air"
        self._record(rundown, Event.CANCELLED, reason=reason)
        return "waiting"

    def note(self, record: dict[str, Any]) -> None:
        self._ask("note")
        self._seal(dict(record))

    def status(self) -> dict[str, Any]:
        self._ask("status")
        playing = self.on_air and self.on_air.rundown
        return {
            "stopped_since": self.stopped_since,
            "on_air": playing
            and {
                "occurrence": playing.occurrence,
                "title": playing.title,
                "priority": playing.priority.value,
            },
            "pid": self.starts,
            "faults": self.faults,
            "used_today_s": self.used_today_s,
            "canary": self.canary,
        }

    def points(self) -> dict[str, Any]:
        self._ask("points")
        return {
            "volumes": list(self.volumes.values()),
            "epoch": 1,
            "held": {str(number): "current" for number in range(1, 12)},
            "key_events": list(self.key_events),
        }

    def set_volume(self, point: int, volume: int, *, by: str) -> None:
        self._ask("set_volume")
        if not 0 <= volume <= 100:
            raise UsageRefused(option="VOLUME", problem="0 to 100")
        now = iso(self._time.wall())
        self.volumes[point] = {
            "point": point,
            "volume": volume,
            "by": by,
            "asked_at": now,
            "sent_at": None,
        }

    def heads(self) -> list[dict[str, Any]]:
        self._ask("heads")
        return list(self.published)

    def reload(self) -> None:
        self._ask("reload")
        self.reloads += 1

    def people(self, roster: dict[str, Any], *, by: str | None, wall: str) -> None:
        self._ask("people")
        new = roster_from_values(roster)
        changes = roster_changes(self.roster, new)
        self.people_changes += [{"wall": wall, "by": by, **change} for change in changes]
        self.roster = new

    def people_note(self, entry: dict[str, Any]) -> None:
        self._ask("people_note")
        if all(each.get("event") != entry["event"] for each in self.people_changes):
            self.people_changes.append(entry)

    def people_log(self) -> dict[str, Any]:
        self._ask("people_log")
        return {"changes": self.people_changes, "intact": True}

    # --- its own life ---------------------------------------------------------------------------

    def is_settled(self, occurrence: str) -> bool:
        return any(r["occurrence"] == occurrence and r["event"] in TERMINAL for r in self.records)

    def ends_of(self, occurrence: str) -> list[dict[str, Any]]:
        return [r for r in self.records if r["occurrence"] == occurrence and r["event"] in TERMINAL]

    def restart(self) -> None:
        """Die and come back: what was on air is settled or played again."""
        self.down = False
        self.starts += 1
        if self.on_air is not None:
            self._record(self.on_air.rundown, Event.INTERRUPTED, reason="crash")
            self.on_air = None

    def kill(self) -> None:
        self.down = True

    def next_at(self) -> datetime | None:
        """Return when something happens by itself."""
        if self.on_air is not None:
            return self.on_air.ends
        times = [r.due for r in self.accepted.values()]
        return min(times, default=None)

    def play(self) -> None:
        """Do what playout does at this moment."""
        if self.down:
            return
        now = self._time.wall()
        if self.on_air is not None:
            self._go_on(self.on_air, now)
        for rundown in list(self.accepted.values()):
            if rundown.not_after < now and not self._plays(rundown):
                self._record(rundown, Event.MISSED, reason="grace_exceeded")
        ready = [
            r
            for r in self.accepted.values()
            if r.due <= now and r.cues and r.follows not in self.accepted
        ]
        if self.on_air is None and ready and self.stopped_since is None:
            self._start(min(ready, key=lambda r: (r.priority.rank, r.due)), now)

    def _plays(self, rundown: Rundown) -> bool:
        return self.on_air is not None and self.on_air.rundown.occurrence == rundown.occurrence

    def _start(self, rundown: Rundown, now: datetime) -> None:
        if rundown.kind is Kind.CANARY:
            self.canary = {"occurrence": rundown.occurrence, "problem": self.canary_problem}
            del self.accepted[rundown.occurrence]
            return
        if not _may_air(rundown):
            self._record(rundown, Event.REFUSED, reason="unapproved")
            return
        self._record(rundown, Event.START)
        self.on_air = Airing(rundown=rundown, ends=now + timedelta(seconds=self.airing_s))

    def _go_on(self, airing: Airing, now: datetime) -> None:
        if airing.withdrawn is not None:
            self._end(airing, "aired_partial", "operator")
        elif airing.rundown.complete and airing.ends <= now:
            self._end(airing, "aired", None)
        elif not airing.rundown.complete and airing.ends <= now:
            airing.starved_since = airing.starved_since or now
            airing.ends = now + timedelta(seconds=1)
            if (now - airing.starved_since).total_seconds() > self.patience_s:
                self._end(airing, "aired_partial", "speech_failed")

    def _end(self, airing: Airing, result: str, reason: str | None) -> None:
        self.on_air = None
        self._record(airing.rundown, Event.END, result=result, reason=reason)

    def _record(
        self,
        rundown: Rundown,
        event: Event,
        *,
        result: str | None = None,
        reason: str | None = None,
    ) -> None:
        self._seal(
            {
                "occurrence": rundown.occurrence,
                "item": rundown.item,
                "event": event.value,
                "result": result,
                "reason": reason,
                "text_sha256": rundown.text_sha256,
                "author": rundown.author,
                "approver": rundown.approver or None,
                "points": list(rundown.points),
                "acked": [],
                "pos_ms": 1000 if event is Event.END else 0,
                "proof": "commanded",
                "kind": rundown.kind.value,
                "release": rundown.release.on_record() if rundown.release else None,
                "programme": rundown.programme or None,
            }
        )

    def _seal(self, body: dict[str, Any]) -> None:
        """Append a record; one terminal record per occurrence and nothing after it."""
        if self.is_settled(body["occurrence"]):
            return
        prev = self.records[-1]["hash"] if self.records else GENESIS
        body = {**body, "wall": iso(self._time.wall())}
        self.records.append(sealed(body, seq=len(self.records) + 1, prev=prev, key=KEY))
        if body["event"] in TERMINAL:
            self.accepted.pop(body["occurrence"], None)


def _may_air(rundown: Rundown) -> bool:
    if rundown.kind is Kind.TEST:
        return rundown.text_sha256 == trial.text_sha256(rundown.points)
    if rundown.release is not None:
        return rundown.release.stands() and rundown.release.kind is rundown.kind
    return bool(rundown.approver) and rundown.approver != rundown.author


class FakeSpeech:
    """Speaks at once; ``fails`` by voice or sound; ``before`` is called before an early phrase."""

    def __init__(self, clips: Path) -> None:
        self._clips = clips
        self.fails: dict[str, LoudspeakerError] = {}
        self.before: Callable[[int], None] = lambda _index: None
        self.falls_back_at: int | None = None
        self.asked: list[tuple[str, str]] = []
        self.quieter_db = 0.0
        self.frames = 4800

    def _file(self, *words: object) -> SoundFile:
        data = repr(words).encode()
        sha256 = hashlib.sha256(data).hexdigest()
        (self._clips / f"{sha256}.wav").write_bytes(data)
        return SoundFile(sha256=sha256, frames=4800)

    def _fail(self, name: str) -> None:
        if name in self.fails:
            raise self.fails[name]

    def installed(self, chosen: Voice) -> Voice:
        self._fail("installed")
        return chosen

    def clip(
        self, phrases: Sequence[Phrase], chosen: Voice, *, quieter_db: float = 0.0
    ) -> RenderedClip:
        self.asked.append(("clip", chosen.id))
        self._fail(chosen.id)
        self.quieter_db = quieter_db
        file = replace(self._file(chosen.id, *phrases), frames=self.frames)
        return RenderedClip(file=file, loudness_lufs=-16, true_peak_dbtp=-1, real_time_factor=0.1)

    def phrases(
        self,
        phrases: Sequence[Phrase],
        chosen: Voice,
        on_phrase: OnPhrase,
        *,
        head_start_s: float = 0.0,  # noqa: ARG002 - kept by the protocol
    ) -> EarlySpeech:
        self.asked.append(("phrases", chosen.id))
        made: list[RenderedPhrase] = []
        for index, phrase in enumerate(phrases):
            self.before(index)
            self._fail(chosen.id)
            made.append(RenderedPhrase(index=index, file=self._file(chosen.id, phrase)))
            on_phrase(made[-1])
        return EarlySpeech(phrases=tuple(made), fell_back_at=self.falls_back_at)

    def chime(self, name: str) -> SoundFile:
        self._fail("chime")
        return self._file("chime", name)

    def siren(self, sound: str, seconds: int) -> SoundFile:
        self._fail("siren")
        return self._file("siren", sound, seconds)

    def attention(self, seconds: float, *, drill: bool = False) -> SoundFile:
        self._fail("attention")
        return self._file("attention", seconds, drill)


class FakeReader:
    """Reads every file as half a second of sound, unless its name says otherwise."""

    def __init__(self, clips: Path) -> None:
        self._clips = clips
        self.read: list[Path] = []
        self.fails: LoudspeakerError | None = None

    def read_sound(self, path: Path) -> SoundFile:
        self.read.append(path)
        if self.fails is not None:
            raise self.fails
        if "clipped" in path.name:
            raise SoundRefused(path=str(path), problem="clipped", measured="12.0% at full scale")
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        (self._clips / f"{sha256}.wav").write_bytes(path.read_bytes())
        seconds = 75 if "long" in path.name else 1
        return SoundFile(sha256=sha256, frames=seconds * 48_000)

    def read_recording(self, path: Path, folder: Path) -> SoundFile:
        """Read a file as half a second of sound for each of its bytes."""
        self.read.append(path)
        if self.fails is not None:
            raise self.fails
        data = path.read_bytes()
        sha256 = hashlib.sha256(data).hexdigest()
        (folder / f"{sha256}.wav").write_bytes(data)
        return SoundFile(sha256=sha256, frames=len(data) * 24_000)


def is_urgent(rundown: Rundown) -> bool:
    return rundown.priority is Priority.EMERGENCY
