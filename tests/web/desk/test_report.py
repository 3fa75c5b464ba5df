"""The report at the desk: the same figures as at the command line, shown and taken along."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from PIL import Image

from loudspeaker.errors import UsageRefused
from tests.cli.reporting.month import july, name_items, write
from tests.web.desk.conftest import Office

MONTH = "2026-07"


@pytest.fixture
def reported(office: Office) -> Office:
    """A desk behind which a month with everything in it stands in the log."""
    home = office.bench.home
    name_items(home)
    write(home, july())
    return office


def test_the_figures_are_those_of_the_command_line(reported: Office) -> None:
    found = reported.bench.ask("report", "xem", period="7/2026")
    assert found["report"]["total"] == {"name": "", "airings": 5, "ms": 811_000}
    assert found["period"] == MONTH
    with pytest.raises(UsageRefused):
        reported.bench.ask("report", period="tháng bảy")


def test_a_month_is_read_on_the_page_with_its_picture(reported: Office) -> None:
    page = reported.of("xem").get("/desk/bao-cao", params={"ky": MONTH}).text
    for words in ("Tháng 7 năm 2026", "0:13:31", "Bản tin sáng", f"/desk/bao-cao/{MONTH}.pdf"):
        assert words in page
    assert page.count('fill="#c8382a"') >= 1  # what was urgent, in the picture
    assert "=HYPERLINK(&#34;http://x&#34;;&#34;@tiền&#34;)" in page
    assert "loudspeaker audit" not in page


def test_last_month_is_shown_first_and_what_is_no_month_is_refused(reported: Office) -> None:
    visitor = reported.of("soan")
    assert 'value="2026-11"' in visitor.get("/desk/bao-cao").text
    for typed in ("<b>x</b>", "2026-13", "hôm qua"):
        page = visitor.get("/desk/bao-cao", params={"ky": typed})
        assert page.status_code == 422
        assert 'role="alert"' in page.text
        assert "<b>x" not in page.text


def test_the_papers_are_papers(reported: Office) -> None:
    visitor = reported.of("xem")
    paper = visitor.get(f"/desk/bao-cao/{MONTH}.pdf")
    assert paper.content[:5] == b"%PDF-"
    assert paper.headers["content-disposition"].endswith(f'"bao-cao-{MONTH}.pdf"')
    book = load_workbook(io.BytesIO(visitor.get("/desk/bao-cao/2026.xlsx").content))
    assert len(book.sheetnames) > 4
    picture = Image.open(io.BytesIO(visitor.get(f"/desk/bao-cao/{MONTH}.png").content))
    assert picture.width == 2000
    assert visitor.get("/desk/bao-cao/xx.pdf").status_code == 422
    assert visitor.get(f"/desk/bao-cao/{MONTH}.exe").status_code == 404


def test_a_log_that_was_changed_is_said(reported: Office) -> None:
    log = reported.bench.home.asrun_log
    log.write_text(log.read_text("utf-8").replace("310000", "910000"), "utf-8")
    page = reported.of("xem").get("/desk/bao-cao", params={"ky": MONTH}).text
    assert "KHÔNG còn nguyên" in page
