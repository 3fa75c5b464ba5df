"""The judges of the rows with real processes see what they are there to see."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bench.faults import backlog, crowd, voices
from bench.faults.bad_voices import bad_models, install
from bench.faults.disks import Preloaded
from bench.faults.live import Desk, Weight, text_for
from bench.faults.tail import Tail
from loudspeaker.bootstrap.voices import has_model, voice_named
from loudspeaker.errors import SpeechFailure
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.render import Renderer
from loudspeaker.system.home import Home

# --- voices ---------------------------------------------------------------------------------------


def audio(pos_ms: float, rms_dbfs: float, *, n: int = 1) -> dict[str, Any]:
    return {"ev": "audio", "n": n, "occurrence": "a", "pos_ms": pos_ms, "rms_dbfs": rms_dbfs}


def end(result: str | None = "aired", event: str = "end", reason: str | None = None) -> Any:
    return {"occurrence": "a", "event": event, "result": result, "reason": reason}


def test_what_was_aired_and_was_no_sound_is_silent() -> None:
    quiet = [audio(ms, -90.0) for ms in range(0, 4000, 250)]
    loud = [audio(ms, -17.0) for ms in range(0, 4000, 250)]
    assert list(voices.silent_airings(loud, [end()], set())) == []
    assert len(list(voices.silent_airings(quiet, [end()], set()))) == 1
    assert len(list(voices.silent_airings([], [end()], set()))) == 1
    assert list(voices.silent_airings(quiet, [end(None, "failed")], set())) == []


def test_a_tone_is_no_speech() -> None:
    tone = [audio(ms, -17.0) for ms in range(0, 6000, 250)]
    quiet = [audio(ms, -90.0) for ms in range(6000, 8000, 250)]
    assert len(list(voices.silent_airings([*tone, *quiet], [end()], {"a"}))) == 1
    assert list(voices.silent_airings([*tone, audio(6000, -17.0)], [end()], {"a"})) == []


def test_what_has_failed_says_why_and_a_fault_says_so() -> None:
    failed = end(None, "failed", "speech_failed")
    assert list(voices.unexplained([failed], {"speech"})) == []
    assert len(list(voices.unexplained([failed], set()))) == 1
    assert len(list(voices.unexplained([end(None, "missed", "crash")], {"speech"}))) == 1
    assert list(voices.unexplained([end()], set())) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nan", "infinite", "silent", "loud", "empty", "garbage", "cut"])
def test_each_bad_voice_is_bad(name: str, tmp_path: Path) -> None:
    from loudspeaker.speech.piper import make  # noqa: PLC0415 - heavy

    voice_id = install(tmp_path, name, bad_models(random.Random(1))[name])
    voice = voice_named(Home(tmp_path), voice_id)
    assert has_model(Home(tmp_path), voice_id)
    engine = make(voice, tmp_path / "voices" / voice_id)
    renderer = Renderer(engine, voice=voice_id, folder=tmp_path)
    with pytest.raises(SpeechFailure):
        renderer.clip([Phrase(text="kính mời bà con")], SpeechSettings())


# --- crowd, backlog -------------------------------------------------------------------------------


def test_a_queue_must_hold_each_key_once() -> None:
    queue = [{"id": "x", "title": "1-1"}, {"id": "y", "title": "1-2"}]
    right = [{"1-1": {"x"}, "1-2": {"y"}}]
    assert crowd.judged(right, queue) == []
    assert len(crowd.judged(right, [*queue, {"id": "z", "title": "1-2"}])) == 1  # twice there
    assert len(crowd.judged(right, queue[:1])) == 1  # lost
    assert len(crowd.judged([{"1-1": {"x", "w"}, "1-2": {"y"}}], queue)) == 1  # two answers
    assert len(crowd.judged(right, [*queue, {"id": "v", "title": "?"}])) == 1  # nobody's
    assert crowd.judged(right, [*queue, queue[0]]) == ["x is listed 2 times"]


def test_figures_that_are_too_large_are_named() -> None:
    good = {
        "most_tone_s": 0.7,
        "most_tone_breaking_in_s": 0.9,
        "most_rss_mib": 120.0,
        "most_queue_p95_s": 0.2,
        "most_status_p95_s": 0.1,
    }
    assert backlog.judged(good) == []
    for name in good:
        assert len(backlog.judged({**good, name: float("inf")})) == 1
    assert len(backlog.judged({**good, "most_tone_s": float("nan")})) == 1


# --- what they share ------------------------------------------------------------------------------


def test_a_log_that_grows_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "log"
    tail = Tail(path, torn=True)
    assert tail.look() == []
    path.write_bytes(b'{"a": 1}\nno json\n{"a": ')
    assert tail.look() == [{"a": 1}]
    with path.open("ab") as stream:
        stream.write(b"2}\n")
    assert tail.look() == [{"a": 2}]
    assert tail.lines == [{"a": 1}, {"a": 2}]


def test_the_socket_is_asked_in_lines(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "run" / "control.sock"))
        listener.listen()
        asked: list[Any] = []

        def answer() -> None:
            for said in (b'{"ok": true, "result": 7}\n', b'{"ok": false, "error": "no"}\n'):
                connection, _ = listener.accept()
                with connection:
                    asked.append(json.loads(connection.recv(4096)))
                    connection.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        assert Desk(tmp_path).ask("queue", "soan", limit=1) == 7
        with pytest.raises(RuntimeError, match="no"):
            Desk(tmp_path).ask("queue", "soan")
        thread.join()
    assert asked[0] == {"op": "queue", "as": "soan", "limit": 1}


def test_texts_are_as_long_as_asked_for() -> None:
    assert abs(len(text_for(20)) - 200) < 3


def test_open_files_weigh(tmp_path: Path) -> None:
    before = Weight.of([os.getpid()])
    with (tmp_path / "file").open("w"):
        assert Weight.of([os.getpid()]).descriptors == before.descriptors + 1
    assert before.rss_mib > 1


@pytest.mark.slow
def test_a_preloaded_disk_fails_and_is_whole_again(tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    disk = Preloaded(tmp_path)
    (tmp_path / "home" / "run").mkdir(parents=True)

    def writes(name: str) -> bool:
        code = f"import pathlib; pathlib.Path({str(tmp_path / name)!r}).write_text('x')"
        words = [sys.executable, "-c", code]
        environment = {**os.environ, **disk.environment}
        return not subprocess.run(
            words, env=environment, capture_output=True, check=False
        ).returncode

    for kind in disk.kinds:
        assert writes("home/a")
        disk.fail(kind)
        assert not writes("home/a")
        assert not writes(f"home/new-{kind}")
        assert writes("home/run/a")
        assert writes("elsewhere")
        disk.mend()
    assert writes("home/a")
