"""Where signatures stand on a page (NĐ 30/2020, appendix I): plain geometry in points.

The origin is the lower left corner of the page, as in PDF.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from loudspeaker.errors import EntryRefused

MM: Final = 72 / 25.4
SEAL_MM: Final = 36.0
"""The outer diameter of the round seal of a people's committee."""
PICTURE_MM: Final = (45.0, 20.0)
"""Room for a handwritten signature where title and name do not say otherwise."""
NOTE_MM: Final = (75.0, 14.0)
_EDGE_MM: Final = 10.0
_GAP: Final = 2.0
_LEAST: Final = 18.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A box on a page; pages count from 0."""

    page: int
    left: float
    bottom: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return its right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """Return its upper edge."""
        return self.bottom + self.height

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Return its corners in whole points, as signature fields want them."""
        return (round(self.left), round(self.bottom), round(self.right), round(self.top))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBox:
    """What of a page is shown."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, place: Place) -> bool:
        """Tell whether a box lies on the page, give or take a point."""
        return (
            place.left >= self.left - 1
            and place.bottom >= self.bottom - 1
            and place.right <= self.right + 1
            and place.top <= self.top + 1
        )


def between(title: Place, name: Place) -> Place:
    """Return the room between a title and the name below it, centred on the name.

    EntryRefused where there is none: the picture would cover words.
    """
    middle, room = name.left + name.width / 2, title.bottom - name.top - 2 * _GAP
    if title.page != name.page or room < _LEAST:
        raise EntryRefused(
            where="chỗ ký", problem="giữa chức danh và họ tên không đủ chỗ trống cho chữ ký"
        )
    width = max(title.width, name.width, PICTURE_MM[0] * MM)
    return Place(
        page=name.page, left=middle - width / 2, bottom=name.top + _GAP, width=width, height=room
    )


def fitting(room: Place, width_px: int, height_px: int) -> Place:
    """Return the largest box of a picture's shape in the middle of a room."""
    scale = min(room.width / width_px, room.height / height_px)
    width, height = width_px * scale, height_px * scale
    return Place(
        page=room.page,
        left=room.left + (room.width - width) / 2,
        bottom=room.bottom + (room.height - height) / 2,
        width=width,
        height=height,
    )


def seal_over(person: Place, *, across_mm: float = SEAL_MM) -> Place:
    """Return where the seal goes: over a third of the person's signature, on its left."""
    across = across_mm * MM
    return Place(
        page=person.page,
        left=person.left + person.width / 3 - across,
        bottom=person.bottom + person.height / 2 - across / 2,
        width=across,
        height=across,
    )


def top_right(page: PageBox, *, size_mm: tuple[float, float] = NOTE_MM) -> Place:
    """Return the upper right corner of page 1, where annexes and copies say what they are."""
    width, height, edge = (each * MM for each in (*size_mm, _EDGE_MM))
    return Place(
        page=0,
        left=page.right - edge - width,
        bottom=page.top - edge - height,
        width=width,
        height=height,
    )
