"""The labelled sentences: nothing of a person goes unseen, what offices write passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.guard import DATA, SETS, score
from loudspeaker.model.review import Severity
from loudspeaker.plugins.guard.kinds import NAMED, SEVERITIES, Kind


@pytest.mark.parametrize("name", SETS)
def test_nothing_is_missed_and_nothing_raised_in_vain(name: str) -> None:
    result = score(DATA / name)
    assert result.wrong == []
    assert not result.missed
    assert not result.false


def test_the_sets_are_as_large_as_they_are_said_to_be() -> None:
    personal, harmless, held_out = (score(DATA / name) for name in SETS)
    assert (personal.sentences, harmless.sentences, held_out.sentences) == (191, 183, 114)
    assert set(personal.there) == {kind.value for kind in Kind} - NAMED
    assert not harmless.there


def test_a_mistake_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text("phone\tMời bà con họp.\n-\tGọi 0912 345 678.\n", encoding="utf-8")
    result = score(path)
    assert result.missed == {"phone": 1}
    assert result.false == {"phone": 1}
    assert len(result.wrong) == 2


def test_what_names_a_person_or_opens_a_door_to_them_is_hard() -> None:
    soft = {kind.value for kind in Kind if SEVERITIES[kind] is Severity.WARN}
    assert soft == {"tax_code", "plate", "email", "birth", "address"} | NAMED
