"""``radio render``: what is in the file is what was asked for."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.bootstrap.secrets import read_key, read_key_book
from loudspeaker.model.time import from_iso
from loudspeaker.radio.commands import KeyRing
from loudspeaker.radio.key_book import to_text
from loudspeaker.radio.receiver import AUDIO_RATE_HZ, Receiver, Sound, decode
from loudspeaker.system.home import Home
from tests.cli.conftest import Terminal
from tests.cli.workbench.signals import composite, lines, of_kind, rendered, signal, sound

FIVE_SECONDS = ("--seconds", "5")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.wav"


def test_ten_seconds_of_silence_with_the_data_of_the_home(terminal: Terminal, out: Path) -> None:
    told = terminal.json("radio", "render", "--out", str(out))
    clip = composite(out)
    groups = list(decode(clip.samples, clip.rate_hz))

    assert told.status == 0
    assert told.document == {
        "file": str(out),
        "rate_hz": 192_000,
        "seconds": 10.0,
        "peak_khz": told.document["peak_khz"],
        "groups": 114,
        "commands": [],
        "commands_unsent": 0,
    }
    assert 1.5 < told.document["peak_khz"] <= 2.01
    assert (clip.rate_hz, clip.frames) == (192_000, 1_920_000)
    assert len(groups) >= 113
    assert {group.pi for group in groups} == {0x7001}


def test_without_a_home_it_is_a_station_of_no_place(nowhere: Terminal, out: Path) -> None:
    rendered(nowhere, out, *FIVE_SECONDS)
    shown = lines(nowhere.json("radio", "rds", "show", str(out)))

    assert shown[0]["pi"] == "7001"
    assert [line["ps"] for line in shown if "ps" in line] == ["LOA XA  "]


@pytest.mark.parametrize("rate", ["171000", "192000", "228000"])
def test_every_rate(terminal: Terminal, out: Path, rate: str) -> None:
    rendered(terminal, out, "--rate", rate, "--seconds", "1.5")

    assert (composite(out).rate_hz, composite(out).frames) == (int(rate), int(rate) * 3 // 2)
    assert of_kind(lines(terminal.json("radio", "decode", str(out))), "group")


def test_a_rate_that_is_not_there(terminal: Terminal, out: Path) -> None:
    told = terminal("radio", "render", "--out", str(out), "--rate", "96000")

    assert told.status == 2
    assert "--rate takes one of: 171000, 192000, 228000." in told.err
    assert not out.exists()


def test_the_texts_that_are_given(terminal: Terminal, out: Path) -> None:
    rendered(
        terminal, out, "--seconds", "45", "--ps", "An Phú", "--rt", "Mời bà con họp thôn",
        "--long-ps", "Đài xã An Phú", "--ert", "Mời bà con", "--pi", "7abc", "--pty", "31", "--ta",
    )  # fmt: skip
    known: dict[str, object] = {}
    for line in lines(terminal.json("radio", "rds", "show", str(out))):
        known |= line

    assert {name: known[name] for name in ("pi", "pty", "tp", "ta", "long_ps", "ert")} == {
        "pi": "7ABC",
        "pty": 31,
        "tp": True,
        "ta": True,
        "long_ps": "Đài xã An Phú",
        "ert": "Mời bà con",
    }
    assert str(known["ps"]).startswith("An Ph")
    assert str(known["radio_text"]).endswith("con hop thôn")


# --- sound --------------------------------------------------------------------------------------


def levels(path: Path, hz: int) -> list[float]:
    """Return the levels of a tone on the left and on the right."""
    clip = composite(path)
    audio = (
        Receiver(clip.rate_hz, sound=Sound.STEREO).feed(clip.samples).audio[AUDIO_RATE_HZ // 2 :]
    )
    turns = np.exp(-2j * np.pi * hz * np.arange(len(audio)) / AUDIO_RATE_HZ)
    return [float(2 * abs(np.mean(audio[:, side] * turns))) for side in (0, 1)]


@pytest.mark.slow
def test_stereo_keeps_the_sides_apart(terminal: Terminal, out: Path, tmp_path: Path) -> None:
    source = sound(tmp_path / "in.wav", channels=2)
    rendered(terminal, out, "--audio", str(source), "--stereo")

    assert composite(out).duration_ms == 1500
    left, right = levels(out, 700), levels(out, 1900)
    assert left[0] > 0.3
    assert right[1] > 0.3
    assert max(left[1], right[0]) < 0.01


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--pilot",)])
def test_mono_takes_both_sides_together(
    terminal: Terminal, out: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    source = sound(tmp_path / "in.wav", channels=2)
    rendered(terminal, out, "--audio", str(source), *options)

    for hz in (700, 1900):
        left, right = levels(out, hz)
        assert 0.15 < left == pytest.approx(right, rel=0.02)


@pytest.mark.slow
def test_a_mono_file_in_stereo_is_in_the_middle(
    terminal: Terminal, out: Path, tmp_path: Path
) -> None:
    rendered(terminal, out, "--audio", str(sound(tmp_path / "in.wav")), "--stereo")
    left, right = levels(out, 700)

    assert 0.3 < left == pytest.approx(right, rel=0.01)


@pytest.mark.parametrize(
    ("options", "present"),
    [((), False), (("--pilot",), True), (("--no-pilot",), False), (("--stereo",), True)],
)
def test_the_pilot(
    terminal: Terminal, out: Path, tmp_path: Path, options: tuple[str, ...], present: bool
) -> None:
    rendered(terminal, out, "--seconds", "1", *options)
    png = tmp_path / "p.png"
    told = terminal.json("radio", "spectrum", str(out), "--png", str(png)).document

    if present:
        assert told["highest_db"]["pilot"] == pytest.approx(20 * np.log10(6.75 / 75), abs=0.1)
    else:
        assert told["highest_db"]["pilot"] < -100


@pytest.mark.parametrize(("seconds", "wanted_s"), [(None, 1.5), ("0.5", 0.5), ("3.2", 3.2)])
def test_as_long_as_the_sound_unless_said(
    terminal: Terminal, out: Path, tmp_path: Path, seconds: str | None, wanted_s: float
) -> None:
    source = sound(tmp_path / "in.wav")
    rendered(terminal, out, "--audio", str(source), *(("--seconds", seconds) if seconds else ()))
    sounding = np.abs(composite(out).samples) > 0.1

    assert composite(out).frames == round(wanted_s * 192_000)
    assert np.flatnonzero(sounding)[-1] / 192_000 == pytest.approx(min(1.5, wanted_s), abs=0.02)


@pytest.mark.slow
def test_the_power_is_limited_when_asked(terminal: Terminal, out: Path, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, 48_000 * 70)
    source = signal(tmp_path / "noise.wav", noise, rate_hz=48_000)
    highest = []
    for options in ((), ("--power-limit",)):
        rendered(terminal, out, "--audio", str(source), *options)
        highest.append(terminal.json("radio", "power", str(out)).document["highest_60s_dbr"])

    assert highest[0] > 1.0
    assert highest[1] <= 0.0


# --- commands -----------------------------------------------------------------------------------


def test_commands_are_signed_for_now_with_the_keys_of_the_home(
    terminal: Terminal, out: Path
) -> None:
    before = datetime.now(UTC)
    orders = ("open 1,4 60", "volume 20 all", "open 6", "hold", "time", "close", "stop")
    options = [word for order in orders for word in ("--command", order)]
    told = terminal.json("radio", "render", "--out", str(out), "--seconds", "12", *options)
    sent = told.document["commands"]
    received = of_kind(lines(terminal.json("radio", "decode", str(out))), "command")

    assert [(one["operation"], one["address"], one["means"]) for one in received] == [
        ("open", "points 1,4", "60 s"),
        ("volume", "all", "20"),
        ("open", "point 6", "120 s"),
        ("hold", "all", ""),
        ("time", "all", ""),
        ("close", "all", ""),
        ("all_stop", "all", ""),
    ]
    assert {one["tag"] for one in received} == {"right"}
    assert [one["signed"] for one in sent] == [one["signed"] for one in received]
    counters = [one["counter"] for one in received]
    assert counters == sorted(set(counters))
    assert timedelta(seconds=-0.25) <= from_iso(received[0]["time"]) - before < timedelta(seconds=5)
    for one in sent:
        assert abs(from_iso(one["time"]) - from_iso(one["starts_at"])) < timedelta(seconds=1)


def test_each_command_is_sent_as_often_as_the_home_says(terminal: Terminal, out: Path) -> None:
    rendered(terminal, out, "--command", "stop")
    groups = of_kind(lines(terminal.json("radio", "decode", str(out))), "group")

    assert sum(group["type"] == "6A" for group in groups) == 4 * 3


def test_what_did_not_fit_is_told(terminal: Terminal, out: Path) -> None:
    options = ("--seconds", "2", "--command", "hold", "--command", "stop")
    told = terminal("radio", "render", "--out", str(out), *options)
    document = terminal.json("radio", "render", "--out", str(out), *options).document

    assert told.status == 0
    assert "Only 1 of 2 point commands fit" in told.err
    assert (len(document["commands"]), document["commands_unsent"]) == (1, 1)


def test_points_that_are_not_there(terminal: Terminal, out: Path) -> None:
    told = terminal.json("radio", "render", "--out", str(out), "--command", "open 1,99")

    assert told.status == 5
    assert told.error["facts"]["name"] == "99"
    assert not out.exists()


def test_no_key_no_command(terminal: Terminal, nowhere: Terminal, out: Path) -> None:
    assert nowhere("radio", "render", "--out", str(out), "--command", "stop").status == 78
    terminal.home.master_key.write_text("not a key")
    told = terminal("radio", "render", "--out", str(out), "--command", "stop")

    assert told.status == 78
    assert str(terminal.home.master_key) in told.err
    assert not out.exists()
    assert terminal("radio", "render", "--out", str(out), "--seconds", "1").status == 0


def test_no_key_is_ever_shown(terminal: Terminal, out: Path) -> None:
    master = read_key(terminal.home.master_key)
    derived = KeyRing(master).derive("all")
    told = terminal.json("radio", "render", "--out", str(out), "--command", "stop")
    decoded = terminal.json("radio", "decode", str(out))

    for said in (told.out, told.err, decoded.out, decoded.err):
        assert master.hex() not in said
        assert derived.hex() not in said


def own_signal(terminal: Terminal, **sound: object) -> None:
    """Have the home make its own composite signal."""
    terminal("init")
    shipped = (Path(__file__).parents[3] / "hardware" / "multiplex.yaml").read_text()
    changed = "".join(f"  {key}: {value}\n" for key, value in sound.items())
    kept = [line for line in shipped.splitlines() if line.strip().split(":")[0] not in sound]
    (terminal.home.hardware / "own.yaml").write_text("\n".join(kept) + "\n" + changed)
    text = terminal.home.station_file.read_text()
    terminal.home.station_file.write_text(text.replace("hardware: simulated", "hardware: own"))


def test_a_home_with_a_signal_of_its_own_gives_its_levels(
    terminal: Terminal, out: Path, tmp_path: Path
) -> None:
    own_signal(terminal, rate=228_000, rds_khz=4.0, pilot_khz=7.0)
    told = terminal.json("radio", "render", "--out", str(out), *FIVE_SECONDS).document
    png = str(tmp_path / "p.png")
    levels_db = terminal.json("radio", "spectrum", str(out), "--png", png).document["highest_db"]
    shown = lines(terminal.json("radio", "rds", "show", str(out)))
    names = [line["ps"] for line in shown if "ps" in line]

    assert told["rate_hz"] == 228_000
    assert 10.0 < told["peak_khz"] <= 11.01
    assert levels_db["pilot"] == pytest.approx(20 * np.log10(7 / 75), abs=0.1)
    assert names == ["Vi Huong"]  # of Xã Vi Hương


def test_options_go_before_the_levels_of_the_home(terminal: Terminal, out: Path) -> None:
    own_signal(terminal, rate=228_000, rds_khz=4.0, pilot_khz=7.0)
    options = ("--rate", "192000", "--rds-khz", "1", "--no-pilot", "--seconds", "2")
    told = terminal.json("radio", "render", "--out", str(out), *options).document

    assert told["rate_hz"] == 192_000
    assert told["peak_khz"] <= 1.01


def test_while_keys_change_commands_are_signed_with_both(terminal: Terminal, out: Path) -> None:
    book = read_key_book(terminal.home.master_key)
    changed = book.changed(bytes(range(32)), [4])
    terminal.home.master_key.write_text(to_text(changed))
    options = ("--command", "open 1", "--command", "open 4", "--command", "hold")
    rendered(terminal, out, *options, "--seconds", "8")
    received = of_kind(lines(terminal.json("radio", "decode", str(out))), "command")
    terminal.home.master_key.write_text(to_text(book))
    old_only = of_kind(lines(terminal.json("radio", "decode", str(out))), "command")

    assert [(one["operation"], one["address"]) for one in received] == [
        ("open", "point 1"),
        ("open", "all"),  # all that hold the old key
        ("hold", "all"),
        ("hold", "all"),
    ]
    assert {one["tag"] for one in received} == {"right"}
    assert [one["tag"] for one in old_only] == ["wrong", "right", "wrong", "right"]


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--seconds", "0"), "--seconds takes a number of seconds"),
        (("--seconds", "x"), "--seconds needs a number"),
        (("--seconds", "nan"), "--seconds takes"),
        (("--seconds", "86401"), "--seconds takes"),
        (("--rds-khz", "7.6"), "--rds-khz takes a number from 0 to 7.5"),
        (("--rds-khz", "-1"), "--rds-khz takes a number from 0 to 7.5"),
        (("--pty", "32"), "--pty takes a number from 0 to 31"),
        (("--pi", "70012"), "--pi takes four hexadecimal digits"),
        (("--command", "shout"), "--command takes open"),
        (("--stereo", "--no-pilot"), "choose only one of these"),
    ],
)
def test_options_that_cannot_be(
    terminal: Terminal, out: Path, options: tuple[str, ...], said: str
) -> None:
    told = terminal("radio", "render", "--out", str(out), *options)

    assert told.status == 2
    assert said in told.err
    assert not out.exists()


def test_a_file_is_wholly_there_or_as_it_was(terminal: Terminal, out: Path, tmp_path: Path) -> None:
    out.write_bytes(b"old")
    source = sound(tmp_path / "in.wav", seconds=3)
    source.write_bytes(source.read_bytes()[:-10])
    broken = terminal("radio", "render", "--out", str(out), "--audio", str(source))

    assert broken.status == 4
    assert "its end is missing" in broken.err
    assert out.read_bytes() == b"old"
    left = sorted(path.name for path in tmp_path.iterdir() if path.is_file())
    assert left == ["in.wav", "out.wav"]


@pytest.mark.parametrize(("name", "status"), [("no/such/folder.wav", 74), (".", 4)])
def test_places_that_cannot_be_written(
    terminal: Terminal, tmp_path: Path, name: str, status: int
) -> None:
    told = terminal("radio", "render", "--out", str(tmp_path / name), "--seconds", "1")

    assert told.status == status


def test_a_device_is_not_replaced_by_a_file(terminal: Terminal, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    told = terminal("radio", "render", "--out", str(tmp_path / "pipe"), "--seconds", "1")

    assert told.status == 4
    assert (tmp_path / "pipe").is_fifo()


def test_a_home_that_cannot_be_read_is_told(home: Home, terminal: Terminal, out: Path) -> None:
    home.station_file.write_text("name: [")

    assert terminal("radio", "render", "--out", str(out)).status == 78
