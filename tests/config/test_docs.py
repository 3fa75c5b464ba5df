"""Every key and every word of refusal has an entry in the reference."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.config.drivers import BUILT_IN
from loudspeaker.config.hardware import hardware_keys
from loudspeaker.config.problems import Problem
from loudspeaker.config.schedules import SCHEDULE_KEYS
from loudspeaker.config.station import STATION_KEYS
from loudspeaker.config.templates import TEMPLATE_KEYS
from loudspeaker.config.voices import ENGINES, VOICE_KEYS
from loudspeaker.model.settings import Chosen, Kind, ListOf, Table

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def keys(kind: Kind) -> Iterator[str]:
    if isinstance(kind, ListOf):
        yield from keys(kind.item)
    elif isinstance(kind, Table):
        for setting in kind.settings:
            yield setting.name
            yield from keys(setting.kind)
    elif isinstance(kind, Chosen):
        yield kind.key
        for table in (kind.common, *kind.tables.values()):
            yield from keys(table)


def documented(page: str, word: str) -> bool:
    text = (REFERENCE / page).read_text(encoding="utf-8")
    return any(f"{left}{word}{right}" in text for left in "`{ " for right in "`,}:")


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("configuration.md", STATION_KEYS),
        ("configuration.md", hardware_keys(BUILT_IN)),
        ("configuration.md", VOICE_KEYS),
        ("schedules.md", SCHEDULE_KEYS),
        ("templates.md", TEMPLATE_KEYS),
    ],
)
def test_every_key_is_documented(page: str, kind: Kind) -> None:
    assert [key for key in keys(kind) if not documented(page, key)] == []


def test_every_problem_is_documented() -> None:
    assert [word for word in Problem if not documented("configuration.md", word)] == []


def test_every_driver_and_engine_is_documented() -> None:
    names = (*BUILT_IN.transmitter, *BUILT_IN.points, *BUILT_IN.sound, *ENGINES)
    text = (REFERENCE / "configuration.md").read_text(encoding="utf-8")
    assert [name for name in names if name not in text] == []
