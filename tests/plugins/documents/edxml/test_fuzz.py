"""Whatever comes is a message or refused, nothing stays of what is refused, and it needs no memory.

The long form is ``python -m bench.documents.fuzz_edxml --minutes 60``.
"""

from __future__ import annotations

import io
import random
import tempfile
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.documents.edxml import measure
from bench.documents.fuzz_edxml import fault, run
from bench.documents.mutating import SEEDS, spoiled
from loudspeaker.plugins.documents.edxml.reader import read_message
from loudspeaker.plugins.documents.edxml.refusals import MessageRefused
from tests.plugins.documents.edxml.variants import HANDMADE

MOST_MB = 200
"""What 50 MB may take; the long form is ``python -m bench.documents.edxml``."""
LARGE_MB = 24


@settings(max_examples=100)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(MessageRefused):
        read_message(io.BytesIO(data), Path("nothing is written"))


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_spoiled_messages_are_taken_or_refused(chance: random.Random) -> None:
    with tempfile.TemporaryDirectory() as name:
        for data in islice(spoiled(chance), 5):
            assert fault(data, Path(name))


def test_a_message_that_is_cut_anywhere_is_refused(tmp_path: Path) -> None:
    data = HANDMADE.encode()
    for end in range(0, len(data) - 9, 37):
        with pytest.raises(MessageRefused):
            read_message(io.BytesIO(data[:end]), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_long_form_reads_and_counts(tmp_path: Path) -> None:
    ends, slowest = run(0.3, 3, tmp_path / "faults")
    assert sum(ends.values()) > len(SEEDS) // 4
    assert (ends["FAULT"], (tmp_path / "faults").exists()) == (0, False)
    assert slowest > 0


@pytest.mark.slow
def test_a_large_file_goes_by(tmp_path: Path) -> None:
    told = measure(tmp_path, LARGE_MB)
    assert told["same"]
    assert told["message_mb"] >= LARGE_MB * 4 / 3
    for part in (told["write"], told["line"], told["read"]):
        assert part["peak_mb"] < MOST_MB
        assert (
            part["peak_mb"] - part["before_mb"] < LARGE_MB / 2
        )  # it is not in memory, not even packed
