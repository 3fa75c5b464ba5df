from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import InternalError, ProcessUnavailable, SpeechFailure, UsageRefused
from loudspeaker.system.worker import FAILURES_FORGIVEN, Worker
from loudspeaker.system.worker_child import LINE_LIMIT_BYTES

LIMIT_S = 20.0


def start_command(*command: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def start_echo() -> subprocess.Popen[bytes]:
    return start_command(sys.executable, "-m", "tests.system.worker_echo")


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(start_echo, "echo")
    yield made
    made.close()


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def test_child_starts_when_needed_and_stays_warm(worker: Worker) -> None:
    assert worker.pid is None
    first = worker.request("echo", {"text": "Xin chào"}, timeout_s=LIMIT_S)
    second = worker.request("echo", {}, timeout_s=LIMIT_S)
    assert first == {"args": {"text": "Xin chào"}, "pid": worker.pid}
    assert second["pid"] == first["pid"]


def test_warm_up_starts_the_child(worker: Worker) -> None:
    worker.warm_up()
    assert worker.pid is not None
    assert worker.request("echo", {}, timeout_s=LIMIT_S)["pid"] == worker.pid


def test_progress_arrives_in_order_in_the_callers_thread(worker: Worker) -> None:
    heard: list[tuple[int, int]] = []
    worker.request(
        "count",
        {"up_to": 200},
        timeout_s=LIMIT_S,
        on_event=lambda data: heard.append((data["number"], threading.get_ident())),
    )
    assert heard == [(number, threading.get_ident()) for number in range(200)]


def test_what_libraries_print_does_not_reach_the_protocol(
    worker: Worker, capfd: pytest.CaptureFixture[str]
) -> None:
    assert worker.request("chatter", {}, timeout_s=LIMIT_S) == {"stdin": ""}
    worker.close()
    assert "so does its C code" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("op", "error", "fact"),
    [
        ("refuse", SpeechFailure, "silent"),
        ("blow_up", InternalError, "ZeroDivisionError: by design"),
        ("unserialisable", InternalError, "ValueError"),
        ("no such op", UsageRefused, "unknown"),
    ],
)
def test_a_clean_refusal_is_rebuilt_and_never_retried(
    worker: Worker, op: str, error: type[Exception], fact: str
) -> None:
    worker.warm_up()
    before = worker.pid
    with pytest.raises(error, match=fact):
        worker.request_with_retry(op, {}, timeout_s=LIMIT_S)
    assert worker.pid == before


@pytest.mark.parametrize(("op", "status"), [("crash", "-9"), ("leave", "1")])
def test_a_crash_is_unavailable_and_the_next_request_has_a_new_child(
    worker: Worker, op: str, status: str
) -> None:
    worker.warm_up()
    before = worker.pid
    with pytest.raises(ProcessUnavailable, match=f"ended with status {status}"):
        worker.request(op, {}, timeout_s=LIMIT_S)
    assert worker.request("echo", {}, timeout_s=LIMIT_S)["pid"] != before


def test_a_crash_is_tried_once_more(worker: Worker, tmp_path: Path) -> None:
    args = {"mark": str(tmp_path / "crashed")}
    result = worker.request_with_retry("crash_once", args, timeout_s=LIMIT_S)
    assert result == {"survived": True}


def test_a_child_killed_while_idle_is_replaced_without_an_error(worker: Worker) -> None:
    worker.warm_up()
    before = worker.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    assert worker.request_with_retry("echo", {}, timeout_s=LIMIT_S)["pid"] != before


def test_a_hang_is_killed_at_the_replys_limit(worker: Worker) -> None:
    heard: list[Any] = []
    before = worker.request("echo", {}, timeout_s=LIMIT_S)["pid"]
    with pytest.raises(ProcessUnavailable, match="no answer in time"):
        worker.request("hang", {}, timeout_s=LIMIT_S, reply_timeout_s=0.5, on_event=heard.append)
    assert (heard, worker.pid) == ([{"about to": "hang"}], None)
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_patience_may_change_from_reply_to_reply(worker: Worker) -> None:
    patience = iter([LIMIT_S, LIMIT_S, 0.0])
    heard: list[Any] = []
    with pytest.raises(ProcessUnavailable, match="no answer in time"):
        worker.request(
            "count", {"up_to": 9}, timeout_s=LIMIT_S,
            reply_timeout_s=lambda: next(patience), on_event=heard.append,
        )  # fmt: skip
    assert heard == [{"number": 0}, {"number": 1}]


def test_who_cannot_wait_is_told_that_the_child_is_busy(worker: Worker) -> None:
    problems: list[str] = []

    def ask_meanwhile(_data: dict[str, Any]) -> None:
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join()

    def ask() -> None:
        try:
            worker.request("echo", {}, timeout_s=LIMIT_S, turn_timeout_s=0.01)
        except ProcessUnavailable as busy:
            problems.append(busy.problem)

    worker.request("count", {"up_to": 1}, timeout_s=LIMIT_S, on_event=ask_meanwhile)
    assert problems == ["busy"]


def test_the_whole_jobs_limit_holds_even_if_replies_keep_coming() -> None:
    reply = json.dumps({"job": "1", "event": "progress", "data": {}}) + "\n"
    script = f"import sys\nsys.stdin.readline()\nwhile True: print({reply!r}, end='', flush=True)"
    clock = Clock()
    endless = Worker(lambda: start_command(sys.executable, "-c", script), "x", clock=clock)

    def a_second_passes(_data: dict[str, Any]) -> None:
        clock.now_s += 1.0

    with pytest.raises(ProcessUnavailable, match="no answer in time"):
        endless.request("x", {}, timeout_s=5.0, on_event=a_second_passes)
    assert clock.now_s == 5.0
    endless.close()


def test_a_child_that_does_not_read_is_late_not_a_deadlock() -> None:
    deaf = Worker(lambda: start_command("sleep", "3600"), "deaf")
    with pytest.raises(ProcessUnavailable, match="no answer in time"):
        deaf.request("echo", {"text": "x" * 1_000_000}, timeout_s=0.2)
    deaf.close()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello\n", "not JSON"),
        ("[1]\n", "not an object"),
        ('{"job":"1"}\n', "no job"),
        ('{"job":"99","event":"done","result":{}}\n', "no job"),
        ('{"job":"1","event":["done"]}\n', "no job"),
        ('{"job":"1","event":"done"}\n', "without result"),
        ("[" * 100_000 + "\n", "not JSON"),
        ("x" * (LINE_LIMIT_BYTES + 70_000), "too long"),
    ],
)
def test_nonsense_is_killed(text: str, problem: str, tmp_path: Path) -> None:
    saying = tmp_path / "saying"
    saying.write_text(text)
    liar = Worker(lambda: start_command("sh", "-c", 'read x; cat "$0"; cat', str(saying)), "liar")
    with pytest.raises(ProcessUnavailable, match=problem):
        liar.request("echo", {}, timeout_s=LIMIT_S)
    assert liar.pid is None
    liar.close()


def test_an_error_in_the_listener_reaches_the_caller_and_the_job_is_abandoned(
    worker: Worker,
) -> None:
    def listener(_data: dict[str, Any]) -> None:
        raise RuntimeError("listener")

    with pytest.raises(RuntimeError, match="listener"):
        worker.request("count", {"up_to": 5}, timeout_s=LIMIT_S, on_event=listener)
    assert worker.request("echo", {}, timeout_s=LIMIT_S)["args"] == {}


def test_a_request_too_long_is_refused_here(worker: Worker) -> None:
    with pytest.raises(UsageRefused, match="bytes"):
        worker.request("echo", {"text": "x" * LINE_LIMIT_BYTES}, timeout_s=LIMIT_S)


def test_a_program_that_is_not_there_is_unavailable() -> None:
    missing = Worker(lambda: start_command("/nonexistent/program"), "missing")
    with pytest.raises(ProcessUnavailable, match="No such file"):
        missing.request("echo", {}, timeout_s=LIMIT_S)
    missing.close()


def test_only_a_crash_loop_is_slowed_down() -> None:
    clock = Clock()
    starts: list[float] = []

    def start() -> subprocess.Popen[bytes]:
        starts.append(clock())
        return start_command("false")

    hopeless = Worker(start, "hopeless", clock=clock)
    for _ in range(FAILURES_FORGIVEN + 1):
        with pytest.raises(ProcessUnavailable, match="ended with status"):
            hopeless.request("echo", {}, timeout_s=LIMIT_S)
    assert len(starts) == FAILURES_FORGIVEN + 1
    with pytest.raises(ProcessUnavailable, match="failed 5 times, resting"):
        hopeless.request("echo", {}, timeout_s=LIMIT_S)
    clock.now_s = 0.6
    for pause_s in (1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0):
        with pytest.raises(ProcessUnavailable, match="ended with status"):
            hopeless.request("echo", {}, timeout_s=LIMIT_S)
        with pytest.raises(ProcessUnavailable, match=f"resting {pause_s} s"):
            hopeless.request("echo", {}, timeout_s=LIMIT_S)
        clock.now_s += pause_s
    hopeless.close()


def test_lateness_is_no_crash_loop(worker: Worker) -> None:
    for _ in range(FAILURES_FORGIVEN + 2):
        worker.warm_up()
        with pytest.raises(ProcessUnavailable, match="no answer in time"):
            worker.request("echo", {}, timeout_s=LIMIT_S, reply_timeout_s=0.0)
    assert worker.request("echo", {}, timeout_s=LIMIT_S)["args"] == {}


def test_a_success_ends_the_row_of_failures(worker: Worker) -> None:
    for _ in range(FAILURES_FORGIVEN + 3):
        with pytest.raises(ProcessUnavailable, match="ended with status"):
            worker.request("leave", {}, timeout_s=LIMIT_S)
        if worker._failures.count == FAILURES_FORGIVEN:
            worker.request("echo", {}, timeout_s=LIMIT_S)
    assert worker._failures.pause_s() == 0.0


def test_threads_take_turns(worker: Worker) -> None:
    results: dict[int, Any] = {}

    def ask(number: int) -> None:
        results[number] = worker.request("echo", {"n": number}, timeout_s=LIMIT_S)["args"]["n"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == {number: number for number in range(12)}


def test_children_are_started_in_a_thread_that_stays() -> None:
    starters: list[threading.Thread] = []

    def start() -> subprocess.Popen[bytes]:
        starters.append(threading.current_thread())
        return start_echo()

    made = Worker(start, "echo")
    asking = threading.Thread(target=made.warm_up)
    asking.start()
    asking.join()
    assert starters[0] is not asking
    assert starters[0].is_alive()
    made.close()


def test_kill_frees_a_hanging_job(worker: Worker) -> None:
    with pytest.raises(ProcessUnavailable, match="ended with status -9"):
        worker.request("hang", {}, timeout_s=LIMIT_S, on_event=lambda _data: worker.kill())


def test_close_ends_the_child_and_frees_a_hanging_job() -> None:
    made = Worker(start_echo, "echo")
    started = threading.Event()
    failures: list[ProcessUnavailable] = []

    def hang() -> None:
        try:
            made.request("hang", {}, timeout_s=LIMIT_S, on_event=lambda _data: started.set())
        except ProcessUnavailable as failure:
            failures.append(failure)

    hanging = threading.Thread(target=hang)
    hanging.start()
    started.wait(LIMIT_S)
    made.close()
    hanging.join(LIMIT_S)
    assert len(failures) == 1
    assert made.pid is None
    with pytest.raises(ProcessUnavailable, match="closed"):
        made.request("echo", {}, timeout_s=LIMIT_S)


def test_close_is_polite_to_an_idle_child(worker: Worker) -> None:
    worker.request("echo", {}, timeout_s=LIMIT_S)
    process = worker._process
    worker.close()
    assert process is not None
    assert process.returncode == 0
