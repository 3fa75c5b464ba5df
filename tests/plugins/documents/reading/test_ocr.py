"""Scanned pages: recognised where Tesseract is, else said clearly; never waited for long."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from loudspeaker.plugins.documents.reading import ocr
from loudspeaker.plugins.documents.reading.intake_jobs import read_file
from loudspeaker.plugins.documents.reading.proposal import propose
from loudspeaker.plugins.documents.reading.values import LIMITS, NoticeCode
from tests.plugins.documents.reading.papers import labelled, make_pdf, scanned

PAPER = next(labelled("tuned.txt"))
REQUIRED = "LOUDSPEAKER_REQUIRE_TESSERACT"


@pytest.fixture(scope="module")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scan") / "a.pdf"
    path.write_bytes(scanned(make_pdf([PAPER.text])))
    return path


def install(folder: Path, script: str) -> None:
    program = folder / "tesseract"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_a_scan_is_recognised(scan: Path) -> None:
    if ocr.recogniser() is None:
        if os.environ.get(REQUIRED):
            pytest.fail("tesseract with vie is not installed")
        pytest.skip("tesseract with vie is not installed")
    paper = read_file(scan)
    found = propose(paper.pages)
    assert found.number is not None
    assert found.number.value == PAPER.fields["number"]
    assert found.date is not None
    assert found.date.value == PAPER.fields["date"]
    assert found.summary is not None
    assert found.summary.value == PAPER.fields["summary"]
    assert [notice.code for notice in paper.notices] == [NoticeCode.SCANNED]
    assert not paper.needs_ocr


def test_without_tesseract_it_is_said(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for script in (None, "exit 1", "echo eng"):
        if script:
            install(tmp_path, script)
        paper = read_file(scan)
        assert paper.needs_ocr
        assert [notice.code for notice in paper.notices] == [NoticeCode.OCR_MISSING]
        assert "Trang 1 là ảnh quét" in paper.notices[0].says


@pytest.mark.parametrize("work", ["exit 3", "while :; do :; done", "kill -9 $$"])
def test_a_recogniser_that_fails_or_hangs_costs_its_page(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: str
) -> None:
    install(tmp_path, f'if [ "$1" = --list-langs ]; then echo vie; exit 0; fi\n{work}')
    monkeypatch.setenv("PATH", str(tmp_path))
    begun = time.monotonic()
    paper = read_file(scan, limits=replace(LIMITS, ocr_page_seconds=0.3))
    assert time.monotonic() - begun < 10
    assert paper.needs_ocr
    assert [notice.code for notice in paper.notices] == [NoticeCode.OCR_FAILED]


def test_a_table_of_words_becomes_lines(
    scan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext",
        "4\t1\t1\t1\t1\t0\t10\t100\t900\t20\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t100\t50\t20\t90\tUBND",
        "5\t1\t1\t1\t1\t2\t65\t110\t8\t3\t90\t-",
        "5\t1\t1\t1\t1\t3\t600\t100\t50\t20\t90\tCỘNG",
        "5\t1\t1\t1\t1\t4\t660\t100\t50\t20\t3\t#@",
        "rubbish\t1",
    ]
    table = "\n".join(rows)
    (tmp_path / "table").write_text(table)
    body = f'while IFS= read -r line; do echo "$line"; done < {tmp_path}/table'
    install(tmp_path, f'if [ "$1" = --list-langs ]; then echo vie; exit 0; fi\n{body}')
    monkeypatch.setenv("PATH", str(tmp_path))
    assert read_file(scan).pages[0].text == "UBND -\tCỘNG"


def test_a_huge_page_is_pictured_within_the_pixels() -> None:
    document = pdfium.PdfDocument.new()
    page = document.new_page(14_400, 14_400)
    picture = ocr._picture(page, replace(LIMITS, ocr_pixels=10_000))
    head, _, pixels = picture.partition(b" 255\n")
    assert head.startswith(b"P5 ")
    width, height = map(int, head.split()[1:])
    assert width * height == len(pixels) <= 10_300
