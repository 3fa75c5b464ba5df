"""The real entry point against a real station, twenty times faster than life."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.config.station import Profile
from loudspeaker.system.home import Home
from tests.cli.conftest import ALL_DAY

pytestmark = pytest.mark.slow

READY_S, OVER_S = 60.0, 60.0
LOOK_S = 0.2
ADMIN = "  - {name: quantri, roles: [admin]}"
BOTH_ROLES = "  - {name: kiem, roles: [editor, approver]}"
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in {"LOUDSPEAKER_HOME", "LC_ALL", "LC_MESSAGES"}
} | {"LANG": "en_US.UTF-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document."""
        (line,) = self.out.splitlines()
        return json.loads(line)


def _command(home: Home, arguments: tuple[str, ...]) -> list[str]:
    return [sys.executable, "-m", "loudspeaker", "--home", str(home.root), *arguments]


def call(home: Home, *arguments: str, data: bytes = b"", **options: Any) -> Done:
    """Run a command as a person would."""
    done = subprocess.run(
        _command(home, arguments),
        input=data,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=120,
        **options,
    )
    return Done(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def wait_for(true: Callable[[], Any], limit_s: float) -> Any:
    """Return the first true value; fail after the limit."""
    deadline = time.monotonic() + limit_s
    while not (found := true()):
        assert time.monotonic() < deadline, "it takes too long"
        time.sleep(LOOK_S)
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A running station."""
    made = Home(tmp_path_factory.mktemp("station") / "home")
    init_home(made, Profile.SIMULATED)
    text = made.station_file.read_text().replace(*ALL_DAY)
    made.station_file.write_text(text.replace(ADMIN, f"{ADMIN}\n{BOTH_ROLES}"))
    log = made.root.parent / "run.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            _command(made, ("run", "--rate", "20", "--no-web", "--json")),
            stdout=subprocess.PIPE,
            stderr=stream,
            env=ENVIRONMENT,
        )
    try:
        wait_for(made.ready_file.exists, READY_S)
        wait_for(lambda: call(made, "status").status == 0, READY_S)
        yield made
    finally:
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert set(json.loads(out)["pids"]) >= {"run", "air", "station"}


def _announced(home: Home, *arguments: str) -> dict[str, Any]:
    done = call(home, "announce", *arguments, "--json")
    assert done.status == 0, done.err
    document: dict[str, Any] = done.document
    return document


def _state(home: Home, item: str) -> str:
    document: dict[str, Any] = call(home, "why", item, "--json").document
    return str(document["state"])


def _aired(home: Home, item: str) -> bool:
    return bool(wait_for(lambda: _state(home, item) == "aired", OVER_S))


def test_the_whole_way(home: Home) -> None:
    draft = _announced(home, "Mời bà con họp lúc 19h30.", "--points", "1,4", "--repeat", "1")
    item = draft["id"]
    assert draft["state"] == "draft"
    assert draft["script"] == "mời bà con họp lúc mười chín giờ ba mươi phút."
    assert set(draft) >= {"id", "occurrence", "state", "script", "duration_estimate_s"}

    approved = call(home, "approve", item[:5], "--as", "duyet", "--json").document
    assert approved["approver"] == "duyet (simulated identity)"
    assert approved["due"]
    assert _aired(home, item)

    assert "was aired in full" in call(home, "why", item).out
    records = wait_for(
        lambda: [r for r in call(home, "asrun", "--json").document if r["event"] == "end"], 10
    )
    assert [(r["item"], r["points"]) for r in records if r["item"] == item] == [(item, [1, 4])]
    assert call(home, "audit", "verify").status == 0
    assert call(home, "approve", item, "--as", "duyet").status == 5
    assert any(row["id"] == item for row in call(home, "queue", "--json").document)
    (entry,) = wait_for(lambda: _public(home, "moi ba con 19h30"), 10)
    assert (entry["id"], entry["points"]) == (f"{item}.1", [1, 4])


def _public(home: Home, typed: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(home, "search", typed, "--json").document["entries"]
    return found


def test_editing_voids_and_replaces(home: Home) -> None:
    item = _announced(home, "Mời bà con họp.", "--at", "mai 5:30")["id"]

    edited = call(home, "edit", item, "--text", "Hoãn họp.", "--zone", "Thôn 1", "--json").document
    assert (edited["title"], edited["points"], edited["version"]) == ("Hoãn họp.", [1, 2], 2)
    assert call(home, "edit", item, "--now", "--json").document["due"] is None
    rejected = call(home, "reject", item, "--why", "chưa rõ", "--as", "duyet", "--json").document
    assert (rejected["state"], rejected["why"]) == ("rejected", "chưa rõ")
    assert "chưa rõ" in call(home, "why", item).out


def test_cancelling(home: Home) -> None:
    item = _announced(home, "Mời bà con họp.", "--at", "mai 5:30")["id"]

    assert call(home, "cancel", item).status == 0
    assert call(home, "cancel", item).status == 5
    assert _state(home, item) == "cancelled"


def test_the_same_key_is_the_same_announcement(home: Home) -> None:
    ids = {_announced(home, "Tin.", "--key", "k-1")["id"] for _ in range(2)}

    assert len(ids) == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["announce", ""], 4),
        (["announce", "\u202e\u200b"], 4),
        (["announce", "a\udcff"], 4),
        (["announce", "a", "--points", "12"], 5),
        (["announce", "a", "--points", "x"], 2),
        (["announce", "a", "--zone", "Thôn 10"], 5),
        (["announce", "a", "--voice", "no-such"], 5),
        (["announce", "a", "--at", "2020-01-01 17:00"], 4),
        (["announce", "a", "--at", "lúc nào cũng được"], 4),
        (["announce", "a", "--priority", "emergency", "--at", "mai 5:30"], 2),
        (["announce", "a", "--as", "duyet"], 3),
        (["announce", "a", "--as", "nobody"], 5),
        (["announce", "--file", "/nonexistent"], 4),
        (["approve", "zzzzzzzz", "--as", "duyet"], 5),
        (["why", "zzzzzzzz"], 5),
        (["say", "a", "--device", "loudspeaker"], 3),
        (["preview", "--text", "a", "--voice", "vi_VN-vais1000-medium"], 5),
        (["schedule", "pause", "no-such", "--as", "duyet"], 5),
        (["resume", "--as", "soan"], 3),
        (["reload"], 3),
        (["run"], 75),
        (["village"], 75),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else str(value),
)
def test_bad_input(home: Home, arguments: list[str], status: int) -> None:
    told = call(home, *arguments, "--json")

    assert told.status == status
    assert told.document["error"]["message"]
    assert "Traceback" not in told.err
    assert "a" not in [row["title"] for row in call(home, "queue", "--json").document]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a" * 1_000_000, "too_long"),
        (b"PK\x03\x04\x00\xff\xfe", "not_text"),
        (bytes(range(1, 32)), "not_text"),
        (b"", "empty"),
    ],
)
def test_bad_texts_from_a_pipe(home: Home, data: bytes, problem: str) -> None:
    done = call(home, "announce", "-", "--json", data=data)

    assert done.status == 4
    assert done.document["error"]["facts"]["problem"] == problem


def test_hidden_characters_do_not_reach_the_air(home: Home) -> None:
    draft = _announced(home, "Mời\u202e họp\u200b \x1blúc 5h30")

    assert draft["script"] == "mời họp lúc năm giờ ba mươi phút."
    assert "\u202e" not in call(home, "queue").out
    assert "\x1b" not in call(home, "queue").out


def test_nobody_approves_their_own_text(home: Home) -> None:
    item = _announced(home, "Tin.", "--as", "kiem")["id"]
    done = call(home, "approve", item, "--as", "kiem", "--json")

    assert done.status == 3
    assert done.document["error"]["code"] == "self_approval"


def test_somebody_approves_for_an_approver_who_is_away(home: Home) -> None:
    for arguments in (
        ("add", "Chi", "--role", "editor", "--as", "quantri"),
        ("delegate", "Chi", "--until", "mai", "--as", "duyet"),
    ):
        assert call(home, "users", *arguments).status == 0
    item = _announced(home, "Mời họp.", "--as", "soan")["id"]
    assert call(home, "approve", item, "--as", "Chi").status == 0
    assert _aired(home, item)
    records = [r for r in call(home, "asrun", "--json").document if r["item"] == item]
    assert {(r["approver"].split()[0], r["approver_for"].split()[0]) for r in records} == {
        ("Chi", "duyet")
    }
    assert call(home, "users", "revoke", "Chi", "--as", "duyet").status == 0
    log = call(home, "users", "log", "--json").document
    assert log["intact"] is True
    assert [change["what"] for change in log["changes"]][-3:] == ["added", "delegated", "ended"]


def test_quiet_hours_and_broken_files_are_told_at_reload(home: Home) -> None:
    good = home.station_file.read_text()
    home.station_file.write_text(good + "voise: x\n")
    broken = call(home, "reload", "--as", "quantri")
    home.station_file.write_text(good.replace(ALL_DAY[1], ALL_DAY[0]))
    try:
        assert call(home, "reload", "--as", "quantri").status == 0
        quiet = call(home, "announce", "a", "--at", "mai 23:30", "--json")
    finally:
        home.station_file.write_text(good)
        again = call(home, "reload", "--as", "quantri")

    assert broken.status == 78
    assert broken.err.startswith(f"{home.station_file}:{len(good.splitlines()) + 1}:1: ")
    assert quiet.status == 3
    assert quiet.document["error"]["facts"]["next_allowed"].split("T")[1].startswith("05:00")
    assert again.status == 0


def test_a_killed_command_leaves_an_announcement_or_none(home: Home) -> None:
    for number in range(5):
        command = _command(home, ("announce", "Tin bị ngắt.", "--key", f"killed-{number}"))
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ENVIRONMENT
        )
        time.sleep(0.25 * (number + 1))
        process.kill()
        process.wait()
        again = _announced(home, "Tin bị ngắt.", "--key", f"killed-{number}")
        assert (again["state"], again["version"]) == ("draft", 1)
    assert list(home.spool.iterdir()) == []


def test_a_disk_that_takes_nothing(home: Home, tmp_path: Path) -> None:
    def no_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    file = tmp_path / "log.csv"
    done = call(home, "asrun", "--csv", str(file), "--json", preexec_fn=no_room)

    assert done.status == 74
    assert done.document["error"]["code"] == "storage"
    assert list(tmp_path.iterdir()) == []


def test_looking_while_playing_takes_less_than_a_second(home: Home) -> None:
    item = _announced(home, "Mời bà con họp. " * 40, "--repeat", "2")["id"]
    assert call(home, "approve", item, "--as", "duyet").status == 0
    wait_for(lambda: call(home, "status", "--json").document["on_air"], OVER_S)

    for command in ("status", "queue", "points", "faults"):
        took_s = []
        for _ in range(3):
            began = time.monotonic()
            assert call(home, command).status == 0
            took_s.append(time.monotonic() - began)
        assert min(took_s) < 1.0, command
    assert call(home, "cancel", item, "--as", "duyet").status == 0


def test_a_halted_playout_is_stopped_all_the_same(home: Home) -> None:
    air = json.loads(home.ready_file.read_bytes())["pids"]["air"]
    os.kill(air, signal.SIGSTOP)
    try:
        began = time.monotonic()
        done = call(home, "stop", "--json")
        took_s = time.monotonic() - began
        assert home.stop_file.exists()
    finally:
        os.kill(air, signal.SIGCONT)

    assert done.status == 69
    assert took_s < 3.0
    wait_for(lambda: not home.stop_file.exists(), 10)
    assert call(home, "status", "--json").document["stopped_since"]
    refused = _announced(home, "Tin.")["id"]
    assert call(home, "approve", refused, "--as", "duyet").status == 3
    assert call(home, "stop").status == 0
    assert call(home, "resume", "--as", "duyet").status == 0
    assert not call(home, "status", "--json").document["stopped_since"]
