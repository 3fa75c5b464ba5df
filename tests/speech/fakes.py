"""Engines that misbehave, and a speech child to run in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from loudspeaker.audio.pcm import Clip
from loudspeaker.speech.engine import Engine, SpeechSettings
from loudspeaker.speech.tone import RATE_HZ, ToneEngine

Misbehaviour = Callable[[str], Iterator[Clip]]


class BadEngine(ToneEngine):
    """Sings as the tone engine does until a text says what to do instead."""

    def speak(self, text: str, settings: SpeechSettings) -> Iterator[Clip]:
        word = text.split(maxsplit=1)[0]
        if word in BAD_SAMPLES:
            yield from (Clip(samples=s, rate_hz=RATE_HZ) for s in BAD_SAMPLES[word])
        else:
            yield from super().speak(text, settings)


BAD_SAMPLES = {
    "nothing": [],
    "silence": [np.zeros(RATE_HZ, np.float32)],
    "whisper": [np.full(RATE_HZ, 1e-6, np.float32)],
    "nan": [np.full(100, 0.5, np.float32), np.full(100, np.nan, np.float32)],
    "infinite": [np.full(100, np.inf, np.float32)],
    "click": [np.concatenate([np.zeros(RATE_HZ, np.float32), np.full(1, 1e-7, np.float32)])],
}


def bad_engine(*_arguments: object) -> Engine:
    return BadEngine()


CHILD = """
import os, signal, sys, time
from pathlib import Path
import loudspeaker.speech.child_jobs as jobs
import loudspeaker.speech.tone as tone
from loudspeaker.speech.child import main

original = tone.ToneEngine.speak
def speak(self, text, settings):
    word = text.split()[0]
    mark = Path(sys.argv[1]) / f"crashed-{word}"
    if word == "crash" or (word == "crash_once" and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "hang":
        time.sleep(3600)
    if word == "silence":
        return
    yield from original(self, text, settings)
tone.ToneEngine.speak = speak
main(Path(sys.argv[1]))
"""


def start_child(home: Path) -> Callable[[], subprocess.Popen[bytes]]:
    """Return a start function of a real speech child whose tone engine obeys some words."""
    command = [sys.executable, "-c", CHILD, str(home)]
    return lambda: subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
