"""Voices for the speech tests."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

from loudspeaker.speech.installed import (
    CONFIG_FILE,
    FILE_NAMES,
    MODEL_FILE,
    InstalledFile,
    Record,
    write_record,
)
from loudspeaker.speech.manifest import Licence, Voice

DATA = Path(__file__).parents[1] / "data" / "voices"
FREE = Licence(name="CC0", commercial=True)


def espeak_voice(**options: Any) -> Voice:
    settings = {"voice": "vi", "variant": None, "words_per_minute": 150, "pitch": 50, **options}
    return Voice(
        id="vi-bac", title="Giọng Bắc", language="vi", licence=FREE, engine="espeak",
        options=settings, gain_db=9.0,
    )  # fmt: skip


def tone_voice(*, gain_db: float | None = 0.0) -> Voice:
    return Voice(
        id="tone", title="Tiếng thử", language="vi", licence=FREE, engine="tone", options={},
        gain_db=gain_db,
    )  # fmt: skip


def piper_voice(voice_id: str = "bench-tiny", **options: Any) -> Voice:
    files = {
        name: {"url": f"https://voices.example/{voice_id}{ending}", "sha256": None, "bytes": None}
        for name, ending in (("model", ".onnx"), ("config", ".onnx.json"))
    }
    settings = {
        "speaker": None, "length_scale": 1.0, "noise_scale": 0.667, "noise_w": 0.8, **options
    }  # fmt: skip
    return Voice(
        id=voice_id, title="Giọng thử", language="vi", licence=FREE, engine="piper",
        options={**files, **settings},
    )  # fmt: skip


def place_bench_voice(folder: Path, name: str = "bench-tiny") -> None:
    """Install a voice of the test data by hand."""
    folder.mkdir(parents=True)
    shutil.copyfile(DATA / f"{name}.onnx", folder / MODEL_FILE)
    shutil.copyfile(DATA / f"{name}.onnx.json", folder / CONFIG_FILE)
    record_files(folder)


def record_files(folder: Path) -> Record:
    """Write the record of the files that are in the folder, and return it."""
    files = {}
    for key, name in FILE_NAMES.items():
        data = (folder / name).read_bytes()
        files[key] = InstalledFile(
            sha256=sha256(data).hexdigest(), size_bytes=len(data), trusted_by="first_use"
        )
    record = Record(voice=folder.name, files=files)
    write_record(folder, record)
    return record


def change_config(folder: Path, **changes: Any) -> None:
    path = folder / CONFIG_FILE
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **changes}))
