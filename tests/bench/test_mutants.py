"""Every planted bug still finds its place in the source, and is Python."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from bench.faults.bugs import MUTANTS
from bench.faults.planting import Mutant, plant


def test_a_bug_is_told_by_its_kind_or_its_words() -> None:
    mutant = replace(MUTANTS[0], caught_as=frozenset({"stuck"}), told_as=frozenset({"kept up"}))
    assert mutant.is_among({"stuck": ["4.1 s"]})
    assert mutant.is_among({"found": ["0: stuck: 4.1 s"]})
    assert mutant.is_among({"found": ["0: carrier kept up"]})
    assert not mutant.is_among({"found": ["0: lost: a-1 is not stuck"], "stuck": []})


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_planted_bugs_can_be_planted(mutant: Mutant, tmp_path: Path) -> None:
    plant(mutant, tmp_path)
    planted = (tmp_path / mutant.file).read_text(encoding="utf-8")
    ast.parse(planted)
    assert mutant.planted in planted
