"""The voices of a station: shipped and own files, as values."""

from __future__ import annotations

from loudspeaker.config.problems import Problem, refused
from loudspeaker.config.shipped import files, find
from loudspeaker.config.station import StationConfig
from loudspeaker.config.voices import TEST_ENGINES, load_voice
from loudspeaker.errors import LoudspeakerError, SimulatedOnly
from loudspeaker.speech.installed import is_installed, read_record, voice_folder
from loudspeaker.speech.manifest import Voice, voice_of
from loudspeaker.system.home import Home

EMBEDDED = "vi-bac"


def voice_names(home: Home) -> list[str]:
    """Return every voice there is a file of."""
    return list(files("voices", home.root))


def is_barred(home: Home, name: str, station: StationConfig) -> bool:
    """Tell whether a voice makes no speech and the station is a real one.

    A bad voice file is none of this: the embedded voice speaks instead, see ``voice_named``.
    """
    if station.simulated:
        return False
    try:
        return load_voice(find("voices", name, home.root))["engine"] in TEST_ENGINES
    except LoudspeakerError:
        return False


def check_voice(home: Home, station: StationConfig) -> None:
    """Refuse a ``station.yaml`` whose voice is barred."""
    if is_barred(home, station.voice, station):
        fit = [name for name in voice_names(home) if not is_barred(home, name, station)]
        raise refused(
            Problem.NOT_ALLOWED,
            file=station.file,
            line=station.lines.get("voice", 1),
            key="voice",
            expected=", ".join(fit),
            found=station.voice,
        )


def voice_for_air(home: Home, name: str, station: StationConfig) -> Voice:
    """Return a voice that may go on air; SimulatedOnly, and what ``voice_named`` raises."""
    if is_barred(home, name, station):
        raise SimulatedOnly(option=f"--voice {name}")
    return voice_named(home, name)


def has_model(home: Home, name: str) -> bool:
    """Tell whether what a voice needs is installed; the same refusals as ``voice_named``."""
    voice = voice_named(home, name)
    return is_installed(voice, read_record(voice_folder(home.root, voice.id)))


def voice_named(home: Home, name: str) -> Voice:
    """Return one voice; ConfigurationRefused if its file is bad or missing."""
    return voice_of(name, load_voice(find("voices", name, home.root)))
