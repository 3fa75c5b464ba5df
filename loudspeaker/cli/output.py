"""What a command says: one JSON document, or text for people, cleaned of what hides or moves it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from loudspeaker.cli.call import current
from loudspeaker.model.shown import visible as visible  # noqa: PLC0414 - commands show it by us
from loudspeaker.system.channel import Encoded

Document = TypeVar("Document")
_NARROWEST = 40


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale says, as every message has letters beyond ASCII, by lines.

    A line is read when it is written, also by whoever reads a pipe.
    """
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace", line_buffering=True)


def abandon_output() -> None:
    """Let what is left go nowhere: its reader is gone, or its disk is full."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_terminal() -> bool:
    """Tell whether a person is looking at the output."""
    return sys.stdout.isatty()


def is_asked() -> bool:
    """Tell whether a person can be asked something."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not current().json


def say(text: str = "", *, wraps: bool = True) -> None:
    """Write a line for people; a long one is wrapped at words in a terminal."""
    sys.stdout.write(f"{_wrapped(text) if wraps and sys.stdout.isatty() else text}\n")


def note(text: str) -> None:
    """Write a line to standard error: warnings, and what is not the result."""
    sys.stderr.write(f"{_wrapped(text) if sys.stderr.isatty() else text}\n")


def _wrapped(text: str) -> str:
    import shutil  # noqa: PLC0415 - only for who looks at a terminal
    import textwrap  # noqa: PLC0415

    width = max(_NARROWEST, shutil.get_terminal_size().columns)
    indent = text[: len(text) - len(text.lstrip())]
    lines = textwrap.wrap(
        text,
        width,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def write_json(document: Any) -> None:
    """Write one JSON document in one line, at once."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def write_encoded(document: Encoded) -> None:
    """Write a JSON document as it came, in one line."""
    sys.stdout.write(document.text + "\n")
    sys.stdout.flush()


def show(document: Document, as_text: Callable[[Document], object]) -> None:
    """Write the result as the call asks for it."""
    if current().json:
        write_json(document)
    else:
        as_text(document)
