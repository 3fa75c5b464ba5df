"""Whole documents as offices type them, line by line; each reading was looked over by eye.

``documents/NAME.txt`` is the document, ``NAME.reading`` how each of its lines is read.  After a
rule has changed, ``python -m tests.text.test_documents`` writes the readings anew: look at every
line that differs before it is committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pytest

from loudspeaker.text import read_text
from loudspeaker.text.audit import audit
from loudspeaker.text.findings import Concern
from loudspeaker.text.reading import Reading
from loudspeaker.text.shipped import shipped_tables

FOLDER = Path(__file__).parent / "documents"
NAMES = ("thong-bao", "quyet-dinh", "lich-tiem-chung", "bang-gia", "tin-bao")


def reading_of(name: str) -> Reading:
    return read_text((FOLDER / f"{name}.txt").read_text("utf-8"))


def lines_of(reading: Reading) -> Iterator[str]:
    """Yield what is heard of each line of the prepared text."""
    said = [span for span in reading.spans if span.reading]
    for _, spans in groupby(said, key=lambda span: reading.text.count("\n", 0, span.start)):
        yield " ".join(span.reading for span in spans)


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_document(name: str) -> None:
    wanted = (FOLDER / f"{name}.reading").read_text("utf-8").splitlines()
    assert list(lines_of(reading_of(name))) == wanted


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_document_is_left_in_signs(name: str) -> None:
    for line in lines_of(reading_of(name)):
        assert all(c.isalpha() or c in " ," for c in line)


@pytest.mark.parametrize("name", NAMES)
def test_no_date_of_a_document_is_impossible(name: str) -> None:
    findings = audit(reading_of(name), shipped_tables())
    assert Concern.DATE_IMPOSSIBLE not in {finding.concern for finding in findings}


def write() -> None:
    for name in NAMES:
        text = "\n".join(lines_of(reading_of(name))) + "\n"
        (FOLDER / f"{name}.reading").write_text(text, "utf-8")


if __name__ == "__main__":
    write()
