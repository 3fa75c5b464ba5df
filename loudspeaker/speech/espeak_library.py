"""The espeak-ng library that comes inside piper-tts, by ctypes.

It synthesises, although Piper only asks it for phonemes.  It is one state for the whole process
and not re-entrant, and it ends the process when its data are missing; hence ``LOCK`` and the
check of the folder.  Constants and signatures are those of espeak-ng's ``speak_lib.h``.
"""

from __future__ import annotations

import ctypes
import functools
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from loudspeaker.errors import SpeechFailure

LOCK = threading.Lock()  # held around everything the library does, by Piper's phonemiser too

_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_CHARS_UTF8 = 1
_END_PAUSE = 0x1000
_PHONEMES = 0x100
_POSITION_CHARACTER = 1
_NEEDED = ("phontab", "phonindex", "phondata", "intonations", "vi_dict")

_SynthCallback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)

OnSamples = Callable[[bytes], bool]
"""Takes little-endian 16-bit samples; tells whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EspeakFiles:
    """Where the library and its data are."""

    library: Path
    data: Path


def espeak_files() -> EspeakFiles:
    """Return the files inside the installed piper-tts; raise SpeechFailure if any is missing."""
    found = find_spec("piper")
    places = list(found.submodule_search_locations or ()) if found else []
    for place in map(Path, places):
        library = next(place.glob("espeakbridge*.so"), None)
        if library is not None:
            return EspeakFiles(library=library, data=_checked(place / "espeak-ng-data"))
    raise SpeechFailure(voice="espeak", problem="piper-tts is not installed")


def _checked(data: Path) -> Path:
    missing = [name for name in _NEEDED if not (data / name).is_file()]
    if missing:
        raise SpeechFailure(voice="espeak", problem=f"{data} lacks {', '.join(missing)}")
    return data


class EspeakLibrary:
    """The loaded library; the caller holds ``LOCK``.

    It must be started once in a process, not twice: after a second start it goes on with phoneme
    tables that were freed, and crashes or speaks garbage.  Who needs Piper's phonemiser
    therefore starts the library here first and keeps Piper from doing so.
    """

    def __init__(self, files: EspeakFiles) -> None:
        self.voices_folder = files.data / "voices" / "!v"
        try:
            self._c = ctypes.CDLL(str(files.library), mode=os.RTLD_LOCAL | os.RTLD_NOW)
            self.rate_hz = self._started(files.data)
        except (OSError, AttributeError) as error:
            raise SpeechFailure(voice="espeak", problem=str(error)) from error
        if self.rate_hz <= 0:
            raise SpeechFailure(voice="espeak", problem=f"start failed: {self.rate_hz}")
        self._c.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        self._c.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
        self._c.espeak_SetSynthCallback.argtypes = [_SynthCallback]
        self._c.espeak_SetSynthCallback.restype = None
        self._c.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int,
            ctypes.c_uint, ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p,
        ]  # fmt: skip

    def _started(self, data: Path) -> int:
        """Return the rate; it is 0 until somebody in this process has started the library."""
        rate_hz = self._c.espeak_ng_GetSampleRate()
        if rate_hz <= 0:
            rate_hz = self._c.espeak_Initialize(_SYNCHRONOUS, 0, os.fsencode(data), _DO_NOT_EXIT)
        return int(rate_hz)

    def set_voice(self, name: str, parameters: dict[int, int]) -> None:
        """Choose a voice and its parameters; raise SpeechFailure if the library has it not."""
        if self._c.espeak_SetVoiceByName(name.encode()) != 0:
            raise SpeechFailure(voice=name, problem="espeak-ng has no such voice")
        for number, value in parameters.items():
            self._c.espeak_SetParameter(number, value, 0)

    def synthesise(self, text: str, on_samples: OnSamples) -> None:
        """Speak the text, giving samples as they come; raise SpeechFailure.

        ``[[…]]`` in it are sounds in the library's own notation.
        """
        trouble: list[BaseException] = []

        def take(samples: ctypes._Pointer[ctypes.c_short], count: int, _events: int) -> int:
            try:
                return 0 if count <= 0 or on_samples(ctypes.string_at(samples, 2 * count)) else 1
            except BaseException as error:  # noqa: BLE001  nothing may pass through C code
                trouble.append(error)
                return 1

        callback = _SynthCallback(take)
        self._c.espeak_SetSynthCallback(callback)
        spoken = text.encode()
        flags = _CHARS_UTF8 | _END_PAUSE | (_PHONEMES if "[[" in text else 0)
        status = self._c.espeak_Synth(
            spoken, len(spoken) + 1, 0, _POSITION_CHARACTER, 0, flags, None, None
        )
        if trouble:
            raise trouble[0]
        if status != 0:
            raise SpeechFailure(voice="espeak", problem=f"synthesis failed: {status}")


@functools.cache
def espeak_library() -> EspeakLibrary:
    """Return this process's library, loaded at the first call; raise SpeechFailure."""
    return EspeakLibrary(espeak_files())
