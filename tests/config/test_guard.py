"""The keys ``guard`` and ``plugins`` of ``station.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config.guard import GuardConfig
from loudspeaker.config.station import StationConfig, load_station
from loudspeaker.errors import ConfigurationRefused


def read(folder: Path, extra: str) -> StationConfig:
    (folder / "station.yaml").write_text(f"name: Xã thử\n{extra}", encoding="utf-8")
    return load_station(folder)


def test_a_file_from_before_has_the_check_and_no_plug_ins(tmp_path: Path) -> None:
    config = read(tmp_path, "")
    assert config.guard == GuardConfig(enabled=True, public_numbers=())
    assert config.plugins == ()


def test_numbers_are_kept_as_they_are_written(tmp_path: Path) -> None:
    config = read(tmp_path, "guard:\n  public_numbers: [02263868113, '(0226) 3.868-115', +84 9]\n"
                  .replace("+84 9", "+84 912 345 678"))  # fmt: skip
    assert config.guard.public_numbers == ("02263868113", "(0226) 3.868-115", "+84 912 345 678")


@pytest.mark.parametrize("bad", ["0912", "ông A", "12345 đồng", "1" * 21, "1.2", "''"])
def test_what_is_no_number_is_refused(tmp_path: Path, bad: str) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        read(tmp_path, f"guard:\n  public_numbers:\n    - {bad}\n")
    assert (refusal.value.problem, refusal.value.line) == ("wrong_value", 4)


@pytest.mark.parametrize("bad", ["../x", "A", "x.py", "mot hai", "-"])
def test_a_plug_in_has_a_plain_name(tmp_path: Path, bad: str) -> None:
    with pytest.raises(ConfigurationRefused):
        read(tmp_path, f"plugins: ['{bad}']\n")


def test_an_unknown_key_of_guard_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        read(tmp_path, "guard: {enable: false}\n")
    assert refusal.value.nearest == "enabled"
