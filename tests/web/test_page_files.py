"""Files of a plug-in's page: for everybody who opens the page, and nothing beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.public.pages import PageFile, PublicChange, PublicPage
from loudspeaker.web.app import application
from tests.station.bench import NOON
from tests.web.village_pages import Pages, office_page

PAPER = b"%PDF paper" * 100
SHA256 = hashlib.sha256(PAPER).hexdigest()
FILE = PageFile(name="qd-12", title="Quyết định <12>", sha256=SHA256, size=len(PAPER))


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Pages]:
    made = Pages(tmp_path)
    folder = tmp_path / "public-files"
    folder.mkdir()
    (folder / SHA256).write_bytes(PAPER)
    made.parts = replace(made.parts, public_files=folder)
    made.app = application(made.parts)
    shown = PublicPage(
        name="van-ban", title="Văn bản", blocks=(), changed=NOON, files=(FILE,), plugin="papers"
    )
    made.file.take_pages("papers", PublicChange(mark="1", pages=(shown,)))
    made.file.take_pages("office", PublicChange(mark="1", pages=(office_page("x"),)))
    yield made
    made.close()


def test_a_page_leads_to_its_files_and_they_are_given_whole_or_in_part(pages: Pages) -> None:
    text = pages.text("/trang/papers/van-ban")
    assert 'href="/trang/papers/van-ban/tep/qd-12">Quyết định &lt;12&gt;</a>' in text
    assert "PDF, 1 KB" in text
    answer = pages.get("/trang/papers/van-ban/tep/qd-12", accept_encoding="identity")
    assert (answer.content, answer.headers["content-type"]) == (PAPER, "application/pdf")
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''qd-12.pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    part = pages.get("/trang/papers/van-ban/tep/qd-12", range="bytes=10-19")
    assert (part.status_code, part.content) == (206, PAPER[10:20])
    tag = answer.headers["etag"]
    assert pages.get("/trang/papers/van-ban/tep/qd-12", if_none_match=tag).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/trang/papers/van-ban/tep/qd-13",
        f"/trang/papers/van-ban/tep/{SHA256}",
        "/trang/papers/other/tep/qd-12",
        "/trang/office/gio-lam-viec/tep/qd-12",
        "/trang/papers/van-ban/tep/..%2Fx",
        "/pull/files/..%2Fpublic.db",
        f"/pull/files/{'0' * 64}",
    ],
)
def test_nothing_else_is_given(pages: Pages, path: str) -> None:
    assert pages.get(path).status_code == 404


def test_a_kiosk_names_them_and_pulls_them(pages: Pages) -> None:
    text = pages.text("/kiosk/trang/papers/van-ban")
    assert "Quyết định &lt;12&gt; (PDF, 1 KB)" in text
    assert "/tep/" not in text
    assert "Tệp đính kèm" not in pages.text("/kiosk/trang/office/gio-lam-viec")
    assert pages.get(f"/pull/files/{SHA256}").content == PAPER
    assert pages.parts.public_files is not None
    (pages.parts.public_files / SHA256).unlink()
    assert pages.get("/trang/papers/van-ban/tep/qd-12").status_code == 404
