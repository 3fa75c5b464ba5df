"""What who writes is shown before anything is kept: the reading, the sound, the choices."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from loudspeaker.config.roles import permit
from loudspeaker.errors import LoudspeakerError, UsageRefused
from loudspeaker.model import Caller, Priority
from loudspeaker.model.announcement import Content
from loudspeaker.model.parts import Recorded, Spoken
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.phrases import Phrase, of_script
from loudspeaker.speech.rendered import RenderedClip
from loudspeaker.speech.spoken import has_words
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.drafting import MOST_REPEATS, Draft, Drafting, Facts
from loudspeaker.station.finder import Finder
from loudspeaker.station.room import Room
from loudspeaker.station.views import Views
from loudspeaker.text.found import Span
from loudspeaker.text.script import script_from_values


class Rendering(Protocol):
    """What is asked of the speech child."""

    def clip(self, phrases: Sequence[Phrase], voice: Voice, /) -> RenderedClip:
        """Return the phrases as one clip."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Trying:
    """Reads back and lets listen; keeps nothing but clips, and has no way to the transmitter.

    ``voices`` gives a voice by its name; ``programmes`` what takes bulletins, by name and title;
    ``recorded`` puts a recording among the clips.
    """

    drafting: Drafting
    facts: Callable[[], Facts]
    views: Views
    finder: Finder
    speech: Rendering
    voices: Callable[[str], Voice]
    programmes: Callable[[], Iterable[tuple[str, str]]]
    room: Room
    recorded: Callable[[Recorded], object]
    _turn: threading.Lock = field(default_factory=threading.Lock)

    # --- the reading ----------------------------------------------------------------------------

    def read_back(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return how a draft would be read, piece by piece, and what should be looked at.

        ``refused`` is the error that submitting it would meet now, None where there is none.
        Raises TextRefused for a text that cannot be read at all.
        """
        given.text(arguments, "text")
        values = given.draft_values(arguments)
        try:
            content, refused = self.drafting.content(Draft(**values)), None
        except LoudspeakerError as error:
            content = self.drafting.content(Draft(text=values["text"]))
            refused = error.to_message()
        reading = self.drafting.read(content.text, content.voice)
        return {
            **self.views.said(content),
            "text": reading.text,
            "spans": [_span(span, reading.text) for span in reading.spans],
            "refused": refused,
        }

    # --- the sound ------------------------------------------------------------------------------

    def hear(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return piece ``n`` of a text, or of the announcement ``id``, as a clip.

        ``count`` is how many there are: phrases, and recordings in their place among them.  A
        phrase is short, so whatever airs is hardly kept waiting for its voice, and one at a time is
        made.  Raises SpeechFailure, ModelMissing, DiskFull, SoundRefused (a recording is gone).
        """
        permit(caller, "hear")
        content = self._wanted(arguments)
        pieces, n = list(_pieces(content)), given.whole(arguments, "n")
        if not 0 <= n < len(pieces):
            raise UsageRefused(option="n", problem=f"0 to {len(pieces) - 1}")
        self.room.enter(Priority.NORMAL)
        sha256, frames = self._sounded(pieces[n], content.voice)
        return {"sha256": sha256, "frames": frames, "count": len(pieces)}

    def _sounded(self, piece: Phrase | Recorded, voice: str) -> tuple[str, int]:
        if isinstance(piece, Recorded):
            self.recorded(piece)
            return piece.sha256, piece.frames
        with self._turn:
            made = self.speech.clip([piece], self.voices(voice))
        return made.file.sha256, made.file.frames

    def _wanted(self, arguments: Arguments) -> Content:
        item = given.text_or_none(arguments, "id")
        if item is not None:
            return self.finder.filed(item).item.content
        given.text(arguments, "text")
        return self.drafting.content(Draft(**_said_alone(arguments)))

    # --- the choices ----------------------------------------------------------------------------

    def choices(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return what there is to choose from: voices, points, zones, programmes, hours."""
        facts = self.facts()
        plan, general = facts.plan, facts.hours.general
        usable = [name for name in facts.voices if facts.has_model(name)]
        return {
            "voices": [
                {"name": name, "title": self.voices(name).title}
                for name in usable
                if not facts.is_barred(name)
            ],
            "voice": facts.station.voice,
            "repeat": facts.station.playout.repeat,
            "most_repeats": MOST_REPEATS,
            "text_limit_chars": facts.station.text_limit_chars,
            "zones": [
                {"name": zone.name, "points": list(plan.in_zone(zone.number))}
                for zone in plan.zones
            ],
            "points": [{"number": point.number, "name": point.name} for point in plan.points],
            "programmes": [{"name": name, "title": title} for name, title in self.programmes()],
            "hours": [
                {
                    "days": sorted(window.days),
                    "start_minute": window.start_minute,
                    "end_minute": window.end_minute,
                }
                for window in general.windows
            ],
        }


def _said_alone(arguments: Arguments) -> Mapping[str, Any]:
    """Return what of a draft makes its sound."""
    values = given.draft_values(arguments)
    return {name: values[name] for name in ("text", "voice") if name in values}


def _pieces(content: Content) -> Iterable[Phrase | Recorded]:
    """Return what is heard, one after the other: phrases of the voice, and recordings."""
    for part in content.parts or (Spoken(text=content.text, script=content.script),):
        if isinstance(part, Recorded):
            yield part
            continue
        phrases = of_script(script_from_values(part.script))
        yield from (phrase for phrase in phrases if has_words(phrase.text))


def _span(span: Span, text: str) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "text": text[span.start : span.end],
        "reading": span.reading,
        "kind": span.kind.value,
    }
