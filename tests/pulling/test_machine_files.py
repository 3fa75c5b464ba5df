"""What a Raspberry Pi is told: our pages alone, and nothing in it that somebody has slipped in."""

from __future__ import annotations

import json
import mmap
from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.pulling.machine_files import (
    ACCOUNTS,
    LABWC,
    POLICY,
    SCREEN,
    SERVICE,
    Screen,
    Setup,
    files,
    next_steps,
    policy,
)
from tests.public.test_manifest import PINNED

CHROMIUM = Path("/usr/lib/chromium/chromium")
SETUP = Setup(
    command=("/opt/loudspeaker/bin/python", "-m", "loudspeaker"),
    address="http://192.168.1.20:8080",
    key=PINNED,
    port=8080,
    screen=Screen.CAGE,
    account="kiosk",
    prints=False,
)


def test_a_machine_without_a_desktop() -> None:
    found = files(SETUP)
    assert set(found) == {ACCOUNTS, SERVICE, POLICY, SCREEN}
    assert f"--from http://192.168.1.20:8080 --key {PINNED} --port 8080\n" in found[SERVICE]
    assert "/usr/bin/cage -- /usr/bin/chromium --kiosk" in found[SCREEN]
    assert found[SCREEN].rstrip().count("http://127.0.0.1:8080/kiosk") == 1
    assert "sudo systemctl enable --now loudspeaker-kiosk-screen" in next_steps(SETUP)


def test_a_machine_with_the_desktop() -> None:
    setup = replace(SETUP, screen=Screen.LABWC, account="pi", port=9000)
    found = files(setup)
    assert set(found) == {ACCOUNTS, SERVICE, POLICY, LABWC.format(account="pi")}
    assert "http://127.0.0.1:9000/kiosk" in found["home/pi/.config/labwc/autostart"]
    assert not any("screen" in step for step in next_steps(setup))


def test_the_browser_opens_our_pages_alone() -> None:
    told = json.loads(files(SETUP)[POLICY])
    assert told == policy(SETUP)
    assert (told["URLBlocklist"], told["URLAllowlist"]) == (["*"], ["http://127.0.0.1:8080"])
    assert (told["DownloadRestrictions"], told["DeveloperToolsAvailability"]) == (3, 2)
    assert told["AutoplayAllowlist"] == ["http://127.0.0.1:8080"]
    assert told["PrintingEnabled"] is False
    assert policy(replace(SETUP, prints=True))["PrintingEnabled"] is True


def test_a_word_of_a_command_stands_for_itself() -> None:
    setup = replace(SETUP, command=('/opt/a b/100%/$x/"y"\\z', "-m", "loudspeaker"))
    command = next(
        line for line in files(setup)[SERVICE].splitlines() if line.startswith("ExecStart=")
    )
    assert command.startswith('ExecStart="/opt/a b/100%%/$$x/\\"y\\"\\\\z" -m loudspeaker --home ')


@pytest.mark.slow
@pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium here")
def test_chromium_knows_every_name_of_the_policy() -> None:
    with CHROMIUM.open("rb") as stream, mmap.mmap(stream.fileno(), 0, prot=mmap.PROT_READ) as code:
        assert [name for name in policy(SETUP) if code.find(name.encode()) < 0] == []
        assert code.find(b"URLNoSuchList") < 0
