"""What a programme itself sounds like: tunes, dated texts and recordings of one of its blocks."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from loudspeaker.audio.names import CHIME_NAMES
from loudspeaker.config.relay import RelayConfig
from loudspeaker.config.station import DEFAULT_CHIME
from loudspeaker.errors import FileRefused, LoudspeakerError, NotFound, SoundRefused
from loudspeaker.model.announcement import Content, Item, Occurrence
from loudspeaker.model.parts import Spoken
from loudspeaker.model.programme import MUSIC, Element, ElementKind, Programme, RelayStep, Step
from loudspeaker.model.relay import Relay
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue, CueKind
from loudspeaker.speech.rendered import SoundFile
from loudspeaker.station.cues import BETWEEN_PARTS_MS, joined
from loudspeaker.station.own_chime import SoundReader
from loudspeaker.station.sounds import SoundMaker
from loudspeaker.system.faults import Faults
from loudspeaker.system.files import refusing
from loudspeaker.text.reading import Reading
from loudspeaker.text.script import script_from_values
from loudspeaker.timetable.dated import dated, stand_in

LARGEST_BYTES: Final = 200_000_000
UNKNOWN_S: Final = 30.0
"""How long a sound is taken to be that nobody has read yet."""


def file_sha256(path: Path) -> str:
    """Return the hash of a sound file as it was brought; FileRefused."""
    with refusing(path):
        if path.stat().st_size > LARGEST_BYTES:
            raise FileRefused(path=path.name, problem="too_large")
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()


def with_files(programme: Programme, files: Mapping[str, Path]) -> Programme:
    """Return the programme with the hash of each of its sounds; FileRefused for one that is gone.

    So what is approved is the sound, and not its name alone.
    """
    steps = tuple(_with_file(step, files) for step in programme.steps)
    music = _named(programme.music, files) if programme.music else None
    return replace(programme, steps=steps, music=music)


def _with_file(step: Step, files: Mapping[str, Path]) -> Step:
    if isinstance(step, RelayStep):
        return replace(step, fallback=_named(step.fallback, files))
    return _named(step, files) if isinstance(step, Element) else step


def with_addresses(programme: Programme, sources: RelayConfig) -> Programme:
    """Return the programme with where each relay comes from: that is approved, not a name."""
    steps = tuple(
        replace(step, relay=_addressed(step.relay, sources))
        if isinstance(step, RelayStep)
        else step
        for step in programme.steps
    )
    return replace(programme, steps=steps)


def _addressed(relay: Relay, sources: RelayConfig) -> Relay:
    found = sources.source_named(relay.source)
    if found is None:
        raise NotFound(kind="source", name=relay.source, known=list(sources.names))
    return replace(relay, source=found.name, address=found.address)


def _named(element: Element, files: Mapping[str, Path]) -> Element:
    built_in = element.kind is ElementKind.TUNE and element.content in CHIME_NAMES
    if element.kind is ElementKind.TEXT or built_in:
        return element
    path = files.get(element.content)
    if path is None:
        raise FileRefused(path=element.content, problem="missing")
    return replace(element, sha256=file_sha256(path))


class ProgrammeSound:
    """Makes the cues of a programme's own blocks; what was read once is read no more."""

    def __init__(
        self,
        *,
        maker: SoundMaker,
        reader: SoundReader,
        files: Callable[[], Mapping[str, Path]],
        clips: Path,
        read: Callable[[str, str], Reading],
        faults: Faults,
    ) -> None:
        self._maker = maker
        self._reader = reader
        self._files = files
        self._clips = clips
        self._read = read
        self._faults = faults
        self._known: dict[str, SoundFile] = {}

    def cues(
        self, item: Item, occurrence: Occurrence, spoken: Callable[[Item, Spoken], Cue]
    ) -> tuple[Cue, ...]:
        """Return what one airing sounds like; LoudspeakerError if a part of it cannot be had."""
        programme, place = item.content.programme, occurrence.place
        assert programme is not None, "a programme"
        assert place is not None, "a block has a place"
        if place.block == MUSIC:
            assert programme.music is not None, "music fills the slot"
            music = self._sound(programme.music)
            return joined([music] * _times(occurrence))
        block = programme.fixed_blocks()[place.block or 0]
        if isinstance(block, RelayStep):
            return (self._sound(block.fallback),)
        return joined([self._cue(item, occurrence, element, spoken) for element in block])

    def _cue(
        self,
        item: Item,
        occurrence: Occurrence,
        element: Element,
        spoken: Callable[[Item, Spoken], Cue],
    ) -> Cue:
        if element.kind is ElementKind.TEXT:
            return spoken(item, self._said(item.content, element, occurrence))
        return self._tune(element) if element.kind is ElementKind.TUNE else self._sound(element)

    def _said(self, content: Content, element: Element, occurrence: Occurrence) -> Spoken:
        assert occurrence.due is not None, "a slot has a time"
        reading = self._read(dated(element.content, occurrence.due), content.voice)
        return Spoken(text=reading.text, script=reading.script.to_values())

    def _tune(self, element: Element) -> Cue:
        """Return a tune; one that cannot be had is a fault, and a built-in one stands in."""
        try:
            if element.sha256 is None:
                return _cue(CueKind.CHIME, self._maker.chime(element.content))
            found = replace(self._sound(element), kind=CueKind.CHIME)
        except LoudspeakerError as error:
            self._faults.report("chime", f"{element.content}: {error}")
            return _cue(CueKind.CHIME, self._maker.chime(DEFAULT_CHIME))
        self._faults.clear("chime")
        return found

    def _sound(self, element: Element) -> Cue:
        """Return an approved sound file as a cue; SoundRefused if it is another one by now."""
        sha256 = element.sha256 or ""
        known = self._known.get(sha256)
        if known is None or not (self._clips / f"{known.sha256}.wav").exists():
            path = self._files().get(element.content)
            if path is None:
                raise SoundRefused(path=element.content, problem="missing")
            if file_sha256(path) != sha256:
                raise SoundRefused(path=path.name, problem="changed")
            known = self._known[sha256] = self._reader.read_sound(path)
        return _cue(CueKind.RECORDING, known)

    # --- how long it takes ----------------------------------------------------------------------

    def estimate_s(self, item: Item, number: int) -> float:
        """Return about how long one of a programme's own blocks is."""
        programme = item.content.programme
        assert programme is not None, "a programme"
        block = programme.fixed_blocks()[number]
        if isinstance(block, RelayStep):
            return block.relay.whole_s
        each = [self._about_s(item.content, e) for e in block]
        return sum(each) + (len(each) - 1) * BETWEEN_PARTS_MS / 1000

    def _about_s(self, content: Content, element: Element) -> float:
        if element.kind is ElementKind.TEXT:
            reading = self._read(stand_in(element.content), content.voice)
            return script_from_values(reading.script.to_values()).duration_s
        known = self._known.get(element.sha256 or "")
        return known.frames / PROGRAMME_RATE_HZ if known else UNKNOWN_S

    def music_s(self, item: Item) -> float:
        """Return how long the music is that fills a slot; 0 if it cannot be had."""
        programme = item.content.programme
        if programme is None or programme.music is None:
            return 0.0
        try:
            frames = self._sound(programme.music).frames
        except LoudspeakerError as error:
            self._faults.report("chime", f"{programme.music.content}: {error}")
            return 0.0
        return frames / PROGRAMME_RATE_HZ + BETWEEN_PARTS_MS / 1000


def _times(occurrence: Occurrence) -> int:
    return int(occurrence.id.rpartition("-m")[2])


def _cue(kind: CueKind, file: SoundFile) -> Cue:
    return Cue(kind=kind, frames=file.frames, sha256=file.sha256)
