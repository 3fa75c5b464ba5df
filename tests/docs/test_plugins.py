"""The plug-in that the documentation shows works as it says, and every hook has its line."""

from __future__ import annotations

import re
from pathlib import Path

from loudspeaker import hookspecs
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.plugins import review_once
from loudspeaker.config.station import Profile, load_station
from loudspeaker.model import Priority
from loudspeaker.model.review import Announcement, Concern
from loudspeaker.plugins.guard.kinds import SEVERITIES
from loudspeaker.system.home import Home

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "explanation/plugins.md").read_text("utf-8")


def block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found.group(1)


def reviewed(folder: Path, text: str) -> tuple[Concern, ...]:
    home = Home(folder / "home")
    init_home(home, Profile.SIMULATED)
    home.station_file.write_text(f"name: Xã thử\n{block('yaml')}", encoding="utf-8")
    path = home.root / "plugins" / "co_gio.py"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(block("python"), encoding="utf-8")
    path.chmod(0o600)
    announcement = Announcement(title="Họp", text=text, priority=Priority.NORMAL)
    return review_once(home, load_station(home.root), announcement)


def test_the_example_does_what_it_says(tmp_path: Path) -> None:
    text = "Kính mời bà con thôn 3 đến nhà văn hóa họp bàn việc làm đường."
    (concern,) = reviewed(tmp_path, text)
    assert (concern.plugin, concern.code) == ("co_gio", "no_time")
    assert text[concern.start : concern.end].endswith("họp")
    assert reviewed(tmp_path, text.replace("họp", "họp lúc 19h30")) == ()


def test_every_hook_has_its_line() -> None:
    hooks = [name for name, value in vars(hookspecs).items() if hasattr(value, "loudspeaker_spec")]
    assert hooks
    assert all(f"| `{name}(" in PAGE for name in hooks)


def test_every_kind_of_personal_data_has_its_line() -> None:
    page = (DOCS / "reference/guard.md").read_text("utf-8")
    for kind, severity in SEVERITIES.items():
        (line,) = re.findall(rf"^\| `{kind.value}` \|.*$", page, re.MULTILINE)
        assert line.endswith(f"| {severity.value} |")
