from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from loudspeaker.config import shipped
from loudspeaker.errors import ConfigurationRefused

ROOT = Path(__file__).parents[2]


def test_in_a_checkout() -> None:
    assert shipped.shipped_folder("hardware") == ROOT / "hardware"
    assert {"simulated", "bench", "vi-huong", "exciter-telemetry", "exciter-line"} <= set(
        shipped.files("hardware")
    )


def test_in_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = tmp_path / "loudspeaker" / "shipped" / "voices"
    installed.mkdir(parents=True)
    (installed / "a.yaml").touch()
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "loudspeaker")
    assert shipped.files("voices") == {"a": installed / "a.yaml"}


def test_the_station_s_own_file_wins(tmp_path: Path) -> None:
    own = tmp_path / "hardware" / "simulated.yaml"
    own.parent.mkdir()
    own.touch()
    (own.parent / "notes.txt").touch()
    found = shipped.files("hardware", tmp_path)
    assert found["simulated"] == own
    assert found["bench"] == ROOT / "hardware" / "bench.yaml"
    assert "notes" not in found
    assert shipped.find("hardware", "simulated", tmp_path) == own


def test_a_home_without_own_files(tmp_path: Path) -> None:
    assert shipped.files("hardware", tmp_path) == shipped.files("hardware")


def test_a_name_that_is_not_there() -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        shipped.find("hardware", "simulatd")
    assert caught.value.problem == "unknown_name"
    assert caught.value.nearest == "simulated"


@pytest.mark.slow
def test_the_wheel_holds_the_data(tmp_path: Path) -> None:
    wheel_builder = pytest.importorskip("hatchling.builders.wheel")
    builder = wheel_builder.WheelBuilder(str(ROOT))
    (artifact,) = builder.build(directory=str(tmp_path), versions=["standard"])
    with zipfile.ZipFile(artifact) as wheel:
        names = set(wheel.namelist())
    assert "loudspeaker/shipped/hardware/simulated.yaml" in names
    for kind in ("hardware", "schedules", "voices"):
        for path in (ROOT / kind).glob("*.yaml"):
            assert f"loudspeaker/shipped/{kind}/{path.name}" in names
