"""``loudspeaker kiosk install``: what makes a Raspberry Pi a kiosk, shown or written."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Final

import typer

import loudspeaker
from loudspeaker.cli.output import say, show
from loudspeaker.cli.typed import one_of, within
from loudspeaker.errors import UsageRefused
from loudspeaker.public.signing import typed_fingerprint
from loudspeaker.pulling.fetching import checked_address
from loudspeaker.pulling.machine_files import (
    LABWC,
    Screen,
    Setup,
    files,
    hidden,
    next_steps,
    owner_in,
)
from loudspeaker.sentences.language import _
from loudspeaker.system.files import make_directory, storage_errors, write_durable

_ACCOUNT: Final = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_READABLE: Final = 0o644
_FOLDER: Final = 0o755


def install(
    from_: Annotated[
        str,
        typer.Option(
            "--from",
            metavar=_("ADDRESS"),
            help=_("The station's pages: http://192.168.1.20:8080"),
        ),
    ],
    key: Annotated[
        str,
        typer.Option(metavar=_("KEY"), help=_("What loudspeaker kiosk key shows at the station.")),
    ],
    to: Annotated[
        Path, typer.Option(metavar=_("FOLDER"), help=_("Below which folder it is written (/)."))
    ] = Path("/"),
    screen: Annotated[
        str, typer.Option(metavar="cage|labwc", help=_("What puts the browser on the screen."))
    ] = Screen.CAGE.value,
    account: Annotated[
        str, typer.Option(metavar=_("ACCOUNT"), help=_("Whose screen it is (kiosk)."))
    ] = "kiosk",
    port: Annotated[
        str, typer.Option(metavar="N", help=_("Where the pages are on this machine (8080)."))
    ] = "8080",
    printing: Annotated[
        bool, typer.Option("--printing", metavar="", help=_("People may print."))
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help=_("Write it; else it is only shown."))
    ] = False,
) -> None:
    """Show, or write, the services, the browser's policy and what starts the screen."""
    setup = Setup(
        command=(sys.executable, "-m", "loudspeaker"),
        address=checked_address(from_),
        key=_key(key),
        port=int(within("--port", port, 1, 65_535)),
        screen=Screen(one_of("--screen", screen, Screen)),
        account=_account(account),
        prints=printing,
    )
    _check_program()
    owner = _owner(setup, to)
    made = {str(to / name): text for name, text in files(setup).items()}
    kept = [old for name, text in made.items() if (old := _write(Path(name), text))] if yes else []
    if yes and owner is not None:
        _give(to, Path(LABWC.format(account=setup.account)), owner)
    document = {"written": yes, "files": made, "kept": kept, "next": list(next_steps(setup))}
    show(document, _as_text)


def _key(typed: str) -> str:
    found = typed_fingerprint(typed)
    if found is None:
        raise UsageRefused(option="--key", problem="fingerprint")
    return found


def _account(typed: str) -> str:
    if not _ACCOUNT.fullmatch(typed):
        raise UsageRefused(option="--account", problem="account")
    return typed


def program_files() -> tuple[Path, ...]:
    """Return what this program is started from."""
    python = Path(sys.executable)
    return python, python.resolve(), Path(sys.base_prefix), Path(loudspeaker.__file__)


def _check_program() -> None:
    """UsageRefused where the service would not find the program."""
    if found := hidden(program_files()):
        raise UsageRefused(option=str(found), problem="program_in_home")


def _owner(setup: Setup, to: Path) -> tuple[int, int] | None:
    """Return whose desktop it is, None without one; UsageRefused where there is no such account."""
    if setup.screen is not Screen.LABWC:
        return None
    passwd = to / "etc/passwd"
    with storage_errors(passwd):
        known = passwd.read_text("utf-8", "replace") if passwd.exists() else ""
    owner = owner_in(known, setup.account)
    if owner is None:
        raise UsageRefused(option=f"--account {setup.account}", problem="no_account")
    return owner


def _write(path: Path, text: str) -> str | None:
    """Write a file; return where another one that stood there is kept, if there was one."""
    data, old = text.encode(), None
    with storage_errors(path):
        there = path.read_bytes() if path.exists() else None
    if there == data:
        return None
    make_directory(path.parent, mode=_FOLDER)
    if there is not None:
        old = path.with_name(f"{path.name}.old")
        write_durable(old, there, mode=_READABLE)
    write_durable(path, data, mode=_READABLE)
    return str(old) if old else None


def _give(to: Path, name: Path, owner: tuple[int, int]) -> None:
    """Give a file of a home, and the folders to it, to whom the home is: root has made them.

    The home as well: in one that is root's the browser can keep nothing, and does not begin.
    """
    if os.geteuid() != 0:
        return
    for path in (name, *name.parents[:-2]):  # not home itself
        with storage_errors(to / path):
            os.chown(to / path, *owner, follow_symlinks=False)


def _as_text(document: dict[str, Any]) -> None:
    for path, text in document["files"].items():
        if document["written"]:
            say(_("Written: {file}").format(file=path))
            continue
        say(f"# {path}", wraps=False)
        for line in text.splitlines():
            say(line, wraps=False)
        say()
    for path in document["kept"]:
        say(_("What stood there is kept as {file}").format(file=path))
    if not document["written"]:
        say(_("Nothing was written. Write it: the same again with --yes"))
    say(_("Then give these commands, in this order:"))
    for step in document["next"]:
        say(f"  {step}", wraps=False)
