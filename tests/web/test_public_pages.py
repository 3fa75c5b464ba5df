"""What plug-ins show everybody, on portal and kiosk: listed, found, timed, never but text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loudspeaker.public.pages import PublicChange
from loudspeaker.web.showing import callable_number
from tests.web.desk.test_hostile import Shape
from tests.web.hostile import payloads
from tests.web.village_pages import Pages, emergency, office_card, office_page

PORTAL, KIOSK = "/trang/office/gio-lam-viec", "/kiosk/trang/office/gio-lam-viec"


def show(pages: Pages, *shown: object, mark: str = "2") -> None:
    change = PublicChange(mark=mark, pages=shown)  # type: ignore[arg-type]
    pages.file.take_pages("office", change)


def test_a_page_is_in_the_navigation_and_has_all_its_blocks(full: Pages) -> None:
    assert f'<a href="{PORTAL}">Giờ làm việc</a>' in full.text("/")
    text = full.text(PORTAL)
    assert f'<a href="{PORTAL}" aria-current="page">' in text
    assert "Hôm nay làm việc đến 17 giờ." in text
    assert '<a class="button plain" href="tel:02263868113">0226 3868 113</a>' in text
    assert '<th scope="row">Thứ Hai</th><td>Thôn Trung tâm</td>' in text


def test_the_kiosk_has_a_card_that_leads_there_and_no_numbers_to_call(full: Pages) -> None:
    home = full.text("/kiosk")
    assert f'href="{KIOSK}"' in home
    assert "Hôm nay làm việc đến 17 giờ." in home
    text = full.text(KIOSK)
    assert "tel:" not in text
    assert "0226 3868 113" in text
    assert full.get(f"{KIOSK}/ma.svg").headers["content-type"] == "image/svg+xml"


def test_what_is_told_follows_the_hour_without_anything_being_written(pages: Pages) -> None:
    show(pages, office_page())
    pages.file.replace_cards("office", [office_card()])
    pages.clock.advance_s(5 * 3600 + 60)
    for path in (PORTAL, KIOSK, "/kiosk"):
        text = pages.text(path)
        assert "đã hết giờ làm việc" in text, path
        assert "đến 17 giờ" not in text, path


def test_it_is_found_by_its_words_without_marks_among_the_announcements(full: Pages) -> None:
    for path in ("/thong-bao?q=thon+trung+tam", "/kiosk/tim?q=van+phong"):
        assert "trang/office/gio-lam-viec" in full.text(path).partition("<main")[2], path
    for path in ("/thong-bao?q=zzz", "/kiosk/tim?q=cat+dien", "/thong-bao?q=van&truoc=3"):
        assert "trang/office/gio-lam-viec" not in full.text(path).partition("<main")[2], path


@pytest.mark.parametrize("word", ["office/nothing", "nobody/gio-lam-viec", "a%00/b", "%ed%a0%80/x"])
def test_what_is_not_there_is_told_so(full: Pages, word: str) -> None:
    for base in ("/trang/", "/kiosk/trang/"):
        assert full.get(base + word).status_code == 404


def test_what_is_not_listed_is_reached_by_its_address_alone(pages: Pages) -> None:
    show(pages, office_page(listed=False))
    assert PORTAL not in pages.text("/")
    assert "Giờ làm việc" in pages.text(PORTAL)


def test_an_emergency_goes_before_every_card(pages: Pages) -> None:
    pages.file.replace_cards("office", [office_card()])
    pages.now(in_force=[emergency()])
    assert KIOSK not in pages.text("/kiosk")
    assert "Lũ về" in pages.text("/kiosk/lich")


def test_hostile_texts_are_text_on_every_page(pages: Pages) -> None:
    def seen(text: str, number: int) -> list[Shape]:
        show(pages, office_page(text, title=text), mark=str(number))
        pages.file.replace_cards("office", [office_card(title=text)])
        paths = (PORTAL, KIOSK, "/kiosk", "/", "/thong-bao?q=lanh")
        return [Shape(pages.text(path)) for path in paths]

    harmless = seen("lanh", 2)
    every = list(payloads())
    batches = ["lanh " + "\n".join(every[at : at + 25]) for at in range(0, len(every), 25)]
    for number, text in enumerate(batches, 3):
        for shape, usual in zip(seen(text, number), harmless, strict=True):
            assert shape.tags == usual.tags
            assert all(
                re.match(r"/|#main|tel:\+?[0-9]*$", address) for address in shape.addresses
            ), shape.addresses


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0226 3868 113", "02263868113"),
        ("+84 226", "+84226"),
        ("javascript:alert(1)", "1"),
        ("", ""),
    ],
)
def test_a_number_to_call_has_nothing_but_digits(written: str, number: str) -> None:
    assert callable_number(written) == number


def test_it_is_kept_for_when_there_is_no_network(full: Pages) -> None:
    script = full.text("/sw.js")
    (pattern,) = re.findall(r"/\^\\/\(([a-z|-]+)\)", script)
    assert "trang" in pattern.split("|")


def test_the_code_holds_what_it_says_where_no_telephone_reaches_the_page(tmp_path: Path) -> None:
    pages = Pages(tmp_path / "commune", public_address="https://loa.example.vn")
    show(pages, office_page())
    far = pages.get(f"{KIOSK}/ma.svg").content
    near = Pages(tmp_path / "near")
    show(near, office_page())
    assert far != near.get(f"{KIOSK}/ma.svg").content
    pages.close()
    near.close()
