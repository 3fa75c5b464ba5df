"""Starting our own roles as processes, and ending with the parent."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

ROLE_PREFIX = "loudspeaker-"
_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_PARENT_VARIABLE = "LOUDSPEAKER_PARENT"


def _prctl(option: int, argument: int | ctypes.Array[ctypes.c_char]) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, argument, 0, 0, 0)


def role_command(role: str, home: Path, arguments: Sequence[str] = ()) -> list[str]:
    """Return the command line of a role; ``loudspeaker-<role>`` shows in the process list."""
    name = f"{ROLE_PREFIX}{role}"
    return [sys.executable, "-m", "loudspeaker.bootstrap", name, "--home", str(home), *arguments]


# Small matrix products are slower on several threads, and sound must not wait for a busy core.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}


def spawn(
    role: str,
    home: Path,
    arguments: Sequence[str] = (),
    *,
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = None,
    stderr: int | IO[bytes] | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start a role as a child that knows who its parent is; locks and files are not inherited."""
    environment = {**_ONE_THREAD, **os.environ, **(env or {}), **knows_parent()}
    command = role_command(role, home, arguments)
    return subprocess.Popen(command, stdin=stdin, stdout=stdout, stderr=stderr, env=environment)


def knows_parent() -> dict[str, str]:
    """Return the environment by which a child of ours ends with us (``die_with_parent``)."""
    return {_PARENT_VARIABLE: str(os.getpid())}


def spawn_detached(
    role: str, home: Path, arguments: Sequence[str], *, log: Path
) -> subprocess.Popen[bytes]:
    """Start a role that outlives us: own session, no parent-death signal, output to ``log``."""
    inherited = {name: value for name, value in os.environ.items() if name != _PARENT_VARIABLE}
    environment = {**_ONE_THREAD, **inherited}
    with log.open("ab") as stream:
        return subprocess.Popen(
            role_command(role, home, arguments),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=stream,
            env=environment,
            start_new_session=True,
        )


def name_process(role: str) -> None:
    """Show the role as the thread's name too (the kernel keeps 15 bytes)."""
    _prctl(_PR_SET_NAME, ctypes.create_string_buffer(f"{ROLE_PREFIX}{role}".encode()[:15]))


def die_with_parent(signal_number: int = signal.SIGKILL) -> None:
    """Ask the kernel for ``signal_number`` when the parent ends; act at once if it has already.

    Only for children started by ``spawn``: started otherwise (systemd, a shell) this does nothing.
    """
    parent = os.environ.pop(_PARENT_VARIABLE, "")
    if not parent.isdigit():
        return
    _prctl(_PR_SET_PDEATHSIG, signal_number)
    if os.getppid() != int(parent):
        os.kill(os.getpid(), signal_number)


def on_signals(handler: Callable[[int], None], *numbers: int) -> None:
    """Call ``handler(number)`` for each of the signals (from the main thread only)."""
    for number in numbers:
        signal.signal(number, lambda received, _frame: handler(received))
