"""What a village refuses before it begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loudspeaker.errors import ConfigurationRefused
from loudspeaker.village.main import run_village
from loudspeaker.village.new_config import village_config

from .fakes import BOOK, PI, plan


def test_a_fault_of_a_port_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "village").mkdir()
    content = json.dumps(village_config(plan(), BOOK, PI))
    (tmp_path / "village" / "village.json").write_text(content)
    script = tmp_path / "faults.yaml"
    script.write_text("- {at: 1, do: port_vanish, port: exciter}\n")
    with pytest.raises(ConfigurationRefused) as refusal:
        run_village(tmp_path, script=script)
    assert (refusal.value.file, refusal.value.problem, refusal.value.key) == (
        str(script),
        "not_allowed",
        "port",
    )
