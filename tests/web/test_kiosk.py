"""The kiosk: an emergency before all else, looks that are kept, and no way out of it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.web.kiosk.code import code_of, reachable
from loudspeaker.web.kiosk.looks import Looks, is_ours
from tests.web.village_pages import Pages, emergency


def test_an_emergency_is_all_there_is(pages: Pages) -> None:
    entry = pages.heard("Sơ tán ngay.", title="Lũ về", level="emergency", sounds=(pages.clip(),))
    assert json.loads(pages.text("/kiosk/khan-cap.json")) == {"in_force": []}
    pages.now(in_force=[emergency(id=entry.id)])
    shown = pages.text("/kiosk")
    assert "takeover" in shown
    assert "Bà con sơ tán ngay lên nhà văn hóa." in shown
    assert 'class="repeat" controls autoplay' in shown
    assert json.loads(pages.text("/kiosk/khan-cap.json")) == {"in_force": ["a1.1"]}
    rest = pages.text("/kiosk?tiep=1")
    assert "Loa đã phát hôm nay" in rest
    assert 'class="alarm"' in rest
    assert 'class="alarm"' in pages.text("/kiosk/tim")
    pages.clock.advance_s(3601)
    assert "takeover" not in pages.text("/kiosk")


def test_an_emergency_without_sound_is_read(pages: Pages) -> None:
    pages.now(in_force=[emergency(id="unknown.1")])
    shown = pages.text("/kiosk")
    assert "Bà con sơ tán ngay" in shown
    assert "<audio" not in shown


def test_a_day_without_announcements_shows_the_last_ones(full: Pages, pages: Pages) -> None:
    assert "Hôm nay chưa phát thông báo nào." in pages.text("/kiosk")
    assert "Loa đã phát hôm nay" in full.text("/kiosk")


def test_search_is_marked_and_goes_on(full: Pages) -> None:
    assert "<mark>Cắt điện</mark>" in full.text("/kiosk/tim?q=cat%20dien")
    shown = full.text("/kiosk/tim?q=tiem")
    following = shown.split("&amp;truoc=")[1].split('"')[0]
    assert "</mark> chủng 21" in full.text(f"/kiosk/tim?q=tiem&truoc={following}")


def test_looks_are_kept_in_a_cookie_and_taken_back(full: Pages) -> None:
    answer = full.get("/kiosk/nhin?doi=chu&ve=/kiosk/tim%3Fq%3Dcat")
    assert (answer.status_code, answer.headers["location"]) == (303, "/kiosk/tim?q=cat")
    cookie = answer.headers["set-cookie"]
    assert "ls_nhin=l" in cookie
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    shown = full.get("/kiosk", cookie="ls_nhin=l").text
    assert 'class="kiosk large"' in shown
    assert 'class="kiosk"' in full.text("/kiosk")  # what is kept is kept by looks
    both = full.get("/kiosk/nhin?doi=mau", cookie="ls_nhin=l").headers["set-cookie"]
    assert "ls_nhin=lt" in both
    assert (
        'ls_nhin=""'
        in full.get("/kiosk/nhin?doi=thuong", cookie="ls_nhin=lt").headers["set-cookie"]
    )


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/",
        "/kioskx",
        "/kiosk\r\nX: 1",
        "/kiosk//evil",
        "/kiosk/..\\evil",
        "javascript:alert(1)",
        "/kiosk@evil",
        "",
    ],
)
def test_no_way_back_leads_elsewhere(full: Pages, address: str) -> None:
    assert not is_ours(address)
    answer = full.get(f"/kiosk/nhin?ve={quote(address, safe='')}")
    assert answer.headers["location"] == "/kiosk"


@given(st.text(max_size=30))
def test_what_is_ours_stays_ours(rest: str) -> None:
    address = f"/kiosk{rest}"
    if is_ours(address):
        assert address.isascii()
        assert address.isprintable()
        assert address[6:7] in {"", "/", "?"}


@pytest.mark.parametrize("cookie", ["", "x", "llllll", "l t", "l;t"])
def test_any_cookie_is_a_look(full: Pages, cookie: str) -> None:
    assert full.get("/kiosk", cookie=f"ls_nhin={cookie}").status_code == 200


def test_looks_are_two_letters_at_the_most() -> None:
    assert [Looks(large=a, contrast=b).word for a in (False, True) for b in (False, True)] == [
        "", "t", "l", "lt",
    ]  # fmt: skip


# --- codes ----------------------------------------------------------------------------------------


def test_the_code_holds_the_address_or_the_text(full: Pages, tmp_path: Path) -> None:
    answer = full.get("/kiosk/thong-bao/a31.1/ma.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content == code_of("http://loa.test/thong-bao/a31.1")
    made = Pages(tmp_path / "x", public_address="http://127.0.0.1:8080")
    entry = made.heard()
    alone = made.get(f"/kiosk/thong-bao/{entry.id}/ma.svg").content
    assert alone == code_of(f"{entry.title}\n{entry.text}")
    assert "lấy nội dung" in made.text(f"/kiosk/thong-bao/{entry.id}")
    made.close()


@given(st.text(max_size=3000))
def test_any_text_has_a_code(text: str) -> None:
    picture = code_of(text)
    assert b"<svg" in picture
    assert b"style" not in picture
    assert len(picture) < 60_000


def test_a_long_text_is_cut_at_a_word() -> None:
    word = "a" * 98
    most = " ".join([word] * 9)
    assert code_of(f"{most} {word}") == code_of(f"{most} …")


@pytest.mark.parametrize(
    ("base", "can"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://localhost", False),
        ("http://[::1]:80", False),
        ("http://192.168.1.20", True),
        ("https://loa.example.vn", True),
    ],
)
def test_a_telephone_reaches_other_machines_alone(base: str, can: bool) -> None:
    assert reachable(base) is can
