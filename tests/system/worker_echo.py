"""A child for the worker's tests: ``python -m tests.system.worker_echo``."""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import Any

from loudspeaker.errors import SpeechFailure
from loudspeaker.system.worker_child import Emit, serve_stdio

Arguments = dict[str, Any]


def echo(args: Arguments, _emit: Emit) -> dict[str, Any]:
    return {"args": args, "pid": os.getpid()}


def count(args: Arguments, emit: Emit) -> dict[str, Any]:
    for number in range(args["up_to"]):
        emit({"number": number})
    return {}


def chatter(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    print("a library prints")  # noqa: T201  that is what is tested
    os.write(1, b"so does its C code\n")
    return {"stdin": sys.stdin.readline()}


def refuse(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    raise SpeechFailure(voice="v", problem="silent")


def blow_up(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    raise ZeroDivisionError("by design")


def unserialisable(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    return {"value": float("nan")}


def crash(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def leave(_args: Arguments, _emit: Emit) -> dict[str, Any]:
    os._exit(1)  # what espeak does when its data are missing


def crash_once(args: Arguments, _emit: Emit) -> dict[str, Any]:
    """Crash unless the mark is there already."""
    try:
        os.close(os.open(args["mark"], os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return {"survived": True}
    os._exit(3)


def hang(_args: Arguments, emit: Emit) -> dict[str, Any]:
    emit({"about to": "hang"})
    time.sleep(3600)
    return {}


if __name__ == "__main__":
    serve_stdio(
        {
            "echo": echo,
            "count": count,
            "chatter": chatter,
            "refuse": refuse,
            "blow_up": blow_up,
            "unserialisable": unserialisable,
            "crash": crash,
            "leave": leave,
            "crash_once": crash_once,
            "hang": hang,
        }
    )
