"""What travels of a report is all of it, and JSON."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.asrun import Audit, Head
from loudspeaker.bootstrap.init import init_home
from loudspeaker.config.station import Profile
from loudspeaker.report import Period
from loudspeaker.sheets.reporting.gathering import gather
from loudspeaker.sheets.reporting.told import document_of
from loudspeaker.sheets.reporting.wire import gathered_of, values_of
from loudspeaker.system.home import Home
from tests.cli.reporting.month import july, name_items, write
from tests.report.lives import at


@pytest.mark.parametrize("period", [Period(year=2026, month=7), Period(year=2026)])
def test_a_report_comes_back_as_it_was(tmp_path: Path, period: Period) -> None:
    home = Home(tmp_path / "home")
    init_home(home, Profile.SIMULATED)
    name_items(home)
    write(home, july())
    audit = Audit(records=3, head=Head(seq=3, hash="ab"))
    gathered = gather(home, period, at(9) + timedelta(days=40), lambda: audit)
    again = gathered_of(json.loads(json.dumps(values_of(gathered))))
    assert again == gathered
    assert document_of(again) == document_of(gathered)
    assert values_of(gathered)["period"] == period.name
