from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.documents.signing import stamp
from loudspeaker.plugins.documents.signing.finding import page_boxes, title_and_name
from loudspeaker.plugins.documents.signing.order import Kind, Role
from loudspeaker.plugins.documents.signing.outcome import Verdict
from loudspeaker.plugins.documents.signing.places import Place, between, top_right
from loudspeaker.plugins.documents.signing.saying import annex_lines, copy_lines, moment_line
from loudspeaker.plugins.documents.signing.seeing import note_seen, picture_seen, seal_seen
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.stamp import (
    font_file,
    letters_of,
    picture_size,
    text_stamp,
)
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.papers import (
    NAME,
    NOW,
    SOON,
    TITLE,
    Keys,
    handwriting,
    make_paper,
    opaque,
    seal,
)

SCALE = 2.0


def _picture(content: bytes, page: int = 0) -> Image.Image:
    """Return a page as it is seen, with what its signatures show."""
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    picture: Image.Image = document[page].render(scale=SCALE).to_pil().convert("RGB")
    document.close()
    return picture


def _colours(picture: Image.Image, place: Place) -> tuple[int, int]:
    """Return how many blue and how many red points a place has."""
    height = picture.height
    corners = (place.left, height / SCALE - place.top, place.right, height / SCALE - place.bottom)
    part = picture.crop(tuple(round(each * SCALE) for each in corners))  # type: ignore[arg-type]
    red, green, blue = np.moveaxis(np.asarray(part, dtype=np.int16), 2, 0)
    is_blue, is_red = (
        (blue > red + 60) & (blue > green + 60),
        (red > blue + 60) & (red > green + 60),
    )
    return int(is_blue.sum()), int(is_red.sum())


def test_person_and_seal_are_seen_where_they_belong(keys: Keys, paper: bytes) -> None:
    room = between(*title_and_name(paper, TITLE, NAME))
    by_hand = picture_seen(paper, handwriting(), room)
    order = Order(role=Role.PERSON, moment=NOW, seen=by_hand)
    by_person = sign(paper, keys.person, order)
    sealed = seal_seen(by_person, seal(), by_hand.place)
    both = sign(by_person, keys.body, Order(role=Role.BODY, moment=NOW, seen=sealed))
    assert verify(both, keys.trust(), SOON).verdict is Verdict.GOOD
    assert _colours(_picture(paper), room) == (0, 0)
    assert _colours(_picture(by_person), by_hand.place)[0] > 500
    seen = _picture(both)
    blue, red = _colours(seen, by_hand.place)
    assert blue > 500
    third = replace(by_hand.place, width=by_hand.place.width / 3)
    rest = replace(
        by_hand.place,
        left=third.right + 1,
        width=by_hand.place.width - third.width - 1,
    )
    assert _colours(seen, third)[1] > 100
    assert _colours(seen, rest)[1] == 0, "the seal covers a third"
    assert _colours(seen, sealed.place)[1] > red


def test_an_annex_says_of_which_paper_it_is(keys: Keys, paper: bytes) -> None:
    lines = annex_lines("15/QĐ-UBND", NOW)
    assert lines == ("15/QĐ-UBND", "23/11/2026 09:30:15 +07:00")
    seen = note_seen(paper, lines, top_right(page_boxes(paper)[0]))
    order = Order(role=Role.BODY, moment=NOW, kind=Kind.ANNEX, seen=seen)
    signed = sign(paper, keys.body, order)
    assert verify(signed, keys.trust(), SOON).verdict is Verdict.GOOD
    corner = _picture(signed).crop((800, 0, 1190, 130))
    assert np.asarray(corner).min() < 60
    assert np.asarray(_picture(paper).crop((800, 0, 1190, 50))).min() > 200


def test_text_is_there_letter_by_letter() -> None:
    """What is drawn can be read back, every mark of it, also where it had to be made smaller."""
    place = Place(page=0, left=0, bottom=0, width=200, height=40)
    lines = copy_lines("SAO Y", "Ủy ban nhân dân xã Thử Nghiệm – ặẫởữỹĐđ" * 2, NOW)
    document = pypdfium2.PdfDocument(text_stamp(lines, place))
    page = document[0]
    assert page.get_size() == (pytest.approx(200), pytest.approx(40))
    words = page.get_textpage()
    assert words.get_text_bounded().split() == " ".join(lines).split()
    left, bottom, right, top = words.get_rect(0) if words.count_rects() else (0, 0, 0, 0)
    assert 0 <= left < right <= 200
    assert 0 <= bottom < top <= 40
    document.close()


def test_moments_are_written_by_the_clock_of_the_country() -> None:
    assert moment_line(NOW.astimezone(UTC) + timedelta(hours=20)) == "24/11/2026 05:30:15 +07:00"


def test_pictures_that_would_hide_words_are_refused(paper: bytes) -> None:
    assert picture_size(seal(), where="x") == (500, 500)
    wide = io.BytesIO()
    Image.new("RGBA", (5000, 5)).save(wide, "PNG")
    for png, problem in (
        (opaque(), "nền trong suốt"),
        (b"no picture", "không phải ảnh PNG"),
        (seal()[:200], "không phải ảnh PNG"),
        (b"x" * (3 << 20), "lớn hơn 2 MB"),
        (wide.getvalue(), "lớn hơn 4000"),
    ):
        with pytest.raises(EntryRefused, match=problem):
            picture_size(png, where="ảnh")
    place = Place(page=0, left=300, bottom=100, width=90, height=40)
    with pytest.raises(EntryRefused, match="vuông"):
        seal_seen(paper, handwriting(), place)
    for away in (replace(place, page=4), replace(place, left=580), replace(place, page=-1)):
        with pytest.raises(EntryRefused, match="ngoài trang"):
            picture_seen(paper, handwriting(), away)


def test_a_font_without_vietnamese_letters_is_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {ord(letter) for letter in "ậếỗửỹĐ"} <= letters_of(font_file())
    monkeypatch.setattr(stamp, "FONTS", ("NoSuchFont.ttf",))
    with pytest.raises(NotFound, match="NoSuchFont"):
        font_file()
    monkeypatch.setattr(stamp, "FONTS", (Path(font_file.__code__.co_filename).name,))
    with pytest.raises(NotFound, match="font"):
        font_file()


def test_a_letter_that_no_font_has_is_refused() -> None:
    with pytest.raises(NotFound, match="font"):
        font_file("\U0001f4e2\u4e00")


def test_long_papers_are_signed_on_their_last_page(keys: Keys) -> None:
    paper = make_paper(pages=3)
    seen = picture_seen(paper, handwriting(), between(*title_and_name(paper, TITLE, NAME)))
    signed = sign(paper, keys.person, Order(role=Role.PERSON, moment=NOW, seen=seen))
    assert seen.place.page == 2
    assert _colours(_picture(signed, 2), seen.place)[0] > 500
