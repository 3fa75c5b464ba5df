"""``radio rds show``: from a file, from a pipe, and in a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm import to_int16_bytes
from loudspeaker.cli.workbench.pcm_in import raw_pcm
from loudspeaker.cli.workbench.showing import fields, hear
from loudspeaker.radio.multiplex import MultiplexSettings
from loudspeaker.radio.rds_station import Station
from loudspeaker.radio.rds_sync import Received
from tests.cli.conftest import Terminal
from tests.cli.test_station import ENVIRONMENT
from tests.cli.workbench.signals import Events, at_rate, composite, lines, rendered, signal
from tests.radio.composite import STATION, composite_of

PROGRAM = [sys.executable, "-m", "loudspeaker", "--lang", "en"]


@pytest.fixture
def station_file(tmp_path: Path) -> Path:
    silence = np.zeros((1, 48_000 * 4), dtype=np.float32)
    return signal(tmp_path / "in.wav", composite_of(silence, MultiplexSettings()))


def known(events: Events) -> dict[str, object]:
    together: dict[str, object] = {}
    for event in events:
        together |= event
    return together


def test_what_changes_is_told_as_it_is_heard(nowhere: Terminal, station_file: Path) -> None:
    events = lines(nowhere("radio", "rds", "show", str(station_file)))

    assert events[0]["pi"] == "7001"
    assert events == lines(nowhere.json("radio", "rds", "show", str(station_file)))
    assert known(events) | {"at_s": 0} == {
        "at_s": 0,
        "pi": "7001",
        "ps": "VI HUONG",
        "pty": 3,
        "tp": True,
        "ta": False,
        "music": False,
        "decoder_bits": 0,
        "alternative_frequencies_khz": [],
        "radio_text": "HOP THON 19H30",
    }
    assert [event["at_s"] for event in events] == sorted(event["at_s"] for event in events)


def test_everything_that_a_station_tells_is_json(terminal: Terminal, tmp_path: Path) -> None:
    path = rendered(
        terminal, tmp_path / "out.wav", "--seconds", "65", "--long-ps", "Đài xã", "--ert", "Chào"
    )
    told = known(lines(terminal.json("radio", "rds", "show", str(path))))

    assert told["applications"] == ["6552 in 12A"]
    assert (told["ecc"], told["language"]) == ("F2", "46")
    assert str(told["clock"]).endswith("+07:00")


def test_nothing_known_is_nothing() -> None:
    assert {name for name, value in fields(Station()).items() if value} == set()


# --- a pipe -------------------------------------------------------------------------------------


def piped(samples: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*PROGRAM, "radio", "rds", "show", "-", *options],
        input=samples,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.mark.slow
@pytest.mark.parametrize("rate_hz", [171_000, 192_000, 240_000])
def test_raw_samples_on_standard_input(station_file: Path, rate_hz: int) -> None:
    samples = to_int16_bytes(composite(at_rate(station_file, rate_hz)).samples)
    done = piped(samples, *(["--rate", str(rate_hz)] if rate_hz != 171_000 else []))

    assert done.returncode == 0
    assert '"ps": "VI HUONG"' in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("rate", ["96000", "400000", "fast"])
def test_rates_that_cannot_be(rate: str) -> None:
    assert piped(b"", "--rate", rate).returncode == 2


def test_a_rate_belongs_to_standard_input(nowhere: Terminal, station_file: Path) -> None:
    assert nowhere("radio", "rds", "show", str(station_file), "--rate", "192000").status == 2


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=20))
def test_half_samples_at_the_end_of_a_read_are_kept(parts: list[bytes]) -> None:
    reader, writer = os.pipe()

    def write() -> None:
        for part in parts:
            os.write(writer, part)
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        samples = list(raw_pcm(reader))
    finally:
        thread.join()
        os.close(reader)

    together = b"".join(parts)
    whole = together[: len(together) // 2 * 2]
    assert b"".join(map(to_int16_bytes, samples)) == whole


# --- a terminal ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_list_in_a_terminal(station_file: Path) -> None:
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [*PROGRAM, "radio", "rds", "show", str(station_file)],
        stdout=slave,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "TERM": "xterm", "COLUMNS": "100", "LINES": "50"},
    )
    os.close(slave)
    said = b""
    try:
        while data := os.read(master, 65_536):
            said += data
    except OSError:  # how a terminal says that the other side is gone
        pass
    _, errors = process.communicate(timeout=60)
    os.close(master)
    shown = said.decode()

    assert (process.returncode, errors) == (0, b"")
    for text in (
        "name (PS)",
        "VI HUONG",
        "HOP THON 19H30",
        "7001",
        "100 per cent of the last blocks",
    ):
        assert text in shown


def test_reception_is_that_of_the_last_groups() -> None:
    lost = [Received(group=STATION[0], end_sample=n) for n in range(100)]
    shares = [each.share_right for each in hear(lost, 192_000)]

    assert set(shares) == {1.0}
