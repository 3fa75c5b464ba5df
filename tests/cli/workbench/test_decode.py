"""``radio decode``: what is told of a signal, and files that are none."""

from __future__ import annotations

import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.audio.wav_header import build_header
from loudspeaker.cli.call import Call
from loudspeaker.cli.workbench.decoding import decode_file
from loudspeaker.errors import SignalRefused
from loudspeaker.radio.multiplex import MultiplexSettings
from tests.audio.test_wav import make_wav
from tests.cli.conftest import Terminal
from tests.cli.test_station import ENVIRONMENT
from tests.cli.workbench.signals import at_rate, composite, lines, of_kind, rendered, signal
from tests.radio.composite import STATION, composite_of

SILENCE = np.zeros((1, 48_000 * 3), dtype=np.float32)
MOST_MEGABYTES = 200
DECODE = """
import sys
from pathlib import Path
from loudspeaker.cli.main import run
status = run(sys.argv[1:])
lines = Path("/proc/self/status").read_text().splitlines()
(peak_kb,) = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
print(status, int(peak_kb) // 1024, file=sys.stderr)
"""  # getrusage would tell the memory of whoever started it


@pytest.fixture
def station_file(tmp_path: Path) -> Path:
    """Three seconds of a known station."""
    return signal(tmp_path / "in.wav", composite_of(SILENCE, MultiplexSettings()))


def test_every_group_is_told(nowhere: Terminal, station_file: Path) -> None:
    groups = lines(nowhere.json("radio", "decode", str(station_file)))
    sent = [STATION[number % len(STATION)].hex() for number in range(34)]

    assert [group["group"] for group in groups] == sent
    assert groups[0] == {
        "event": "group",
        "at_s": pytest.approx(0.0876, abs=0.001),
        "group": sent[0],
        "ok": [True] * 4,
        "type": "0A",
        "words": "0A PTY 3 TP: PS 0 'VI', speech, AF E0CD",
    }
    assert groups[-1]["at_s"] == pytest.approx(34 * 0.0875789, abs=0.001)


def test_lines_for_people(nowhere: Terminal, station_file: Path) -> None:
    told = nowhere("radio", "decode", str(station_file))

    assert told.out.splitlines()[4] == (
        "    0.438  7001 2460 484F 5020  2A PTY 3 TP: RT A 0 'HOP '"
    )
    assert told.err == "34 groups, 100.00 per cent of their blocks right, 0 point commands.\n"


def test_what_was_lost_is_shown_as_lost(nowhere: Terminal, tmp_path: Path) -> None:
    samples = composite_of(SILENCE, MultiplexSettings())
    samples[192_000 : 192_000 + 9_600] = 0
    path = signal(tmp_path / "in.wav", samples)
    told, groups = (
        nowhere("radio", "decode", str(path)),
        lines(nowhere.json("radio", "decode", str(path))),
    )
    damaged = [group for group in groups if not all(group["ok"])]

    assert 1 <= len(damaged) <= 2
    assert sum("····" in line for line in told.out.splitlines()) == len(damaged)
    assert all(group["type"] is None for group in damaged if not group["ok"][1])


def test_no_rds(nowhere: Terminal, tmp_path: Path) -> None:
    path = signal(tmp_path / "in.wav", np.zeros(192_000))

    assert nowhere("radio", "decode", str(path)).err == "There is no RDS in this signal.\n"
    assert nowhere.json("radio", "decode", str(path)).out == ""


def test_commands_of_others_are_told_apart(
    terminal: Terminal, nowhere: Terminal, tmp_path: Path
) -> None:
    path = rendered(terminal, tmp_path / "out.wav", "--command", "open 1,4", "--seconds", "3")

    def tags(here: Terminal) -> list[str]:
        return [
            one["tag"] for one in of_kind(lines(here.json("radio", "decode", str(path))), "command")
        ]

    assert tags(terminal) == ["right"]
    assert tags(nowhere) == ["unchecked"]
    terminal.home.master_key.write_text("00" * 32)
    assert tags(terminal) == ["wrong"]
    terminal.home.master_key.write_text("gone")
    assert tags(terminal) == ["unchecked"]
    assert "Tags are not checked." in terminal("radio", "decode", str(path)).err


def test_a_command_for_people(terminal: Terminal, tmp_path: Path) -> None:
    path = rendered(terminal, tmp_path / "out.wav", "--command", "open 1,4", "--seconds", "3")
    said = terminal("radio", "decode", str(path)).out.splitlines()
    (line,) = [one for one in said if "→" in one]

    assert "→ command: open points 1,4 120 s; counter " in line
    assert line.endswith("; tag right")


def test_commands_in_another_form(terminal: Terminal, tmp_path: Path) -> None:
    hardware = terminal.home.hardware / "simulated.yaml"
    shipped = Path(__file__).parents[3] / "hardware" / "simulated.yaml"
    hardware.write_text(shipped.read_text().replace("group: 6A", "group: 11A\n  aid: FF01"))
    path = rendered(terminal, tmp_path / "out.wav", "--command", "stop", "--seconds", "3")
    hardware.unlink()

    def count(*options: str) -> int:
        told = terminal.json("radio", "decode", str(path), *options)
        return len(of_kind(lines(told), "command"))

    assert (count(), count("--group", "11A"), count("--group", "12A")) == (0, 1, 0)
    assert terminal("radio", "decode", str(path), "--group", "11B").status == 2


# --- files --------------------------------------------------------------------------------------


@pytest.mark.parametrize("rate_hz", [128_000, 171_000, 176_400, 228_000, 250_000, 384_000])
def test_other_rates_are_brought_to_ours(
    nowhere: Terminal, station_file: Path, rate_hz: int
) -> None:
    groups = lines(nowhere.json("radio", "decode", str(at_rate(station_file, rate_hz))))

    assert len(groups) >= 33
    assert all(all(group["ok"]) for group in groups)
    assert groups[-1]["at_s"] == pytest.approx(34 * 0.0875789, abs=0.09)


@pytest.mark.parametrize("rate_hz", [48_000, 96_000, 120_000, 127_999])
def test_rates_without_room_for_rds(nowhere: Terminal, tmp_path: Path, rate_hz: int) -> None:
    told = nowhere(
        "radio", "decode", str(signal(tmp_path / "in.wav", np.zeros(100), rate_hz=rate_hz))
    )

    assert told.status == 4
    assert f"{rate_hz} Hz" in told.err


@pytest.mark.parametrize(("tag", "bits"), [(1, 24), (1, 32), (3, 32), (3, 64)])
def test_other_kinds_of_samples(nowhere: Terminal, station_file: Path, tag: int, bits: int) -> None:
    samples = composite(station_file).samples.astype("<f8")
    if tag == 3:
        body = samples.astype(f"<f{bits // 8}").tobytes()
    else:
        wide = (samples * (2**31 - 1)).astype("<i4").view(np.uint8).reshape(-1, 4)
        body = wide[:, 4 - bits // 8 :].tobytes()
    station_file.write_bytes(make_wav(body, tag=tag, bits=bits, rate_hz=192_000))

    assert len(lines(nowhere.json("radio", "decode", str(station_file)))) == 34


def test_of_two_channels_the_first_is_read(nowhere: Terminal, station_file: Path) -> None:
    samples = composite(station_file).samples
    other = np.random.default_rng(1).uniform(-0.5, 0.5, len(samples))
    pairs = (np.stack([samples, other], axis=1) * 32_767).astype("<i2").tobytes()
    station_file.write_bytes(make_wav(pairs, channels=2, rate_hz=192_000))

    assert len(lines(nowhere.json("radio", "decode", str(station_file)))) == 34


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "it is no WAV file"),
        (b"RIFF\0\0\0\0WAVE", "its end is missing"),
        (build_header(frames=1000, rate_hz=192_000), "its end is missing (0 of 2000 bytes)"),
        (make_wav(b"", rate_hz=192_000), "there is no sound in it"),
        (make_wav(bytes(20), rate_hz=192_000, tag=85), "its format is unknown (tag 85, 16 bits)"),
        (make_wav(bytes(24), rate_hz=192_000, channels=6), "it has too many channels (6)"),
        (
            make_wav(struct.pack("<f", float("nan")), rate_hz=192_000, tag=3, bits=32),
            "it holds values that are no sound (1 samples)",
        ),
    ],
)
def test_files_that_are_no_signal(
    nowhere: Terminal, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "in.wav"
    path.write_bytes(content)
    told = nowhere("radio", "decode", str(path))

    assert told.status == 4
    assert f"{path} cannot be read: {said}" in told.err
    assert nowhere.json("radio", "decode", str(path)).error["code"] == "signal_refused"


def test_a_file_that_is_not_there(nowhere: Terminal, tmp_path: Path) -> None:
    assert nowhere("radio", "decode", str(tmp_path / "none.wav")).status == 4
    assert nowhere("radio", "decode", str(tmp_path)).status == 4
    assert nowhere("radio", "decode").status == 2


def test_damage_late_in_a_file_ends_it_after_what_came_before(
    nowhere: Terminal, tmp_path: Path
) -> None:
    samples = composite_of(SILENCE, MultiplexSettings()).astype("<f4")
    samples[500_000] = np.inf
    path = tmp_path / "in.wav"
    path.write_bytes(make_wav(samples.tobytes(), tag=3, bits=32, rate_hz=192_000))
    told = nowhere.json("radio", "decode", str(path))

    assert told.status == 4
    assert len(lines(told)) > 20
    assert lines(told)[-1]["error"]["facts"]["problem"] == "not_finite"


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device on this machine")
def test_a_full_disk_is_not_blamed_on_the_signal(station_file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "loudspeaker", "radio", "decode", str(station_file), "--json"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            check=False,
        )

    assert done.returncode == 74
    assert str(station_file) not in done.stderr.decode()


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    return tmp_path / "hostile.wav"


ANY_FILE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@ANY_FILE
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(as_text: Call, hostile: Path, data: bytes) -> None:
    only_refuses(as_text, hostile, data)


formats = st.builds(
    lambda tag, channels, bits, rate_hz: struct.pack(
        "<HHIIHH", tag, channels, rate_hz, 0, channels * bits // 8, bits
    ),
    st.sampled_from([1, 3, 0xFFFE, 85]),
    st.integers(0, 4),
    st.sampled_from([0, 1, 8, 12, 16, 24, 32, 64]),
    st.sampled_from([0, 8_000, 128_000, 192_000, 384_000]) | st.integers(0, 2**32 - 1),
)


@ANY_FILE
@given(
    st.sampled_from([b"RIFF", b"RF64"]),
    formats,
    st.integers(0, 2**32 - 1),
    st.binary(max_size=3000),
)
def test_any_header_is_decoded_or_refused(
    as_text: Call, hostile: Path, kind: bytes, fmt: bytes, size: int, body: bytes
) -> None:
    head = kind + b"\xff\xff\xff\xffWAVEfmt \x10\0\0\0" + fmt
    only_refuses(as_text, hostile, head + b"data" + struct.pack("<I", size) + body)


@ANY_FILE
@given(st.data())
def test_a_damaged_signal_is_decoded_or_refused(
    as_text: Call, hostile: Path, data: st.DataObject
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, 6000, dtype=np.uint8).tobytes()
    good = bytearray(make_wav(noise, rate_hz=192_000))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, 60))] = data.draw(st.integers(0, 255))
    only_refuses(as_text, hostile, bytes(good[: data.draw(st.integers(30, len(good)))]))


def only_refuses(call: Call, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with suppress(SignalRefused):
        decode_file(call, path, None)


@pytest.mark.slow
def test_a_long_file_needs_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    path, frames = tmp_path / "long.wav", 192_000 * 300
    with path.open("wb") as stream:
        stream.write(build_header(frames=frames, rate_hz=192_000))
        stream.truncate(44 + 2 * frames)  # five minutes of silence
    done = subprocess.run(
        [sys.executable, "-c", DECODE, "radio", "decode", str(path), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    status, megabytes = map(int, done.stderr.split())

    assert status == 0
    assert megabytes < MOST_MEGABYTES
