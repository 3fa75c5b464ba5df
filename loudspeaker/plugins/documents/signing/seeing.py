"""The looks of signatures, put together: picture or text, and its place on the page."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.finding import page_boxes
from loudspeaker.plugins.documents.signing.places import SEAL_MM, Place, fitting, seal_over
from loudspeaker.plugins.documents.signing.sign import Seen
from loudspeaker.plugins.documents.signing.stamp import picture_size, picture_stamp, text_stamp

_SQUARE = 0.02


def picture_seen(content: bytes, png: bytes, room: Place) -> Seen:
    """Return a person's handwritten signature in the middle of its room; EntryRefused."""
    place = fitting(room, *picture_size(png, where="ảnh chữ ký"))
    return Seen(place=_on_page(content, place), look=picture_stamp(png, place))


def seal_seen(content: bytes, png: bytes, person: Place, *, across_mm: float | None = None) -> Seen:
    """Return the seal at its real size over a third of the person's signature; EntryRefused."""
    width, height = picture_size(png, where="ảnh con dấu")
    if abs(width - height) > _SQUARE * max(width, height):
        raise EntryRefused(where="ảnh con dấu", problem="phải vuông, cắt sát viền con dấu")
    place = seal_over(person, across_mm=across_mm or SEAL_MM)
    return Seen(place=_on_page(content, place), look=picture_stamp(png, place))


def note_seen(content: bytes, lines: Sequence[str], place: Place) -> Seen:
    """Return lines of text at a place; EntryRefused, NotFound (``font``)."""
    return Seen(place=_on_page(content, place), look=text_stamp(lines, place))


def _on_page(content: bytes, place: Place) -> Place:
    boxes = page_boxes(content)
    if not 0 <= place.page < len(boxes) or not boxes[place.page].holds(place):
        raise EntryRefused(where="chỗ ký", problem="nằm ngoài trang giấy")
    return place
