"""What is known of a voice on this machine: its files' hashes and what was measured on it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Literal

from loudspeaker.errors import IntegrityFailure
from loudspeaker.speech.manifest import Voice
from loudspeaker.system.files import storage_errors, write_durable

MODEL_FILE = "model.onnx"
CONFIG_FILE = "model.onnx.json"
RECORD_FILE = "installed.json"
FILE_NAMES: Mapping[str, str] = {"model": MODEL_FILE, "config": CONFIG_FILE}

TrustedBy = Literal["voice_file", "first_use"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledFile:
    """A file as it was installed; ``first_use`` means nobody had told its hash before."""

    sha256: str
    size_bytes: int
    trusted_by: TrustedBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What ``voices test`` found; ``first_sound_ms`` is how long a sentence keeps one waiting.

    ``missing_phonemes`` are sounds the model does not know and leaves out, digits being tones.
    """

    gain_db: float
    real_time_factor: float
    first_sound_ms: float
    split: bool = False
    missing_phonemes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The whole of ``installed.json``; a voice without a model has no files."""

    voice: str
    files: Mapping[str, InstalledFile] = field(default_factory=dict)
    measured: Measured | None = None


def voice_folder(home: Path, voice_id: str) -> Path:
    """Return where a voice's files are in a home."""
    return home / "voices" / voice_id


def read_record(folder: Path) -> Record | None:
    """Return what was recorded, None if the voice was never installed or measured here.

    Raises IntegrityFailure for a damaged record, StorageFailure for an unreadable one.
    """
    path = folder / RECORD_FILE
    try:
        with storage_errors(path):
            if not path.is_file():
                return None
            values = json.loads(path.read_bytes())
        measured = values["measured"]
        return Record(
            voice=str(values["voice"]),
            files={name: InstalledFile(**file) for name, file in values["files"].items()},
            measured=None if measured is None else Measured(**measured),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IntegrityFailure(what="voice", where=str(path), problem=str(error)) from error


def write_record(folder: Path, record: Record) -> None:
    """Keep a record; raise StorageFailure and leave the old one."""
    text = json.dumps(asdict(record), indent=2, sort_keys=True)
    write_durable(folder / RECORD_FILE, text.encode() + b"\n")


def as_installed(voice: Voice, record: Record | None) -> Voice:
    """Return the voice with what was measured here in place of what its file says."""
    if record is None or record.measured is None:
        return voice
    found = record.measured
    return replace(voice, gain_db=found.gain_db, real_time_factor=found.real_time_factor)


def is_installed(voice: Voice, record: Record | None) -> bool:
    """Tell whether all files of the voice are there; one without a model always is."""
    return voice.downloads.keys() <= (record.files.keys() if record else set())
