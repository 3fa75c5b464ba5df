"""How one approved announcement becomes sound: whole beforehand, or on air while it is made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.model.languages import VIETNAMESE
from loudspeaker.model.parts import Part, Recorded, Spoken, by_language
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue
from loudspeaker.speech.early import EarlySpeech, OnPhrase
from loudspeaker.speech.manifest import Voice, may_start_early
from loudspeaker.speech.phrases import Phrase, of_script
from loudspeaker.speech.rendered import RenderedClip, RenderedPhrase
from loudspeaker.station.approval import is_approved
from loudspeaker.station.cues import (
    BETWEEN_PARTS_MS,
    announcement,
    following,
    gap,
    readings,
    repeats,
)
from loudspeaker.station.endings import WITH_US
from loudspeaker.station.handover import Handover
from loudspeaker.station.programme_sound import ProgrammeSound
from loudspeaker.station.recordings import Recordings
from loudspeaker.station.room import Room
from loudspeaker.station.sounds import Sounds, is_there, speech_cue
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.system.faults import Faults
from loudspeaker.text.script import script_from_values

log = logging.getLogger(__name__)


class Speech(Protocol):
    """What making asks of speech; both raise LoudspeakerError."""

    def installed(self, voice: Voice) -> Voice:
        """Return the voice with what was measured on it here."""
        ...

    def clip(
        self, phrases: Sequence[Phrase], voice: Voice, *, quieter_db: float = 0.0
    ) -> RenderedClip:
        """Return all phrases as one finished file."""
        ...

    def phrases(
        self,
        phrases: Sequence[Phrase],
        voice: Voice,
        on_phrase: OnPhrase,
        *,
        head_start_s: float = 0.0,
    ) -> EarlySpeech:
        """Tell of each phrase as soon as it is there."""
        ...


class Making:
    """Makes occurrences, one call each; safe from several threads for different ones."""

    def __init__(
        self,
        *,
        items: Items,
        made: MadeCues,
        speech: Speech,
        sounds: Sounds,
        recordings: Recordings,
        programme_sound: ProgrammeSound,
        handover: Handover,
        faults: Faults,
        voices: Callable[[str], Voice],
        embedded: Voice,
        clips: Path,
        gap_ms: Callable[[], int],
        early_start: Callable[[], bool],
        ready: Callable[[Item, Occurrence], None],
        room: Room,
    ) -> None:
        self._items = items
        self._made = made
        self._speech = speech
        self._sounds = sounds
        self._recordings = recordings
        self._programme_sound = programme_sound
        self._handover = handover
        self._faults = faults
        self._voices = voices
        self._embedded = embedded
        self._clips = clips
        self._gap_ms = gap_ms
        self._early_start = early_start
        self._ready = ready
        self._room = room
        self._ending = False

    def end(self) -> None:
        """From now on a failure only means that the process ends: what is not made stays so."""
        self._ending = True

    def begin(self, item: Item, occurrence: Occurrence) -> None:
        """Hand over an emergency's tone if it is there; its speech follows by ``make``."""
        if item.content.priority is Priority.EMERGENCY and self._sounds.tone_is_ready:
            self._handover.begin(item, occurrence, self._opening(item))

    def _opening(self, item: Item) -> tuple[Cue, ...]:
        return self._sounds.before(item.content)

    def make(self, occurrence_id: str) -> None:
        """Make an occurrence, unless it was let go meanwhile."""
        found = self._items.with_item(occurrence_id)
        if found is None:
            return
        item, occurrence = found
        if occurrence.state.terminal or occurrence.version != item.version or not is_approved(item):
            return
        made = self._made.of(item, occurrence)
        if made and all(is_there(self._clips, cue) for cue in made):
            self._ready(item, occurrence)
        elif item.content.programme is not None:
            self._make_block(item, occurrence)
        elif self._starts_early(item):
            self._speak_early(item, occurrence)
        else:
            self._speak_whole(item, occurrence)

    def failed(self, occurrence_id: str) -> None:
        """Flag an occurrence whose making has failed: it is tried once more when it is due."""
        if self._ending:
            return
        self._items.move(
            occurrence_id,
            OccurrenceState.FLAGGED,
            only_from=WITH_US,
            reason="speech_failed",
        )

    def _starts_early(self, item: Item) -> bool:
        content = item.content
        if content.priority is Priority.EMERGENCY:
            return True
        timed = content.due is not None or content.cron is not None
        if timed or content.waits_for is not None or not self._early_start():
            return False
        try:
            return may_start_early(self._speech.installed(self._voice(item)))
        except LoudspeakerError:
            return False

    def _voice(self, item: Item) -> Voice:
        """Return the announcement's voice, the embedded one if its file is bad or gone."""
        try:
            return self._voices(item.content.voice)
        except LoudspeakerError as error:
            self._substituted(item, str(error))
            return self._embedded

    def _substituted(self, item: Item, problem: str) -> None:
        detail = f"{item.id} {item.content.voice}: {problem}"
        self._faults.report("voice_substituted", detail)

    # --- the whole first ------------------------------------------------------------------------

    def _speak_whole(self, item: Item, occurrence: Occurrence) -> None:
        found = self._readings(item)
        if found is None:
            self.failed(occurrence.id)
            return
        cues = announcement(found, repeat=item.content.repeat, gap_ms=self._gap_ms())
        self._made.keep(item, (*self._opening(item), *cues))
        self._ready(item, occurrence)

    def _make_block(self, item: Item, occurrence: Occurrence) -> None:
        """Make what a programme itself says in one slot."""
        try:
            cues = self._programme_sound.cues(item, occurrence, self._spoken)
        except LoudspeakerError as error:
            self._faults.report("speech", f"{item.id}: {error}")
            self.failed(occurrence.id)
            return
        self._made.keep(item, cues, occurrence)
        self._ready(item, occurrence)

    def _readings(self, item: Item) -> Mapping[str, tuple[Cue, ...]] | None:
        """Return one reading in each language; None if a part cannot be had."""
        try:
            return readings(item.content.all_parts, partial(self._cue, item))
        except LoudspeakerError as error:
            self._faults.report("speech", f"{item.id}: {error}")
            return None

    def _cue(self, item: Item, part: Part) -> Cue:
        if isinstance(part, Recorded):
            return self._recordings.cue(part)
        return self._spoken(item, part)

    def _spoken(self, item: Item, part: Spoken) -> Cue:
        """Return the speech, from the embedded voice if the chosen one fails; raise if both do."""
        wanted = self._voice(item)
        voices = {voice.id: voice for voice in (wanted, self._embedded)}
        trouble: LoudspeakerError | None = None
        for voice in voices.values():
            try:
                rendered = self._speech.clip(phrases_of(part), voice)
            except LoudspeakerError as error:
                self._faults.report("speech", f"{item.id} {voice.id}: {error}")
                trouble = error
                continue
            self._faults.clear("speech")
            self._note_voice(item, voice)
            return speech_cue(rendered.file)
        assert trouble is not None, "there is always a voice to try"
        raise trouble

    def _note_voice(self, item: Item, voice: Voice) -> None:
        """Tell, or take back, that another voice speaks than was wanted."""
        if voice.id == item.content.voice:
            self._faults.clear("voice_substituted")
        else:
            self._substituted(item, voice.id)

    # --- on air while it is made ----------------------------------------------------------------

    def _speak_early(self, item: Item, occurrence: Occurrence) -> None:
        opening = self._opening(item)
        urgent = item.content.priority is Priority.EMERGENCY
        if urgent:
            self._room.enter_urgent()
        if opening and urgent:
            self._handover.begin(item, occurrence, opening)
        first: list[Cue] = []

        def take(cue: Cue) -> None:
            first.append(cue)
            self._handover.append(item, occurrence, opening, [cue])

        try:
            self._speak_parts(item, first, take, opening)
        except LoudspeakerError as error:
            if not self._ending:
                self._faults.report("speech", f"{item.id}: {error}")
                self._handover.give_up(item, occurrence)
            return
        self._faults.clear("speech")
        self._end_early(item, occurrence, opening, first, self._others(item))

    def _others(self, item: Item) -> Mapping[str, Sequence[Cue]]:
        """Return what follows in other languages; what is lost costs the Vietnamese nothing."""
        try:
            return readings(item.content.recordings_of_others, partial(self._cue, item))
        except LoudspeakerError as error:
            self._faults.report("clip", f"{item.id}: {error}")
            return {}

    def _speak_parts(
        self, item: Item, first: list[Cue], take: Callable[[Cue], None], opening: Sequence[Cue]
    ) -> None:
        """Give the Vietnamese part by part, a text phrase by phrase."""
        for part in by_language(item.content.all_parts)[VIETNAMESE]:
            if first:
                take(gap(BETWEEN_PARTS_MS))
            if isinstance(part, Recorded):
                take(self._recordings.cue(part))
                continue
            head_start_s = _seconds_of([*opening, *first])
            voice = self._speak(item, part, take, head_start_s=head_start_s)
            self._note_voice(item, voice)

    def _speak(
        self, item: Item, part: Spoken, take: Callable[[Cue], None], *, head_start_s: float
    ) -> Voice:
        """Speak phrase by phrase; return the voice that went through to the end."""
        voice, phrases, heard = self._voice(item), phrases_of(part), False

        def phrase(made: RenderedPhrase) -> None:
            nonlocal heard
            heard = True
            take(speech_cue(made.file))

        try:
            made = self._speech.phrases(phrases, voice, phrase, head_start_s=head_start_s)
        except LoudspeakerError as error:
            if heard or voice.id == self._embedded.id:
                raise
            self._faults.report("speech", f"{item.id} {voice.id}: {error}")
            self._speech.phrases(phrases, self._embedded, phrase, head_start_s=head_start_s)
            return self._embedded
        return voice if made.fell_back_at is None else self._embedded

    def _end_early(
        self,
        item: Item,
        occurrence: Occurrence,
        opening: Sequence[Cue],
        first: Sequence[Cue],
        others: Mapping[str, Sequence[Cue]],
    ) -> None:
        repeat, gap_ms = item.content.repeat, self._gap_ms()
        rest = (
            *repeats(first, repeat=repeat, gap_ms=gap_ms),
            *following(others, repeat=repeat, gap_ms=gap_ms),
        )
        self._handover.append(item, occurrence, opening, rest)
        self._handover.finish(occurrence)
        self._made.keep(item, (*opening, *first, *rest))


def phrases_of(part: Spoken) -> tuple[Phrase, ...]:
    """Return what the voice has to say."""
    return of_script(script_from_values(part.script))


def _seconds_of(cues: Sequence[Cue]) -> float:
    return sum(cue.frames for cue in cues) / PROGRAMME_RATE_HZ
