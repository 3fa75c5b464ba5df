"""Written Vietnamese as an announcer would say it: text in, script out.

``speakable`` and ``make_script`` are all that others need; the rules are loaded when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loudspeaker.text.reading import Manner, Reading
    from loudspeaker.text.script import Script

__all__ = ["make_script", "read_text", "speakable"]


def speakable(text: str) -> str:
    """Return the reading as lower-case words separated by single spaces, without punctuation.

    Never raises; characters that cannot be said are left out, and what goes beyond
    ``prepare.LONGEST_CHARS`` characters is not read.
    """
    from loudspeaker.text import reading  # noqa: PLC0415 - rules cost time to load

    return reading.speakable(text)


def read_text(
    text: str, *, limit_chars: int | None = None, manner: Manner | None = None
) -> Reading:
    """Return script, spans and notices of a text; raise TextRefused if it cannot be announced.

    ``manner`` is the commune's own words and the voice's region; the shipped one without it.
    """
    from loudspeaker.text import reading  # noqa: PLC0415

    return reading.read_text(text, limit_chars=limit_chars, manner=manner)


def make_script(
    text: str, *, limit_chars: int | None = None, manner: Manner | None = None
) -> Script:
    """Return the script of a text; raise TextRefused if it cannot be announced."""
    return read_text(text, limit_chars=limit_chars, manner=manner).script
