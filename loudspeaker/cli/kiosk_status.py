"""``loudspeaker kiosk status``: how old what is shown is, and what is wrong."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from loudspeaker.cli.output import say, show, visible
from loudspeaker.errors import (
    IntegrityFailure,
    LoudspeakerError,
    NotFound,
    ProcessUnavailable,
    StorageFailure,
)
from loudspeaker.model import iso
from loudspeaker.pulling.loop import Pulled, read_pulled
from loudspeaker.pulling.memory import Pairing, read_pairing, read_taken
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import megabytes, moment
from loudspeaker.sentences.telling import sentence
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.home import Home
from loudspeaker.system.locks import is_held
from loudspeaker.system.time import SystemTime, boot_id

_NOTHING: Final = Pulled(sequence=None, clips=0, clips_missing=0, trouble=None, trouble_since=None)


def told(home: Home) -> int:
    """Show it; return 0 while all is well, else the status of what is wrong.

    NotFound where nothing was ever paired.
    """
    pairing = read_pairing(home.pairing_file)
    if pairing is None:
        raise NotFound(kind="kiosk", name=str(home.root), known=[])
    pulled = read_pulled(home.pulling_file) or _NOTHING
    document = _document(home, pairing, pulled, runs=is_held(home.lock("kiosk")))
    show(document, lambda shown: _as_text(shown, pulled))
    if not document["running"]:
        return ProcessUnavailable.exit_code
    if pulled.trouble is not None:
        return pulled.trouble.exit_code
    return 0 if document["heard"] else ProcessUnavailable.exit_code


def _document(home: Home, pairing: Pairing, pulled: Pulled, *, runs: bool) -> dict[str, Any]:
    trouble, made, heard = pulled.trouble, *_age(home, pairing)
    return {
        "running": runs,
        "from": pairing.address,
        "key": pairing.key,
        "station": _station(home.public),
        "sequence": pulled.sequence,
        "data_from": iso(made) if made else None,
        "heard": runs and heard,
        "clips": pulled.clips,
        "clips_missing": pulled.clips_missing,
        "bytes": _size([home.public, home.clips]),
        "error": {**trouble.to_message(), "message": sentence(trouble)} if trouble else None,
        "error_since": pulled.trouble_since,
    }


def _age(home: Home, pairing: Pairing) -> tuple[datetime | None, bool]:
    """Return from when the data is, and whether that is just now."""
    taken = read_taken(home.taken_file, key=pairing.key)
    if taken is None:
        return None, False
    machine = SystemTime()
    time = StationTime(machine, boot_id=boot_id(), mark=taken.mark, is_steered=lambda: False)
    made = taken.mark.made
    return made, made is not None and time.cut_off() is None


def _station(public: Path) -> str | None:
    reader = PublicReader(public)
    try:
        return reader.fact("station")
    except (StorageFailure, IntegrityFailure):
        return None
    finally:
        reader.close()


def _size(places: list[Path]) -> int:
    found = 0
    for place in places:
        with suppress(OSError):
            files = [Path(each.path) for each in os.scandir(place)] if place.is_dir() else [place]
            found += sum(each.stat().st_size for each in files)
    return found


def _as_text(shown: dict[str, Any], pulled: Pulled) -> None:
    name = visible(shown["station"] or _("a station that was not heard yet"))
    say(_("The kiosk shows {station} ({address}).").format(station=name, address=shown["from"]))
    say(_age_told(shown))
    text = _("On this machine: {size}; sounds still to come: {missing} of {clips}.")
    size = megabytes(shown["bytes"])
    say(text.format(size=size, missing=shown["clips_missing"], clips=shown["clips"]))
    if not shown["running"]:
        say(_("The kiosk does not run. Start it: loudspeaker kiosk run"))
    if pulled.trouble is not None:
        _say_trouble(pulled.trouble, pulled.trouble_since)


def _age_told(shown: dict[str, Any]) -> str:
    if shown["data_from"] is None:
        return _("Nothing was pulled yet.")
    if shown["heard"]:
        text = _("Its data is from {when}; the station is heard.")
    else:
        text = _("Its data is from {when}; the station is NOT heard.")
    return text.format(when=moment(shown["data_from"]))


def _say_trouble(error: LoudspeakerError, since: str | None) -> None:
    say(_("Since {when}: {what}").format(when=moment(since), what=sentence(error)))
