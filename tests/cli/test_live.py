"""Speaking live at the command line: what is asked, what is sent, what is told."""

from __future__ import annotations

import base64
import os
import threading
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.talk_key import FIRST_REPEAT_S, REPEATS_S, TalkKey
from loudspeaker.errors import NotTheSpeaker, SoundRefused
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

ROW: dict[str, Any] = {
    "id": "7k3m",
    "occurrence": "7k3m-1",
    "title": "Lũ về",
    "kind": "live",
    "state": "handed",
    "reason": None,
    "points": [1, 4],
    "priority": "emergency",
    "repeat": 1,
    "voice": "tone",
    "due": "2026-12-01T12:00:00+07:00",
    "author": "soan",
    "approver": "duyet",
    "why": None,
    "script": "lũ về.",
    "duration_estimate_s": 310.0,
    "live": {"longest_min": 5, "reason": "Nước lên nhanh"},
}
AIRED = {**ROW, "state": "aired", "occurrences": [{"aired_at": "2026-12-01T12:00:03+07:00"}]}
STATES = ["checking", "waiting", "opening", "open"]


@pytest.fixture
def station(terminal: Terminal) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    answers = {
        "announce": lambda _a: {**ROW, "state": "draft", "due": None},
        "show": lambda _a: ROW,
        "why": lambda _a: AIRED,
    }
    with answering(terminal.home.control_socket, answers) as requests:
        yield requests


def sound_of(folder: Path, blocks: int = 40) -> Path:
    path = folder / "noi.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 48_000, 0, "NONE", ""))
        for number in range(blocks):
            file.writeframes(array("h", [number + 1] * 960).tobytes())
    return path


def begun(_arguments: dict[str, Any]) -> dict[str, Any]:
    return {"token": "t" * 32, "occurrence": "7k3m-1", "title": "Lũ về", "points": [1, 4]}


def sounded(arguments: dict[str, Any]) -> dict[str, Any]:
    state = STATES[min(3, arguments["seq"] // 5)]
    level = {"peak_db": -12.0, "speech_db": -24.0, "gain_db": 5.0}
    return {"state": state, "level": None if state == "checking" else level}


PLAYOUT = {"live_begin": begun, "live_sound": sounded, "live_end": lambda _a: {"state": "open"}}


def test_asking_files_a_draft_with_its_reason(
    terminal: Terminal, station: list[tuple[str, dict[str, Any]]]
) -> None:
    told = terminal(
        *("live", "ask", "--title", "Lũ về", "--reason", "Nước lên nhanh", "--minutes", "3"),
        *("--priority", "emergency", "--points", "1,4"),
    )
    ((op, request),) = station
    assert (told.status, op) == (0, "announce")
    assert request["live"] == {"longest_min": 3, "reason": "Nước lên nhanh"}
    assert (request["priority"], request["points"]) == ("emergency", "1,4")
    assert "Lũ về" in request["text"]
    assert "loudspeaker live speak 7k3m" in told.out
    assert "at most 5 minutes" in told.out
    assert "Nước lên nhanh" in told.out


@pytest.mark.parametrize("left_out", ["--title", "--reason"])
def test_title_and_reason_are_needed(terminal: Terminal, left_out: str) -> None:
    words = {"--title": "Lũ", "--reason": "gấp"}
    given_ = [part for name, value in words.items() if name != left_out for part in (name, value)]
    assert terminal("live", "ask", *given_).status == 2


@pytest.mark.usefixtures("station")
def test_what_is_spoken_is_sent_block_by_block(terminal: Terminal, tmp_path: Path) -> None:
    with answering(terminal.home.air_socket, PLAYOUT) as asked:
        told = terminal("live", "speak", "7k3m", "--talk", "--input", str(sound_of(tmp_path)))
    sent = [arguments for op, arguments in asked if op == "live_sound"]
    assert told.status == 0
    assert [block["seq"] for block in sent] == list(range(40))
    assert all(block["talk"] is True and block["token"] == "t" * 32 for block in sent)
    assert base64.b64decode(sent[7]["pcm"]) == array("h", [8] * 960).tobytes()
    assert asked[0][0] == "live_begin"
    assert asked[-1][0] == "live_end"
    assert "SPEAK NOW" in told.err
    assert "“Lũ về” was aired in full" in told.out


@pytest.mark.usefixtures("station")
def test_in_json_there_is_one_document(terminal: Terminal, tmp_path: Path) -> None:
    with answering(terminal.home.air_socket, PLAYOUT):
        told = terminal.json("live", "speak", "7k3m", "--talk", "--input", str(sound_of(tmp_path)))
    assert told.document["state"] == "aired"
    assert told.document["level"]["gain_db"] == 5.0


@pytest.mark.usefixtures("station")
def test_a_pipe_is_read_at_its_writers_pace(terminal: Terminal, tmp_path: Path) -> None:
    pipe = tmp_path / "mouth"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(bytes(1920 * 5 + 7),))
    writer.start()
    with answering(terminal.home.air_socket, PLAYOUT) as asked:
        told = terminal("live", "speak", "7k3m", "--talk", "--input", str(pipe))
    writer.join()
    assert told.status == 0
    assert len([op for op, _ in asked if op == "live_sound"]) == 5, "a torn block is dropped"


@pytest.mark.parametrize(
    ("changes", "status", "said"),
    [
        ({"state": "draft"}, 5, "speak live"),
        ({"kind": "announcement"}, 5, "live ask"),
        ({"state": "missed"}, 5, "speak live"),
    ],
)
def test_what_cannot_be_spoken_in_is_told(
    terminal: Terminal, tmp_path: Path, changes: dict[str, Any], status: int, said: str
) -> None:
    answers = {"show": lambda _a: {**ROW, **changes}}
    with answering(terminal.home.control_socket, answers):
        told = terminal("live", "speak", "7k3m", "--talk", "--input", str(sound_of(tmp_path)))
    assert told.status == status
    assert said in told.err


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (
            SoundRefused(path="microphone", problem="silent", measured="peak -61.2 dBFS"),
            4,
            "peak -61.2 dBFS",
        ),
        (
            SoundRefused(path="microphone", problem="clipped", measured="71 samples at full scale"),
            4,
            "71 samples at full scale",
        ),
        (NotTheSpeaker(person="duyet", author="soan"), 3, "soan speaks"),
    ],
)
def test_a_refusal_names_the_figure_or_the_person(
    terminal: Terminal, tmp_path: Path, error: Exception, status: int, said: str
) -> None:
    def refuse(_arguments: dict[str, Any]) -> Any:
        raise error

    with answering(terminal.home.air_socket, {**PLAYOUT, "live_sound": refuse}):
        told = terminal("live", "speak", "7k3m", "--talk", "--input", str(sound_of(tmp_path)))
    assert told.status == status
    assert said in told.err


@pytest.mark.usefixtures("station")
def test_without_a_keyboard_it_must_be_said_that_there_is_no_key(terminal: Terminal) -> None:
    told = terminal("live", "speak", "7k3m")
    assert told.status == 2
    assert "--talk" in told.err


@pytest.mark.usefixtures("station")
def test_a_file_stands_for_a_microphone_in_the_simulated_profile_only(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = terminal.home.station_file
    file.write_text(
        file.read_text().replace("profile: simulated", "profile: station").replace("24:00", "21:00")
    )
    told = terminal("live", "speak", "7k3m", "--talk", "--input", str(sound_of(tmp_path)))
    assert told.status == 3
    assert "--input" in told.err


def test_a_file_that_is_no_sound_is_refused(terminal: Terminal, tmp_path: Path) -> None:
    answers = {"show": lambda _a: ROW}
    (tmp_path / "x.wav").write_text("không phải âm thanh")
    with answering(terminal.home.control_socket, answers):
        for name in ("x.wav", "khong-co.wav"):
            path = str(tmp_path / name)
            assert terminal("live", "speak", "7k3m", "--talk", "--input", path).status == 4


# --- the key ------------------------------------------------------------------------------------


def test_tapped_it_speaks_until_it_is_tapped_again() -> None:
    key = TalkKey()
    assert not key.look(0)
    key.press(1)
    assert key.look(1)
    assert key.look(30)
    key.press(31)
    assert not key.look(31)


def test_held_down_it_speaks_until_it_is_let_go() -> None:
    key = TalkKey()
    key.press(1)
    for number in range(40):
        key.press(1.6 + number / 30)
        assert key.look(1.6 + number / 30)
    let_go = 1.6 + 39 / 30
    assert key.look(let_go + REPEATS_S * 0.9)
    assert not key.look(let_go + REPEATS_S * 1.1)
    key.press(10)
    assert key.look(10)


@given(gaps=st.lists(st.floats(FIRST_REPEAT_S * 1.01, 60), max_size=20))
def test_any_number_of_taps_is_a_switch(gaps: list[float]) -> None:
    key, now = TalkKey(), 100.0
    for number, gap in enumerate(gaps, 1):
        now += gap
        key.press(now)
        assert key.look(now) is bool(number % 2)
