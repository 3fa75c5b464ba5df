"""Preview and say: never the programme output."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Self

import numpy as np
import pytest

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import read_wav
from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.cli import listening, local_sound
from loudspeaker.cli.alsa_names import Unresolved, ends_of
from loudspeaker.cli.voicebox import Wanted
from loudspeaker.errors import DeviceFailure, ProgrammeDevice
from loudspeaker.system.home import Home
from loudspeaker.text import make_script
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_announce import ANSWER

SYSTEM = Path("/usr/share/alsa/alsa.conf")
needs_alsa = pytest.mark.skipif(not SYSTEM.exists(), reason="no ALSA on this machine")

ALSA = f"""\
<{SYSTEM}>
pcm.first {{ type plug slave.pcm {{ type file file "/one" format raw slave.pcm null }} }}
pcm.alias "first"
pcm.both {{ type asym playback.pcm "alias" capture.pcm "null" }}
pcm.split {{ type multi slaves.a {{ pcm "first" channels 1 }} bindings.0.slave a }}
pcm.other {{ type file file "/two" format raw slave.pcm null }}
pcm.server {{ type pulse }}
pcm.round {{ type plug slave.pcm "round" }}
pcm.card {{ type plug slave.pcm "hw:9,0" }}
"""


@pytest.fixture
def alsa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "asound.conf"
    path.write_text(ALSA)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(path))


# --- names --------------------------------------------------------------------------------------


@needs_alsa
@pytest.mark.usefixtures("alsa")
@pytest.mark.parametrize("name", ["first", "alias", "both", "split", "plug:alias"])
def test_a_name_is_followed_to_its_end(name: str) -> None:
    assert ends_of(name) == {"file:/one"}


@needs_alsa
@pytest.mark.usefixtures("alsa")
def test_different_ends_differ() -> None:
    assert ends_of("other") == {"file:/two"}
    assert ends_of("null") == frozenset()


@needs_alsa
@pytest.mark.usefixtures("alsa")
@pytest.mark.parametrize("name", ["server", "round", "card", "nosuch", "USB (hw:9,0)", "a\udcff"])
def test_what_cannot_be_followed(name: str) -> None:
    with pytest.raises(Unresolved):
        ends_of(name)


def test_a_machine_without_alsa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("loudspeaker.cli.alsa_names._LIBRARY", "libnosuch.so")

    with pytest.raises(Unresolved):
        ends_of("default")


# --- which device may be used -------------------------------------------------------------------


def _settings(home: Home, *, device: str, simulated: bool, shipped: str = "simulated") -> Settings:
    hardware = home.hardware / "own.yaml"
    text = Path(__file__).parents[2].joinpath("hardware", f"{shipped}.yaml").read_text()
    hardware.write_text(
        text.replace("device: loudspeaker", f"device: {device}").replace(
            "  alsa_config: village/asound.conf\n", ""
        )
    )
    written = home.station_file.read_text().replace("hardware: simulated", "hardware: own")
    if not simulated:
        written = written.replace("profile: simulated", "profile: station")
        written = written.replace('to: "24:00"', 'to: "21:00"')
    home.station_file.write_text(written)
    return load_settings(home)


@pytest.mark.parametrize("device", ["first", "FIRST", " First ", "firs"])
@pytest.mark.parametrize("simulated", [True, False])
@pytest.mark.parametrize("shipped", ["simulated", "multiplex"])
def test_the_programme_output_by_its_own_name(
    home: Home, device: str, simulated: bool, shipped: str
) -> None:
    settings = _settings(home, device="first", simulated=simulated, shipped=shipped)
    with pytest.raises(ProgrammeDevice):
        local_sound.check_device(device, settings)


@needs_alsa
@pytest.mark.usefixtures("alsa")
@pytest.mark.parametrize("device", ["alias", "both", "plug:first"])
@pytest.mark.parametrize("simulated", [True, False])
def test_the_programme_output_by_another_name(home: Home, device: str, simulated: bool) -> None:
    settings = _settings(home, device="split", simulated=simulated)

    with pytest.raises(ProgrammeDevice):
        local_sound.check_device(device, settings)


@needs_alsa
@pytest.mark.usefixtures("alsa")
def test_another_output_is_free(home: Home) -> None:
    local_sound.check_device("other", _settings(home, device="first", simulated=False))


@needs_alsa
@pytest.mark.usefixtures("alsa")
@pytest.mark.parametrize(("device", "programme"), [("server", "first"), ("other", "server")])
def test_what_cannot_be_told_apart_is_refused_on_a_station_only(
    home: Home, device: str, programme: str
) -> None:
    local_sound.check_device(device, _settings(home, device=programme, simulated=True))
    with pytest.raises(ProgrammeDevice):
        local_sound.check_device(device, _settings(home, device=programme, simulated=False))


def test_a_programme_that_goes_into_a_file_leaves_every_card_free(home: Home) -> None:
    settings = _settings(home, device="first", simulated=False)
    text = (home.hardware / "own.yaml").read_text()
    begin = text.index("sound:")
    (home.hardware / "own.yaml").write_text(text[:begin] + "sound: {driver: fifo, path: x}\n")

    assert settings.hardware.sound.driver == "portaudio"
    local_sound.check_device("default", load_settings(home))


# --- say ----------------------------------------------------------------------------------------


class Library:
    """What of sounddevice is used: one output, which takes sound or does not."""

    def __init__(self, *, outputs: int = 1, broken: bool = False) -> None:
        self._outputs = outputs
        self._broken = broken
        self.played = b""

    def query_devices(self, device: str | None, _kind: str) -> dict[str, Any]:
        if not self._outputs:
            raise ValueError("Error querying device -1")
        return {"name": device or "Loa trong"}

    def RawOutputStream(self, **options: Any) -> Library:  # noqa: N802 - as it is called there
        assert options["channels"] == 1
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def write(self, pcm: bytes) -> None:
        if self._broken:
            raise OSError("unplugged")
        self.played += pcm


TONE = Clip(samples=np.full(24_000, 0.25, dtype=np.float32), rate_hz=48_000)


def _with(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local_sound, "load_library", lambda: library)
    monkeypatch.setattr("loudspeaker.cli.voicebox.render", lambda _home, _wanted: TONE)


def test_saying_plays_everything(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    library = Library()
    _with(library, monkeypatch)

    told = terminal("say", "Xin chào 5 hộ")

    assert told.status == 0
    assert told.out == "Spoken: xin chào năm hộ.\n"
    assert len(library.played) == 48_000


def test_a_machine_without_sound_gets_advice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _with(Library(outputs=0), monkeypatch)

    told = terminal("say", "Xin chào")

    assert told.status == DeviceFailure.exit_code
    assert "loudspeaker preview --text" in told.err


def test_a_machine_without_sound_is_noticed_before_anything_is_made(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def render(_home: Home, _wanted: Wanted) -> Clip:
        raise AssertionError("made for nothing")

    _with(Library(outputs=0), monkeypatch)
    monkeypatch.setattr("loudspeaker.cli.voicebox.render", render)

    assert terminal("say", "Xin chào").status == DeviceFailure.exit_code


def test_an_output_that_breaks(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    _with(Library(broken=True), monkeypatch)

    assert terminal.json("say", "a", "--device", "usb").error["facts"] == {
        "device": "usb",
        "problem": "unplugged",
    }


def test_a_machine_without_portaudio(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    _with(Library(), monkeypatch)

    def missing() -> None:
        raise DeviceFailure(device="portaudio", problem="libportaudio2 is missing")

    monkeypatch.setattr(local_sound, "load_library", missing)

    told = terminal("say", "a")

    assert told.status == 74
    assert "sudo apt install libportaudio2" in told.err


def test_the_programme_device_is_refused_before_anything_is_spoken(terminal: Terminal) -> None:
    told = terminal.json("say", "a", "--device", "loudspeaker")

    assert (told.status, told.error["code"]) == (3, "programme_device")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["  "], 4), (["a", "--voice", "no-such"], 5)],
)
def test_what_cannot_be_said(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int
) -> None:
    _with(Library(), monkeypatch)

    assert terminal("say", *arguments).status == status


# --- preview ------------------------------------------------------------------------------------


def test_a_preview_without_a_home(nowhere: Terminal) -> None:
    assert nowhere("preview", "--text", "a").status == 78
    assert not nowhere.home.root.exists()


def test_an_announcement_s_preview_is_what_would_be_approved(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted: list[Wanted] = []

    def render(_home: Home, what: Wanted) -> Clip:
        wanted.append(what)
        return TONE

    monkeypatch.setattr(listening, "render", render)
    script = make_script("Mời họp lúc 5h30").to_values()
    details = {**ANSWER, "script_values": script, "priority": "emergency", "voice": "vi-nam"}
    with answering(terminal.home.control_socket, {"for_approval": lambda _a: details}):
        told = terminal.json("preview", "7k3m", "--out", str(tmp_path / "a.wav"))

    assert told.document["script"] == "mời họp lúc năm giờ ba mươi phút."
    assert told.document["duration_s"] == 0.5
    assert wanted[0].voice == "vi-nam"
    assert wanted[0].priority == "emergency"
    assert read_wav((tmp_path / "a.wav").read_bytes()).frames == TONE.frames


def test_a_preview_that_cannot_be_written(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "render", lambda _home, _what: TONE)

    assert terminal("preview", "--text", "a", "--out", "/nonexistent/a.wav").status == 74


@pytest.mark.slow
def test_a_text_is_rendered_with_its_chime(terminal: Terminal) -> None:
    told = terminal.json("preview", "--text", "Xin chào bà con")

    clip = read_wav(Path(told.document["file"]).read_bytes())
    assert told.status == 0
    assert Path(told.document["file"]).is_relative_to(terminal.home.root)
    assert 3.0 < clip.duration_ms / 1000 < 8.0
    assert float(np.abs(clip.samples).max()) > 0.1
    assert list(terminal.home.run.glob("preview-*")) == []
    assert list(terminal.home.clips.glob("*.wav")) == []


@pytest.mark.slow
def test_a_voice_without_its_model(terminal: Terminal) -> None:
    told = terminal.json("preview", "--text", "a", "--voice", "vi_VN-vais1000-medium")

    assert (told.status, told.error["code"]) == (5, "model_missing")
