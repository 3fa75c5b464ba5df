"""The voices of a station: shipped and own files, as values."""

from __future__ import annotations

from loudspeaker.config.shipped import files, find
from loudspeaker.config.voices import load_voice
from loudspeaker.speech.installed import is_installed, read_record, voice_folder
from loudspeaker.speech.manifest import Voice, voice_of
from loudspeaker.system.home import Home

EMBEDDED = "vi-bac"


def voice_names(home: Home) -> list[str]:
    """Return every voice there is a file of."""
    return list(files("voices", home.root))


def has_model(home: Home, name: str) -> bool:
    """Tell whether what a voice needs is installed; the same refusals as ``voice_named``."""
    voice = voice_named(home, name)
    return is_installed(voice, read_record(voice_folder(home.root, voice.id)))


def voice_named(home: Home, name: str) -> Voice:
    """Return one voice; ConfigurationRefused if its file is bad or missing."""
    return voice_of(name, load_voice(find("voices", name, home.root)))
