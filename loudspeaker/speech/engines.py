"""Which module speaks for which ``engine:`` of a voice file; each is imported only when needed.

The module has ``make(voice, folder) -> Engine``; ``folder`` holds the voice's installed files.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from loudspeaker.errors import NotFound
from loudspeaker.speech.engine import Engine
from loudspeaker.speech.manifest import Voice

MODULES: dict[str, str] = {
    "espeak": "loudspeaker.speech.espeak",
    "piper": "loudspeaker.speech.piper",
    "tone": "loudspeaker.speech.tone",
}


def make_engine(voice: Voice, folder: Path) -> Engine:
    """Return the voice's engine, not loaded yet; raise NotFound for an unknown engine."""
    if voice.engine not in MODULES:
        raise NotFound(kind="engine", name=voice.engine, known=sorted(MODULES))
    engine: Engine = import_module(MODULES[voice.engine]).make(voice, folder)
    return engine
