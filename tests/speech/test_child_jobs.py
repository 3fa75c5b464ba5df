from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import (
    FileRefused,
    ModelMissing,
    NotFound,
    SpeechFailure,
    TextRefused,
    UsageRefused,
)
from loudspeaker.speech.child_jobs import Jobs
from loudspeaker.speech.installed import CONFIG_FILE, MODEL_FILE, RECORD_FILE, voice_folder
from loudspeaker.speech.manifest import Voice, to_message
from loudspeaker.system.confine import Confinement
from tests.speech.tiny_vits import write_tiny_vits
from tests.speech.voices import (
    espeak_voice,
    piper_voice,
    place_bench_voice,
    record_files,
    tone_voice,
)

FREE = Confinement(
    nice=0, memory_bytes=None, cpu_seconds=None, core_dumps=True, new_privileges=True,
    network=True, refused=(),
)  # fmt: skip


class Child:
    """The jobs, called as the loop would call them."""

    def __init__(self, home: Path) -> None:
        self.clips = home / "clips"
        self.clips.mkdir()
        self.jobs = Jobs(home, FREE)
        self.heard: list[dict[str, Any]] = []

    def ask(self, op: str, **args: Any) -> dict[str, Any]:
        self.heard.clear()
        return self.jobs.handlers()[op](args, self.heard.append)

    def render(self, *texts: str, voice: Voice | None = None, **changes: Any) -> dict[str, Any]:
        args: dict[str, Any] = {
            "voice": to_message(voice or tone_voice()),
            "settings": {},
            "phrases": [{"text": text, "pause_ms": 0} for text in texts],
            "mode": "clip",
            "out_dir": str(self.clips),
        }
        return self.ask("render", **{**args, **changes})


@pytest.fixture
def child(tmp_path: Path) -> Child:
    return Child(tmp_path)


def test_a_clip_is_rendered(child: Child) -> None:
    result = child.render("Kính mời bà con")
    assert set(result) == {
        "sha256", "frames", "loudness_lufs", "true_peak_dbtp", "real_time_factor",
    }  # fmt: skip
    assert (child.clips / f"{result['sha256']}.wav").stat().st_size == 44 + 2 * result["frames"]


def test_phrases_are_announced_as_they_come(child: Child) -> None:
    result = child.render("Kính mời bà con", "…", "Trân trọng cảm ơn", mode="phrases")
    assert [phrase["index"] for phrase in result["phrases"]] == [0, 2]
    assert child.heard == result["phrases"]


@pytest.mark.parametrize(
    ("texts", "changes", "error"),
    [
        ((), {}, TextRefused),
        (("...",), {}, TextRefused),
        (("x" * 20_001,), {}, TextRefused),
        (("xin chào",), {"mode": "opera"}, UsageRefused),
        (("xin chào",), {"out_dir": "/var"}, FileRefused),
        (("xin chào",), {"out_dir": "clips/../../.."}, FileRefused),
        (("xin chào",), {"settings": {"pace": 9.0}}, ValueError),
    ],
)
def test_what_cannot_be_done_is_refused(
    child: Child, texts: tuple[str, ...], changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        child.render(*texts, **changes)
    assert list(child.clips.iterdir()) == []


def test_the_engine_stays_warm_until_another_voice_speaks(child: Child) -> None:
    child.render("một", voice=tone_voice(gain_db=1.0))
    first = child.jobs._warm
    child.render("hai", voice=tone_voice(gain_db=2.0))
    assert child.jobs._warm is first
    child.render("ba", voice=espeak_voice())
    assert child.jobs._warm is not first
    assert child.ask("load", voice=to_message(espeak_voice())) == {"rate_hz": 22_050}


def test_voices_of_all_engines_take_turns_in_one_child(child: Child, tmp_path: Path) -> None:
    place_bench_voice(voice_folder(tmp_path, "bench-tiny"))
    frames: dict[str, list[int]] = {}
    for voice in [espeak_voice(), piper_voice(), tone_voice()] * 4:
        frames.setdefault(voice.id, []).append(
            child.render("Kính mời bà con", voice=voice)["frames"]
        )
    assert len(set(frames["bench-tiny"])) == 1
    assert max(frames["vi-bac"]) - min(frames["vi-bac"]) < 4_800


def test_a_missing_model_is_named(child: Child) -> None:
    with pytest.raises(ModelMissing):
        child.render("một", voice=piper_voice())
    with pytest.raises(ModelMissing):
        child.ask("prepare", voice=to_message(piper_voice()))


def test_an_installed_voice_is_split_measured_and_heard(child: Child, tmp_path: Path) -> None:
    voice = piper_voice("tiny-vits")
    folder = voice_folder(tmp_path, voice.id)
    folder.mkdir(parents=True)
    write_tiny_vits(folder)
    record_files(folder)
    assert child.ask("prepare", voice=to_message(voice)) == {"split": True}
    assert child.ask("prepare", voice=to_message(voice)) == {"split": True}
    found = child.ask("measure", voice=to_message(voice))
    assert found["split"]
    assert found["real_time_factor"] < 1.0
    assert child.render("Kính mời bà con", voice=voice)["frames"] > 10_000


def test_a_model_without_the_split_place_is_used_whole(child: Child, tmp_path: Path) -> None:
    place_bench_voice(voice_folder(tmp_path, "bench-tiny"))
    assert child.ask("prepare", voice=to_message(piper_voice())) == {"split": False}
    assert not child.ask("measure", voice=to_message(piper_voice()))["split"]
    names = {path.name for path in voice_folder(tmp_path, "bench-tiny").iterdir()}
    assert names == {MODEL_FILE, CONFIG_FILE, RECORD_FILE}


def test_voices_without_a_model_need_no_preparation(child: Child) -> None:
    assert child.ask("prepare", voice=to_message(espeak_voice())) == {"split": False}


def test_a_voice_espeak_has_not_is_a_failure(child: Child) -> None:
    with pytest.raises(SpeechFailure):
        child.render("một", voice=espeak_voice(voice="xx"))


def test_chimes_and_attention_tones_are_files_too(child: Child) -> None:
    out_dir = str(child.clips)
    chime = child.ask("chime", name="ding_dong", out_dir=out_dir)
    horn = child.ask("attention", seconds=4.0, drill=False, out_dir=out_dir)
    drill = child.ask("attention", seconds=4.0, drill=True, out_dir=out_dir)
    assert horn["frames"] == drill["frames"] == 4 * 48_000
    assert len({chime["sha256"], horn["sha256"], drill["sha256"]}) == 3
    assert len(list(child.clips.iterdir())) == 3


def test_an_unknown_chime_is_refused(child: Child) -> None:
    with pytest.raises(NotFound):
        child.ask("chime", name="siren", out_dir=str(child.clips))


def test_the_child_tells_what_it_gave_up(child: Child) -> None:
    assert child.ask("confinement")["network"] is True
