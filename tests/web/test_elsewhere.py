"""The pages at another building: of the station that is pulled, and as old as they say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from loudspeaker.public.parts import Now
from loudspeaker.store.public_copy import PublicCopy, open_copy
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.web.app import for_everybody
from loudspeaker.web.renewed import NOBODY, Known, Renewed
from tests.public.entries import NOON
from tests.web.village_pages import Pages, emergency, filled

MADE = NOON - timedelta(hours=2, minutes=48)
TOLD = "Dữ liệu từ"
EVERY = ("/kiosk", "/kiosk/lich", "/kiosk/tim", "/kiosk/thong-bao/a31.1", "/", "/thong-bao",
         "/lich", "/khong-co")  # fmt: skip


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Pages]:
    made = filled(Pages(tmp_path / "commune"))
    yield made
    made.close()


def cut_off(pages: Pages, since: datetime | None) -> None:
    pages.app = for_everybody(replace(pages.parts, cut_off=lambda: since))


@pytest.mark.parametrize("path", EVERY)
def test_every_page_says_how_old_it_is_while_the_way_is_cut(elsewhere: Pages, path: str) -> None:
    cut_off(elsewhere, MADE)
    shown = elsewhere.get(path).text
    assert f"{TOLD} <time" in shown
    assert "9 giờ 12, thứ Ba 1/12/2026</time>; đang mất liên lạc với đài." in shown
    cut_off(elsewhere, None)
    assert TOLD not in elsewhere.get(path).text


def test_an_emergency_says_it_too(elsewhere: Pages) -> None:
    elsewhere.now(in_force=[emergency()])
    cut_off(elsewhere, MADE)
    shown = elsewhere.text("/kiosk")
    assert "takeover" in shown
    assert TOLD in shown


@pytest.mark.parametrize("path", ["/kiosk", "/thong-bao", "/thong-bao?q=cat", "/thon"])
def test_a_way_that_was_cut_meanwhile_is_told_within_seconds(elsewhere: Pages, path: str) -> None:
    since: list[datetime | None] = [None]
    elsewhere.app = for_everybody(replace(elsewhere.parts, cut_off=lambda: since[0]))
    assert TOLD not in elsewhere.text(path)
    since[0] = MADE
    elsewhere.clock.advance_s(11)
    assert TOLD in elsewhere.text(path)
    since[0] = None
    elsewhere.clock.advance_s(11)
    assert TOLD not in elsewhere.text(path)


# --- of which station -----------------------------------------------------------------------------


class Shown:
    """The application that is renewed, and for what it was made."""

    def __init__(self, folder: Path, pages: Pages) -> None:
        self.path = folder / "copy.db"
        self.reader = PublicReader(self.path)
        self.made: list[Known] = []
        self.pages = pages
        self.app = Renewed(self.reader, self._make)

    def _make(self, known: Known) -> ASGIApp:
        self.made.append(known)
        return for_everybody(replace(self.pages.parts, reader=self.reader))

    def get(self, path: str) -> int:
        return self.answer(path).status_code

    def answer(self, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return await client.get(path)

        return asyncio.run(ask())

    def told(self, copy: PublicCopy, station: str, *hamlets: str) -> None:
        now = Now(hamlets=hamlets, address="https://loa.example.vn")
        copy.put_now(now, station=station, sha256=station)


def test_the_pages_are_those_of_the_station_that_was_pulled(
    tmp_path: Path, elsewhere: Pages
) -> None:
    shown = Shown(tmp_path, elsewhere)
    answer = shown.answer("/kiosk")
    assert answer.status_code == 503, "nothing was pulled yet"
    assert "Máy này chưa lấy được dữ liệu của đài." in answer.text
    copy = open_copy(shown.path)
    assert shown.get("/kiosk") == 200
    assert shown.made == [NOBODY]
    shown.told(copy, "Xã A", "Bản Lát")
    assert shown.get("/kiosk") == 200
    assert shown.get("/kiosk") == 200
    assert shown.made == [NOBODY, Known("Xã A", ("Bản Lát",), "https://loa.example.vn")]
    copy.put_rows({}, held=[], index="x")
    assert shown.get("/kiosk") == 200
    assert len(shown.made) == 2, "what it is made for is the same"
    shown.told(copy, "Xã A", "Bản Lát", "Xóm Mới")
    shown.get("/kiosk")
    assert shown.made[-1] == Known("Xã A", ("Bản Lát", "Xóm Mới"), "https://loa.example.vn")
    copy.close()
    shown.reader.close()
