"""What a command says: one JSON document, or text for people, cleaned of what hides or moves it."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable
from typing import Any, TypeVar

from loudspeaker.cli.call import current

Document = TypeVar("Document")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_INDENT = 2


def use_utf8() -> None:
    """Write UTF-8 whatever the locale says: every message has letters beyond ASCII."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def is_terminal() -> bool:
    """Tell whether a person is looking at the output."""
    return sys.stdout.isatty()


def is_asked() -> bool:
    """Tell whether a person can be asked something."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not current().json


def visible(text: object) -> str:
    """Return foreign text as one line without control, direction and other hidden characters."""
    return "".join(map(_shown, " ".join(str(text).split())))


def visible_lines(text: object) -> list[str]:
    """Return foreign text line by line, each made ``visible``."""
    return [visible(line) for line in str(text).splitlines()]


def _shown(character: str) -> str:
    return "" if unicodedata.category(character) in _HIDDEN else character


def say(text: str = "") -> None:
    """Write a line for people."""
    sys.stdout.write(f"{text}\n")


def note(text: str) -> None:
    """Write a line to standard error: warnings, and what is not the result."""
    sys.stderr.write(f"{text}\n")


def write_json(document: Any) -> None:
    """Write one JSON document in one line, at once."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def show(document: Document, as_text: Callable[[Document], object]) -> None:
    """Write the result as the call asks for it."""
    if current().json:
        write_json(document)
    else:
        as_text(document)
