"""``report``: figures, paper, workbook, picture, and the end of the log they rest on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PIL import Image

from loudspeaker.sheets.reporting import paper
from tests.cli.conftest import Terminal
from tests.cli.reporting.month import LONG, july, name_items, publish, write
from tests.report.lives import at


@pytest.fixture
def chain(terminal: Terminal) -> list[dict[str, Any]]:
    name_items(terminal.home)
    written = write(terminal.home, july())
    publish(terminal.home, written[-1], "2026-08-01")
    return written


def test_the_figures_as_json(terminal: Terminal, chain: list[dict[str, Any]]) -> None:
    told = terminal.json("report", "7/2026")

    assert told.status == 0
    found = told.document
    assert found["total"] == {"name": "", "airings": 5, "ms": 811_000}
    assert found["by_programme"][0] == {"name": "Bản tin sáng", "airings": 3, "ms": 730_000}
    assert found["by_relay"] == [
        {"name": "VOV1", "airings": 1, "ms": 120_000, "source_ms": 90_000, "fallback_ms": 30_000}
    ]
    assert [(row["item"], row["state"]) for row in found["unheard"]] == [
        ("hop", "missed"),
        ("gian", "aired_partial"),
        ("vi", "failed"),
    ]
    assert found["head"] == {"seq": chain[-1]["seq"], "hash": chain[-1]["hash"]}
    assert found["published"] == "2026-08-01"


def test_the_head_on_the_paper_is_the_one_to_verify(
    terminal: Terminal, chain: list[dict[str, Any]]
) -> None:
    said = terminal("report", "2026-07").out
    head = re.search(r"audit verify --head (\S+)", said)

    assert head is not None
    assert head[1].startswith(f"{len(chain)}:")
    assert terminal("audit", "verify", "--head", head[1]).status == 0
    write(terminal.home, july()[:-2])
    assert terminal("audit", "verify", "--head", head[1]).status == 6


def test_without_a_published_head_the_end_of_the_log_is_printed(terminal: Terminal) -> None:
    written = write(terminal.home, july())
    found = terminal.json("report", "2026-07").document
    assert found["head"]["seq"] == written[-1]["seq"]
    assert found["published"] is None


def test_a_changed_log_is_said_and_the_report_is_made(
    terminal: Terminal, chain: list[dict[str, Any]]
) -> None:
    text = terminal.home.asrun_log.read_text()
    terminal.home.asrun_log.write_text(text.replace('"pos_ms":300000', '"pos_ms":900000'))

    told = terminal("report", "2026-07")

    assert told.status == 6
    assert "WARNING: the log is not as it was written" in told.out
    assert chain


def test_a_year_and_a_month_that_is_not_over(terminal: Terminal, chain: list[Any]) -> None:
    assert "Year 2026" in terminal("report", "2026").out
    assert terminal.json("report", "2199").document["finished"] is False
    assert "(not over yet)" in terminal("report", "2199").out
    assert terminal.json("report").document["total"]["airings"] == 0
    assert chain


@pytest.mark.parametrize("period", ["13/2026", "tháng bảy", "2026-07-01"])
def test_what_is_no_period_is_refused(terminal: Terminal, chain: list[Any], period: str) -> None:
    assert terminal.json("report", period).error["facts"]["problem"] == "period"
    assert terminal("report", period).status == 2
    assert chain


def test_without_a_log_there_is_nothing_to_report(terminal: Terminal) -> None:
    assert terminal("report", "2026-07").status == 5


# --- files --------------------------------------------------------------------------------------


def test_a_paper_to_sign(terminal: Terminal, chain: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "r.pdf"
    told = terminal("report", "2026-07", "--pdf", str(file), lang="vi")

    assert told.status == 0
    data = file.read_bytes()
    assert data.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", data)) >= 2
    assert b"MediaBox [0 0 595.28 841.89]" in data
    assert b"DejaVuSans" in data
    assert chain


def test_no_letter_of_the_paper_is_missing_in_its_font(
    terminal: Terminal, chain: list[Any], tmp_path: Path
) -> None:
    """Every glyph has its letter, so the text can be read, found and copied."""
    file = tmp_path / "r.pdf"
    terminal("report", "2026-07", "--pdf", str(file), lang="vi")
    letters = {
        int(code, 16)
        for part in _streams(file.read_bytes())
        if b"beginbfchar" in part
        for code in re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]{4})>", part)
    }
    wanted = {ord(letter) for letter in f"{LONG} BÁO CÁO PHÁT THANH Độc lập - Tự do - Hạnh phúc ×"}
    assert wanted - letters == set()
    assert ord("□") in letters  # for what no font has, so that a gap is seen
    assert chain


def _streams(data: bytes) -> list[bytes]:
    return re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL)


def test_a_machine_without_the_font_is_told_what_to_install(
    terminal: Terminal, chain: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "_FONTS", {"": "NoSuchFont.ttf"})
    told = terminal("report", "2026-07", "--pdf", str(tmp_path / "r.pdf"))
    assert told.status == 5
    assert "apt install fonts-dejavu-core" in told.err
    assert not (tmp_path / "r.pdf").exists()
    assert chain


def test_a_workbook(terminal: Terminal, chain: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "r.xlsx"
    assert terminal("report", "2026-07", "--xlsx", str(file)).status == 0

    book = openpyxl.load_workbook(file)
    assert book["By programme"]["B2"].value == 3
    assert book["By programme"]["C2"].value == timedelta(minutes=12, seconds=10)
    assert book["Relays of other stations"]["A2"].value == "VOV1"
    assert book["Relays of other stations"]["E2"].value == timedelta(seconds=30)
    assert book["By level"].freeze_panes == "A2"
    assert book["By day"]["A2"].value == "2026-07-01"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert chain


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_picture_of_the_days(
    terminal: Terminal, chain: list[Any], tmp_path: Path, suffix: str
) -> None:
    file = tmp_path / f"r.{suffix}"
    assert terminal("report", "2026-07", "--picture", str(file)).status == 0
    if suffix == "png":
        counted = Image.open(file).convert("RGB").getcolors(1 << 20) or ()
        colours = {colour for _count, colour in counted}
        assert {(0x56, 0xA0, 0xD8), (0xF0, 0xB4, 0x29), (0xC8, 0x38, 0x2A)} <= colours
    else:
        texts = [each.text for each in ET.parse(file).getroot().iter() if each.text]
        assert texts.count("×1") == 2
        assert [str(day) for day in range(1, 32)] == [t for t in texts if t.isdigit()][-31:]
    assert chain


def test_a_picture_of_another_kind_is_refused(terminal: Terminal, chain: list[Any]) -> None:
    assert terminal("report", "2026-07", "--picture", "r.gif").status == 2
    assert chain


def test_a_file_that_cannot_be_written(terminal: Terminal, chain: list[Any]) -> None:
    for option, name in (("--pdf", "x.pdf"), ("--xlsx", "x.xlsx"), ("--picture", "x.svg")):
        assert terminal("report", "2026-07", option, f"/nonexistent/{name}").status == 74
    assert chain


# --- the log itself -----------------------------------------------------------------------------


def test_the_log_as_a_workbook(terminal: Terminal, chain: list[Any], tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    told = terminal.json("asrun", "--xlsx", str(file))

    assert told.document == {"file": str(file), "records": len(chain)}
    sheet = openpyxl.load_workbook(file)["As-run log"]
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 1 + len(chain)
    assert rows[1][1] == at(1, 5, 30).replace(tzinfo=None)
    assert rows[2][11] == timedelta(minutes=5)
    assert (rows[0][9], rows[-1][9]) == ("Programme", "Bản tin sáng")
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:T{len(rows)}"
    hostile = next(cell for row in sheet.iter_rows() for cell in row if "HYPER" in str(cell.value))
    assert hostile.data_type == "s"
    assert hostile.quotePrefix


def test_files_go_one_at_a_time(terminal: Terminal, chain: list[Any]) -> None:
    assert terminal("asrun", "--csv", "a.csv", "--xlsx", "a.xlsx").status == 2
    assert terminal("asrun", "--follow", "--xlsx", "a.xlsx").status == 2
    assert chain
