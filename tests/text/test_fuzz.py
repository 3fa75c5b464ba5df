"""Pieces of real sentences thrown together: whatever comes of it is read, in letters, once."""

from __future__ import annotations

import random
import re
from datetime import date

import pytest

from loudspeaker.errors import TextRefused
from loudspeaker.text import read_text, speakable
from loudspeaker.text.audit import audit
from loudspeaker.text.shipped import shipped_tables
from tests.text.test_sets import sentences
from tests.whole import WHOLE

PIECES = sorted({piece for row in sentences("seen") for piece in row.written.split()})
SIGNS = [*"0123456789" * 20, *"/-–.,:;()%°'\"+=<>≥≤*#|{}~×x&@" * 8, "\n", "\t", "1.000.000", "0,5"]
SPEAKABLE = re.compile(r"(?:[^\W\d_]+(?: [^\W\d_]+)*)?")
GAPS = ("", " ")


def thrown_together(dice: random.Random) -> str:
    pieces = (
        dice.choice(PIECES if dice.random() < 0.8 else SIGNS) for _ in range(dice.randint(1, 9))
    )
    return "".join(piece + dice.choice(GAPS) for piece in pieces)


def check(text: str) -> None:
    said = speakable(text)
    assert SPEAKABLE.fullmatch(said), text
    assert speakable(said) == said, text
    try:
        reading = read_text(text)
    except TextRefused:
        return
    audit(reading, shipped_tables(), today=date(2026, 11, 28))


@pytest.mark.parametrize("seed", range(4))
def test_pieces_thrown_together(seed: int) -> None:
    dice = random.Random(seed)
    for _ in range(400):
        check(thrown_together(dice))


@pytest.mark.slow
@pytest.mark.no_cover
def test_many_pieces_thrown_together() -> None:
    dice = random.Random(2026)
    for _ in range(20_000 if WHOLE else 6_000):
        check(thrown_together(dice))
