from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.signing.finding import page_boxes, title_and_name
from loudspeaker.plugins.documents.signing.places import (
    MM,
    PageBox,
    Place,
    between,
    fitting,
    seal_over,
    top_right,
)
from tests.plugins.documents.signing.papers import NAME, TITLE, make_paper

A4 = PageBox(left=0, bottom=0, right=595.28, top=841.89)
_SIDES = st.floats(20, 300)
_PLACES = st.builds(Place, page=st.just(0), left=_SIDES, bottom=_SIDES, width=_SIDES, height=_SIDES)


def test_title_and_name_are_found_on_the_last_page_that_has_them() -> None:
    title, name = title_and_name(make_paper(pages=2), TITLE, NAME)
    assert (title.page, name.page) == (1, 1)
    assert title.bottom > name.top
    room = between(title, name)
    assert room.bottom >= name.top
    assert room.top <= title.bottom
    assert room.left < name.left + name.width / 2 < room.right
    for missing in ((TITLE, "Không Có Ai"), ("GIÁM ĐỐC", NAME), ("", NAME), (NAME, TITLE)):
        with pytest.raises(EntryRefused, match="chỗ ký"):
            title_and_name(make_paper(), *missing)
    with pytest.raises(EntryRefused, match="không mở được"):
        page_boxes(b"no pdf")


def test_a_signature_does_not_cover_words() -> None:
    name = Place(page=0, left=300, bottom=100, width=90, height=12)
    with pytest.raises(EntryRefused, match="không đủ chỗ"):
        between(Place(page=0, left=310, bottom=125, width=60, height=12), name)
    with pytest.raises(EntryRefused, match="không đủ chỗ"):
        between(Place(page=1, left=310, bottom=225, width=60, height=12), name)


@given(_PLACES, st.integers(1, 4000), st.integers(1, 4000))
def test_a_picture_keeps_its_shape_within_its_room(room: Place, width: int, height: int) -> None:
    place = fitting(room, width, height)
    assert place.width / place.height == pytest.approx(width / height)
    assert place.left >= room.left - 1e-6
    assert place.right <= room.right + 1e-6
    assert place.bottom >= room.bottom - 1e-6
    assert place.top <= room.top + 1e-6


@given(_PLACES, st.floats(20, 50))
def test_the_seal_covers_a_third_of_the_signature_on_its_left(
    person: Place, across_mm: float
) -> None:
    seal = seal_over(person, across_mm=across_mm)
    assert seal.right - person.left == pytest.approx(person.width / 3)
    assert seal.width == seal.height == pytest.approx(across_mm * MM)
    assert seal.bottom + seal.height / 2 == pytest.approx(person.bottom + person.height / 2)


def test_notes_stand_at_the_upper_right_of_page_one() -> None:
    place = top_right(A4)
    assert (place.page, A4.holds(place)) == (0, True)
    assert A4.right - place.right == A4.top - place.top == pytest.approx(10 * MM)
    assert not A4.holds(Place(page=0, left=500, bottom=0, width=100, height=5))
    (box,) = page_boxes(make_paper())
    assert box.right == pytest.approx(595.28, abs=0.1)
    assert box.top == pytest.approx(841.89, abs=0.1)
