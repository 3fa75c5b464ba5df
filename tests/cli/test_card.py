"""The commissioning card on paper: what is on it, and that it can be read by a camera."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any

import numpy as np
import pytest
import segno
from PIL import Image

from loudspeaker.cli.card import (
    HEIGHT_MM,
    MARGIN_MM,
    QUIET_MODULES,
    WIDTH_MM,
    Sheet,
    card_of,
    sheet_of,
)
from loudspeaker.cli.card_files import DOTS_PER_INCH, WRITERS
from loudspeaker.radio.commands import KeyRing
from loudspeaker.radio.commissioning import card_from_payload

KEYS = KeyRing(bytes(range(32))).for_receiver(point=4, zone=3)
ANSWER: dict[str, Any] = {
    "station": "Xã Vị Hương",
    "point": 4,
    "name": "Nhà văn hóa thôn 3 <&>",
    "zone": 3,
    "zone_name": "Thôn 3",
    "pi": 0x7001,
    "group": "6A",
    "aid": None,
    "volume": 80,
    "epoch": 2,
    "keys": {
        "all": KEYS.everyone.hex(),
        "zone": KEYS.zone.hex(),
        "point": KEYS.point.hex(),
    },
}
CARD = card_of(ANSWER)
PX = DOTS_PER_INCH / 25.4


@pytest.fixture
def sheet() -> Sheet:
    return sheet_of(CARD, ANSWER)


def test_everything_a_fitter_types_is_on_the_sheet(sheet: Sheet) -> None:
    words = "\n".join(line.text for line in sheet.lines)
    for wanted in (
        *("Xã Vị Hương", "Point 4: Nhà văn hóa thôn 3 <&>", "Zone 3: Thôn 3", "PI: 7001"),
        *("Groups: 6A, AID: -", "Volume: 80", "Keys number: 2", CARD.heading_check),
        f"Typed last: {CARD.payload[-4:]}",
        *("SECRET", "points enrol 4 --done"),
    ):
        assert wanted in words
    for _letter, groups in CARD.key_rows:
        assert "   ".join(groups) in words


def test_everything_fits_on_the_sheet(sheet: Sheet) -> None:
    from loudspeaker.audio.drawing import text_font  # noqa: PLC0415 - needs a font

    longest = {**ANSWER, "name": "Điểm " * 12, "zone_name": "Thôn " * 12, "station": "Xã " * 33}
    crowded = sheet_of(CARD, longest).lines
    rows = [(line.top, line.top + line.size) for line in crowded]
    assert all(end < top for (_, end), (top, _) in itertools.pairwise(rows)), "none over another"
    for line in (*sheet.lines, *crowded):
        font, _ = text_font(round(line.size * PX))
        assert line.left + font.getlength(line.text) / PX <= WIDTH_MM - MARGIN_MM / 2, line
        assert line.top + 1.2 * line.size <= HEIGHT_MM, line


def test_the_code_is_that_of_the_text_with_free_space_around_it(sheet: Sheet) -> None:
    matrix = segno.make(CARD.payload, error="m", micro=False).matrix
    assert [list(map(int, row)) for row in sheet.modules] == [list(row) for row in matrix]
    assert card_from_payload(CARD.payload) == CARD
    assert QUIET_MODULES * sheet.module_mm + MARGIN_MM == pytest.approx(sheet.code_mm)
    beside = [line.left for line in sheet.lines if line.top < sheet.code_mm + 40]
    end_mm = sheet.code_mm + len(sheet.modules) * sheet.module_mm
    assert min(beside) - end_mm >= QUIET_MODULES * sheet.module_mm


def modules_of(picture: Image.Image, sheet: Sheet) -> list[list[bool]]:
    """Return the code's modules as a camera would: by the middle of each."""
    ink = np.asarray(picture.convert("L")) < 128
    side, origin = int(sheet.module_mm * PX), round(sheet.code_mm * PX)
    middles = [origin + number * side + side // 2 for number in range(len(sheet.modules))]
    return [[bool(ink[row, column]) for column in middles] for row in middles]


def test_png_shows_the_code_and_has_its_size_on_paper(sheet: Sheet) -> None:
    picture = Image.open(io.BytesIO(WRITERS[".png"](sheet)))
    assert modules_of(picture, sheet) == [list(row) for row in sheet.modules]
    assert picture.width / picture.info["dpi"][0] * 25.4 == pytest.approx(WIDTH_MM, abs=0.2)


def test_svg_is_whole_and_its_ink_is_that_of_the_code(sheet: Sheet) -> None:
    text = WRITERS[".svg"](sheet).decode()
    assert "Nhà văn hóa thôn 3 &lt;&amp;&gt;" in text
    assert text.endswith("</svg>\n")
    runs = re.findall(r"M[0-9. ]+h([0-9.]+)v", text)
    ink = sum(float(length) for length in runs) / sheet.module_mm
    assert round(ink, 1) == sum(map(sum, sheet.modules))


def test_pdf_is_one_page_of_the_sheets_size(sheet: Sheet) -> None:
    data = WRITERS[".pdf"](sheet)
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type /Page\b", data)) == 1
    box = re.search(rb"/MediaBox \[ *0 0 ([0-9.]+) ([0-9.]+)", data)
    assert box is not None
    assert float(box[1]) == pytest.approx(WIDTH_MM / 25.4 * 72, abs=1)
