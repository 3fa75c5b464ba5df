"""The demonstration from curtain to curtain."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loudspeaker.cli.call import Call
from loudspeaker.cli.demonstration import keepsakes, told
from loudspeaker.cli.demonstration.approved_sound import checksum_of
from loudspeaker.cli.demonstration.backstage import (
    Cast,
    age_s,
    cast_of,
    has_portaudio,
    make_home,
    running,
)
from loudspeaker.cli.demonstration.events import EventReader
from loudspeaker.cli.demonstration.proof import Proof, prove
from loudspeaker.cli.demonstration.texts import TWO_ZONES, texts
from loudspeaker.cli.demonstration.watching import Village, points_of, wait_until_over
from loudspeaker.cli.output import write_json
from loudspeaker.station.ids import new_id
from loudspeaker.store.asrun_reading import read_records
from loudspeaker.system.time import SystemTime

_NS = 1_000_000_000
_MARGIN_NS = 2 * _NS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What every act needs."""

    call: Call
    cast: Cast
    points: Sequence[dict[str, Any]]
    village: Village

    @property
    def numbers(self) -> list[int]:
        """All point numbers."""
        return [point["number"] for point in self.points]


def perform(call: Call) -> int:
    """Do it all; return 0 only if village and as-run log agree."""
    started_ns = time.monotonic_ns() - round(age_s() * _NS)
    settings = make_home(call.home)
    told.opening(call.home, portaudio=has_portaudio())
    reader = EventReader(call.home.village / "events.jsonl")
    with running(call.home) as was_running:
        told.station_runs(was_running=was_running)
        rows = call.station.call("points")
        village = Village(reader=reader, numbers=tuple(row["number"] for row in rows))
        stage = _Stage(call=call, cast=cast_of(settings), points=rows, village=village)
        begun_ns = time.monotonic_ns()
        proofs = _acts(stage)
        span = keepsakes.Span(start_ns=begun_ns, end_ns=time.monotonic_ns())
    named = [(row["number"], row["name"]) for row in rows]
    kept = keepsakes.keep(call.home, named, _trimmed(village, span), title=told.picture_title())
    first_ns = village.first_audible_ns
    first_s = None if first_ns is None else (first_ns - started_ns) / _NS
    return _close(call, proofs, kept, first_s)


def _acts(stage: _Stage) -> list[Proof]:
    """Air both announcements, one after the other."""
    written = texts(SystemTime().wall().date())
    two = points_of(TWO_ZONES, stage.points)
    return [
        _act(stage, 1, written.to_all, stage.numbers),
        _act(stage, 2, written.to_two, two),
    ]


def _act(stage: _Stage, number: int, text: str, points: Sequence[int]) -> Proof:
    """Type, read back, approve, wait, prove."""
    call, cast = stage.call, stage.cast
    told.typed(number, text, cast.author)
    draft = call.station.call(
        "announce",
        **_request(text, points),
        **_as(cast.author),
    )
    told.read_back(draft, cast.approver)
    call.station.call("approve", id=draft["id"], **_as(cast.approver))
    state = wait_until_over(call.station, call.air, draft["occurrence"], stage.village)
    cues = call.station.call("show", id=draft["id"])["cues"]
    proof = prove(
        stage.village.events,
        read_records(call.home.asrun_log),
        occurrence=draft["occurrence"],
        addressed=points,
        points=stage.numbers,
        checksum=checksum_of(call.home.clips, cues),
    )
    told.heard(proof, state, {row["number"]: row["name"] for row in stage.points})
    return proof


def _request(text: str, points: Sequence[int]) -> dict[str, Any]:
    return {"text": text, "id": new_id(), "repeat": 1, "points": ",".join(map(str, points))}


def _as(person: str) -> dict[str, Any]:
    return {"as": person}


def _trimmed(village: Village, span: keepsakes.Span) -> keepsakes.Span:
    """Return the time from just before the first sound to just after the last."""
    heard = [e["mono_ns"] for e in village.events if e["ev"] == "audio" and e["n"] > 0]
    if not heard:
        return span
    return keepsakes.Span(start_ns=min(heard) - _MARGIN_NS // 2, end_ns=max(heard) + _MARGIN_NS)


def _close(call: Call, proofs: Sequence[Proof], kept: Sequence[Path], first_s: float | None) -> int:
    holds = all(proof.holds for proof in proofs)
    if call.json:
        write_json(
            {
                "proved": holds,
                "first_audible_s": None if first_s is None else round(first_s, 3),
                "portaudio": has_portaudio(),
                "airings": [{**asdict(proof), "holds": proof.holds} for proof in proofs],
                "files": [str(path) for path in kept],
                "asrun": str(call.home.asrun_log),
            }
        )
    else:
        told.closing(call.home, kept, first_s=first_s, holds=holds)
    return 0 if holds else 1
