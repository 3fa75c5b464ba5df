"""Files of pages for everybody: there with the page that names them, and gone with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.public.pages import PageFile, PublicChange, PublicPage, page_of
from loudspeaker.store.plugin_folder import PluginFolder
from tests.station.bench import NOON
from tests.station.plugin_house import House, Made

PAPER = b"%PDF quyet dinh"


class Shows(Made):
    """Shows what a test puts there."""

    def __init__(self) -> None:
        super().__init__(public_rows=self._rows)
        self.steps: list[PublicChange] = []

    def _rows(self, since: str) -> PublicChange | None:
        done = int(since or 0)
        return self.steps[done] if done < len(self.steps) else None

    def show(self, *pages: PublicPage, gone: tuple[str, ...] = ()) -> None:
        self.steps.append(PublicChange(mark=str(len(self.steps) + 1), pages=pages, gone=gone))


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.plugin = Shows()
        self.house.add(papers=self.plugin)
        self.own = PluginFolder(self.house.home.plugins / "papers", limit_bytes=lambda: 1 << 20)

    def file(self, content: bytes = PAPER, **other: Any) -> PageFile:
        sha256 = self.own.keep(content, ".pdf")
        file = PageFile(name="qd-12", title="Quyết định 12", sha256=sha256, size=len(content))
        return replace(file, **other)

    def public(self) -> list[str]:
        folder = self.house.home.public_files
        return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "home")
    yield made
    made.house.close()


def page(*files: PageFile, name: str = "van-ban") -> PublicPage:
    return PublicPage(name=name, title="Văn bản", blocks=(), changed=NOON, files=files)


def test_a_file_comes_with_its_page_and_goes_with_it(shelf: Shelf) -> None:
    file, other = shelf.file(), shelf.file(b"other", name="qd-13")
    shelf.plugin.show(page(file, other), page(file, name="hai"))
    shelf.house.update()
    assert shelf.public() == sorted([file.sha256, other.sha256])
    public = shelf.house.home.public_files / file.sha256
    assert public.read_bytes() == PAPER
    shown = shelf.house.reader.page("papers", "van-ban")
    assert shown is not None
    assert shown.files == (file, other)
    assert page_of(shown.to_values()) == shown
    assert shelf.house.reader.pages_found("quyet dinh 12")
    shelf.plugin.show(page(file))
    shelf.house.update()
    assert shelf.public() == [file.sha256]
    shelf.plugin.show(gone=("van-ban", "hai"))
    shelf.house.update()
    assert shelf.public() == []
    assert shelf.own.path(file.sha256).read_bytes() == PAPER
    assert shelf.house.fault == ""


def test_a_plug_in_that_is_switched_off_shows_no_file(shelf: Shelf) -> None:
    shelf.plugin.show(page(shelf.file()))
    shelf.house.update()
    shelf.house.wanted.clear()
    shelf.house.plugins.load()
    shelf.house.update()
    assert shelf.public() == []


@pytest.mark.parametrize(
    "other",
    [
        {"sha256": "0" * 64},
        {"sha256": "../station.db"},
        {"size": 5},
        {"size": 0},
        {"size": "5"},
        {"size": 1 << 30},
        {"kind": "html"},
        {"kind": "svg"},
        {"name": "a/b"},
        {"name": ""},
        {"title": ""},
        {"title": 5},
    ],
)
def test_what_is_no_file_of_its_own_is_a_fault_and_what_was_shown_stays(
    shelf: Shelf, other: dict[str, Any]
) -> None:
    shelf.plugin.show(page(shelf.file()))
    shelf.house.update()
    before = shelf.public()
    shelf.plugin.show(page(shelf.file(**other)))
    shelf.house.update()
    assert shelf.house.fault.startswith("papers ")
    assert shelf.public() == before
    shown = shelf.house.reader.page("papers", "van-ban")
    assert shown is not None
    assert shown.files[0].kind == "pdf"
    shelf.plugin.steps[-1] = PublicChange(mark="2", gone=("van-ban",))
    shelf.house.update()
    assert (shelf.house.fault, shelf.public()) == ("", [])


def test_a_page_without_files_is_kept_as_it_was_before_there_were_any() -> None:
    assert "files" not in page().to_values()
    assert page_of(page().to_values()) == page()


def test_a_file_that_cannot_be_laid_ready_costs_its_page_alone(shelf: Shelf) -> None:
    """What everybody may know of announcements goes by the same way."""
    odd, gone = "ab" * 32, "cd" * 32
    place = shelf.house.home.plugins / "papers" / "ab" / odd
    place.mkdir(parents=True)
    (place.parents[1] / "cd").mkdir()
    (place.parents[1] / "cd" / gone).symlink_to("nowhere")
    for name, size in ((odd, place.stat().st_size), (gone, 1)):
        file = PageFile(name="a", title="A", sha256=name, size=size)
        shelf.plugin.steps = []
        shelf.plugin.show(page(file))
        shelf.house.update()
        assert shelf.house.reader.page("papers", "van-ban") is None
        assert "papers has a file that nobody can be shown" in shelf.house.fault
    shelf.plugin.steps = []
    shelf.plugin.show(page(shelf.file()))
    shelf.house.update()
    assert shelf.house.reader.page("papers", "van-ban") is not None
    assert shelf.house.fault == ""


def test_where_no_file_has_two_names_a_whole_copy_is_shown(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "no links on this file system")

    monkeypatch.setattr("loudspeaker.station.public_files.os.link", refuse)
    file = shelf.file()
    shelf.plugin.show(page(file))
    shelf.house.update()
    assert shelf.public() == [file.sha256]
    assert (shelf.house.home.public_files / file.sha256).read_bytes() == PAPER
