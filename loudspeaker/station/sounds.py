"""What opens an announcement: the station's chime, or the attention tone of an emergency."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.rundown import Cue, CueKind
from loudspeaker.speech.rendered import SoundFile

log = logging.getLogger(__name__)
ATTENTION_S = 5.0


class SoundMaker(Protocol):
    """Makes sounds that are no speech."""

    def chime(self, name: str) -> SoundFile:
        """Return the file of a chime."""
        ...

    def attention(self, seconds: float, *, drill: bool = False) -> SoundFile:
        """Return the file of an attention tone."""
        ...


class Sounds:
    """Openings, made once and kept; an emergency's tone is ready before anybody needs it."""

    def __init__(self, maker: SoundMaker, station: Callable[[], StationConfig]) -> None:
        self._maker = maker
        self._station = station
        self._attention: Cue | None = None

    def prepare(self) -> None:
        """Make the openings; a failure is only logged, and tried again when one is needed."""
        try:
            self.attention()
            self.chime()
        except LoudspeakerError:
            log.exception("openings are not ready")

    def attention(self) -> Cue:
        """Return the attention tone."""
        if self._attention is None:
            file = self._maker.attention(ATTENTION_S)
            self._attention = _cue(CueKind.ATTENTION, file)
        return self._attention

    def chime(self) -> Cue | None:
        """Return the station's chime, None if it wants none."""
        name = self._station().chime
        return None if name is None else _cue(CueKind.CHIME, self._maker.chime(name))

    def opening(self, priority: Priority) -> Cue | None:
        """Return what comes before the speech; a chime that cannot be made is left out."""
        if priority is Priority.EMERGENCY:
            return self.attention()
        try:
            return self.chime()
        except LoudspeakerError:
            log.exception("no chime")
            return None

    def in_use(self) -> set[str]:
        """Return the file that must never be cleared away."""
        return {self._attention.sha256} if self._attention and self._attention.sha256 else set()


def _cue(kind: CueKind, file: SoundFile) -> Cue:
    return Cue(kind=kind, frames=file.frames, sha256=file.sha256)


def speech_cue(file: SoundFile) -> Cue:
    """Return the cue of rendered speech."""
    return _cue(CueKind.SPEECH, file)


def is_there(clips: Path, cue: Cue) -> bool:
    """Tell whether a cue's file exists (``air`` checks its content)."""
    return cue.sha256 is None or (clips / f"{cue.sha256}.wav").exists()
