"""The portal: what everybody sees, whatever they ask for, and nothing else."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from loudspeaker.public.folding import folded
from loudspeaker.web.headers import HEADERS
from tests.public.entries import NOON, coming
from tests.web.village_pages import HAMLETS, STATION, Pages, emergency

PUBLIC = ("/", "/thong-bao", "/lich", "/thon", "/thon/B%E1%BA%A3n%20L%C3%A1t", "/ngoai-tuyen",
          "/rss.xml", "/feed.json", "/lich.ics", "/manifest.webmanifest", "/sw.js", "/kiosk",
          "/kiosk/tim", "/kiosk/lich", "/kiosk/khan-cap.json")  # fmt: skip
ANYTHING = st.text(max_size=60)
LENIENT = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


# --- pages ----------------------------------------------------------------------------------------


def test_today_is_what_was_heard_today_also_again(pages: Pages) -> None:
    old = pages.heard(title="Hôm qua", last_aired=NOON - timedelta(days=1))
    again = pages.heard(title="Phát lại", last_aired=NOON - timedelta(days=2))
    pages.heard(title="Sáng nay")
    pages.again(again, last_aired=NOON - timedelta(minutes=5))
    shown = pages.text("/")
    today, earlier = shown.split("Những ngày trước")
    assert today.index("Phát lại") < today.index("Sáng nay")
    assert old.title not in today
    assert old.title in earlier
    assert "11 giờ 00, thứ Ba 1/12/2026" in today


def test_a_new_announcement_is_there_at_once(pages: Pages) -> None:
    assert "Hôm nay chưa phát" in pages.text("/")
    pages.heard(title="Vừa phát")
    assert "Vừa phát" in pages.text("/")


def test_what_comes_is_by_day_and_goes_when_its_time_is_over(pages: Pages) -> None:
    pages.now(coming=[coming("Bản tin chiều", due=NOON + timedelta(minutes=5))])
    assert "Bản tin chiều" in pages.text("/")
    pages.clock.advance_s(301)
    assert "Bản tin chiều" not in pages.text("/")


def test_an_emergency_is_on_top_while_it_is_in_force(pages: Pages) -> None:
    pages.now(in_force=[emergency()])
    shown = pages.text("/")
    assert shown.index("Bà con sơ tán ngay") < shown.index("<h1>")
    assert 'role="alert"' in shown
    pages.clock.advance_s(3601)
    assert "Bà con sơ tán ngay" not in pages.text("/")


def test_the_archive_is_turned_page_by_page_and_nothing_is_lost(full: Pages) -> None:
    seen: list[str] = []
    path = "/thong-bao"
    while path:
        shown = full.text(path)
        seen += [part.split('"')[0] for part in shown.split('href="/thong-bao/')[1:]]
        _, found, rest = shown.partition('rel="next" href="')
        path = rest.split('"')[0].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 34


def test_search_finds_without_marks_and_shows_the_true_text(full: Pages) -> None:
    shown = full.text("/thong-bao?q=cat+DIEN")
    assert "<mark>Cắt điện</mark> chiều nay" in shown
    assert 'value="cat DIEN"' in shown
    older = full.text("/thong-bao?q=tiem+chung")
    assert "q=tiem%20chung" in older.split('rel="next"')[1]
    assert "Không có thông báo nào" in full.text("/thong-bao?q=khong+co+that")


def test_an_announcement_has_its_own_page(full: Pages) -> None:
    shown = full.text("/thong-bao/a31.1")
    assert "Điện lực cắt điện từ 13 giờ đến 16 giờ." in shown
    assert 'src="/thong-bao/a31.1/tieng.wav"' in shown
    assert "toàn xã" in shown
    assert "đã được đính chính" in full.text("/thong-bao/a33.1")


def test_what_was_withdrawn_has_no_words_and_no_sound(full: Pages) -> None:
    shown = full.text("/thong-bao/a34.1")
    assert "rút lại khi đang phát" in shown
    assert "<audio" not in shown
    assert full.get("/thong-bao/a34.1/tieng.wav").status_code == 404


def test_a_hamlet_has_what_was_heard_there(full: Pages) -> None:
    shown = full.text(f"/thon/{quote('Thôn Đông')}")
    assert "Tiêm chủng 29" in shown
    assert "Cắt điện" in shown
    assert "Họp thôn" not in shown
    assert all(name in full.text("/thon") for name in HAMLETS)
    assert full.get("/thon/khác").status_code == 404


def test_what_people_wrote_is_text_everywhere(pages: Pages) -> None:
    evil = "<script>alert(1)</script>\"'&{{'xyz'*2}}"
    pages.heard(evil, title=evil, hamlets=(evil,))
    pages.now(coming=[coming(evil, due=NOON + timedelta(hours=1))],
              in_force=[emergency(title=evil, text=evil)])  # fmt: skip
    for path in (*PUBLIC, "/thong-bao/a1.1", "/kiosk/thong-bao/a1.1", "/kiosk?tiep=1",
                 f"/thong-bao?q={quote(evil)}", f"/kiosk/tim?q={quote(evil)}"):  # fmt: skip
        answer = pages.get(path)
        assert answer.status_code == 200, path
        if "html" in answer.headers["content-type"]:
            assert "<script>alert" not in answer.text, path
            assert "xyzxyz" not in answer.text, path


# --- whatever is asked ----------------------------------------------------------------------------


@LENIENT
@given(query=ANYTHING, before=ANYTHING, path=st.sampled_from(["/thong-bao", "/kiosk/tim", "/"]))
def test_any_question_has_an_answer(full: Pages, query: str, before: str, path: str) -> None:
    encoded = [quote(each, safe="", errors="surrogatepass") for each in (query, before)]
    answer = full.get(f"{path}?q={encoded[0]}&truoc={encoded[1]}&tiep=1&doi={encoded[1]}")
    assert answer.status_code == 200


@LENIENT
@given(
    word=ANYTHING,
    path=st.sampled_from(
        [
            "/thong-bao/{}",
            "/thong-bao/{}/tieng.wav",
            "/thong-bao/{}/tieng.mp3",
            "/thon/{}",
            "/kiosk/thong-bao/{}",
            "/kiosk/thong-bao/{}/ma.svg",
            "/static/{}",
            "/{}",
        ]
    ),
)
def test_any_path_is_a_page_or_none(full: Pages, word: str, path: str) -> None:
    answer = full.get(path.format(quote(word, safe="", errors="surrogatepass")))
    assert answer.status_code in {200, 303, 304, 307, 404, 405}


@LENIENT
@given(before=st.integers(-(10**30), 10**30))
def test_any_place_in_the_archive_is_one(full: Pages, before: int) -> None:
    assert full.get(f"/thong-bao?truoc={before}").status_code == 200


@LENIENT
@given(words=st.lists(st.sampled_from(["Lịch", "tiêm", "chủng", "tại", "trạm", "y", "Điện"])))
def test_the_marked_words_are_those_that_were_asked_for(full: Pages, words: list[str]) -> None:
    shown = full.text(f"/thong-bao?q={quote(' '.join(words))}")
    marked = {part.split("</mark>")[0] for part in shown.split("<mark>")[1:]}
    asked = set(folded(" ".join(words)).split())
    assert {word for each in marked for word in folded(each).split()} <= asked


# --- what every answer says -----------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PUBLIC, "/none", "/static/base.css", "/thong-bao/a31.1"])
def test_every_answer_says_how_it_may_be_used(full: Pages, path: str) -> None:
    answer = full.get(path)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "cache-control" in answer.headers
    assert "set-cookie" not in answer.headers
    assert "<style" not in answer.text
    assert " style=" not in answer.text


def test_a_page_that_is_the_same_is_not_sent_again(pages: Pages) -> None:
    first = pages.get("/")
    assert pages.get("/", if_none_match=first.headers["etag"]).status_code == 304
    pages.heard(title="Mới")
    assert pages.get("/", if_none_match=first.headers["etag"]).status_code == 200


def test_pages_are_compressed_for_who_takes_it(full: Pages) -> None:
    answer = full.get("/", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert STATION in answer.text
    assert "content-encoding" not in full.get("/", accept_encoding="identity").headers


def test_a_file_of_ours_is_kept_by_its_digest(full: Pages) -> None:
    address = full.text("/").split('href="/static/base.css')[1].split('"')[0]
    assert "immutable" in full.get(f"/static/base.css{address}").headers["cache-control"]
    assert full.get("/static/base.css").headers["cache-control"] == "no-cache"
    assert full.get("/static/../parts.py").status_code == 404


def test_style_sheets_are_sent_as_one_where_a_page_waits_for_them(full: Pages) -> None:
    for face, page in (("portal", "/"), ("kiosk", "/kiosk")):
        shown = full.text(page)
        assert shown.count('rel="stylesheet"') == 1
        address = shown.split('rel="stylesheet" href="')[1].split('"')[0]
        answer = full.get(address)
        each = [full.get(f"/static/{name}.css").text for name in ("base", face)]
        assert answer.text == "".join(each)
        assert answer.headers["content-type"].startswith("text/css")
        assert "immutable" in answer.headers["cache-control"]
        assert address in full.get("/sw.js").text or face == "kiosk"
    for other in ("base.css+none.css", "+", "base.css+../app.py", "base.css+kiosk.js"):
        assert full.get(f"/static/{other}").status_code == 404
    assert full.get("/favicon.ico").headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_changed(full: Pages, method: str) -> None:
    for path in (*PUBLIC, "/thong-bao/a31.1"):
        assert full.get(path, method=method).status_code == 405, path


def test_without_the_file_the_pages_say_so_and_come_back(pages: Pages) -> None:
    away = pages.folder / "away.db"
    (pages.folder / "public.db").rename(away)
    answer = pages.get("/")
    assert answer.status_code == 503
    assert "Đài đang khởi động" in answer.text
    assert answer.headers["retry-after"] == "5"
    away.rename(pages.folder / "public.db")
    assert pages.get("/").status_code == 200


def test_what_breaks_is_a_page_too(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(pages.parts.reader), "version", lambda _self: 1 // 0)
    answer = pages.get("/")
    assert answer.status_code == 500
    assert "Có lỗi khi mở trang" in answer.text
    assert "ZeroDivision" not in answer.text
    assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]


# --- feeds ----------------------------------------------------------------------------------------


def test_the_feed_holds_each_with_its_sound(full: Pages) -> None:
    root = ET.fromstring(full.get("/rss.xml").content)
    items = {item.findtext("guid"): item for item in root.iter("item")}
    assert "urn:loudspeaker:a34.1" not in items  # withdrawn
    item = items["urn:loudspeaker:a31.1"]
    assert item.findtext("link") == "http://loa.test/thong-bao/a31.1"
    enclosure = item.find("enclosure")
    assert enclosure is not None
    heard = full.get(enclosure.attrib["url"].removeprefix("http://loa.test"))
    assert heard.status_code == 200
    assert heard.headers["content-type"] == enclosure.attrib["type"]
    size = int(full.get("/rss.xml").text.split('length="')[1].split('"')[0])
    assert size > 0


def test_feeds_and_codes_name_the_address_that_is_configured(tmp_path: Path) -> None:
    made = Pages(tmp_path / "x", public_address="https://loa.example.vn")
    made.heard(sounds=(made.clip(),))
    document: dict[str, Any] = json.loads(made.get("/feed.json").content)
    assert document["items"][0]["url"] == "https://loa.example.vn/thong-bao/a1.1"
    assert document["feed_url"] == "https://loa.example.vn/feed.json"
    made.close()


def test_the_calendar_is_what_comes(full: Pages) -> None:
    events = Calendar.from_ical(full.get("/lich.ics").content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Bản tin sáng", "Bản tin chiều"]


def test_the_app_keeps_files_that_are_there(full: Pages) -> None:
    text = full.text("/sw.js")
    addresses = json.loads(text.split("const SHELL = ")[1].split(";")[0])
    assert all(full.get(each).status_code == 200 for each in addresses)
    icon = json.loads(full.text("/manifest.webmanifest"))["icons"][0]["src"]
    assert full.get(icon).status_code == 200
