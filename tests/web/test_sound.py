"""One sound of several clips: any stretch of it is what a stretch of the whole would be."""

from __future__ import annotations

import asyncio
import io
import shutil
import wave
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.public.entries import Sound
from loudspeaker.web.packed_sound import PackedSounds
from loudspeaker.web.sound import Joined, asked_range, joined
from tests.public.entries import said
from tests.web.village_pages import Pages

PATH = "/thong-bao/a1.1/tieng.wav"
SHARED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def sound(pages: Pages) -> Joined:
    entry = pages.heard(sounds=(pages.clip(0.01), pages.clip(0.02, 660), pages.clip(0.005, 880)))
    made = joined(entry, pages.clips)
    assert made is not None
    return made


def test_the_whole_is_its_clips_one_behind_the_other(pages: Pages, sound: Joined) -> None:
    answer = pages.get(PATH)
    assert int(answer.headers["content-length"]) == len(answer.content) == sound.size_bytes
    with wave.open(io.BytesIO(answer.content)) as found:
        assert (found.getframerate(), found.getnchannels()) == (48_000, 1)
        frames = found.readframes(found.getnframes())
    assert frames == b"".join(path.read_bytes()[44:] for path, _count in sound.parts)


@SHARED
@given(start=st.integers(0, 4000), length=st.integers(1, 4000))
def test_any_stretch_is_that_of_the_whole(sound: Joined, start: int, length: int) -> None:
    whole = b"".join(sound.read(0, sound.size_bytes))
    stop = min(start + length, sound.size_bytes)
    assert b"".join(sound.read(start, stop)) == whole[start:stop]


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("bytes=0-9", (0, 10)),
        ("bytes=90-", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-1000", (0, 100)),
        ("bytes=50-1000", (50, 100)),
        ("bytes=0-1,5-6", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("lines=1-2", None),
        ("bytes=٣-٤", None),
        (None, None),
    ],
)
def test_what_is_asked_for(asked: str | None, got: tuple[int, int] | None) -> None:
    assert asked_range(asked, 100) == got


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_nothing_of_the_file_is_refused(asked: str) -> None:
    with pytest.raises(ValueError, match="bytes"):
        asked_range(asked, 100)


@given(st.text(max_size=40), st.integers(44, 10**9))
def test_any_range_is_inside_or_refused(asked: str, size: int) -> None:
    try:
        found = asked_range(asked, size)
    except ValueError:
        return
    assert found is None or 0 <= found[0] < found[1] <= size


def test_a_browser_gets_the_stretch_it_asks_for(pages: Pages, sound: Joined) -> None:
    whole = pages.get(PATH)
    part = pages.get(PATH, range="bytes=40-99", accept_encoding="gzip")
    assert part.status_code == 206
    assert part.headers["content-range"] == f"bytes 40-99/{sound.size_bytes}"
    assert "content-encoding" not in part.headers
    assert part.content == whole.content[40:100]
    assert pages.get(PATH, range="bytes=999999-").status_code == 416
    tag = whole.headers["etag"]
    assert pages.get(PATH, range="bytes=0-1", if_range=tag).status_code == 206
    assert pages.get(PATH, range="bytes=0-1", if_range='"old"').status_code == 200
    assert pages.get(PATH, if_none_match=tag).status_code == 304
    head = pages.get(PATH, method="HEAD")
    assert (head.content, head.headers["content-length"]) == (b"", str(sound.size_bytes))


def test_a_sound_that_is_not_whole_is_not_offered(pages: Pages, sound: Joined) -> None:
    path = sound.parts[1][0]
    path.write_bytes(path.read_bytes()[:-2])
    assert pages.get(PATH).status_code == 404
    path.unlink()
    assert pages.get(PATH).status_code == 404
    assert "<audio" not in pages.text("/thong-bao/a1.1")


@pytest.mark.parametrize("name", ["../secret", "", "AB" * 32, "ab" * 31, "/etc/passwd"])
def test_no_file_but_a_clip_is_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.wav").write_bytes(b"x" * 46)
    clips = tmp_path / "clips"
    clips.mkdir()
    assert joined(said(sounds=(Sound(sha256=name, frames=1),)), clips) is None
    assert joined(said(sounds=()), clips) is None


# --- packed ---------------------------------------------------------------------------------------

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg here")


@needs_ffmpeg
def test_mp3_is_made_once_and_has_stretches(pages: Pages, sound: Joined) -> None:
    path = PATH.replace("wav", "mp3")
    answer = pages.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/mpeg")
    (made,) = pages.sounds.iterdir()
    assert made.read_bytes() == answer.content
    before = made.stat().st_mtime_ns
    part = pages.get(path, range="bytes=10-19")
    assert (part.status_code, part.content) == (206, answer.content[10:20])
    assert made.stat().st_mtime_ns == before
    assert len(answer.content) < sound.size_bytes


def test_without_ffmpeg_there_is_wav_alone(pages: Pages, sound: Joined) -> None:
    packed = PackedSounds(pages.sounds, program="/none")
    assert asyncio.run(packed.of(sound)) is None
    assert list(pages.sounds.iterdir()) == []
