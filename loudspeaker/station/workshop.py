"""Where approved announcements become sound, one after the other, the most urgent first."""

from __future__ import annotations

import itertools
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.rundown import Cue
from loudspeaker.speech.client import SpeechClient
from loudspeaker.speech.manifest import Voice, may_start_early
from loudspeaker.speech.phrases import Phrase
from loudspeaker.station.cues import repeats, whole, with_opening
from loudspeaker.station.drafting import script_of
from loudspeaker.station.handover import Handover
from loudspeaker.station.sounds import Sounds, is_there, speech_cue
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults, Severity

log = logging.getLogger(__name__)


class Workshop:
    """A thread that renders, and hands over what cannot wait."""

    def __init__(
        self,
        *,
        items: Items,
        speech: SpeechClient,
        sounds: Sounds,
        handover: Handover,
        faults: Faults,
        voices: Callable[[str], Voice],
        embedded: Voice,
        clips: Path,
        gap_ms: Callable[[], int],
        early_start: Callable[[], bool],
        ready: Callable[[Occurrence], None],
    ) -> None:
        self._items = items
        self._speech = speech
        self._sounds = sounds
        self._handover = handover
        self._faults = faults
        self._voices = voices
        self._embedded = embedded
        self._clips = clips
        self._gap_ms = gap_ms
        self._early_start = early_start
        self._ready = ready
        self._numbers = itertools.count()
        self._queue: queue.PriorityQueue[tuple[int, datetime, int, str]] = queue.PriorityQueue()
        self._thread = threading.Thread(target=self._run, name="workshop", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def add(self, item: Item, occurrence: Occurrence) -> None:
        """Have an approved occurrence made; an emergency's tone goes to ``air`` at once."""
        assert occurrence.due is not None, "an approved occurrence has a due time"
        if item.content.priority is Priority.EMERGENCY:
            self._handover.begin(item, occurrence, self._opening(item))
        rank = item.content.priority.rank
        self._queue.put((rank, occurrence.due, next(self._numbers), occurrence.id))

    def _opening(self, item: Item) -> tuple[Cue, ...]:
        return with_opening(self._sounds.opening(item.content.priority))

    def _run(self) -> None:
        while True:
            *_, occurrence_id = self._queue.get()
            try:
                self._make(occurrence_id)
            except Exception:  # the next announcement must not suffer
                log.exception("making %s", occurrence_id)
                self._items.move(occurrence_id, OccurrenceState.FLAGGED, reason="speech_failed")

    def _make(self, occurrence_id: str) -> None:
        occurrence = self._items.occurrence(occurrence_id)
        item = self._items.get(occurrence.item) if occurrence else None
        if occurrence is None or item is None or occurrence.state.terminal:
            return
        made = self._items.cues_of(item)
        if made and all(is_there(self._clips, cue) for cue in made):
            self._made(occurrence)
        elif self._starts_early(item):
            self._speak_early(item, occurrence)
        else:
            self._speak_whole(item, occurrence)

    def _starts_early(self, item: Item) -> bool:
        if item.content.priority is Priority.EMERGENCY:
            return True
        if item.content.due is not None or item.content.cron is not None:
            return False
        voice = self._speech.installed(self._voices(item.content.voice))
        return self._early_start() and may_start_early(voice)

    # --- the whole first ------------------------------------------------------------------------

    def _speak_whole(self, item: Item, occurrence: Occurrence) -> None:
        speech = self._clip(item)
        if speech is None:
            self._items.move(occurrence.id, OccurrenceState.FLAGGED, reason="speech_failed")
            return
        opening = self._sounds.opening(item.content.priority)
        cues = whole(opening, (speech,), repeat=item.content.repeat, gap_ms=self._gap_ms())
        self._items.keep_cues(item, cues)
        self._made(occurrence)

    def _clip(self, item: Item) -> Cue | None:
        """Return the speech, from the embedded voice if the chosen one fails; None if both do."""
        wanted = self._voices(item.content.voice)
        for voice in dict.fromkeys([wanted.id, self._embedded.id]):
            try:
                rendered = self._speech.clip(phrases_of(item), self._voices(voice))
            except LoudspeakerError as error:
                self._faults.report("speech", f"{item.id} {voice}: {error}")
                continue
            if voice != wanted.id:
                self._substituted(item, wanted.id)
            else:
                self._faults.clear("speech")
            return speech_cue(rendered.file)
        return None

    def _substituted(self, item: Item, wanted: str) -> None:
        self._faults.report("voice_substituted", f"{item.id} {wanted}", Severity.WARNING)

    def _made(self, occurrence: Occurrence) -> None:
        moved = self._items.move(occurrence.id, OccurrenceState.READY)
        if moved is not None:
            self._ready(moved)

    # --- on air while it is made ----------------------------------------------------------------

    def _speak_early(self, item: Item, occurrence: Occurrence) -> None:
        opening = self._opening(item)
        urgent = item.content.priority is Priority.EMERGENCY
        growing = self._handover.growing(item, occurrence, opening, begun=urgent)
        spoken: list[Cue] = []

        def take(file_cue: Cue) -> None:
            spoken.append(file_cue)
            growing.add([file_cue])

        try:
            made = self._speech.phrases(
                phrases_of(item),
                self._voices(item.content.voice),
                lambda phrase: take(speech_cue(phrase.file)),
                head_start_s=seconds_of(opening),
            )
        except LoudspeakerError as error:
            self._faults.report("speech", f"{item.id}: {error}")
            growing.fail()
            return
        growing.add(repeats(spoken, repeat=item.content.repeat, gap_ms=self._gap_ms()))
        growing.finish()
        self._items.keep_cues(item, growing.cues)
        if made.fell_back_at is not None:
            self._substituted(item, item.content.voice)


def phrases_of(item: Item) -> tuple[Phrase, ...]:
    """Return what the voice has to say."""
    script = script_of(item.content)
    return tuple(Phrase(text=phrase.text, pause_ms=phrase.pause_ms) for phrase in script.phrases)


def seconds_of(cues: Sequence[Cue]) -> float:
    """Return how long cues last."""
    return sum(cue.frames for cue in cues) / 48_000
