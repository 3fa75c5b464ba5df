"""What everybody may see of papers: only what is shown, and as soon as it is not no longer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.plugins.documents.papers.states import FROZEN
from loudspeaker.plugins.documents.public import AT_ONCE, LIST_NAME, cards, change
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.looking import Looking
from loudspeaker.plugins.documents.register.writing import Brought
from loudspeaker.sentences.language import Language, speak
from tests.plugins.documents.bench import CLERK, NOW, Desk, a_file, arrived
from tests.plugins.documents.notices import notice_pdf
from tests.plugins.documents.pages import PaperDesk

PAGES = (
    "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTHÔNG BÁO\n"
    "Tổ chức tiêm vắc xin\nphòng sởi.\n- Trẻ từ 9 tháng;\n" + "Câu dài. " * 2000,
)


def published(desk: Desk, **more: str) -> int:
    entry = arrived(number=more.pop("number", "5"), **more)
    brought = Brought(files=[a_file()], pages=PAGES)
    paper = desk.register.enter(entry, actor=CLERK, now=desk.now, brought=brought)
    desk.register.publish(paper.id, shown=True, actor=CLERK, now=desk.now)
    return paper.id


def test_only_what_is_shown_has_a_page_and_loses_it_again(desk: Desk) -> None:
    looking: Looking = desk.looking
    desk.enter(number="4")
    assert change(looking, "", NOW) is None
    assert cards(looking) == []
    paper = published(desk)
    made = change(looking, "", NOW)
    assert made is not None
    page, listed = made.pages
    assert (page.name, listed.name) == (f"van-ban-{paper}", LIST_NAME)
    assert page.title == "Quyết định 05/QĐ-UBND: Về việc tiêm phòng đợt cuối năm"
    (facts,) = [block for block in page.blocks if block.rows]
    assert ("Ngày văn bản: 30/11/2026",) in facts.rows
    texts = [block.text for block in page.blocks if block.text]
    assert "Tổ chức tiêm vắc xin phòng sởi." in texts
    assert "- Trẻ từ 9 tháng;" in texts
    assert texts[-1].startswith("… Xem cả văn bản")
    assert [(file.title, file.kind) for file in page.files] == [("van-ban.pdf", "pdf")]
    assert [card.name for card in cards(looking)] == [LIST_NAME, page.name]
    assert change(looking, made.mark, NOW) is None
    for state in (False, True):
        desk.register.publish(paper, shown=state, actor=CLERK, now=desk.now)
        again = change(looking, made.mark, NOW)
        assert again is not None
        assert (f"van-ban-{paper}" in again.gone, LIST_NAME in again.gone) == (not state,) * 2
        made = again
    desk.register.act(paper, "cancel", actor=CLERK, now=desk.now, asked=Asked(note="Vào sổ nhầm"))
    assert looking.known(paper, viewer=CLERK).state in FROZEN
    last = change(looking, made.mark, NOW)
    assert last is not None
    assert last.gone == (f"van-ban-{paper}", LIST_NAME)
    assert (last.pages, cards(looking)) == ((), [])


def test_many_come_in_pieces(desk: Desk) -> None:
    for number in range(1, AT_ONCE + 11):
        published(desk, number=str(number))
    first = change(desk.looking, "", NOW)
    assert first is not None
    second = change(desk.looking, first.mark, NOW)
    assert second is not None
    names = {page.name for made in (first, second) for page in made.pages}
    assert len(names) == AT_ONCE + 11
    assert change(desk.looking, second.mark, NOW) is None
    assert change(desk.looking, "lạ", NOW) is not None


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[PaperDesk]:
    speak(Language.VIETNAMESE)
    made = PaperDesk(tmp_path)
    yield made
    made.close()
    speak(Language.ENGLISH)


def test_portal_and_kiosk_show_it_with_its_file(pages: PaperDesk, tmp_path: Path) -> None:
    path = tmp_path / "thong-bao.pdf"
    path.write_bytes(notice_pdf())
    paper = pages.house.entered(path, note="<script>alert(1)</script>")
    pages.house.ask("publish", paper=paper["id"], shown=True)
    pages.house.bench.parts.publishing.update()
    everybody = pages.of("soan")
    text = everybody.get("/trang/documents/van-ban-1").text
    assert "tiêm vắc xin phòng sởi cho trẻ từ 9 tháng đến 5 tuổi như sau:" in text
    assert "15/TB-SYT" in text
    assert "<script>alert" not in text
    file = everybody.get("/trang/documents/van-ban-1/tep/tep-1")
    assert file.content == path.read_bytes()
    listed = everybody.get("/trang/documents/van-ban").text
    assert "/trang/documents/van-ban/tep/van-ban-1" in listed
    assert "/kiosk/trang/documents/van-ban-1" in everybody.get("/kiosk").text
    pages.house.ask("publish", paper=paper["id"], shown=False)
    pages.house.bench.parts.publishing.update()
    assert everybody.get("/trang/documents/van-ban-1").status_code == 404
    assert everybody.get("/trang/documents/van-ban-1/tep/tep-1").status_code == 404
