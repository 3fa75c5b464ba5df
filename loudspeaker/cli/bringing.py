"""Recordings on their way to the station: left in a folder of the home, named in the request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.cli.call import Call
from loudspeaker.errors import (
    FileRefused,
    LanguageRefused,
    LoudspeakerError,
    ProcessUnavailable,
    SoundRefused,
    UsageRefused,
)
from loudspeaker.model.languages import NAMES, language_named
from loudspeaker.station.recordings import incoming_name
from loudspeaker.system.files import make_directory, reading, write_durable

LARGEST_BYTES = 128 << 20
_GIVEN = re.compile(r"(?P<path>.+?):(?P<language>[^:/.]{2,40}):(?P<title>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A recording by its place on this machine, and what it is."""

    path: Path
    language: str
    title: str
    transcript: str = ""


Brings = str | Brought


def brought(given: str) -> Brought:
    """Read ``FILE:LANGUAGE:TITLE``; the language by its code or its name.

    Raises UsageRefused, LanguageRefused.
    """
    found = _GIVEN.fullmatch(given)
    if found is None:
        raise UsageRefused(option="--recording", problem="recording_form")
    language = language_named(found["language"])
    if language is None:
        raise LanguageRefused(language=found["language"], problem="unknown")
    return Brought(path=Path(found["path"]), language=language, title=found["title"])


def rows(request_id: str, parts: Sequence[Brings]) -> list[dict[str, Any]]:
    """Return the parts as they stand in a request."""
    return [_row(request_id, number, part) for number, part in enumerate(parts)]


def _row(request_id: str, number: int, part: Brings) -> dict[str, Any]:
    if isinstance(part, str):
        return {"text": part}
    return {
        "recording": incoming_name(request_id, number),
        "language": part.language,
        "title": part.title,
        "transcript": part.transcript,
    }


@contextmanager
def left_for_station(call: Call, request_id: str, parts: Sequence[Brings]) -> Iterator[None]:
    """Leave the recordings where the station finds them, durably.

    They are taken away again when they are refused, and what is refused is named as it was given.
    Raises FileRefused, SoundRefused (``too_large``), StorageFailure.
    """
    left: dict[str, Path] = {}
    try:
        for number, part in enumerate(parts):
            if isinstance(part, Brought):
                name = incoming_name(request_id, number)
                data = _read(part.path)
                make_directory(call.home.incoming)
                write_durable(call.home.incoming / name, data)
                left[name] = part.path
        yield
    except LoudspeakerError as error:
        if not isinstance(error, ProcessUnavailable):
            _take_away(call, left)
        if isinstance(error, SoundRefused | FileRefused):
            error.path = str(left.get(Path(error.path).name, error.path))
        raise


def _read(path: Path) -> bytes:
    with reading(path) as source:
        size = source.size_bytes
        if size > LARGEST_BYTES:
            measured = f"{size} of {LARGEST_BYTES} bytes"
            raise SoundRefused(path=str(path), problem="too_large", measured=measured)
        return source.read(LARGEST_BYTES)


def _take_away(call: Call, left: dict[str, Path]) -> None:
    for name in left:
        with suppress(OSError):
            (call.home.incoming / name).unlink()


def known_languages() -> str:
    """Return codes and names as they may be written."""
    return ", ".join(f"{code} ({name})" for code, name in NAMES.items())
