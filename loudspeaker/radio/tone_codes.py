"""Which code opens and closes which old receivers, and how to reach exactly some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from loudspeaker.radio.tone_systems import ALPHABETS, ToneSystem, is_code, sequence_s

_PAUSE_TONES = 3.5
"""Silence after a code, in lengths of a tone: receivers take it as the code's end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneCode:
    """Receivers that listen to the same two codes."""

    points: frozenset[int]
    open: str
    close: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToneCodes:
    """All codes of a station; ``points`` are all its points, with a code or without."""

    system: ToneSystem
    codes: tuple[ToneCode, ...]
    points: frozenset[int]

    def opening(self, points: Collection[int]) -> tuple[ToneCode, ...]:
        """Return the fewest groups that are these points and no others.

        Raises ValueError with the points that cannot be reached without opening others.
        """
        found, left = self._cover(frozenset(points))
        if left:
            raise ValueError(", ".join(map(str, sorted(left))))
        return found

    def closing(self, points: Collection[int]) -> tuple[ToneCode, ...]:
        """Return groups that contain these points, and others only where there is no other way."""
        found, left = self._cover(frozenset(points))
        groups = list(found)
        for code in sorted(self.codes, key=lambda code: len(code.points)):
            if left & code.points:
                groups.append(code)
                left -= code.points
        return tuple(groups)

    def _cover(self, wanted: frozenset[int]) -> tuple[tuple[ToneCode, ...], frozenset[int]]:
        """Return groups within the wanted points, greedily, and what they leave out."""
        within = [code for code in self.codes if code.points <= wanted]
        found, left = [], wanted
        while gains := [code for code in within if code.points & left]:
            best = max(gains, key=lambda code: len(code.points & left))
            found.append(best)
            left -= best.points
        return tuple(found), left

    @property
    def unreachable(self) -> frozenset[int]:
        """Return the points that no code opens."""
        return self.points - frozenset[int]().union(*(code.points for code in self.codes))

    @property
    def never_alone(self) -> frozenset[int]:
        """Return the points that only open together with others."""
        alone = frozenset[int]().union(*(c.points for c in self.codes if len(c.points) == 1))
        return self.points - alone - self.unreachable

    @property
    def longest_s(self) -> float:
        """Return how long the longest code takes, with the silence behind it."""
        texts = [text for code in self.codes for text in (code.open, code.close)]
        return max(sequence_s(self.system, text) for text in texts) + pause_s(self.system)


def pause_s(system: ToneSystem) -> float:
    """Return how long it has to be silent after a code."""
    return _PAUSE_TONES * ALPHABETS[system].tone_s


def clash(system: ToneSystem, texts: Iterable[str]) -> str | None:
    """Return the first text that is no code of the system, or is part of another; else None.

    A receiver that listens to ``12`` would also open at ``3124``.
    """
    seen: list[str] = []
    for text in texts:
        if not is_code(system, text) or any(text in other or other in text for other in seen):
            return text
        seen.append(text)
    return None
