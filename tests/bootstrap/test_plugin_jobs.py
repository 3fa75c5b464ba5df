"""Jobs of plug-ins run in real children: limited, alone, and never in people's way."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.plugin_jobs import PluginJobs
from loudspeaker.config.station import Profile
from loudspeaker.errors import (
    EntryRefused,
    LoudspeakerError,
    PluginFailed,
    ProcessUnavailable,
    UsageRefused,
)
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn

PIPE = subprocess.PIPE
PLUGIN = """
from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import hookimpl

def size(arguments):
    return {"size": len(open(arguments["path"], "rb").read())}

def refuse(_arguments):
    raise EntryRefused(where="tệp", problem="không đọc được")

def fail(_arguments):
    raise ValueError("035075001234")

def fill(_arguments):
    return {"x": len(bytearray(1 << 30))}

def loop(_arguments):
    while True:
        pass

def die(_arguments):
    import os
    os._exit(3)

def call(_arguments):
    import socket
    socket.create_connection(("127.0.0.1", 9), 1)

def nothing(_arguments):
    return None

def large(_arguments):
    return {"x": "x" * (5 << 20)}

@hookimpl
def intake_jobs():
    return {f.__name__: f for f in (size, refuse, fail, fill, loop, die, call, nothing, large)}
"""


class Jobs:
    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        init_home(self.home, Profile.SIMULATED)
        self.home.station_file.write_text("name: Xã thử\nplugins: [papers]\n", encoding="utf-8")
        self.home.plugins.mkdir(mode=0o700, exist_ok=True)
        plugin = self.home.plugins / "papers.py"
        plugin.write_text(PLUGIN, encoding="utf-8")
        plugin.chmod(0o600)
        self.jobs = PluginJobs(partial(spawn, "intake", folder, stdin=PIPE, stdout=PIPE))

    def refusal(self, job: str, timeout_s: float = 30.0, **arguments: Any) -> LoudspeakerError:
        with pytest.raises(LoudspeakerError) as caught:
            self.jobs.run("papers", job, arguments, timeout_s, long=False)
        return caught.value


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    made = Jobs(tmp_path_factory.mktemp("jobs") / "home")
    yield made
    made.jobs.close()


@pytest.mark.slow
def test_a_job_reads_what_it_is_told_to_and_its_refusal_comes_back(jobs: Jobs) -> None:
    path = jobs.home.root / "x.pdf"
    path.write_bytes(b"paper")
    assert jobs.jobs.run("papers", "size", {"path": str(path)}, 30.0, long=True) == {"size": 5}
    refused = jobs.refusal("refuse")
    assert isinstance(refused, EntryRefused)
    assert refused.problem == "không đọc được"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("job", "detail"),
    [("fail", "ValueError"), ("fill", "MemoryError"), ("call", "Error"), ("nothing", "TypeError")],
)
def test_one_that_fails_is_told_by_the_kind_of_its_error_alone(
    jobs: Jobs, job: str, detail: str
) -> None:
    refused = jobs.refusal(job)
    assert isinstance(refused, PluginFailed)
    assert refused.detail.startswith("fails: ")
    assert refused.detail.endswith(detail)
    assert "035" not in str(refused)


@pytest.mark.slow
@pytest.mark.parametrize(("job", "timeout_s"), [("die", 30.0), ("large", 30.0), ("loop", 2.0)])
def test_one_that_dies_talks_too_much_or_never_ends_is_ended(
    jobs: Jobs, job: str, timeout_s: float
) -> None:
    assert isinstance(jobs.refusal(job, timeout_s), ProcessUnavailable)


@pytest.mark.slow
def test_what_is_no_job_or_no_plug_in_is_said(jobs: Jobs) -> None:
    assert isinstance(jobs.refusal("none"), UsageRefused)
    with pytest.raises(PluginFailed):
        jobs.jobs.run("other", "size", {}, 30.0, long=False)


def test_what_is_no_json_starts_no_process() -> None:
    def start() -> subprocess.Popen[bytes]:
        raise AssertionError("started")

    for bad in ({"x": object()}, {"x": float("nan")}, {"x": Path("y")}):
        with pytest.raises(UsageRefused):
            PluginJobs(start).run("a", "b", bad, 1.0, long=False)


def test_a_long_job_is_in_nobodys_way_who_waits_and_the_next_of_its_kind_is_told() -> None:
    began, go_on = threading.Event(), threading.Event()
    starts: list[str] = []

    def start() -> subprocess.Popen[bytes]:
        starts.append("x")
        if len(starts) == 1:
            began.set()
            go_on.wait(20)
        raise OSError("no room for a process")

    jobs = PluginJobs(start)

    def run_long() -> None:
        with pytest.raises(ProcessUnavailable):
            jobs.run("a", "b", {}, 20.0, long=True)

    thread = threading.Thread(target=run_long)
    thread.start()
    assert began.wait(20)
    with pytest.raises(ProcessUnavailable, match="no room"):
        jobs.run("a", "b", {}, 20.0, long=False)
    with pytest.raises(ProcessUnavailable, match="busy"):
        jobs.run("a", "b", {}, 0.1, long=True)
    go_on.set()
    thread.join(20)
