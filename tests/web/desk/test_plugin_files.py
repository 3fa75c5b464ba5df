"""Files from people to a plug-in and back, over desk, API and command line, on a real station."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.bootstrap import plugins as home_plugins
from loudspeaker.bootstrap import station_core
from loudspeaker.bootstrap.web_plugins import described
from loudspeaker.cli.plugin_files import left, saved
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import (
    DiskFull,
    EntryRefused,
    FileRefused,
    LoudspeakerError,
    UsageRefused,
)
from loudspeaker.hookspecs import (
    Asked,
    FileAnswer,
    FileGiven,
    FileShown,
    Gone,
    Page,
    Pages,
    Services,
    Shown,
)
from loudspeaker.model.fields import Field, Kind, file_name
from loudspeaker.sentences.language import Language, speak
from loudspeaker.station.plugins import Source
from loudspeaker.station.room import NoSpare
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.deposit import SPARE_BYTES, leave
from loudspeaker.web.app import application
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.templating import templates
from tests.station.bench import NOON, Bench
from tests.station.plugin_house import WAIT, Made, doing
from tests.station.test_sign_in import enter
from tests.web.house import BenchCalls, Browser, browser

DESK, API = "/desk/them/papers", "/api/v1/plugins/papers"
SHOWN = "<p>{{ error }}</p><p>{{ count }} tệp</p>"
FORM = '{% extends "desk/frame.html" %}{% block content %}' + SHOWN + "{% endblock %}"


class Papers:
    """A plug-in that keeps papers, as the station and as the pages know it."""

    def __init__(self, folder: Path) -> None:
        self.kept: list[tuple[str, str]] = []
        self.paths: list[Path] = []
        folder.mkdir()
        (folder / "form.html").write_text(FORM, encoding="utf-8")
        file, others = Field(name="file", kind=Kind.FILE, required=True), Field(
            name="others", kind=Kind.FILES
        )  # fmt: skip
        offered = [
            doing("papers.add", self.add, file, others),
            doing("papers.give", self.give, Field(name="sha256"), method="GET"),
        ]
        page = Page(view=self.view, takes_files=True, largest_mb=1, done={"xong": "Đã nhận."})
        self.made = Made(register_actions=offered, pages=Pages(pages=(page,), templates=folder))

    @property
    def services(self) -> Services:
        assert self.made.services is not None
        return self.made.services

    def add(self, _who: Any, request: dict[str, Any]) -> dict[str, Any]:
        files: tuple[FileGiven, ...] = (request["file"], *request.get("others", ()))
        self.paths += [file.path for file in files]
        assert self.services.folder is not None
        if files[0].name == "không nhận.pdf":
            raise EntryRefused(where="tệp", problem="không phải văn bản")
        names = [self.services.folder.keep(file.path, ".pdf") for file in files]
        self.kept += [(file.name, name) for file, name in zip(files, names, strict=True)]
        return {"kept": names, "sizes": [file.size for file in files]}

    def give(self, _who: Any, request: dict[str, Any]) -> FileAnswer:
        assert self.services.folder is not None
        if "sha256" not in request:
            return FileAnswer(name="sổ.xlsx", content=b"book", values={"rows": 3})
        return FileAnswer(name="giấy mời.pdf", path=self.services.folder.path(request["sha256"]))

    def view(self, asked: Asked) -> Shown | Gone | FileShown:
        if "sha256" in asked.query:
            answer = asked.ask("papers.give", sha256=asked.query["sha256"])
            return FileShown(file=answer["handed_out"], inline=True)
        if not asked.posted:
            return Shown(template="form.html", values={"count": len(self.kept)})
        try:
            file, *others = asked.files["file"]
            asked.ask("papers.add", file=file, others=others)
        except LoudspeakerError as error:
            return Shown(template="form.html", values={"count": 0}, error=asked.tell(error))
        return Gone(done="xong")


class House:
    """A station with that plug-in, and its pages."""

    def __init__(self, folder: Path, papers: Papers) -> None:
        self.papers = papers
        self.bench = Bench(folder)
        assert self.bench.parts.plugins.threads()["papers"].wait_ready(WAIT)
        self.home = self.bench.home
        found = described({"papers": Source(load=lambda: Web(papers))})
        self.app = application(
            WebParts(
                reader=cast("PublicReader", None),
                clips=self.home.clips,
                sounds=folder,
                incoming=self.home.incoming,
                handed_out=self.home.handed_out,
                station=BenchCalls(bench=self.bench),
                settings=WebSettings(station="Xã thử"),
                time=StandingClock(NOON),
                templates=templates("Xã thử"),
                plugins=found,
            )
        )
        self._session = enter(self.bench, "soan")

    @property
    def visitor(self) -> Browser:
        return browser(self.app, self._session)

    def send(self, *files: tuple[str, bytes]) -> httpx.Response:
        return self.visitor.post(DESK, files=[("file", (n, c, "x/y")) for n, c in files])

    def lying_about(self) -> list[str]:
        """Return what is left anywhere of what was brought."""
        given = [path for path in self.papers.paths if path.exists()]
        return [p.name for p in (*self.home.incoming.iterdir(), *given)]


class Web(Made):
    """The same plug-in as it describes itself to the pages."""

    def __init__(self, papers: Papers) -> None:
        super().__init__(**papers.made._answers)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    papers, ours = Papers(tmp_path / "templates"), home_plugins.sources

    def sources(*given: Any) -> Mapping[str, Source]:
        return {**ours(*given), "papers": Source(load=lambda: papers.made)}

    monkeypatch.setattr(station_core, "sources", sources)
    speak(Language.VIETNAMESE)
    made = House(tmp_path / "home", papers)
    yield made
    made.bench.kill()
    speak(Language.ENGLISH)


# --- the desk -------------------------------------------------------------------------------------


def test_files_of_a_form_reach_the_plug_in_and_nothing_is_left_about(house: House) -> None:
    large = os.urandom(900_000)
    answer = house.send(("C:\\scan\\giấy mời.pdf", large), ("phụ lục.xlsx", b"2"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{DESK}?xong=xong")
    assert [name for name, _sha in house.papers.kept] == ["giấy mời.pdf", "phụ lục.xlsx"]
    assert house.lying_about() == []
    folder = house.papers.services.folder
    assert folder is not None
    assert folder.path(house.papers.kept[0][1]).read_bytes() == large
    assert "2 tệp" in house.visitor.get(DESK).text


def test_what_is_refused_is_told_and_nothing_is_left_about(house: House) -> None:
    answer = house.send(("không nhận.pdf", b"1"))
    assert answer.status_code == 422
    assert "không phải văn bản" in answer.text
    answer = house.send(("a.pdf", b"x" * ((1 << 20) + 1)))
    assert answer.status_code == 422
    assert "a.pdf" in answer.text
    assert "tối đa 1 MB" in answer.text
    assert house.send(("a.pdf", b"x" * (2 << 20))).status_code == 413
    assert house.send(*[(f"{n}.pdf", b"x") for n in range(21)]).status_code == 400
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert house.visitor.post(DESK, content=b"a=1", headers=form).status_code == 415
    assert (house.papers.kept, house.lying_about()) == ([], [])
    assert "plugins" not in house.bench.fault_codes()


def test_a_file_is_given_to_who_may_see_it_once(house: House) -> None:
    house.send(("a.pdf", b"%PDF paper"))
    (_name, sha256) = house.papers.kept[0]
    answer = house.visitor.get(f"{DESK}?sha256={sha256}")
    assert answer.content == b"%PDF paper"
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename*=UTF-8''gi%E1%BA%A5y")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert list(house.home.handed_out.iterdir()) == []
    assert browser(house.app).get(f"{DESK}?sha256={sha256}").status_code == 303
    assert house.visitor.get(f"{DESK}?sha256={'0' * 64}").status_code == 422


# --- the API --------------------------------------------------------------------------------------


def post(house: House, **values: Any) -> httpx.Response:
    head = {"Content-Type": "application/json"}
    return house.visitor.post(f"{API}/add", content=json.dumps(values).encode(), headers=head)


def coded(name: str, content: bytes) -> dict[str, str]:
    return {"name": name, "base64": base64.b64encode(content).decode()}


def test_a_program_brings_files_and_fetches_them(house: House) -> None:
    answer = post(house, file=coded("a.pdf", b"paper"), others=[coded("b.pdf", b"more")])
    assert answer.json()["sizes"] == [5, 4]
    assert house.lying_about() == []
    (sha256, _other) = answer.json()["kept"]
    given = house.visitor.get(f"{API}/give?sha256={sha256}")
    assert given.content == b"paper"
    book = house.visitor.get(f"{API}/give")
    assert (book.content, book.headers["content-disposition"]) == (
        b"book",
        "attachment; filename*=UTF-8''s%E1%BB%95.xlsx",
    )


@pytest.mark.parametrize(
    "value",
    [
        {"name": "a.pdf", "base64": "???"},
        {"name": "a.pdf", "base64": "YQ"},
        {"name": 1, "base64": "YQ=="},
        {"name": "a.pdf"},
        {"deposit": "abcd-0", "name": "a.pdf"},
        "x",
        [],
    ],
)
def test_what_is_no_file_is_refused(house: House, value: Any) -> None:
    assert post(house, file=value).status_code == 422 or post(house, file=value).status_code == 400
    assert (house.papers.kept, house.lying_about()) == ([], [])


def test_nobody_unknown_has_a_file_read(house: House) -> None:
    nobody = browser(house.app, Authorization="Bearer x")
    answer = nobody.post(f"{API}/add", content=b"{" + b" " * 2_000_000)
    assert answer.status_code == 401
    described = house.visitor.get("/api/v1/openapi.json").text
    assert '"contentEncoding":"base64"' in described.replace(" ", "")


# --- the station ----------------------------------------------------------------------------------


def refusal(house: House, deposit: Any, name: Any = "a.pdf") -> LoudspeakerError:
    with pytest.raises(LoudspeakerError) as caught:
        house.bench.ask("papers.add", file={"deposit": deposit, "name": name})
    return caught.value


def test_nothing_but_what_was_left_is_taken(house: House, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x")
    incoming = house.home.incoming
    (incoming / "link-0").symlink_to(secret)
    os.link(secret, incoming / "hard-0")
    (incoming / "folder-0").mkdir()
    for deposit in ("link-0", "hard-0", "none-0", "folder-0"):
        assert isinstance(refusal(house, deposit), FileRefused)
    for bad in ("../station.db", "link", "", None, 5):
        assert isinstance(refusal(house, bad), UsageRefused)
    for name in ("", "a/b", "\0", "a\nb", None, "x" * 300):
        assert isinstance(refusal(house, "link-0", name), UsageRefused)
    assert secret.read_bytes() == b"x"
    assert house.papers.kept == []
    own = house.home.plugins / "papers"
    assert [path.name for path in own.iterdir() if path.name.startswith(".")] == []


def test_what_nobody_comes_for_is_taken_away(house: House) -> None:
    handle = house.bench.ask("papers.give")["handed_out"]["handle"]
    lying = house.home.handed_out / handle
    assert lying.read_bytes() == b"book"
    deposits = house.bench.parts.plugin_actions._deposits
    assert deposits is not None
    deposits._wall_s = lambda: lying.lstat().st_ctime + 601
    other = house.bench.ask("papers.give")["handed_out"]["handle"]
    assert [path.name for path in house.home.handed_out.iterdir()] == [other]
    deposits._wall_s = lambda: lying.parent.joinpath(other).lstat().st_ctime + 601
    house.bench.parts.plugin_actions.clear_out()  # also where nothing else is handed out
    assert list(house.home.handed_out.iterdir()) == []


def test_nothing_is_left_or_laid_ready_in_what_an_emergency_was_given(house: House) -> None:
    def free(_path: Path) -> int:
        return SPARE_BYTES + 3

    with pytest.raises(DiskFull):
        leave(house.home.incoming, BytesIO(b"1234"), called="a", most_bytes=9, free_bytes=free)
    assert house.lying_about() == []
    name, _size = leave(
        house.home.incoming, BytesIO(b"123"), called="a", most_bytes=9, free_bytes=free
    )
    (house.home.incoming / name).unlink()
    room = house.bench.parts.room
    room._spare = OnlyReserve()
    with pytest.raises(DiskFull):
        house.bench.ask("papers.give")
    assert list(house.home.handed_out.iterdir()) == []


class OnlyReserve(NoSpare):
    """A disk on which nothing is left but what an emergency was given."""

    def keep(self) -> bool:
        return False


def test_only_files_of_its_own_are_handed_out(house: House) -> None:
    outside = FileAnswer(name="x.yaml", path=house.home.station_file)
    both = FileAnswer(name="x", path=house.home.station_file, content=b"x")
    deposits = house.bench.parts.plugin_actions._deposits
    assert deposits is not None
    for answer in (outside, both, FileAnswer(name="x"), FileAnswer(name="\0", content=b"")):
        with pytest.raises(ValueError, match="file"):
            deposits.handed_out("papers", answer)


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_no_name_of_a_file_is_a_path(name: str) -> None:
    shown = file_name(name)
    assert shown is None or (0 < len(shown) <= 200 and not set(shown) & set("/\\\0\n"))
    assert shown is None or file_name(shown) == shown


# --- the command line -----------------------------------------------------------------------------


def test_a_command_leaves_a_file_and_writes_one(house: House, tmp_path: Path) -> None:
    paper = tmp_path / "giấy.pdf"
    paper.write_bytes(b"paper")
    with left(house.home.incoming, {"file": paper, "others": [paper], "x": 1}) as values:
        assert values["x"] == 1
        assert values["file"]["name"] == "giấy.pdf"
        del values["x"]
        assert house.bench.ask("papers.add", **values)["sizes"] == [5, 5]
    assert house.lying_about() == []
    with pytest.raises(FileRefused), left(house.home.incoming, {"file": tmp_path / "none"}):
        pass
    answer = house.bench.ask("papers.give")
    assert saved(house.home.handed_out, answer, tmp_path).read_bytes() == b"book"
    with pytest.raises(FileRefused):
        saved(house.home.handed_out, house.bench.ask("papers.give"), tmp_path)
