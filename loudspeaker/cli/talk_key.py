"""Push-to-talk with one key of a terminal, which tells of presses and never of releases."""

from __future__ import annotations

from typing import Final

FIRST_REPEAT_S: Final = 0.75
"""A key that is held down comes again within this; a later press is a new one."""
REPEATS_S: Final = 0.3


class TalkKey:
    """Held down: speaks until it is let go.  Tapped: speaks until it is tapped again."""

    def __init__(self, *, talking: bool = False) -> None:
        self.talking = talking
        self._held = False
        self._pressed_s = -1e9

    def press(self, now_s: float) -> None:
        """Take a press, or one of the repeats of a key that is held down."""
        since_s, self._pressed_s = now_s - self._pressed_s, now_s
        if not self.talking:
            self.talking, self._held = True, False
        elif since_s <= FIRST_REPEAT_S:
            self._held = True
        else:
            self.talking = False

    def look(self, now_s: float) -> bool:
        """Return whether to speak now: a key that was held down may have been let go."""
        if self._held and now_s - self._pressed_s > REPEATS_S:
            self.talking = self._held = False
        return self.talking
