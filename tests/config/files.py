"""Small helpers to write settings files."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config.reader import Section, read_table
from loudspeaker.config.strict_yaml import parse
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.settings import Chosen, Table


def read(text: str, kind: Table | Chosen) -> Section:
    return read_table(parse(text.encode(), file="f.yaml"), kind, file="f.yaml")


def refusal(text: str, kind: Table | Chosen) -> ConfigurationRefused:
    with pytest.raises(ConfigurationRefused) as caught:
        read(text, kind)
    return caught.value


def station_home(folder: Path, text: str) -> Path:
    (folder / "station.yaml").write_text(text, encoding="utf-8")
    return folder
