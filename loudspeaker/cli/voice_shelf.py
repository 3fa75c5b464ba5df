"""Voice files, what of them is installed, and installing more."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.init import require_home
from loudspeaker.bootstrap.voices import voice_named, voice_names
from loudspeaker.cli.call import current
from loudspeaker.cli.output import note
from loudspeaker.cli.voicebox import open_voicebox
from loudspeaker.config.station import DEFAULT_VOICE, load_station
from loudspeaker.errors import NotFound
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import megabytes
from loudspeaker.speech.install import Progress
from loudspeaker.speech.install import install as install_files
from loudspeaker.speech.installed import (
    Measured,
    Record,
    is_installed,
    read_record,
    voice_folder,
)
from loudspeaker.speech.manifest import Voice
from loudspeaker.system.home import Home


def rows(home: Home) -> list[dict[str, Any]]:
    """Return every voice with licence, state and measurement, as JSON-ready values."""
    used = load_station(home.root).voice if home.station_file.exists() else DEFAULT_VOICE
    return [_row(home, voice_named(home, name), used) for name in voice_names(home)]


def _row(home: Home, voice: Voice, used: str) -> dict[str, Any]:
    record = read_record(voice_folder(home.root, voice.id))
    return {
        "id": voice.id,
        "title": voice.title,
        "engine": voice.engine,
        "installed": is_installed(voice, record),
        "in_use": voice.id == used,
        "licence": voice.licence.name,
        "licence_url": voice.licence.url,
        "commercial": voice.licence.commercial,
        "measured": asdict(record.measured) if record and record.measured else None,
    }


def _voice(home: Home, name: str) -> Voice:
    require_home(home)
    known = voice_names(home)
    if name not in known:
        raise NotFound(kind="voice", name=name, known=known)
    return voice_named(home, name)


def measure_voice(home: Home, name: str) -> Measured:
    """Measure a voice with a child of our own; raise what ``SpeechClient.measure`` does."""
    voice = _voice(home, name)
    with open_voicebox(home) as box:
        return box.client.measure(voice)


def install_voice(home: Home, name: str, source: Path | None) -> Record:
    """Install a voice, telling how far it is; raise what ``speech.install`` does."""
    voice = _voice(home, name)
    with open_voicebox(home) as box, _progress() as progress:
        return install_files(voice, home.root, box.client, progress=progress, source=source)


@contextmanager
def _progress() -> Iterator[Progress]:
    """Give what shows progress: a bar in a terminal, a line for each file else."""
    if not sys.stderr.isatty() or current().json:
        yield _lines()
        return
    from rich import progress as rich_progress  # noqa: PLC0415 - only for people
    from rich.console import Console  # noqa: PLC0415

    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.DownloadColumn(),
        rich_progress.TransferSpeedColumn(),
        rich_progress.TimeRemainingColumn(),
    )
    with rich_progress.Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def show(name: str, done: int, total: int | None) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield show


def _lines() -> Progress:
    begun: set[str] = set()

    def show(name: str, done: int, total: int | None) -> None:
        if name not in begun:
            begun.add(name)
            size = megabytes(total) if total else _("unknown size")
            note(_("fetching {name} ({size}), {done} there").format(
                name=name, size=size, done=megabytes(done)
            ))  # fmt: skip

    return show
