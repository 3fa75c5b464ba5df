"""The demonstration's texts, home, display and keepsakes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from loudspeaker.audio.wav import read_wav
from loudspeaker.cli import demo
from loudspeaker.cli.call import Call, begin
from loudspeaker.cli.demonstration import backstage, keepsakes, performance, told, watching
from loudspeaker.cli.demonstration.events import EventReader
from loudspeaker.cli.demonstration.keepsakes import Span, keep
from loudspeaker.cli.demonstration.proof import Hearing, Proof
from loudspeaker.cli.demonstration.texts import TWO_ZONES, texts, weekday_name
from loudspeaker.cli.demonstration.watching import Village, points_of, wait_until_over
from loudspeaker.errors import DeviceFailure, HomeBusy, InternalError, RoleMissing, SimulatedOnly
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.text import read_text
from loudspeaker.village.line_in import RATE_HZ
from loudspeaker.village.points_sound import PointSound
from tests.cli.servers import answering

WRITTEN = re.compile(r"(thứ \w+|Chủ nhật) ngày (\d+)/(\d+)(?:/(\d{4}))?")


@pytest.mark.parametrize("start", [date(2026, 1, 1), date(2027, 12, 1), date(2028, 2, 1)])
def test_dates_lie_ahead_and_their_weekdays_are_right(start: date) -> None:
    for ahead in range(60):
        today = start + timedelta(days=ahead)
        written = texts(today)
        found = WRITTEN.findall(written.to_all + written.to_two)
        assert len(found) == 3
        for weekday, day, month, year in found:
            years = [int(year)] if year else [today.year, today.year + 1]
            moments = [date(y, int(month), int(day)) for y in years]
            meant = min(moment for moment in moments if moment > today)
            assert weekday_name(meant) == weekday
            assert 2 <= (meant - today).days <= 11


def test_the_texts_are_read_without_anything_left_out() -> None:
    written = texts(date(2026, 11, 23))

    for text, longest_s in ((written.to_all, 30), (written.to_two, 15)):
        reading = read_text(text)
        assert reading.notices == ()
        assert reading.script.duration_s < longest_s
        assert not re.search(r"\d", reading.script.spoken)
    assert "ủy ban nhân dân" in read_text(written.to_all).script.spoken


def test_a_new_home_may_sound_at_every_hour(tmp_path: Path) -> None:
    settings = backstage.make_home(Home(tmp_path / "d"))
    again = backstage.make_home(Home(tmp_path / "d"))

    assert settings.station.allowed_hours.has_whole_day
    assert settings == again
    assert backstage.cast_of(settings) == backstage.Cast(author="soan", approver="duyet")


def test_a_real_station_is_left_alone(home: Home) -> None:
    text = home.station_file.read_text().replace("profile: simulated", "profile: station")
    home.station_file.write_text(text.replace("24:00", "21:00"))

    with pytest.raises(SimulatedOnly):
        backstage.make_home(home)


def test_a_home_without_a_second_person(home: Home) -> None:
    text = home.station_file.read_text().replace("roles: [approver]", "roles: [viewer]")
    home.station_file.write_text(text)

    with pytest.raises(RoleMissing):
        backstage.cast_of(backstage.make_home(home))


def test_a_running_station_is_used_and_left_running(home: Home) -> None:
    with (
        answering(home.control_socket, {"status": lambda _a: {}}),
        backstage.running(home) as was_running,
    ):
        assert was_running


@pytest.mark.slow
def test_a_station_that_does_not_start_says_why(home: Home) -> None:
    lock = hold_lock(home.lock("run"), role="run", home=home.root)
    try:
        with pytest.raises(HomeBusy), backstage.running(home):
            raise AssertionError("not reached")
    finally:
        lock.release()


def test_our_age_is_that_of_the_process() -> None:
    program = (
        "import time; time.sleep(0.3)\n"
        "from loudspeaker.cli.demonstration.backstage import age_s; print(age_s())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert 0.3 <= float(done.stdout) < 30


def test_whether_the_sound_goes_through_portaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise DeviceFailure(device="portaudio", problem="libportaudio2 is missing")

    monkeypatch.setattr(backstage, "load_library", lambda: None)
    assert backstage.has_portaudio()
    monkeypatch.setattr(backstage, "load_library", missing)
    assert not backstage.has_portaudio()


def test_its_own_home_unless_one_is_named(
    as_text: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert demo._call() == as_text
    monkeypatch.setattr(demo, "current", lambda: _unnamed(as_text))
    assert demo._call().home.root == tmp_path / demo.FOLDER


def _unnamed(call: Call) -> Call:
    return Call(home=call.home, home_given=False, person=None, json=False, language=call.language)


# --- watching -----------------------------------------------------------------------------------


def _write(path: Path, *events: dict[str, Any]) -> None:
    with path.open("a") as stream:
        stream.writelines(json.dumps(event) + "\n" for event in events)


def test_only_whole_new_events_are_read(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    assert list(EventReader(path).fresh()) == []
    _write(path, {"n": 1})
    reader = EventReader(path)
    _write(path, {"n": 2})
    with path.open("a") as stream:
        stream.write('{"n": ')
    assert list(reader.fresh()) == [{"n": 2}]
    with path.open("a") as stream:
        stream.write("3}\n")
    assert list(reader.fresh()) == [{"n": 3}]


POINT = {"ev": "point", "n": 2, "open": True, "mono_ns": 5}
SOUND = {"ev": "audio", "n": 2, "rms_dbfs": -20.0, "mono_ns": 7}


def test_lamps_and_the_first_sound(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    village = Village(reader=EventReader(path), numbers=(1, 2, 3))
    _write(path, POINT, {**SOUND, "n": 0}, SOUND, {**SOUND, "mono_ns": 9}, {"ev": "rds"})
    village.look()

    assert village.lamps == "○●○"
    assert village.first_audible_ns == 7
    assert len(village.events) == 4


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0)
    monkeypatch.setattr(watching, "SETTLE_S", 0)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("drawn", [False, True])
def test_waiting_shows_lamps_and_ends_with_the_state(
    as_text: Call,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    drawn: bool,
) -> None:
    monkeypatch.setattr(watching, "is_terminal", lambda: drawn)
    village = Village(reader=EventReader(tmp_path / "e.jsonl"), numbers=(1, 2))
    states = iter(["on_air", "aired"])
    airing = {"occurrence": "a-1", "pos_ms": 61_000, "len_ms": 90_000}
    _write(tmp_path / "e.jsonl", POINT)
    shown = {"show": lambda _a: {"occurrences": [{"state": next(states)}]}}
    with (
        answering(as_text.home.control_socket, shown),
        answering(as_text.home.air_socket, {"status": lambda _a: {"on_air": airing}}),
    ):
        state = wait_until_over(as_text.station, as_text.air, "a-1", village)

    assert state == "aired"
    assert "○●" in capsys.readouterr().out


@pytest.mark.usefixtures("patient")
def test_waiting_does_not_last_for_ever(
    as_text: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LIMIT_S", 0.05)
    village = Village(reader=EventReader(tmp_path / "e.jsonl"), numbers=(1,))
    with (
        answering(
            as_text.home.control_socket,
            {"show": lambda _a: {"occurrences": [{"state": "planned"}]}},
        ),
        answering(as_text.home.air_socket, {"status": lambda _a: {"on_air": None}}),
        pytest.raises(InternalError),
    ):
        wait_until_over(as_text.station, as_text.air, "a-1", village)


def test_the_points_of_two_hamlets() -> None:
    rows = [{"number": n, "zone": zone} for n, zone in enumerate((1, 4, 4, 7, 9), 1)]

    assert points_of(TWO_ZONES, rows) == [2, 3, 4]


# --- keepsakes ----------------------------------------------------------------------------------


def test_each_point_s_sound_is_cut_onto_one_time_axis(home: Home) -> None:
    folder = home.village / "points"
    folder.mkdir(parents=True)
    loud = np.full(RATE_HZ // 10, 8192, dtype="<i2").tobytes()
    sound = PointSound(folder, 1)
    sound.append(10**9, loud, wall_s=0.0)  # before the time
    sound.append(5 * 10**9 + 5 * 10**8, loud, wall_s=0.0)
    sound.append(9 * 10**9, loud, wall_s=0.0)  # after it
    sound.close()
    span = Span(start_ns=5 * 10**9, end_ns=6 * 10**9)

    one, two, picture = keep(home, [(1, "Trụ sở"), (2, "Thôn 1")], span, title="Tiếng")

    samples = read_wav(one.read_bytes()).samples
    assert len(samples) == RATE_HZ
    audible = np.flatnonzero(samples)
    assert (audible[0], audible[-1]) == (RATE_HZ // 2, RATE_HZ // 2 + RATE_HZ // 10 - 1)
    assert not read_wav(two.read_bytes()).samples.any()
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.parent == home.root / keepsakes.FOLDER


# --- the end ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("result", "status"), [("aired", 0), ("aired_partial", 1)])
@pytest.mark.parametrize("as_json", [False, True])
def test_the_exit_status_is_the_proof(
    as_text: Call,
    capsys: pytest.CaptureFixture[str],
    result: str,
    status: int,
    *,
    as_json: bool,
) -> None:
    call = replace(as_text, json=as_json)
    begin(call)
    proof = Proof(occurrence="a-1", length_s=1.0, result=result, hearings=())
    files = [Path("/d/point-01.wav"), Path("/d/waveform.png")]

    assert performance._close(call, [proof], files, 5.25) == status
    said = capsys.readouterr().out
    if as_json:
        shown = json.loads(said)
        assert (shown["proved"], shown["first_audible_s"]) == (status == 0, 5.25)
    else:
        assert ("NOT PROVED" in said) is (status == 1)
        assert "5.2 s after the start" in said
        assert "Look:   /d/waveform.png" in said


def test_who_heard_what_is_a_table(as_text: Call, capsys: pytest.CaptureFixture[str]) -> None:
    one = Hearing(point=1, addressed=True, opened_s=-0.9, heard_s=1.0, same_sound=True, agrees=True)
    two = replace(one, point=2, addressed=False, opened_s=None, agrees=False)
    proof = Proof(occurrence="a-1", length_s=1.0, result="aired", hearings=(one, two))

    told.heard(proof, "aired", {1: "Trụ sở", 2: "Thôn 1"})

    lines = capsys.readouterr().out.splitlines()
    assert as_text.json is False
    assert lines[0] == "As-run log: aired, 1.0 s."
    assert lines[2].split() == ["1", "Trụ", "sở", "yes", "0.90", "s", "1.0", "s", "✓"]
    assert lines[3].split() == ["2", "Thôn", "1", "no", "1.0", "s", "✗", "NO"]
