from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.errors import ModelMissing, NotFound, SpeechFailure, TextRefused
from loudspeaker.speech.cache import ClipCache
from loudspeaker.speech.client import (
    SHORTEST_LIMIT_S,
    SpeechClient,
    render_limit_s,
)
from loudspeaker.speech.installed import read_record, voice_folder
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.rendered import RenderedPhrase
from tests.speech.fakes import start_child
from tests.speech.voices import espeak_voice, piper_voice, place_bench_voice, tone_voice

pytestmark = pytest.mark.slow  # real children

HELLO = [Phrase(text="Kính mời bà con", pause_ms=200), Phrase(text="đến nhà văn hóa.")]


class Station:
    """A client with real children, and what it heard."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.cache = ClipCache(home / "clips")
        self.client = SpeechClient(
            home, start_child(home), embedded=espeak_voice(), cache=self.cache
        )
        self.heard: list[RenderedPhrase] = []


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Station]:
    made = Station(tmp_path)
    yield made
    made.client.close()


def test_a_clip_is_made_once_and_found_again(station: Station) -> None:
    made = station.client.clip(HELLO, tone_voice())
    assert station.cache.verify(made.file.sha256).exists()
    station.client._main.kill()
    assert station.client.clip(HELLO, tone_voice()) == made
    assert station.client.clip(HELLO, replace(tone_voice(), gain_db=None, title="x")) == made


def test_other_words_voices_or_paces_are_other_clips(station: Station) -> None:
    client = station.client
    clips = [
        client.clip(HELLO, tone_voice()),
        client.clip(HELLO[:1], tone_voice()),
        client.clip(HELLO, tone_voice(), pace=1.25),
        client.clip(HELLO, tone_voice(), quieter_db=10.0),
        client.clip(HELLO, espeak_voice()),
        client.clip(HELLO, espeak_voice(words_per_minute=120)),
    ]
    assert len({clip.file.sha256 for clip in clips}) == len(clips)


def test_a_crash_is_tried_once_more_and_then_a_failure(station: Station) -> None:
    assert station.client.clip([Phrase(text="crash_once nhé")], tone_voice()).file.frames > 0
    with pytest.raises(SpeechFailure, match="ended with status -9"):
        station.client.clip([Phrase(text="crash nhé")], tone_voice())
    assert station.client.clip(HELLO, tone_voice()).file.frames > 0


def test_a_hang_is_ended_by_the_limit(station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    station.client.warm_up(tone_voice())
    before = station.client.pids()["speech"]
    monkeypatch.setattr("loudspeaker.speech.client.SHORTEST_LIMIT_S", 0.3)
    monkeypatch.setattr("loudspeaker.speech.client.LIMIT_FACTOR", 0.0)
    with pytest.raises(SpeechFailure, match="no answer in time"):
        station.client.clip([Phrase(text="hang nhé")], tone_voice())
    with pytest.raises(ProcessLookupError):
        os.kill(before, 0)


def test_refusals_are_not_dressed_up(station: Station) -> None:
    with pytest.raises(ModelMissing):
        station.client.clip(HELLO, piper_voice())
    with pytest.raises(SpeechFailure, match="empty"):
        station.client.clip([Phrase(text="silence nhé")], tone_voice())
    with pytest.raises(NotFound):
        station.client.chime("siren")


def test_nothing_to_say_starts_no_child(station: Station) -> None:
    for phrases in ([], [Phrase(text="…")]):
        with pytest.raises(TextRefused):
            station.client.clip(phrases, tone_voice())
        with pytest.raises(TextRefused):
            station.client.phrases(phrases, tone_voice(), station.heard.append)
    assert station.client.pids() == {}


def test_phrases_come_one_by_one_and_from_the_cache_at_once(station: Station) -> None:
    made = station.client.phrases(HELLO, tone_voice(), station.heard.append)
    assert list(made.phrases) == station.heard
    assert [phrase.index for phrase in made.phrases] == [0, 1]
    station.client._main.kill()
    again = station.client.phrases(HELLO, tone_voice(), station.heard.append)
    assert again == made
    assert station.heard == 2 * list(made.phrases)


@pytest.mark.parametrize("word", ["crash", "silence", "hang"])
def test_the_embedded_voice_goes_on_in_the_spare_child(station: Station, word: str) -> None:
    station.client.warm_up(tone_voice())
    phrases = [Phrase(text="một"), Phrase(text=f"{word} nhé"), Phrase(text="ba")]
    made = station.client.phrases(phrases, tone_voice(), station.heard.append)
    assert [phrase.index for phrase in made.phrases] == [0, 1, 2]
    assert made.fell_back_at == 1
    assert list(made.phrases) == station.heard
    for phrase in made.phrases:
        station.cache.verify(phrase.file.sha256)
    alone = station.client.phrases(phrases[2:], espeak_voice(), station.heard.append)
    assert alone.phrases[0].file.frames == pytest.approx(made.phrases[2].file.frames, rel=0.05)


def test_a_voice_not_measured_here_does_not_start_early(station: Station) -> None:
    voice = piper_voice()
    place_bench_voice(voice_folder(station.home, voice.id))
    assert station.client.phrases(HELLO, voice, station.heard.append).fell_back_at == 0
    station.client.measure(voice)
    assert station.client.phrases(HELLO, voice, station.heard.append).fell_back_at is None


def test_what_fell_back_is_not_taken_for_the_voice_s_own_next_time(station: Station) -> None:
    phrases = [Phrase(text="crash_once nhé")]
    first = station.client.phrases(phrases, tone_voice(), station.heard.append)
    second = station.client.phrases(phrases, tone_voice(), station.heard.append)
    assert (first.fell_back_at, second.fell_back_at) == (0, None)
    assert first.phrases != second.phrases


def test_an_emergency_does_not_wait_for_a_long_render(station: Station) -> None:
    station.client.warm_up(tone_voice())
    rendering = threading.Event()
    long = threading.Thread(target=lambda: station.client.phrases(
        [Phrase(text="một"), Phrase(text="hang nhé")], tone_voice(),
        lambda _phrase: rendering.set(), head_start_s=5.0,
    ))  # fmt: skip
    long.start()
    rendering.wait(20.0)
    made = station.client.phrases(HELLO, tone_voice(), station.heard.append)
    assert made.fell_back_at == 0
    assert long.is_alive()
    station.client._main.kill()
    long.join()


def test_chimes_and_tones_are_made_once(station: Station) -> None:
    chime = station.client.chime("gong")
    horn = station.client.attention(3.0)
    drill = station.client.attention(3.0, drill=True)
    station.client._main.kill()
    assert station.client.chime("gong") == chime
    assert station.client.attention(3.0) == horn
    assert len({chime, horn, drill}) == 3


def test_a_voice_is_measured_and_known_from_then_on(station: Station) -> None:
    voice = replace(espeak_voice(), gain_db=None)
    assert station.client.installed(voice) == voice
    found = station.client.measure(voice)
    known = station.client.installed(voice)
    assert (known.gain_db, known.real_time_factor) == (found.gain_db, found.real_time_factor)
    record = read_record(voice_folder(station.home, voice.id))
    assert record is not None
    assert record.measured == found


def test_a_damaged_record_keeps_no_voice_from_speaking(station: Station) -> None:
    folder = voice_folder(station.home, "vi-bac")
    folder.mkdir(parents=True)
    (folder / "installed.json").write_text("{")
    assert station.client.clip(HELLO, espeak_voice()).file.frames > 0
    made = station.client.phrases(HELLO, tone_voice(gain_db=None), station.heard.append)
    assert made.fell_back_at == 0
    station.client.measure(espeak_voice())
    assert read_record(folder) is not None


def test_measuring_keeps_what_is_known_of_the_files(station: Station) -> None:
    voice = piper_voice()
    place_bench_voice(voice_folder(station.home, voice.id))
    assert station.client.prepare(voice) is False
    station.client.measure(voice)
    record = read_record(voice_folder(station.home, voice.id))
    assert record is not None
    assert set(record.files) == {"model", "config"}


def test_the_child_is_niced_and_without_network(station: Station) -> None:
    state = station.client.confinement()
    assert state["nice"] == 10
    assert not state["network"] or state["refused"]


def test_a_voice_that_cannot_be_loaded_does_not_stop_the_station(station: Station) -> None:
    station.client.warm_up(piper_voice())
    assert set(station.client.pids()) == {"speech", "speech-spare"}


@pytest.mark.parametrize("facts", ["{}", '{"indices": [0]}', '{"indices": 7}', '{"odd": 1}'])
def test_entries_of_another_shape_are_made_anew(station: Station, facts: str) -> None:
    station.client.clip(HELLO, tone_voice())
    station.client.phrases(HELLO, tone_voice(), station.heard.append)
    for entry in (station.cache.folder / "index").iterdir():
        files = entry.read_text().partition(', "facts"')[0]
        entry.write_text(f'{files}, "facts": {facts}}}')
    assert station.client.clip(HELLO, tone_voice()).loudness_lufs < -10.0
    station.heard.clear()
    station.client.phrases(HELLO, tone_voice(), station.heard.append)
    assert [phrase.index for phrase in station.heard] == [0, 1]


def test_a_clip_that_cannot_be_remembered_is_a_clip_all_the_same(station: Station) -> None:
    index = station.cache.folder / "index"
    index.rmdir()
    index.write_text("in the way")
    made = station.client.clip(HELLO, tone_voice())
    assert station.cache.verify(made.file.sha256).exists()


def test_the_limit_grows_with_the_text_but_is_never_short() -> None:
    assert render_limit_s(HELLO) == SHORTEST_LIMIT_S
    long = [Phrase(text="bà con " * 200)]
    assert render_limit_s(long) > 200.0
    assert render_limit_s(long, pace=2.0) < render_limit_s(long)
