"""What makes a drill a drill: it says so at its beginning and at its end, whatever is between."""

from __future__ import annotations

from typing import Final

TITLE: Final = "DIỄN TẬP: {title}"
OPENING: Final = "Đây là diễn tập, không phải báo động thật."
CLOSING: Final = "Vừa rồi là diễn tập, không phải báo động thật. Đây là diễn tập."


def drill_text(text: str) -> str:
    """Return a text as it is said in a drill, each time it is read."""
    return f"{OPENING}\n\n{text.strip()}\n\n{CLOSING}"


def drill_title(title: str) -> str:
    """Return the title of a drill."""
    return TITLE.format(title=title)


def is_drill(text: str) -> bool:
    """Tell whether a text says that it is a drill, at its beginning and at its end."""
    return text.startswith(OPENING) and text.endswith(CLOSING)
