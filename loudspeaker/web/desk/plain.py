"""Sentences of the command line without its commands: whoever reads a page clicks instead."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.errors import LoudspeakerError
from loudspeaker.sentences.telling import sentence

_WORDS: Final = r"(?:list|log|add|remove|report|resume|check|verify|speak|ask|confirm|install)"
_COMMAND: Final = (
    r"loudspeaker (?:[a-z]+|LỆNH)"
    rf"(?: (?:{_WORDS}\b|--[\w-]+|…|(?=[a-z]*[0-9])[a-z0-9.-]{{4,}}(?![\w])))*"
)
_LED_IN: Final = re.compile(
    r"[\s,:;(]*(?:\b(?:bằng(?: lệnh)?|xem|gõ|rồi|chạy|Muốn biết thêm)\s*)*:?\s*"
    + _COMMAND
    + r"\)?",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(r"\s*\bXem [^.:]*:? *" + _COMMAND + r"\.?")
_OPTION: Final = re.compile(r"(?:; hãy chọn)? (?:bằng|ở) --[a-z][a-z-]*")


def without_commands(text: str) -> str:
    """Return a sentence that names no command of the terminal, and no option of one."""
    text = _OPTION.sub("", text)
    if "loudspeaker " not in text:
        return text
    shortened = _LED_IN.sub("", _ONLY.sub("", text)).strip()
    return shortened if not shortened or shortened[-1] in ".!?…”" else shortened + "."


def told(error: LoudspeakerError) -> str:
    """Return what was refused and why, for a page."""
    return without_commands(sentence(error))
