"""What plug-ins show everybody: clean, bounded, found without marks; each for itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import DiskFull
from loudspeaker.public.pages import (
    Block,
    BlockKind,
    Card,
    PageLink,
    PublicChange,
    PublicPage,
    Timed,
    page_of,
    text_at,
)
from loudspeaker.station import plugin_rows
from loudspeaker.store.public_file import open_public
from tests.station.bench import NOON
from tests.station.plugin_house import House, Made
from tests.web.hostile import payloads

TEXT = Block(kind=BlockKind.PARAGRAPH, text="Đường vào bản Lát.")
PAGE = PublicPage(name="duong", title="Đường sá", blocks=(TEXT,), changed=NOON, listed=True)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path / "home")
    yield made
    made.close()


class Shows(Made):
    """Shows pages that a test changes; each change has the next number as its mark."""

    def __init__(self, *pages: PublicPage, **answers: Any) -> None:
        super().__init__(public_rows=self._rows, **answers)
        self.steps = [PublicChange(mark="1", pages=pages)]
        self.asked: list[str] = []

    def _rows(self, since: str) -> PublicChange | None:
        self.asked.append(since)
        done = int(since or 0)
        return self.steps[done] if done < len(self.steps) else None

    def next(self, *pages: PublicPage, gone: tuple[str, ...] = ()) -> None:
        mark = str(len(self.steps) + 1)
        self.steps.append(PublicChange(mark=mark, pages=pages, gone=gone))


def test_a_page_is_there_listed_and_found_without_marks(house: House) -> None:
    house.add(roads=Shows(PAGE))
    house.update()
    shown = house.reader.page("roads", "duong")
    assert shown == replace(PAGE, plugin="roads")
    link = PageLink(plugin="roads", name="duong", title="Đường sá")
    assert house.reader.listed_pages() == (link,)
    for typed in ("duong vao", '"ban lat"', "DUONG SA"):
        assert house.reader.pages_found(typed) == (link,), typed
    assert house.reader.pages_found("lat ban sa") != ()
    assert house.reader.pages_found("xa") == ()
    assert house.reader.pages_found('"sa duong"') == ()  # two texts, no phrase


def test_only_what_is_new_is_asked_for_and_what_is_gone_is_found_no_more(house: House) -> None:
    roads = Shows(PAGE, replace(PAGE, name="cau", title="Cầu treo", listed=False))
    house.add(roads=roads)
    house.update()
    roads.next(replace(PAGE, title="Lối đi"), gone=("cau",))
    house.update()
    assert roads.asked == ["", "1", "1", "2"]
    assert [page.title for page in house.reader.listed_pages()] == ["Lối đi"]
    assert house.reader.page("roads", "cau") is None
    assert house.reader.pages_found("cau treo") == ()
    assert house.reader.pages_found("duong sa") == ()
    assert len(house.reader.pages_found("loi di")) == 1


def test_where_nothing_is_new_nothing_is_written(house: House) -> None:
    house.add(roads=Shows(PAGE, kiosk_cards=[Card(name="duong", title="Đường sá")]))
    house.update()
    before = house.reader.version()
    house.update()
    house.update()
    assert house.reader.version() == before


def test_much_comes_in_pieces(house: House) -> None:
    roads = Shows(PAGE)
    for n in range(9):
        roads.next(replace(PAGE, name=f"p{n}", listed=False))
    house.add(roads=roads)
    house.update()
    assert house.file.count_pages("roads") == 10


def test_each_is_asked_once_and_then_what_is_not_of_plug_ins_has_its_turn(house: House) -> None:
    roads, bridges = Shows(PAGE), Shows(PAGE)
    roads.next(replace(PAGE, name="p2"))
    house.add(roads=roads, bridges=bridges)
    told = [house.rows.update(house.file) for _ in range(3)]
    assert told == [True, True, False]
    assert (roads.asked, bridges.asked) == (["", "1", "2"], ["", "1", "1"])


def test_one_that_always_has_something_new_is_a_fault_until_it_has_not(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_rows, "MOST_PIECES", 3)
    roads = Shows(PAGE)
    for _ in range(4):
        roads.next(PAGE)
    house.add(roads=roads, good=Shows(PAGE))
    house.update()
    assert roads.asked == ["", "1", "2"]
    assert house.fault == "roads always has new pages"
    for _ in range(3):
        assert not house.rows.update(house.file), "it is asked when there is news, not at once"
    assert house.fault == ""


def test_a_new_file_gets_everything_again(house: House) -> None:
    house.add(roads=Shows(PAGE), cards=Made(kiosk_cards=[Card(name="x", title="Y")]))
    house.update()
    house.file.close()
    for path in house.home.root.glob("public.db*"):
        path.unlink()
    house.file = open_public(house.home.public)
    house.update()
    assert len(house.reader.listed_pages()) == 1
    assert len(house.reader.cards()) == 1


def test_one_that_is_switched_off_shows_nothing_and_one_that_fails_what_it_showed(
    house: House,
) -> None:
    card = Card(name="duong", title="Đường sá")
    roads, bridges = Shows(PAGE, kiosk_cards=[card]), Shows(PAGE, kiosk_cards=[card])
    house.add(roads=roads, bridges=bridges)
    house.update()
    assert len(house.reader.listed_pages()) == len(house.reader.cards()) == 2
    del house.wanted["roads"]
    bridges.steps[0] = None  # type: ignore[call-overload]
    bridges.steps.append("nonsense")  # type: ignore[arg-type]
    house.plugins.load()
    house.update()
    assert [page.plugin for page in house.reader.listed_pages()] == ["bridges"]
    assert [card.plugin for card in house.reader.cards()] == ["bridges"]
    assert house.reader.pages_found("duong sa") != ()
    assert house.fault == "bridges gives what is no change of its pages"
    house.wanted["roads"] = replace_source(roads)
    house.plugins.load()
    assert house.plugins.threads()["roads"].wait_ready(20)
    house.update()
    assert len(house.reader.listed_pages()) == 2


def replace_source(plugin: object) -> Any:
    from loudspeaker.station.plugins import Source  # noqa: PLC0415 - for this test alone

    return Source(load=lambda: plugin)


# --- bad values -----------------------------------------------------------------------------------

_NAIVE = datetime(2026, 12, 1)  # noqa: DTZ001 - that is what is wrong with it


def _block(**other: Any) -> PublicPage:
    return replace(PAGE, blocks=(replace(TEXT, **other),))


@pytest.mark.parametrize(
    "change",
    [
        "pages",
        [PAGE],
        PublicChange(mark=""),
        PublicChange(mark="x\n"),
        PublicChange(mark=1),  # type: ignore[arg-type]
        PublicChange(mark="x" * 201),
        PublicChange(mark="1", pages=(PAGE,) * 501),
        *(
            PublicChange(mark="1", pages=(page,))  # type: ignore[arg-type]
            for page in (
                None,
                {"name": "x"},
                replace(PAGE, name="../x"),
                replace(PAGE, name=""),
                replace(PAGE, name="x" * 65),
                replace(PAGE, name=3),  # type: ignore[arg-type]
                replace(PAGE, title="\u200b \u202e"),
                replace(PAGE, title=None),  # type: ignore[arg-type]
                replace(PAGE, changed=_NAIVE),
                replace(PAGE, changed="now"),  # type: ignore[arg-type]
                replace(PAGE, blocks="text"),  # type: ignore[arg-type]
                replace(PAGE, blocks=(TEXT,) * 201),
                replace(PAGE, blocks=(replace(TEXT, text="x" * 5000),) * 50),
                replace(PAGE, blocks=("text",)),  # type: ignore[arg-type]
                _block(kind="html"),
                _block(text=b"x"),
                _block(rows=((1,),)),
                _block(rows=(("x",) * 13,)),
                _block(rows=(("x",),) * 501),
                _block(timed=("x",)),
                _block(timed=(Timed(since=_NAIVE, text="x"),)),
            )
        ),
    ],
)
def test_what_is_no_page_is_a_fault_and_nothing_is_written(house: House, change: Any) -> None:
    house.add(bad=Made(public_rows=lambda _since: change), good=Shows(PAGE))
    house.update()
    assert house.fault.startswith("bad ")
    assert [page.plugin for page in house.reader.listed_pages()] == ["good"]


@pytest.mark.parametrize(
    "cards",
    ["x", [1], [Card(name="x y", title="x")], [Card(name="x", title="x")] * 5,
     [Card(name="x", title="x", timed=(Timed(since=_NAIVE, text="x"),))]],
)  # fmt: skip
def test_what_is_no_card_is_a_fault(house: House, cards: Any) -> None:
    house.add(bad=Made(kiosk_cards=lambda _now: cards))
    house.update()
    assert house.fault.startswith("bad gives ")
    assert house.reader.cards() == ()


def test_texts_are_cut_and_without_what_hides_or_turns(house: House) -> None:
    title = "Đ\u0300a\u202e\u2066 \u200bx\x00\x1b\n\ty" + "z" * 500
    house.add(a=Shows(replace(PAGE, title=title, blocks=(replace(TEXT, text="y" * 9999),))))
    house.update()
    page = house.reader.page("a", "duong")
    assert page is not None
    assert page.title == ("Đ\u0300a x y" + "z" * 500)[:120]
    assert len(page.blocks[0].text) == 5000


def test_hostile_texts_stay_texts() -> None:
    for text in payloads():
        cleaned = plugin_rows.line(text, 5000)
        assert not any(c in cleaned for c in "\u202e\u202c\x00\x0b")
        page = replace(PAGE, title=cleaned or "x", blocks=(replace(TEXT, text=text),))
        taken = plugin_rows.page_taken(page, "a")
        assert page_of(taken.to_values()) == taken


def test_no_more_pages_than_there_is_room_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_rows, "MOST_PAGES", 3)
    roads = Shows(PAGE)
    roads.next(*(replace(PAGE, name=f"p{n}") for n in range(3)))
    house.add(roads=roads)
    house.update()
    assert house.file.count_pages("roads") == 1
    assert house.fault == "roads shows more than 3 pages"


def test_pages_that_change_or_go_are_no_more_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_rows, "MOST_PAGES", 3)
    pages = [replace(PAGE, name=f"p{n}") for n in range(6)]
    roads = Shows(*pages[:3])
    roads.next(*(replace(page, title="Mới") for page in pages[:3]))
    roads.next(*pages[3:], gone=("p0", "p1", "p2"))
    house.add(roads=roads)
    house.update()
    assert house.fault == ""
    assert [page.name for page in house.reader.listed_pages()] == ["p3", "p4", "p5"]


def test_pages_have_so_many_bytes_and_what_was_shown_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plugin_rows, "MOST_BYTES", 1 << 20)
    long = replace(PAGE, blocks=(replace(TEXT, text="ộ" * 5000),) * 30)
    roads = Shows(PAGE)
    roads.next(*(replace(long, name=f"p{n}") for n in range(3)), gone=("duong",))
    house.add(roads=roads)
    house.update()
    assert house.fault == "roads shows more than 1 MB"
    assert [page.name for page in house.reader.listed_pages()] == ["duong"]
    before = house.file.rows_changed
    house.update()
    assert house.file.rows_changed == before, "nothing is given out anew"


def test_while_the_disk_is_full_no_page_is_taken(house: House) -> None:
    full = [True]

    def enter() -> None:
        if full:
            raise DiskFull(path="/", problem="full")

    house.rows = plugin_rows.PluginRows(house.plugins, house.clock, enter=enter)
    house.add(roads=Shows(PAGE))
    house.update()
    assert house.file.count_pages("roads") == 0
    full.clear()
    house.update()
    assert house.file.count_pages("roads") == 1


def test_a_text_holds_until_the_next() -> None:
    timed = (Timed(since=NOON, text="a"), Timed(since=NOON + timedelta(hours=1), text="b"))
    times = (-1, 0, 59, 60, 9999)
    told = [text_at(timed, NOON + timedelta(minutes=n)) for n in times]
    assert told == ["", "a", "a", "b", "b"]


def test_a_row_that_no_station_wrote_is_no_page() -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        page_of({"name": "x"})
