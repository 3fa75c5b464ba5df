"""Making a home: complete, private, and the same when it is made again."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from loudspeaker.bootstrap.init import init_home, require_home, write_alsa_config
from loudspeaker.bootstrap.secrets import KEY_BYTES, make_key, read_key, read_key_book
from loudspeaker.bootstrap.settings import LiveSettings, load_settings
from loudspeaker.bootstrap.voices import (
    EMBEDDED,
    has_model,
    voice_for_air,
    voice_named,
    voice_names,
)
from loudspeaker.config.identity import account_of
from loudspeaker.config.shipped import find
from loudspeaker.config.station import Profile
from loudspeaker.devices.points.keys import KeyStore
from loudspeaker.errors import ConfigurationRefused, SimulatedOnly
from loudspeaker.store.schema import open_database
from loudspeaker.system.home import Home

ODD = "xã \"Vị Hương\" 'loa' $HOME %s"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def snapshot(home: Home) -> dict[str, tuple[int, bytes | None]]:
    return {
        str(path.relative_to(home.root)): (
            mode(path),
            path.read_bytes() if path.is_file() else None,
        )
        for path in sorted(home.root.rglob("*"))
    }


@pytest.mark.parametrize("profile", list(Profile))
def test_made_once_and_then_left_as_it_is(tmp_path: Path, profile: Profile) -> None:
    home = Home(tmp_path / ODD)
    assert init_home(home, profile) is True
    before = snapshot(home)
    assert init_home(home, profile) is False
    assert snapshot(home) == before
    assert load_settings(home).station.profile is profile
    require_home(home)


def _real(home: Home, line: str) -> None:
    init_home(home, Profile.STATION)
    with home.station_file.open("a", encoding="utf-8") as stream:
        stream.write(line)


NOTES = "title: Nốt\nengine: tone\nlicence: {name: GPL-3.0-or-later, commercial: true}\n"


@pytest.mark.parametrize("voice", ["tone", "own-notes"])
def test_a_real_station_does_not_speak_in_notes(tmp_path: Path, voice: str) -> None:
    home = Home(tmp_path)
    _real(home, f"voice: {voice}\n")
    (home.voices / "own-notes.yaml").write_text(NOTES, "utf-8")
    with pytest.raises(ConfigurationRefused) as caught:
        load_settings(home)
    error = caught.value
    lines = home.station_file.read_text("utf-8").splitlines()
    assert (error.problem, error.key, error.found) == ("not_allowed", "voice", voice)
    assert lines[error.line - 1] == f"voice: {voice}"
    assert "vi-bac" in error.expected.split(", ")
    assert not {"tone", "own-notes"} & set(error.expected.split(", "))


def test_a_simulated_station_may_speak_in_notes(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    with home.station_file.open("a", encoding="utf-8") as stream:
        stream.write("voice: tone\n")
    station = load_settings(home).station
    assert voice_for_air(home, station.voice, station).engine == "tone"


def test_a_bad_voice_file_does_not_keep_a_real_station_from_starting(tmp_path: Path) -> None:
    home = Home(tmp_path)
    _real(home, "voice: own\n")
    (home.voices / "own.yaml").write_text("engine: [\n", "utf-8")
    station = load_settings(home).station
    with pytest.raises(ConfigurationRefused):
        voice_for_air(home, "own", station)


def test_what_was_approved_in_notes_elsewhere_gets_no_voice_here(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.STATION)
    with pytest.raises(SimulatedOnly):
        voice_for_air(home, "tone", load_settings(home).station)


def test_what_people_changed_stays(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    text = home.station_file.read_text("utf-8").replace("mô phỏng\n", "khác\n")
    home.station_file.write_text(text, "utf-8")
    key = home.seal_key.read_bytes()
    assert init_home(home, Profile.STATION) is False
    assert home.station_file.read_text("utf-8") == text
    assert home.seal_key.read_bytes() == key


def test_what_is_missing_is_made_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    for folder in (home.chimes, home.spool):
        folder.rmdir()
    home.master_key.unlink()
    assert init_home(home, Profile.SIMULATED) is False
    assert home.chimes.is_dir()
    assert len(read_key(home.master_key)) == KEY_BYTES


def test_who_may_read_what(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    old = os.umask(0)
    try:
        init_home(home, Profile.SIMULATED)
        open_database(home.database).close()
    finally:
        os.umask(old)
    assert mode(home.seal_key) == 0o600
    assert mode(home.master_key) == 0o600
    assert mode(home.air) == 0o700
    assert mode(home.database) == 0o640
    assert mode(home.station_file) == 0o640
    assert mode(home.village / "village.json") == 0o600
    assert mode(home.root) == 0o750
    assert mode(home.spool) == mode(home.run) == 0o2770
    assert mode(home.handed_out) == 0o2730  # a file is for who was told its name


@pytest.mark.parametrize(
    ("hardware", "parts"),
    [
        ("simulated", {"unit": 1}),
        ("bench", {"unit": 1}),
        ("exciter-telemetry", {"unit": 1, "exciter": "meter", "echo": False}),
        ("exciter-line", {"unit": 1, "exciter": "key", "echo": False}),
    ],
)
def test_the_village_gets_the_ports_that_the_hardware_file_needs(
    hardware: str, parts: dict[str, object], tmp_path: Path
) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    use_hardware(home, hardware)
    made = json.loads((home.village / "village.json").read_bytes())
    known = {"unit", "meter_unit", "exciter", "echo"}
    assert {name: value for name, value in made.items() if name in known} == parts


METERED = """\
transmitter:
  driver: composite
  key: {driver: modbus, port: village/ports/transmitter, unit: 3, retrigger: true}
  meter: {driver: modbus, unit: 7, registers: {forward_w: {address: 0}}}
"""
SWITCHED = """\
transmitter:
  driver: composite
  key: {driver: modbus, port: village/ports/transmitter, unit: 3, retrigger: true}
  meter: {driver: line, port: village/ports/exciter, echo: true, measurements: {forward_w:
    {send: "TX.PFWD?\\r", expect: "PFWD={number} W"}}}
"""


@pytest.mark.parametrize(
    ("transmitter", "parts"),
    [
        (METERED, {"unit": 3, "meter_unit": 7, "exciter": None, "echo": None}),
        (SWITCHED, {"unit": 3, "meter_unit": None, "exciter": "meter", "echo": True}),
    ],
)
def test_a_meter_beside_the_relay_is_simulated_too(
    transmitter: str, parts: dict[str, object], tmp_path: Path
) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    shipped_text = find("hardware", "simulated").read_text("utf-8")
    begin, rest = shipped_text.index("transmitter:"), shipped_text.index("points:")
    own = home.hardware / "own.yaml"
    own.write_text(shipped_text[:begin] + transmitter + shipped_text[rest:], "utf-8")
    use_hardware(home, "own")
    made = json.loads((home.village / "village.json").read_bytes())
    assert {name: made.get(name) for name in parts} == parts


def use_hardware(home: Home, name: str) -> None:
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(text.replace("hardware: simulated", f"hardware: {name}"), "utf-8")
    init_home(home, Profile.SIMULATED)


def test_no_key_is_made_twice(tmp_path: Path) -> None:
    one, other = tmp_path / "one.key", tmp_path / "other.key"
    make_key(one)
    make_key(other)
    assert read_key(one) != read_key(other)


@pytest.mark.parametrize("text", ["", "zz", "ab", "ă"])
def test_a_key_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "x").write_text(text, "utf-8")
    with pytest.raises(ConfigurationRefused) as caught:
        read_key(tmp_path / "x")
    assert (caught.value.problem, caught.value.found) == ("wrong_value", "")


@pytest.mark.parametrize(("name", "problem"), [("x", "missing_file"), ("", "unreadable_file")])
def test_a_key_that_cannot_be_read(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        read_key(tmp_path / name)
    assert caught.value.problem == problem


def test_simulated_receivers_get_new_keys_when_their_points_are_enrolled(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    before = receiver_keys(home)
    keys = KeyStore(home.master_key, read_key_book(home.master_key))
    keys.change(range(1, 12))
    keys.card_made(4)
    init_home(home, Profile.SIMULATED)
    assert receiver_keys(home) == before, "a card on its way is in no receiver"
    keys.enrolled(4)
    init_home(home, Profile.SIMULATED)
    after = receiver_keys(home)
    assert {n for n in before if after[n] != before[n]} == {4}
    with pytest.raises(ConfigurationRefused):
        read_key(home.master_key)
    assert mode(home.master_key) == 0o600


def receiver_keys(home: Home) -> dict[int, object]:
    content = json.loads((home.village / "village.json").read_bytes())
    return {point["n"]: point["keys"] for point in content["points"]}


def test_a_real_station_belongs_to_the_account_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment may name anybody; who may administer is what the kernel says."""
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    home = Home(tmp_path)
    init_home(home, Profile.STATION)
    (admin,) = load_settings(home).station.people
    assert admin.os_user == account_of(os.getuid())


def test_a_folder_that_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        require_home(Home(tmp_path))
    assert caught.value.problem == "no_home"


def test_the_line_is_described_at_this_runs_pace(tmp_path: Path) -> None:
    home = Home(tmp_path / ODD)
    init_home(home, Profile.SIMULATED)
    path = write_alsa_config(home, rate=20.0)
    slow = path.read_bytes()
    assert write_alsa_config(home, rate=1.0).read_bytes() != slow


# --- settings -------------------------------------------------------------------------------------


def with_line(home: Home, line: str) -> None:
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(f"{text}\n{line}\n", "utf-8")


def test_a_chime_of_the_stations_own(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    with_line(home, "chime: nhac-hieu")
    with pytest.raises(ConfigurationRefused) as caught:
        load_settings(home)
    assert (caught.value.key, caught.value.found) == ("chime", "nhac-hieu")
    assert "ding_dong" in caught.value.expected
    (home.chimes / "nhac-hieu.mp3").touch()
    assert load_settings(home).station.chime == "nhac-hieu"
    (home.chimes / "nhac-hieu.mp3").rename(home.chimes / "nhac-hieu.txt")
    with pytest.raises(ConfigurationRefused):
        load_settings(home)


def test_the_nearest_chime_is_named(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    (home.chimes / "nhac-hieu.wav").touch()
    with_line(home, "chime: nhac-hiev")
    with pytest.raises(ConfigurationRefused) as caught:
        load_settings(home)
    assert caught.value.nearest == "nhac-hieu"


def test_a_bad_file_leaves_the_settings_in_force(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    live = LiveSettings(home)
    before = live.now
    with_line(home, "nonsense: 1")
    problem = live.reload()
    assert isinstance(problem, ConfigurationRefused)
    assert live.now is before
    home.station_file.write_text("name: Khác\n", "utf-8")
    assert live.reload() is None
    assert live.now.station.name == "Khác"


# --- voices ---------------------------------------------------------------------------------------


def test_voices_with_and_without_a_model(tmp_path: Path) -> None:
    home = Home(tmp_path)
    init_home(home, Profile.SIMULATED)
    assert EMBEDDED in voice_names(home)
    assert voice_named(home, EMBEDDED).engine == "espeak"
    assert has_model(home, EMBEDDED)
    assert not has_model(home, "vi_VN-vais1000-medium")
    with pytest.raises(ConfigurationRefused):
        voice_named(home, "khong-co")
