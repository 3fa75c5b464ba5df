"""Every planted bug still finds its place in the source, and is Python."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bench.faults.bugs import MUTANTS
from bench.faults.planting import Mutant, plant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_planted_bugs_can_be_planted(mutant: Mutant, tmp_path: Path) -> None:
    plant(mutant, tmp_path)
    planted = (tmp_path / mutant.file).read_text(encoding="utf-8")
    ast.parse(planted)
    assert mutant.planted in planted
