"""The interlock gets its rules from the configuration that is in force."""

from __future__ import annotations

from pathlib import Path

from loudspeaker.bootstrap.air import _limits
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.config.station import Profile
from loudspeaker.system.home import Home
from tests.timetable.moments import at


def test_days_of_mourning_reach_playout_at_reload(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    init_home(home, Profile.SIMULATED)
    live = LiveSettings(home)
    assert not _limits(live).mourning.holds(at("2026-07-25 12:00"))
    home.mourning_file.write_text("days: 2026-07-25\n")
    assert live.reload() is None
    assert _limits(live).mourning.holds(at("2026-07-25 12:00"))
    home.mourning_file.write_text("days: 2026-07-32\n")
    assert live.reload() is not None
    assert _limits(live).mourning.holds(at("2026-07-25 12:00"))
