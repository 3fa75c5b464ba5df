"""What makes a drill a drill: it says so at its beginning and at its end, whatever is between."""

from __future__ import annotations

from typing import Final

from loudspeaker.model.fixed import DRILL_CLOSING, DRILL_OPENING

TITLE: Final = "DIỄN TẬP: {title}"


def drill_text(text: str) -> str:
    """Return a text as it is said in a drill, each time it is read."""
    return f"{DRILL_OPENING}\n\n{text.strip()}\n\n{DRILL_CLOSING}"


def drill_title(title: str) -> str:
    """Return the title of a drill."""
    return TITLE.format(title=title)


def is_drill(text: str) -> bool:
    """Tell whether a text says that it is a drill, at its beginning and at its end."""
    return text.startswith(DRILL_OPENING) and text.endswith(DRILL_CLOSING)
