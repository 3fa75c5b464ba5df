"""The table of commands: every one loads, has a help text with an example, and is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from loudspeaker.bootstrap.plugins import OFFICE
from loudspeaker.cli.commands import COMMANDS
from loudspeaker.cli.parser import PROGRAM
from loudspeaker.errors import UsageRefused
from tests.cli.conftest import Terminal

DOCS = Path(__file__).resolve().parents[2] / "docs"
IN_CONTRACT = {
    *("init", "run", "demo", "announce", "preview", "say", "script", "approve", "reject", "edit"),
    *("cancel", "stop", "resume", "queue", "status", "points", "faults", "asrun", "why", "audit"),
    *("schedule", "voices", "lexicon", "village", "doctor", "reload", "radio", "clock"),
    *("recording", "users", "emergency", "drill", "correct", "review", "template"),
    *("report", "backup", "restore", "live", "relay", "search", "kiosk"),
}
BELOW = {
    "audit": ("verify",),
    "clock": ("confirm",),
    "kiosk": ("run", "status", "key", "install"),
    "template": ("list", "show", "check", "approve"),
    "schedule": (
        *("list", "next", "check", "picture", "export", "import", "mourning", "pause", "resume"),
    ),
    "voices": ("list", "install", "test"),
    "lexicon": ("list", "add", "remove"),
    "recording": ("check", "make"),
    "live": ("ask", "speak"),
    "relay": ("list", "test"),
    "users": (
        "list",
        "add",
        "remove",
        "role",
        "delegate",
        "revoke",
        "log",
        "link",
        "sessions list",
        "sessions end",
        "token add",
        "token list",
        "token revoke",
    ),
    "points": ("show", "test", "report", "volume", "enrol", "keys"),
    "radio": ("render", "decode", "spectrum", "power", "test-tone", "rds show"),
}
GROUPS = [*((top,) for top in BELOW), ("points", "keys")]
ALL = [
    *((name,) for name in COMMANDS),
    *((top, *sub.split()) for top in BELOW for sub in BELOW[top]),
    *(("points", "keys", sub) for sub in ("list", "rotate")),
]


def test_every_command_of_this_step_is_there() -> None:
    assert set(COMMANDS) == IN_CONTRACT


@pytest.mark.parametrize("name", COMMANDS)
def test_each_loads(name: str) -> None:
    loaded = COMMANDS[name].load()

    assert isinstance(loaded, typer.Typer) if COMMANDS[name].is_group else callable(loaded)


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_help_shows_an_example_and_the_common_options(
    words: tuple[str, ...], nowhere: Terminal
) -> None:
    told = nowhere(*words, "--help")

    assert told.status == 0
    assert f"Example: {PROGRAM} {words[0]}" in " ".join(told.out.split())
    if words not in GROUPS:
        assert all(option in told.out for option in ("--home", "--as", "--json", "--lang"))


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_each_is_on_the_reference_page(words: tuple[str, ...]) -> None:
    page = (DOCS / "reference" / "commands.md").read_text()

    assert re.search(rf"^### {' '.join(words)}\b", page, re.MULTILINE)
    assert f"loudspeaker {' '.join(words)}" in page


@pytest.mark.parametrize("page", ["reference/commands.md", "how-to/first-day.vi.md"])
def test_pages_name_only_commands_that_exist(page: str) -> None:
    written = (DOCS / page).read_text()
    named = re.findall(r"^loudspeaker(?: --\w+ \S+)* ([a-z]+)", written, re.MULTILINE)

    assert named
    assert set(named) <= {*COMMANDS, OFFICE}


def test_without_a_command_the_list_is_shown(nowhere: Terminal) -> None:
    told = nowhere()

    assert told.status == UsageRefused.exit_code
    assert all(name in told.out for name in COMMANDS)


def test_version(nowhere: Terminal) -> None:
    assert nowhere("--version").out.startswith("loudspeaker 0.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("quue",), "There is no command quue (did you mean queue?)."),
        (("zzzz",), "There is no command zzzz."),
        (("approve",), "ID is missing."),
        (("approve", "a", "b"), "“b” is too much here"),
        (("queue", "--nonsense"), "There is no option --nonsense here."),
        (("announce", "a", "--at"), "--at needs a value after it."),
        (("announce", "a", "--at", "17:00", "--now"), "--at, --now: choose only one of these."),
        (("announce", "a", "--repeat", "x"), "--repeat needs a number."),
        (("announce",), "TEXT is missing."),
        (("reject", "a"), "--why is missing."),
        (("edit", "a"), "Nothing is to be changed"),
        (("run", "--rate", "0"), "--rate takes a number above 0"),
        (("init", "--profile", "x"), "--profile takes simulated or station."),
        (("preview",), "ID, --text is missing."),
        (("preview", "a", "--text", "b"), "ID, --text: choose only one of these."),
        (("asrun", "--follow", "--csv", "x"), "--follow, --csv, --xlsx: choose only one of these."),
        (("audit", "verify", "--head", "x"), "--head takes a record's number"),
        (("schedule", "next", "--hours", "-1"), "--hours takes a number of hours"),
        (("points", "enrol", "4"), "--out, --done is missing."),
        (("points", "enrol", "4", "--done", "--out", "x.png"), "--out, --done: choose only one"),
        (("points", "enrol", "4", "--out", "x.txt"), "--out takes one of: .png, .svg, .pdf."),
        (("points", "keys", "rotate"), "--yes is missing."),
        (("points", "volume", "4"), "VOLUME is missing."),
        (("points", "volume", "4", "laut"), "VOLUME needs a number."),
        (("points", "four"), "loudspeaker: No such command 'four'."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_that_is_written_wrongly(
    arguments: tuple[str, ...], message: str, nowhere: Terminal
) -> None:
    told = nowhere(*arguments)

    assert told.status == 2
    assert told.err.startswith(message)
    assert told.out == ""


def test_errors_are_one_json_document_if_asked(nowhere: Terminal) -> None:
    told = nowhere.json("approve")

    assert told.status == 2
    assert told.error["code"] == "usage"
    assert told.error["facts"] == {"option": "ID", "problem": "missing"}
    assert told.error["message"].startswith("ID is missing.")
    assert told.err == ""


def test_an_unknown_language_is_refused_in_that_of_the_locale(
    nowhere: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")

    told = nowhere("--lang", "xx")

    assert (told.status, told.err.splitlines()[0][:24]) == (2, "--lang takes vi or en. H")
