"""The shelf of voices."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.cli import voice_shelf
from loudspeaker.speech.installed import (
    InstalledFile,
    Measured,
    Record,
    voice_folder,
    write_record,
)
from loudspeaker.system.files import make_directory
from tests.cli.conftest import Terminal
from tests.speech.voices import DATA

VAIS = "vi_VN-vais1000-medium"
MEASURED = Measured(gain_db=8.5, real_time_factor=0.1, first_sound_ms=180.0)


def test_the_list_tells_licence_use_and_state(terminal: Terminal) -> None:
    folder = voice_folder(terminal.home.root, "vi-bac")
    make_directory(folder)
    write_record(folder, Record(voice="vi-bac", measured=MEASURED))

    rows = {row["id"]: row for row in terminal.json("voices", "list").document}
    lines = terminal("voices", "list").out.splitlines()

    assert rows["vi-bac"]["in_use"]
    assert rows["vi-bac"]["installed"]
    assert rows["vi-bac"]["measured"]["first_sound_ms"] == 180.0
    assert not rows[VAIS]["installed"]
    assert not rows[VAIS]["commercial"]
    assert any(line.startswith("vi-bac *") and "180 ms" in line for line in lines)


def test_voices_can_be_seen_before_there_is_a_home(nowhere: Terminal) -> None:
    assert nowhere.json("voices", "list").status == 0


def test_an_unknown_voice(terminal: Terminal) -> None:
    for action in ("install", "test"):
        told = terminal.json("voices", action, "no-such")
        assert told.status == 5
        assert "vi-bac" in told.error["facts"]["known"]


def test_a_voice_without_files_needs_no_installation(terminal: Terminal) -> None:
    told = terminal("voices", "install", "vi-bac")

    assert told.status == 2
    assert "vi-bac needs no installation" in told.err


def test_files_that_are_not_on_the_stick(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.json("voices", "install", VAIS, "--from", str(tmp_path))

    assert told.status == 4
    assert told.error["facts"]["path"].startswith(str(tmp_path))
    assert not terminal.json("voices", "list").document[-2]["installed"]


def test_an_installation_tells_hashes_and_whom_to_trust(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = InstalledFile(sha256="ab" * 32, size_bytes=5, trusted_by="voice_file")
    files = {"config": replace(known, trusted_by="first_use"), "model": known}
    record = Record(voice=VAIS, files=files, measured=replace(MEASURED, missing_phonemes="ɗ"))
    monkeypatch.setattr(voice_shelf, "install_voice", lambda *_arguments: record)

    told = terminal("voices", "install", VAIS)

    assert "as the voice file says" in told.out
    assert "recorded now because nobody had told it before" in told.out
    assert "leaves out: ɗ" in told.out
    assert terminal.json("voices", "install", VAIS).document["files"]["model"]["size_bytes"] == 5


def test_progress_in_a_pipe_is_one_line_a_file(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal("voices", "list")
    with voice_shelf._progress() as progress:
        for done in (0, 1_000_000, 2_000_000):
            progress("model", done, 63_000_000)
        progress("config", 0, None)

    assert capsys.readouterr().err.splitlines() == [
        "fetching model (63 MB), 0 MB there",
        "fetching config (unknown size), 0 MB there",
    ]


def test_progress_in_a_terminal_is_a_bar(
    terminal: Terminal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal("voices", "list")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with voice_shelf._progress() as progress:
        progress("model", 31_000_000, 62_000_000)

    assert "31.0/62.0 MB" in capsys.readouterr().err


@pytest.mark.slow
def test_a_voice_is_measured_on_this_machine(terminal: Terminal) -> None:
    told = terminal.json("voices", "test", "vi-bac")

    assert told.status == 0
    assert 0 < told.document["real_time_factor"] < 0.8
    kept = json.loads((voice_folder(terminal.home.root, "vi-bac") / "installed.json").read_text())
    assert kept["measured"] == told.document
    assert list(terminal.home.run.glob("preview-*")) == []


@pytest.mark.slow
def test_a_voice_is_installed_from_a_folder_and_speaks(terminal: Terminal) -> None:
    address = "https://voices.example/bench-tiny.onnx"
    (terminal.home.voices / "nho.yaml").write_text(
        "title: Giọng nhỏ\nengine: piper\nlicence: {name: CC0, commercial: true}\n"
        f"model: {{url: {address}}}\nconfig: {{url: {address}.json}}\n"
    )

    told = terminal.json("voices", "install", "nho", "--from", str(DATA))

    assert told.status == 0
    assert told.document["files"]["model"]["trusted_by"] == "first_use"
    assert told.document["measured"]["gain_db"]
    rows = {row["id"]: row for row in terminal.json("voices", "list").document}
    assert rows["nho"]["installed"]
    assert terminal.json("preview", "--text", "Xin chào", "--voice", "nho").status == 0
