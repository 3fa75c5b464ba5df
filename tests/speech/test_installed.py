from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.speech.installed import (
    RECORD_FILE,
    InstalledFile,
    Measured,
    Record,
    as_installed,
    is_installed,
    read_record,
    voice_folder,
    write_record,
)
from tests.speech.voices import espeak_voice, piper_voice

FILE = InstalledFile(sha256="ab" * 32, size_bytes=7, trusted_by="first_use")
MEASURED = Measured(gain_db=4.5, real_time_factor=0.2, first_sound_ms=180.0, split=True)
WHOLE = Record(voice="v", files={"model": FILE, "config": FILE}, measured=MEASURED)


@pytest.mark.parametrize("record", [WHOLE, replace(WHOLE, measured=None), Record(voice="v")])
def test_a_record_is_read_as_it_was_written(tmp_path: Path, record: Record) -> None:
    assert read_record(tmp_path) is None
    write_record(tmp_path, record)
    assert read_record(tmp_path) == record


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "3", '{"voice": "v"}', "[" * 100_000,
             '{"voice": "v", "files": {"model": {"odd": 1}}, "measured": null}',
             '{"voice": "v", "files": [1], "measured": null}'],
)  # fmt: skip
def test_a_damaged_record_is_said_to_be_damaged(tmp_path: Path, text: str) -> None:
    (tmp_path / RECORD_FILE).write_text(text)
    with pytest.raises(IntegrityFailure):
        read_record(tmp_path)


@given(data=st.binary(max_size=80))
def test_no_record_does_worse(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("v")
    (folder / RECORD_FILE).write_bytes(data)
    with pytest.raises(IntegrityFailure):
        read_record(folder)


def test_a_record_that_cannot_be_kept_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        write_record(tmp_path / "missing", WHOLE)


def test_what_was_measured_here_wins_over_the_voice_file() -> None:
    voice = replace(espeak_voice(), gain_db=1.0)
    assert as_installed(voice, None) == voice
    assert as_installed(voice, Record(voice="v")) == voice
    assert as_installed(voice, WHOLE) == replace(voice, gain_db=4.5, real_time_factor=0.2)


def test_a_voice_is_installed_when_all_its_files_are() -> None:
    assert is_installed(espeak_voice(), None)
    assert not is_installed(piper_voice(), None)
    assert not is_installed(piper_voice(), Record(voice="v", files={"model": FILE}))
    assert is_installed(piper_voice(), WHOLE)


def test_a_voice_has_its_folder_in_the_home() -> None:
    assert voice_folder(Path("/home"), "vi-bac") == Path("/home/voices/vi-bac")
