"""The desk signs, brings what was signed elsewhere, sends, and keeps whom the station trusts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.plugins.documents.signing.authority import make_authority
from loudspeaker.sentences.language import Language, speak
from tests.plugins.documents.offices import exchanging, notice, notice_pdf, signed
from tests.plugins.documents.pages import AT, PaperDesk, went
from tests.plugins.documents.signing.papers import PASSWORD
from tests.plugins.documents.test_sealing import checked_paper, housed
from tests.station.bench import NOON


@pytest.fixture(autouse=True)
def vietnamese() -> Iterator[None]:
    speak(Language.VIETNAMESE)
    yield
    speak(Language.ENGLISH)


def test_a_paper_is_signed_with_a_pin_that_is_not_shown_again(tmp_path: Path) -> None:
    authority = make_authority(NOON - timedelta(days=2))
    with housed(tmp_path, authority, "http://127.0.0.1:9/stamp") as house:
        pages = PaperDesk(tmp_path, house)
        paper = checked_paper(house, tmp_path)
        at = f"/van-ban/{paper['id']}"
        assert 'type="password"' in pages.see(at, "duyet")
        form = {
            "what": "sign",
            "act": "sign",
            "seen": str(house.ask("show", paper=paper["id"])["change"]),
        }
        wrong = pages.send(at, "duyet", pin="khong-dung", **form)
        assert wrong.status_code == 422
        assert "khong-dung" not in wrong.text
        assert went(pages.send(at, "duyet", pin=PASSWORD, **form)) == f"{at}?xong=ky"
        went(pages.act(paper["id"], "number", "soan"))
        both = signed(notice_pdf(), authority, tmp_path)
        seen = str(house.ask("show", paper=paper["id"])["change"])
        changed = both.replace(b"/Type /Page\n", b"/Type /Page ")
        refused = pages.bring(("sửa.pdf", changed), path=f"{at}/ky/seal", seen=seen)
        assert refused.status_code == 422
        assert "Đưa tệp đã ký số" in pages.see(f"{at}/ky/seal")
        brought = pages.bring(("đã ký.pdf", both), path=f"{at}/ky/seal", seen=seen)
        assert went(brought) == f"{at}?xong=ky"
        assert "Đã ký số cơ quan" in pages.see(at)
        pages.reader.close()


def test_what_came_from_an_office_is_told_with_its_statuses(tmp_path: Path) -> None:
    with exchanging(tmp_path) as line:
        pages = PaperDesk(tmp_path, line.house)
        line.province.send(notice(notice_pdf()), notice_pdf())
        line.round()
        (paper,) = line.papers()
        assert "Gửi, nhận qua liên thông" in pages.see(f"/van-ban/{paper['id']}")
        post = pages.see(f"/van-ban/{paper['id']}/gui")
        assert "15/TB-SYT" in post
        assert "<strong>đã đến</strong>" in post
        newest = pages.see("/lien-thong")
        assert f"/van-ban/{paper['id']}/gui" in newest
        refused = pages.send(f"/van-ban/{paper['id']}/gui", what="send", receivers="H03.12.26")
        assert refused.status_code == 422
        assert pages.send("/lien-thong", message="99").status_code == 422
        pages.reader.close()


def test_an_admin_keeps_whom_the_station_trusts(tmp_path: Path) -> None:
    pages = PaperDesk(tmp_path)
    authority = make_authority(NOON)
    assert went(pages.of("quantri").get(AT)) == "/tin-cay"
    assert "Chưa có nơi nào" in pages.see("/tin-cay", "soan")
    form = {"what": "add", "name": "<b>CA thử</b>"}
    given = ("root.pem", authority.root.pem)
    assert went(pages.bring(given, path="/tin-cay", person="quantri", **form)).endswith("tin-cay")
    shown = pages.see("/tin-cay", "quantri")
    assert "&lt;b&gt;CA thử" in shown
    assert pages.bring(given, path="/tin-cay", person="soan", **form).status_code == 403
    for what in ("add", "list"):
        bad = pages.bring(("x.pem", b"x"), path="/tin-cay", person="quantri", what=what)
        assert bad.status_code == 422
        assert pages.bring(path="/tin-cay", person="quantri", what=what).status_code == 422
    fingerprint = shown.split('name="fingerprint" value="')[1].split('"')[0]
    gone = {"what": "remove", "fingerprint": fingerprint}
    went(pages.bring(path="/tin-cay", person="quantri", **gone))
    assert "Chưa có nơi nào" in pages.see("/tin-cay", "quantri")
    pages.close()
