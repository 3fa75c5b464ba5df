"""What somebody wants to listen to: an announcement, or a text in the station's own form."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import to_wav
from loudspeaker.bootstrap.init import require_home
from loudspeaker.bootstrap.manners import manner_of
from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.bootstrap.voices import voice_names
from loudspeaker.cli.call import Call
from loudspeaker.cli.reviewing import concerns_about
from loudspeaker.cli.text_source import need_source
from loudspeaker.cli.voicebox import Wanted, render
from loudspeaker.errors import NotFound
from loudspeaker.model import Priority
from loudspeaker.system.files import make_directory, write_durable
from loudspeaker.text import read_text
from loudspeaker.text.script import Script, script_from_values

FOLDER = "preview"


def settings_of(call: Call) -> Settings:
    """Return the home's settings; ConfigurationRefused if it is none."""
    require_home(call.home)
    return load_settings(call.home)


def announcement(call: Call, item: str, *, voice: str | None) -> tuple[Wanted, dict[str, Any]]:
    """Return what ``station`` has under this id, as it would be approved, and the review."""
    station = settings_of(call).station
    details: dict[str, Any] = call.station.call("for_approval", id=item, **call.identity)
    wanted = Wanted(
        script=script_from_values(details["script_values"]),
        voice=_known_voice(call, voice or details["voice"]),
        priority=Priority(details["priority"]),
        chime=station.chime,
        concerns=details.get("concerns", ()),
        parts=tuple(_part(call, part) for part in details.get("part_values", ())),
    )
    return wanted, details


def _part(call: Call, values: dict[str, Any]) -> Script | Path:
    if "sha256" in values:
        return call.home.recordings / f"{values['sha256']}.wav"
    return script_from_values(values["script"])


def text(
    call: Call, written: str, *, voice: str | None, chime: bool, reviewed: bool = False
) -> Wanted:
    """Return a text (``-`` for standard input) as an ordinary announcement of it would sound."""
    station = settings_of(call).station
    limit, manner = station.text_limit_chars, manner_of(call.home, voice or station.voice)
    reading = read_text(need_source(written, None), limit_chars=limit, manner=manner)
    return Wanted(
        concerns=concerns_about(reading.text, call.home, station) if reviewed else (),
        script=reading.script,
        voice=_known_voice(call, voice or station.voice),
        priority=Priority.NORMAL,
        chime=station.chime if chime else None,
    )


def _known_voice(call: Call, name: str) -> str:
    known = voice_names(call.home)
    if name not in known:
        raise NotFound(kind="voice", name=name, known=known)
    return name


def write_preview(call: Call, wanted: Wanted, out: Path | None) -> tuple[Path, Clip]:
    """Render into a WAV file, by default in the home; return it with its sound."""
    clip = render(call.home, wanted)
    path = out.absolute() if out else _default_path(call, wanted)
    write_durable(path, to_wav(clip))
    return path, clip


def _default_path(call: Call, wanted: Wanted) -> Path:
    folder = call.home.root / FOLDER
    make_directory(folder)
    parts = " ".join(str(p) if isinstance(p, Path) else p.sha256 for p in wanted.parts)
    what = f"{wanted.voice} {wanted.script.sha256}{parts}"
    sha256 = hashlib.sha256(what.encode()).hexdigest()
    return folder / f"{sha256[:12]}.wav"
