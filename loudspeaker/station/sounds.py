"""What opens an announcement: the station's chime, or the attention tone of an emergency."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

from loudspeaker.audio.names import CHIME_NAMES
from loudspeaker.config.station import DEFAULT_CHIME, StationConfig
from loudspeaker.errors import LoudspeakerError, SoundRefused
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Content
from loudspeaker.model.siren import Siren
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind, Kind
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.station.cues import AFTER_OPENING_MS, ATTENTION_S, gap, pattern, with_opening
from loudspeaker.station.drafting import CHIME_S
from loudspeaker.station.own_chime import OwnChime
from loudspeaker.station.sirens import siren_of
from loudspeaker.system.faults import Faults

__all__ = ["ATTENTION_S", "SoundMaker", "Sounds", "is_there", "speech_cue"]

log = logging.getLogger(__name__)
TONE_PATIENCE_S = 2.0


class SoundMaker(Protocol):
    """Makes sounds that are no speech; LoudspeakerError."""

    def chime(self, name: str) -> SoundFile:
        """Return the file of a chime."""
        ...

    def attention(self, seconds: float, *, drill: bool = False) -> SoundFile:
        """Return the file of an attention tone."""
        ...

    def siren(self, sound: str, seconds: int) -> SoundFile:
        """Return the file of one blast of a siren."""
        ...


class Sounds:
    """Openings, made once and kept; an emergency's tone is ready before anybody needs it."""

    def __init__(
        self,
        maker: SoundMaker,
        own: OwnChime,
        *,
        station: Callable[[], StationConfig],
        faults: Faults,
        sirens: Callable[[], Collection[Siren]] = tuple,
    ) -> None:
        self._maker = maker
        self._own = own
        self._station = station
        self._faults = faults
        self._sirens = sirens
        self._blasts: dict[tuple[str, int], Cue] = {}
        self._drill: Cue | None = None
        self._attention: Cue | None = None
        self._attention_made = threading.Event()
        self._chime: Cue | None = None

    def prepare(self) -> None:
        """Make the openings ahead; what fails is a fault, and tried again when it is needed."""
        try:
            self._make_attention()
        except LoudspeakerError as error:
            self._faults.report("speech", f"attention tone: {error}")
        self._chime_cue()
        self.prepare_sirens()

    def prepare_sirens(self) -> None:
        """Make every blast that a template or the station may need."""
        problem = None
        for siren in self._sirens():
            try:
                self._blast(siren)
            except LoudspeakerError as error:
                problem = str(error)
        self._faults.set("siren", problem)

    def _blast(self, siren: Siren) -> Cue:
        key = siren.sound.value, siren.blast_s
        if key not in self._blasts:
            self._blasts[key] = _cue(CueKind.ATTENTION, self._maker.siren(*key))
        return self._blasts[key]

    def _make_attention(self) -> None:
        if self._attention is None:
            file = self._maker.attention(ATTENTION_S)
            self._attention = _cue(CueKind.ATTENTION, file)
        self._attention_made.set()

    @property
    def tone_is_ready(self) -> bool:
        """Tell whether an emergency's tone can be had without waiting."""
        return self._attention is not None

    @property
    def chime_s(self) -> float:
        """How long the chime is, as far as it is known."""
        return self._chime.frames / PROGRAMME_RATE_HZ if self._chime else CHIME_S

    def opening(self, priority: Priority) -> Cue | None:
        """Return what comes before the speech; what cannot be had in time is left out."""
        if priority is Priority.EMERGENCY:
            self._attention_made.wait(TONE_PATIENCE_S)
            return self._attention
        return self._chime_cue()

    def before(self, content: Content) -> tuple[Cue, ...]:
        """Return everything that comes before the speech of an announcement.

        An emergency never waits for a siren that has not been made: the attention tone stands in.
        """
        if content.kind is Kind.DRILL:
            return with_opening(self._drill_cue())
        if content.waits_for is not None:
            return ()  # the programme has its tune
        siren = siren_of(content, self._station().siren)
        blast = self._blasts.get((siren.sound.value, siren.blast_s)) if siren else None
        if siren is not None and blast is not None:
            return (*pattern(blast, siren), gap(AFTER_OPENING_MS))
        return with_opening(self.opening(content.priority))

    def _drill_cue(self) -> Cue | None:
        """Return the tone of a drill; it is no emergency, and goes on without one if it must."""
        try:
            self._drill = _cue(CueKind.ATTENTION, self._maker.attention(ATTENTION_S, drill=True))
        except LoudspeakerError as error:
            self._faults.report("speech", f"drill tone: {error}")
            return None
        return self._drill

    def _chime_cue(self) -> Cue | None:
        """Return the station's chime; None if it has none, or if none can be made."""
        name = self._station().chime
        if name is None:
            return None
        try:
            self._chime = _cue(CueKind.CHIME, self._chime_file(name))
        except LoudspeakerError as error:
            self._faults.report("chime", f"{name}: {error}")
            return None
        return self._chime

    def _chime_file(self, name: str) -> SoundFile:
        """Return the file of a built-in or own chime; a bad own one is replaced by a built-in."""
        if name in CHIME_NAMES:
            self._faults.clear("chime")
            return self._maker.chime(name)
        try:
            file = self._own.file(name)
        except LoudspeakerError as error:
            self._faults.report("chime", f"{name}: {_problem_of(error)}")
            return self._maker.chime(DEFAULT_CHIME)
        self._faults.clear("chime")
        return file

    def in_use(self) -> set[str]:
        """Return the files that must never be cleared away."""
        cues = (self._attention, self._chime, self._drill, *self._blasts.values())
        return {cue.sha256 for cue in cues if cue is not None and cue.sha256 is not None}


def _problem_of(error: LoudspeakerError) -> str:
    if isinstance(error, SoundRefused):
        return f"{error.problem} {error.measured}".strip()
    return str(error)


def _cue(kind: CueKind, file: SoundFile) -> Cue:
    return Cue(kind=kind, frames=file.frames, sha256=file.sha256)


def speech_cue(file: SoundFile) -> Cue:
    """Return the cue of rendered speech."""
    return _cue(CueKind.SPEECH, file)


def is_there(clips: Path, cue: Cue) -> bool:
    """Tell whether a cue's file exists (``air`` checks its content)."""
    return cue.sha256 is None or (clips / f"{cue.sha256}.wav").exists()
