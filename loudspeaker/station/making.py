"""How one approved announcement becomes sound: whole beforehand, or on air while it is made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Cue
from loudspeaker.speech.early import EarlySpeech, OnPhrase
from loudspeaker.speech.manifest import Voice, may_start_early
from loudspeaker.speech.phrases import Phrase, of_script
from loudspeaker.speech.rendered import RenderedClip, RenderedPhrase
from loudspeaker.station.approval import is_approved
from loudspeaker.station.cues import repeats
from loudspeaker.station.drafting import script_of
from loudspeaker.station.endings import WITH_US
from loudspeaker.station.handover import Handover
from loudspeaker.station.sounds import Sounds, is_there, speech_cue
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.system.faults import Faults, Severity

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
        handover: Handover,
        faults: Faults,
        voices: Callable[[str], Voice],
        embedded: Voice,
        clips: Path,
        gap_ms: Callable[[], int],
        early_start: Callable[[], bool],
        ready: Callable[[Item, Occurrence], None],
    ) -> None:
        self._items = items
        self._made = made
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
        made = self._made.of(item)
        if made and all(is_there(self._clips, cue) for cue in made):
            self._ready(item, occurrence)
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
        if content.due is not None or content.cron is not None or not self._early_start():
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
        self._faults.report("voice_substituted", detail, Severity.WARNING)

    # --- the whole first ------------------------------------------------------------------------

    def _speak_whole(self, item: Item, occurrence: Occurrence) -> None:
        speech = self._clip(item)
        if speech is None:
            self.failed(occurrence.id)
            return
        rest = repeats([speech], repeat=item.content.repeat, gap_ms=self._gap_ms())
        self._made.keep(item, (*self._opening(item), speech, *rest))
        self._ready(item, occurrence)

    def _clip(self, item: Item) -> Cue | None:
        """Return the speech, from the embedded voice if the chosen one fails; None if both do."""
        wanted = self._voice(item)
        voices = {voice.id: voice for voice in (wanted, self._embedded)}
        for voice in voices.values():
            try:
                rendered = self._speech.clip(phrases_of(item), voice)
            except LoudspeakerError as error:
                self._faults.report("speech", f"{item.id} {voice.id}: {error}")
                continue
            self._faults.clear("speech")
            self._note_voice(item, voice)
            return speech_cue(rendered.file)
        return None

    def _note_voice(self, item: Item, voice: Voice) -> None:
        """Tell, or take back, that another voice speaks than was wanted."""
        if voice.id == item.content.voice:
            self._faults.clear("voice_substituted")
        else:
            self._substituted(item, voice.id)

    # --- on air while it is made ----------------------------------------------------------------

    def _speak_early(self, item: Item, occurrence: Occurrence) -> None:
        opening, voice = self._opening(item), self._voice(item)
        if opening and item.content.priority is Priority.EMERGENCY:
            self._handover.begin(item, occurrence, opening)
        spoken: list[Cue] = []

        def take(phrase: RenderedPhrase) -> None:
            spoken.append(speech_cue(phrase.file))
            self._handover.append(item, occurrence, opening, spoken[-1:])

        try:
            speaker = self._speak(item, voice, take, spoken, head_start_s=_seconds_of(opening))
        except LoudspeakerError as error:
            if not self._ending:
                self._faults.report("speech", f"{item.id}: {error}")
                self._handover.give_up(item, occurrence)
            return
        self._faults.clear("speech")
        self._note_voice(item, speaker)
        self._end_early(item, occurrence, opening, spoken)

    def _speak(
        self,
        item: Item,
        voice: Voice,
        take: OnPhrase,
        spoken: Sequence[Cue],
        *,
        head_start_s: float,
    ) -> Voice:
        """Speak phrase by phrase; return the voice that went through to the end."""
        phrases = phrases_of(item)
        try:
            made = self._speech.phrases(phrases, voice, take, head_start_s=head_start_s)
        except LoudspeakerError as error:
            if spoken or voice.id == self._embedded.id:
                raise
            self._faults.report("speech", f"{item.id} {voice.id}: {error}")
            self._speech.phrases(phrases, self._embedded, take, head_start_s=head_start_s)
            return self._embedded
        return voice if made.fell_back_at is None else self._embedded

    def _end_early(
        self, item: Item, occurrence: Occurrence, opening: Sequence[Cue], spoken: Sequence[Cue]
    ) -> None:
        rest = repeats(spoken, repeat=item.content.repeat, gap_ms=self._gap_ms())
        self._handover.append(item, occurrence, opening, rest)
        self._handover.finish(occurrence)
        self._made.keep(item, (*opening, *spoken, *rest))


def phrases_of(item: Item) -> tuple[Phrase, ...]:
    """Return what the voice has to say."""
    return of_script(script_of(item.content))


def _seconds_of(cues: Sequence[Cue]) -> float:
    return sum(cue.frames for cue in cues) / PROGRAMME_RATE_HZ
