"""The child's side of a request loop over pipes: one JSON object per line, one job at a time.

A request is ``{"job", "op", "args"}``.  Its replies are any number of ``{"job", "event":
"progress", "data"}`` and then exactly one ``{"job", "event": "done", "result"}`` or ``{"job",
"event": "failed", "error"}``.
"""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from loudspeaker.errors import InternalError, LoudspeakerError, UsageRefused

log = logging.getLogger(__name__)
LINE_LIMIT_BYTES = 4 << 20
PLUGIN_JOB = "plugin_job"
"""The operation of a child that does jobs of plug-ins."""

Emit = Callable[[dict[str, Any]], None]
Handler = Callable[[dict[str, Any], Emit], dict[str, Any]]


def serve_stdio(handlers: Mapping[str, Handler]) -> None:
    """Serve the pipes the parent gave as standard input and output until it closes them.

    Ctrl-C at the terminal is the parent's business: it ends its children by closing the pipe.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stdin, stdout = take_over_stdio()
    with stdin, stdout:
        serve(handlers, stdin, stdout)


def take_over_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Return private streams to the parent; what libraries print goes to standard error."""
    stdin = os.fdopen(os.dup(0), "rb")
    stdout = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123  a device, not a file of ours
        os.dup2(nothing.fileno(), 0)
    os.dup2(2, 1)
    return stdin, stdout


def serve(handlers: Mapping[str, Handler], stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Answer requests until the input ends; a line beyond the limit ends the loop too.

    A LoudspeakerError reaches the parent as itself, any other exception as InternalError.
    """
    while line := stdin.readline(LINE_LIMIT_BYTES + 1):
        if len(line) > LINE_LIMIT_BYTES:
            log.error("request line too long")
            return
        try:
            _answer(handlers, line, stdout)
        except BrokenPipeError:
            return


def _answer(handlers: Mapping[str, Handler], line: bytes, stdout: BinaryIO) -> None:
    job = ""

    def reply(event: str, **payload: Any) -> None:
        message = {"job": job, "event": event, **payload}
        stdout.write(_encode(message))
        stdout.flush()

    try:
        request = _decode(line)
        job = str(request.get("job", ""))
        handler = _handler_for(handlers, request)
        result = handler(_arguments(request), lambda data: reply("progress", data=data))
        reply("done", result=result)
    except BrokenPipeError:
        raise
    except LoudspeakerError as error:
        reply("failed", error=error.to_message())
    except Exception as error:
        log.exception("job %s failed", job)
        what = f"{type(error).__name__}: {error}"
        reply("failed", error=InternalError(what=what).to_message())


def _encode(message: dict[str, Any]) -> bytes:
    text = json.dumps(message, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.encode("ascii") + b"\n"


def _decode(line: bytes) -> dict[str, Any]:
    request = json.loads(line)
    if not isinstance(request, dict):
        raise UsageRefused(option="request", problem="not an object")
    return request


def _handler_for(handlers: Mapping[str, Handler], request: dict[str, Any]) -> Handler:
    op = request.get("op")
    if not isinstance(op, str) or op not in handlers:
        raise UsageRefused(option="op", problem=f"unknown: {op!r}")
    return handlers[op]


def _arguments(request: dict[str, Any]) -> dict[str, Any]:
    arguments = request.get("args", {})
    if not isinstance(arguments, dict):
        raise UsageRefused(option="args", problem="not an object")
    return arguments
