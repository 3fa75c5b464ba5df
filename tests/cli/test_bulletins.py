"""Announcing with recordings: left for the station, named in the request, shown, kept if down."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Clip, Samples
from loudspeaker.audio.wav import to_wav
from loudspeaker.cli.bringing import Brought, brought, rows
from loudspeaker.cli.bulletin_file import read_bulletin
from loudspeaker.errors import (
    ConfigurationRefused,
    LanguageRefused,
    LoudspeakerError,
    SoundRefused,
    UsageRefused,
)
from loudspeaker.model.languages import NAMES
from tests.audio.signals import speech_like
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_announce import ANSWER, _spooled

PARTS = [
    {"kind": "text", "language": "vi", "said": "Mời họp", "length_s": 3.0, "points": [1, 2]},
    {"kind": "recording", "language": "tyz", "said": "Mời họp", "length_s": 7.2, "points": [2]},
]


def save(path: Path, samples: Samples | None = None) -> Path:
    voice = speech_like() if samples is None else samples
    path.write_bytes(to_wav(Clip(samples=voice, rate_hz=48_000)))
    return path


@pytest.fixture
def tay(tmp_path: Path) -> Path:
    return save(tmp_path / "tay.wav")


# --- how it is written --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "path", "language", "title"),
    [
        ("tay.wav:tyz:Bản tiếng Tày", "tay.wav", "tyz", "Bản tiếng Tày"),
        ("a:b.wav:Nùng:Giờ: 17:00", "a:b.wav", "nut", "Giờ: 17:00"),
        ("/m/x y.mp3:Dao (Kìm Mùn):x", "/m/x y.mp3", "mji", "x"),
        ("loi.ogg:vi:Chủ tịch nói", "loi.ogg", "vi", "Chủ tịch nói"),
    ],
)
def test_a_recording_on_the_command_line(given: str, path: str, language: str, title: str) -> None:
    assert brought(given) == Brought(path=Path(path), language=language, title=title)


@pytest.mark.parametrize("given", ["", "tay.wav", "tay.wav:tyz", "tay.wav:tyz:", ":tyz:x"])
def test_what_is_no_recording(given: str) -> None:
    with pytest.raises(UsageRefused, match="recording_form"):
        brought(given)
    with pytest.raises(LanguageRefused, match="unknown"):
        brought("tay.wav:klingon:x")


@given(
    st.from_regex(r"[a-z]{1,8}\.(wav|mp3)", fullmatch=True),
    st.sampled_from(list(NAMES)),
    st.text(min_size=1, max_size=30),
)
def test_whatever_the_title_it_is_told_apart(path: str, language: str, title: str) -> None:
    assert brought(f"{path}:{language}:{title}") == Brought(
        path=Path(path), language=language, title=title
    )


def test_parts_in_a_request() -> None:
    found = rows("abcd", ["Mời họp", Brought(path=Path("x"), language="tyz", title="t")])
    assert found[0] == {"text": "Mời họp"}
    assert (found[1]["recording"], found[1]["language"]) == ("abcd-1", "tyz")


def test_a_bulletin_file(tmp_path: Path) -> None:
    path = tmp_path / "ban-tin.yaml"
    path.write_text(
        "title: Họp thôn\nparts:\n  - text: Mời họp.\n  - recording: tieng/tay.wav\n"
        "    language: Tày\n    title: Bản tiếng Tày\n    transcript: |\n      Mời họp.\n"
    )
    found = read_bulletin(path)
    assert found.title == "Họp thôn"
    assert found.parts == (
        "Mời họp.",
        Brought(
            path=tmp_path / "tieng" / "tay.wav",
            language="tyz",
            title="Bản tiếng Tày",
            transcript="Mời họp.",
        ),
    )


@pytest.mark.parametrize(
    ("part", "error"),
    [
        ("text: a\n    recording: b.wav\n    title: c", ConfigurationRefused),
        ("title: c", ConfigurationRefused),
        ("recording: b.wav", ConfigurationRefused),
        ("recording: /etc/passwd\n    title: c", ConfigurationRefused),
        ("recording: ../b.wav\n    title: c", ConfigurationRefused),
        ("text: Chung ken\n    language: tyz", LanguageRefused),
        ("text: a\n    langauge: vi", ConfigurationRefused),
    ],
)
def test_a_bad_bulletin_says_where(
    tmp_path: Path, part: str, error: type[LoudspeakerError]
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(f"parts:\n  - {part}\n")
    with pytest.raises(error) as found:
        read_bulletin(path)
    if isinstance(found.value, ConfigurationRefused):
        assert found.value.line in (2, 3, 4)


# --- to a station that is there -------------------------------------------------------------------


def test_the_station_finds_the_file_under_the_name_in_the_request(
    terminal: Terminal, tay: Path
) -> None:
    seen: list[bytes] = []

    def take(request: dict[str, Any]) -> dict[str, Any]:
        name = request["parts"][1]["recording"]
        seen.append((terminal.home.incoming / name).read_bytes())
        return {**ANSWER, "parts": PARTS}

    with answering(terminal.home.control_socket, {"announce": take}) as asked:
        told = terminal("announce", "Mời họp", "--recording", f"{tay}:tyz:Bản tiếng Tày")
    ((_, request),) = asked
    assert told.status == 0
    assert seen == [tay.read_bytes()]
    assert request["parts"][0] == {"text": "Mời họp"}
    assert str(tay) not in str(request), "no path of a person's is told"
    assert "  2. recording, the Tày language, 7 seconds: Mời họp (only at points 2)" in told.out


def test_what_is_refused_is_named_as_it_was_given_and_taken_away(
    terminal: Terminal, tay: Path
) -> None:
    def refuse(request: dict[str, Any]) -> None:
        name = request["parts"][1]["recording"]
        raise SoundRefused(path=f"/srv/{name}", problem="clipped", measured="12.0%")

    with answering(terminal.home.control_socket, {"announce": refuse}):
        told = terminal.json("announce", "a", "--recording", f"{tay}:tyz:x")
    assert told.status == 4
    assert told.error["facts"]["path"] == str(tay)
    assert list(terminal.home.incoming.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (("--recording", "none.wav:tyz:x"), 4),
        (("--recording", "x"), 2),
        (("--recording", "x.wav:en:x"), 4),
        (("--bulletin", "none.yaml"), 78),
        (("--bulletin", "b.yaml", "--recording", "x.wav:tyz:x"), 2),
    ],
)
def test_what_cannot_be_brought(terminal: Terminal, options: tuple[str, ...], status: int) -> None:
    told = terminal("announce", "Mời họp", *options)
    text_too = "--bulletin" in options and len(options) == 2
    assert told.status == (2 if text_too else status)
    assert list(terminal.home.incoming.iterdir()) == []


def test_a_change_brings_other_recordings(terminal: Terminal, tay: Path) -> None:
    with answering(terminal.home.control_socket, {"edit": lambda _a: ANSWER}) as asked:
        told = terminal("edit", "7k3m", "--recording", f"{tay}:tyz:Bản mới")
    ((_, request),) = asked
    assert told.status == 0
    assert [row["title"] for row in request["recordings"]] == ["Bản mới"]
    assert "parts" not in request


# --- to a station that is down -----------------------------------------------------------------


@pytest.mark.slow
def test_a_station_that_is_down_loses_no_recording(
    terminal: Terminal, tay: Path, tmp_path: Path
) -> None:
    told = terminal.json("announce", "Mời họp", "--recording", f"{tay}:tyz:Bản tiếng Tày")
    assert (told.status, told.document["state"]) == (0, "spooled")
    assert [part["language"] for part in told.document["parts"]] == ["vi", "tyz"]
    name = _spooled(terminal.home)["parts"][1]["recording"]
    kept = terminal.home.incoming / name
    assert kept.read_bytes() == tay.read_bytes()
    silent = save(tmp_path / "im.wav", speech_like() * 0)
    refused = terminal.json("announce", "b", "--recording", f"{silent}:tyz:x")
    assert refused.status == 4
    assert refused.error["facts"]["path"] == str(silent)
    assert list(terminal.home.incoming.iterdir()) == [kept], "only what was accepted stays"


def test_a_home_that_is_none_is_told_so(terminal: Terminal, tay: Path) -> None:
    terminal.home.station_file.unlink()
    told = terminal("announce", "a", "--recording", f"{tay}:tyz:x")
    assert told.status in (69, 78)
