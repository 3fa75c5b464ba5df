"""An announcement while the station is down: checked here as it would be there, then kept."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import Any

from loudspeaker.bootstrap.manners import LiveManners
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bootstrap.voices import is_barred, voice_names
from loudspeaker.cli.call import Call
from loudspeaker.config.identity import identify
from loudspeaker.config.roles import permit
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.model import Caller, iso
from loudspeaker.model.announcement import Content
from loudspeaker.model.parts import Recorded
from loudspeaker.station import arguments as given
from loudspeaker.station.composing import AskedPart
from loudspeaker.station.drafting import Draft, Drafting, Facts, script_of
from loudspeaker.station.spool import put
from loudspeaker.system.time import SystemTime

STATE = "spooled"
_NOT_KEPT = "0" * 64


def spool(call: Call, request: dict[str, Any], unavailable: ProcessUnavailable) -> dict[str, Any]:
    """Keep the request durably; return what ``announce`` shows.

    Raises what the station would refuse it with, StorageFailure, or ``unavailable`` where there
    is no station to keep it for.
    """
    if not call.home.station_file.exists():
        raise unavailable
    settings = load_settings(call.home)
    caller = identify(settings.station, uid=os.getuid(), chosen=call.person)
    permit(caller, "announce")
    facts = Facts(
        station=settings.station,
        plan=settings.hardware.points.plan,
        hours=settings.hours,
        voices=voice_names(call.home),
        is_barred=lambda voice: is_barred(call.home, voice, settings.station),
        manner=LiveManners(call.home).manner,
    )
    drafting = Drafting(lambda: facts, SystemTime())
    values = {n: v for n, v in request.items() if n in Draft.__dataclass_fields__}
    draft = Draft(**{**values, "parts": _parts(call, request)})
    content = drafting.content(draft)
    put(call.home.spool, request["id"], request)
    return _row(request["id"], content, caller, drafting)


def _parts(call: Call, request: dict[str, Any]) -> tuple[AskedPart, ...]:
    """Return the parts, each recording read as the station will read it, and not kept."""
    asked = given.parts(request) or ()
    return tuple(each if isinstance(each, str) else _measured(call, each) for each in asked)


def _measured(call: Call, asked: given.AskedRecording) -> Recorded:
    from loudspeaker.cli.file_reader import measured  # noqa: PLC0415 - few have recordings

    return Recorded(
        language=asked.language,
        title=asked.title,
        transcript=asked.transcript,
        sha256=_NOT_KEPT,
        frames=measured(call.home, call.home.incoming / asked.name)["frames"],
    )


def _row(item_id: str, content: Content, caller: Caller, drafting: Drafting) -> dict[str, Any]:
    """Return the keys of the station's own answer."""
    return {
        "id": item_id,
        "occurrence": f"{item_id}-1",
        "version": 1,
        "state": STATE,
        "title": content.title,
        "due": iso(content.due) if content.due else None,
        "priority": content.priority.value,
        "points": list(content.points),
        "repeat": content.repeat,
        "voice": content.voice,
        "author": caller.name,
        "script": script_of(content).spoken,
        "audit": [asdict(finding) for finding in drafting.audit(content)],
        "duration_estimate_s": round(drafting.duration_s(content), 1),
        "accepted_at": iso(SystemTime().wall()),
        "parts": drafting.part_rows(content),
    }
