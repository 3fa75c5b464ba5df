"""The plug-in that the documentation shows works as it says, and every hook has its line."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from loudspeaker import hookspecs
from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.plugins import review_once
from loudspeaker.bootstrap.web_plugins import web_plugins
from loudspeaker.cli import main
from loudspeaker.config.station import Profile, load_station
from loudspeaker.errors import RoleMissing
from loudspeaker.model import Priority
from loudspeaker.model.review import Announcement, Concern
from loudspeaker.plugins.guard.kinds import SEVERITIES
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.home import Home
from tests.cli.servers import answering
from tests.station.bench import Bench

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "explanation/plugins.md").read_text("utf-8")
REFERENCE = (DOCS / "reference/plugins.md").read_text("utf-8")


def block(language: str, page: str = PAGE) -> str:
    found = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
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
    assert all(f"| `{name}(" in REFERENCE for name in hooks)


def test_the_whole_one_works_as_a_package_that_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pkg_cho.py").write_text(block("python", REFERENCE), encoding="utf-8")
    note = tmp_path / "pkg_cho-1.0.dist-info"
    note.mkdir()
    (note / "METADATA").write_text("Metadata-Version: 2.1\nName: pkg-cho\nVersion: 1.0\n")
    (note / "entry_points.txt").write_text("[loudspeaker]\ncho = pkg_cho\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    bench = Bench(tmp_path / "home", extra="plugins: [cho]\n", registers=True)
    for _ in range(2):
        assert bench.ask("cho.set", "soan", text="Chợ Lát, Chủ nhật 6/12") == bench.ask(
            "cho.show", "xem"
        )
        with pytest.raises(RoleMissing):
            bench.ask("cho.set", "xem", text="x")
        bench.parts.publishing.update()
        bench.restart()
    reader = PublicReader(bench.home.public)
    assert [page.title for page in reader.pages_found("cho lat")] == ["Phiên chợ tới"]
    assert [card.plugin for card in reader.cards()] == ["cho"]
    assert bench.fault_codes().isdisjoint({"plugins", "public"})
    names = [each.name for each in web_plugins(bench.home, bench.live.now.station)]
    assert names == ["cho", "documents", "dossiers", "guard", "office"]
    reader.close()
    bench.kill()
    with answering(bench.home.control_socket, {"cho.show": lambda _a: {"text": "Chợ"}}):
        assert main.run(["--home", str(bench.home.root), "cho", "show"]) == 0
    del sys.modules["pkg_cho"]


def test_every_kind_of_personal_data_has_its_line() -> None:
    page = (DOCS / "reference/guard.md").read_text("utf-8")
    for kind, severity in SEVERITIES.items():
        (line,) = re.findall(rf"^\| `{kind.value}` \|.*$", page, re.MULTILINE)
        assert line.endswith(f"| {severity.value} |")
