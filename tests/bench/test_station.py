"""A campaign runs the source it was told to run, wherever it is started."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.faults.planting import ROOT
from bench.faults.station import Station


@pytest.mark.slow
def test_it_is_the_named_source_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "source" / "loudspeaker"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.chdir(ROOT)
    Station(tmp_path / "home", source=tmp_path / "source", rate=1.0).check_source()


@pytest.mark.slow
def test_a_source_that_would_not_run_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="would run, not"):
        Station(tmp_path / "home", source=tmp_path, rate=1.0).check_source()
