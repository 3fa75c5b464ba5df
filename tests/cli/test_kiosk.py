"""The kiosk's commands: pairing, how it is, and what makes a machine one."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.bootstrap import kiosk as wiring
from loudspeaker.cli import kiosk as commands
from loudspeaker.cli import kiosk_install
from loudspeaker.errors import PullFailure, PullRefused, StorageFailure
from loudspeaker.public.signing import fingerprint, public_key_of
from loudspeaker.pulling.loop import Pulled
from loudspeaker.pulling.machine_files import POLICY, SCREEN, SERVICE
from loudspeaker.pulling.memory import Pairing, Taken, read_pairing, write_pairing, write_taken
from loudspeaker.pulling.station_time import Mark
from loudspeaker.store.for_kiosks import ForKiosks
from loudspeaker.store.public_copy import open_copy
from loudspeaker.system.home import Home
from loudspeaker.system.time import SystemTime, boot_id
from tests.cli.conftest import Terminal
from tests.public.test_manifest import GOOD, PINNED

ADDRESS = "http://192.168.1.20:8080"
OTHER = fingerprint(public_key_of(bytes(32)))
FROM = ("--from", ADDRESS)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Pairing, int, int]]:
    """The runs that were asked for: pairing, port, room."""
    runs: list[tuple[Pairing, int, int]] = []

    def run(home: Home, pairing: Pairing, *, port: int, room_mb: int, ready: object) -> int:
        assert callable(ready)
        home.root.mkdir(exist_ok=True)
        wiring.pair(home, pairing)
        ready("http://127.0.0.1:8080/")
        runs.append((pairing, port, room_mb))
        return 0

    monkeypatch.setattr(wiring, "run_kiosk", run)
    leave_the_process_as_it_is(monkeypatch)
    return runs


def leave_the_process_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loudspeaker.system.processes.name_process", lambda _role: None)
    monkeypatch.setattr("loudspeaker.bootstrap.logs.log_to_stderr", lambda: None)


# --- run ------------------------------------------------------------------------------------------


def test_a_kiosk_keeps_its_station_and_the_key(
    nowhere: Terminal, ran: list[tuple[Pairing, int, int]]
) -> None:
    typed = PINNED.upper().replace("-", " ")
    told = nowhere("kiosk", "run", *FROM, "--key", typed, "--port", "9000", "--room", "50")
    assert (told.status, told.out) == (0, "The kiosk's first page: http://127.0.0.1:8080/kiosk\n")
    assert nowhere.json("kiosk", "run").document == {"address": "http://127.0.0.1:8080/kiosk"}
    pairing = Pairing(address=ADDRESS, key=PINNED)
    assert ran == [(pairing, 9000, 50), (pairing, 8080, 2000)]
    assert nowhere("kiosk", "run", "--from", "http://10.0.0.1").status == 0
    assert ran[-1][0] == Pairing(address="http://10.0.0.1", key=PINNED)


def test_the_first_key_must_be_given_or_confirmed(
    nowhere: Terminal,
    ran: list[tuple[Pairing, int, int]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = nowhere("kiosk", "run", *FROM)
    assert (told.status, told.err[:33]) == (2, "At the first time --key is needed")
    monkeypatch.setattr(commands, "is_asked", lambda: True)
    monkeypatch.setattr(wiring, "ask_key", lambda _address: PINNED)
    answers = iter([False, True])
    monkeypatch.setattr("typer.confirm", lambda _text, default: next(answers) or default)
    assert nowhere("kiosk", "run", *FROM).status == 2
    assert read_pairing(nowhere.home.pairing_file) is None
    told = nowhere("kiosk", "run", *FROM)
    assert told.status == 0
    assert PINNED in told.out
    assert ran == [(Pairing(address=ADDRESS, key=PINNED), 8080, 2000)]


def test_another_key_forgets_what_the_other_station_said(
    nowhere: Terminal, ran: list[tuple[Pairing, int, int]]
) -> None:
    nowhere("kiosk", "run", *FROM, "--key", PINNED)
    open_copy(nowhere.home.public).close()
    nowhere.home.taken_file.write_text("{}")
    nowhere("kiosk", "run", "--key", PINNED)
    assert nowhere.home.public.exists()
    nowhere("kiosk", "run", "--key", OTHER)
    assert not nowhere.home.public.exists()
    assert not nowhere.home.taken_file.exists()
    assert ran[-1][0].key == OTHER


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "--from is missing."),
        (("--from", "192.168.1.20"), "--from takes the address of the station's pages"),
        ((*FROM, "--key", "abc"), "--key takes the 32 letters and digits"),
        ((*FROM, "--key", PINNED, "--port", "0"), "--port takes a number from 1 to 65535"),
        ((*FROM, "--key", PINNED, "--room", "x"), "--room needs a number"),
    ],
)
def test_what_cannot_be_run(
    nowhere: Terminal,
    ran: list[tuple[Pairing, int, int]],
    arguments: tuple[str, ...],
    message: str,
) -> None:
    told = nowhere("kiosk", "run", *arguments)
    assert told.status == 2
    assert told.err.startswith(message)
    assert ran == []


def test_a_stations_home_is_no_kiosks(
    terminal: Terminal, ran: list[tuple[Pairing, int, int]]
) -> None:
    for command in (("run", *FROM, "--key", PINNED), ("status",)):
        told = terminal("kiosk", *command)
        assert told.status == 2
        assert told.err.startswith("--home: that is the home of a station")
    assert ran == []


# --- key ------------------------------------------------------------------------------------------


def test_the_station_shows_its_key(terminal: Terminal) -> None:
    told = terminal("kiosk", "key")
    assert told.status == 5
    assert "The station makes it when it runs" in told.err
    ForKiosks(terminal.home.for_kiosks).give(GOOD)
    assert PINNED in terminal("kiosk", "key").out
    assert terminal.json("kiosk", "key").document == {"key": PINNED}
    ForKiosks(terminal.home.for_kiosks).give(GOOD[:-1])
    assert terminal("kiosk", "key").status == 5


# --- status ---------------------------------------------------------------------------------------


@pytest.fixture
def paired(nowhere: Terminal) -> Iterator[Terminal]:
    """A kiosk that runs and has heard its station just now."""
    home, clock = nowhere.home, SystemTime()
    home.run.mkdir(parents=True)
    write_pairing(home.pairing_file, Pairing(address=ADDRESS, key=PINNED))
    note(nowhere, None)
    lock = home.lock("kiosk")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    took(nowhere, clock.mono_ns())
    yield nowhere
    os.close(descriptor)


def took(terminal: Terminal, taken_ns: int, *, boot: str | None = None) -> None:
    clock = SystemTime()
    mark = Mark(
        boot_id=boot or boot_id(),
        mono_ns=clock.mono_ns(),
        reached=clock.wall(),
        made=clock.wall(),
        taken_ns=taken_ns,
    )
    write_taken(terminal.home.taken_file, Taken(key=PINNED, sequence=7, mark=mark))


def note(terminal: Terminal, trouble: PullFailure | PullRefused | StorageFailure | None) -> None:
    since = SystemTime().wall().isoformat() if trouble else None
    pulled = Pulled(sequence=7, clips=9, clips_missing=2, trouble=trouble, trouble_since=since)
    terminal.home.pulling_file.write_text(json.dumps(pulled.to_values()))


def test_a_second_kiosk_changes_nothing_of_the_one_that_runs(
    paired: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_the_process_as_it_is(monkeypatch)
    open_copy(paired.home.public).close()
    taken = paired.home.taken_file.read_bytes()
    assert paired("kiosk", "run", "--key", OTHER).status == 75
    assert read_pairing(paired.home.pairing_file) == Pairing(address=ADDRESS, key=PINNED)
    assert paired.home.public.exists()
    assert paired.home.taken_file.read_bytes() == taken


def test_all_is_well(paired: Terminal) -> None:
    told = paired("kiosk", "status")
    assert told.status == 0
    assert "the station is heard" in told.out
    assert "sounds still to come: 2 of 9" in told.out
    document = paired.json("kiosk", "status").document
    assert (document["running"], document["heard"], document["sequence"]) == (True, True, 7)
    assert document["error"] is None
    assert document["key"] == PINNED


def test_in_vietnamese(paired: Terminal) -> None:
    took(paired, 0, boot="another")
    note(paired, PullFailure(address=ADDRESS, what="manifest", problem="timeout"))
    told = paired("kiosk", "status", lang="vi").out
    assert "đang MẤT liên lạc với đài" in told
    assert "không tải được bản kê có chữ ký: không trả lời kịp" in told


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (PullFailure(address=ADDRESS, what="manifest", problem="timeout"), 69),
        (PullRefused(address=ADDRESS, what="manifest", problem="signature"), 6),
        (StorageFailure(path="/x", problem="full"), 74),
    ],
)
def test_the_status_of_what_is_wrong(
    paired: Terminal, trouble: PullFailure | PullRefused | StorageFailure, status: int
) -> None:
    note(paired, trouble)
    told = paired.json("kiosk", "status")
    assert told.status == status
    assert told.document["error"]["code"] == trouble.code
    assert told.document["error"]["message"]


def test_a_station_that_is_not_heard(paired: Terminal) -> None:
    took(paired, SystemTime().mono_ns() - 181 * 10**9)
    told = paired("kiosk", "status")
    assert told.status == 69
    assert "the station is NOT heard" in told.out
    paired.home.taken_file.unlink()
    told = paired("kiosk", "status")
    assert (told.status, "Nothing was pulled yet." in told.out) == (69, True)


def test_a_kiosk_that_does_not_run(paired: Terminal) -> None:
    paired.home.lock("kiosk").unlink()
    told = paired("kiosk", "status")
    assert told.status == 69
    assert "The kiosk does not run." in told.out
    assert "NOT heard" in told.out


def test_no_kiosk_at_all(nowhere: Terminal) -> None:
    told = nowhere("kiosk", "status")
    assert told.status == 5
    assert "kiosk run --from" in told.err


# --- install --------------------------------------------------------------------------------------

INSTALL = ("kiosk", "install", *FROM, "--key", PINNED)
PI = 12_345


@pytest.fixture(autouse=True)
def in_opt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever these tests run: the program is where a service finds it."""
    program = Path("/opt/loudspeaker/bin/python")
    monkeypatch.setattr(kiosk_install, "program_files", lambda: (program,))


@pytest.fixture
def desktop(tmp_path: Path) -> Path:
    """The root of a machine whose desktop is that of an account."""
    (tmp_path / "etc").mkdir()
    told = f"root:x:0:0:root:/root:/bin/bash\npi:x:{PI}:{PI}:,,,:/home/pi:/bin/bash\n"
    (tmp_path / "etc/passwd").write_text(told)
    return tmp_path


def test_it_is_shown_before_it_is_written(nowhere: Terminal, tmp_path: Path) -> None:
    root = tmp_path / "root"
    told = nowhere(*INSTALL, "--to", str(root))
    assert told.status == 0
    assert f"# {root / SERVICE}" in told.out
    assert "Nothing was written." in told.out
    assert not root.exists()
    told = nowhere(*INSTALL, "--to", str(root), "--yes")
    assert f"Written: {root / SERVICE}" in told.out
    assert (root / SERVICE).stat().st_mode & 0o777 == 0o644
    assert "sudo systemctl enable --now loudspeaker-kiosk" in told.out


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("there", ["", "home/pi", "home/pi/.config/labwc"])
def test_what_is_in_a_home_belongs_to_the_account(
    nowhere: Terminal, desktop: Path, there: str
) -> None:
    (desktop / there).mkdir(parents=True, exist_ok=True)
    nowhere(*INSTALL, "--to", str(desktop), "--screen", "labwc", "--account", "pi", "--yes")
    names = ("pi", "pi/.config", "pi/.config/labwc", "pi/.config/labwc/autostart")
    homes = desktop / "home"
    assert [(homes / name).stat().st_uid for name in names] == [PI] * 4
    others = [homes, desktop / SERVICE, desktop / POLICY]
    assert [path.stat().st_uid for path in others] == [0] * 3


@pytest.mark.parametrize("account", ["kiosk", "root"])
def test_a_desktop_is_that_of_an_account_that_is_there(
    nowhere: Terminal, desktop: Path, account: str
) -> None:
    labwc = ("--screen", "labwc", "--account", account, "--yes")
    told = nowhere(*INSTALL, "--to", str(desktop), *labwc)
    assert told.status == 2
    assert told.err.startswith(f"--account {account}: this machine has no such account")
    assert "sudo adduser" in told.err
    assert not (desktop / "home").exists()


@pytest.mark.parametrize("place", ["/home/pi/loudspeaker/bin/python", "/root/.local/share/uv"])
def test_a_program_that_its_service_would_not_find_is_refused(
    nowhere: Terminal, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    found = (Path("/opt/loudspeaker/bin/python"), Path(place))
    monkeypatch.setattr(kiosk_install, "program_files", lambda: found)
    told = nowhere(*INSTALL)
    assert told.status == 2
    assert told.err.startswith(f"{place} is where the kiosk's service may not look")


def test_what_stood_there_is_kept(nowhere: Terminal, tmp_path: Path) -> None:
    written = (*INSTALL, "--to", str(tmp_path), "--yes")
    nowhere(*written)
    assert nowhere.json(*written).document["kept"] == []
    (tmp_path / POLICY).write_text("{}")
    assert nowhere.json(*written).document["kept"] == [str(tmp_path / f"{POLICY}.old")]
    assert (tmp_path / f"{POLICY}.old").read_text() == "{}"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--screen", "x11"), "--screen takes one of: cage, labwc"),
        (("--account", "../root"), "--account takes the name of an account"),
        (("--account", "a b"), "--account takes the name of an account"),
        (("--port", "99999"), "--port takes a number from 1 to 65535"),
        (("--from", "http://x/%s"), "--from takes the address"),
        (("--from", "http://x;reboot"), "--from takes the address"),
        (("--key", "short"), "--key takes the 32"),
    ],
)
def test_what_cannot_be_installed(
    nowhere: Terminal, arguments: tuple[str, ...], message: str
) -> None:
    told = nowhere(*INSTALL, *arguments)
    assert told.status == 2
    assert told.err.startswith(message)


def test_a_folder_that_cannot_be_written(nowhere: Terminal) -> None:
    told = nowhere(*INSTALL, "--to", "/proc/none", "--yes")
    assert told.status == 74


def test_systemd_takes_the_units(nowhere: Terminal, tmp_path: Path) -> None:
    nowhere(*INSTALL, "--to", str(tmp_path), "--yes")
    units = [str(tmp_path / SERVICE), str(tmp_path / SCREEN)]
    try:
        told = subprocess.run(
            ["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("no systemd here")
    lines = [line for line in told.stderr.splitlines() if "loudspeaker-kiosk" in line]
    assert [line for line in lines if "cage is not executable" not in line] == []
