"""This machine's own loudspeaker: never the output that feeds the transmitter."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from loudspeaker.audio.pcm import Clip, to_int16_bytes
from loudspeaker.bootstrap.devices import alsa_variable_of
from loudspeaker.bootstrap.settings import Settings
from loudspeaker.cli.alsa_names import Unresolved, ends_of
from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure, ProgrammeDevice
from loudspeaker.system.home import Home

DEFAULT = "default"
_BLOCK_BYTES = 9600


def check_device(device: str, settings: Settings) -> None:
    """Raise ProgrammeDevice for the programme output by any of its names.

    On a real station also where ALSA cannot tell the two apart; in the simulated profile the
    programme output is a name of the village's, and only that is refused.
    """
    programme = settings.hardware.programme_card
    if programme is None:
        return
    if _same_name(device, programme):
        raise ProgrammeDevice(device=device)
    try:
        shared = ends_of(device) & ends_of(programme)
    except Unresolved:
        if settings.station.simulated:
            return
        raise ProgrammeDevice(device=device) from None
    if shared:
        raise ProgrammeDevice(device=device)


def _same_name(device: str, programme: str) -> bool:
    """Compare as PortAudio finds devices: by any part of the name, without case."""
    mine, theirs = device.casefold().strip(), programme.casefold().strip()
    return mine in theirs or theirs in mine


def use_programme_names(settings: Settings, home: Home) -> None:
    """Let ALSA know the same names here as in ``air``; not those of the village.

    Raises DeviceFailure if the file with the names is missing: PortAudio would abort the process.
    """
    if settings.station.simulated or settings.hardware.programme_card is None:
        return
    variable = alsa_variable_of(settings.hardware.sound, home)
    if variable is not None:
        os.environ["ALSA_CONFIG_PATH"] = variable


def find_output(device: str | None) -> str:
    """Return the output's own name; raise DeviceFailure (``no_output``, no PortAudio)."""
    with quiet():
        library = load_library()
        try:
            return str(library.query_devices(device, "output")["name"])
        except Exception as error:  # sounddevice's own error has no narrower parent
            raise DeviceFailure(device=device or DEFAULT, problem="no_output") from error


def play(clip: Clip, device: str | None) -> None:
    """Play to the end; raise DeviceFailure with PortAudio's own words."""
    with quiet():
        library = load_library()
        try:
            with library.RawOutputStream(
                samplerate=clip.rate_hz, channels=1, dtype="int16", device=device
            ) as stream:
                _write(stream, to_int16_bytes(clip.samples))
        except Exception as error:  # as above
            raise DeviceFailure(device=device or DEFAULT, problem=str(error)) from error


def _write(stream: Any, pcm: bytes) -> None:
    for start in range(0, len(pcm), _BLOCK_BYTES):
        stream.write(pcm[start : start + _BLOCK_BYTES])


@contextmanager
def quiet() -> Iterator[None]:
    """Keep what ALSA prints by itself off the terminal: the error comes as a sentence."""
    sys.stderr.flush()
    kept, nothing = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nothing, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nothing)
