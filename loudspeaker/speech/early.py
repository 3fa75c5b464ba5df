"""Speech that is on air while it is still being made: a late phrase is never waited for.

Each phrase has a deadline: the end of what was made before it.  When the voice's child crashes,
refuses or is later than a listener can bear, the embedded voice in the spare child goes on from
that phrase.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loudspeaker.errors import LoudspeakerError, StorageFailure, TextRefused
from loudspeaker.rundown import PROGRAMME_RATE_HZ
from loudspeaker.speech.rendered import RenderedPhrase, SoundFile
from loudspeaker.speech.spoken import has_words
from loudspeaker.system.worker import Worker

log = logging.getLogger(__name__)

PATIENCE_S = 0.4  # of silence; the spare child needs the rest of the second
FIRST_PHRASE_S = 2.0
BUSY_S = 0.2  # an emergency does not queue behind a long render

OnPhrase = Callable[[RenderedPhrase], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlySpeech:
    """What was made; from ``fell_back_at`` on (a phrase's index) in the embedded voice."""

    phrases: tuple[RenderedPhrase, ...]
    fell_back_at: int | None = None


class EarlySpeaker:
    """One item's speech: first from the main child, then if need be from the spare one.

    ``head_start_s`` is how long other sound, a chime for instance, plays before the first phrase.
    """

    def __init__(
        self,
        *,
        main: Worker,
        spare: Worker,
        on_phrase: OnPhrase,
        head_start_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._main = main
        self._spare = spare
        self._on_phrase = on_phrase
        self._clock = clock
        self._silent_from_s = clock() + head_start_s + FIRST_PHRASE_S
        self._head_start_s = head_start_s
        self._made: list[RenderedPhrase] = []

    def speak(
        self, args: dict[str, Any] | None, embedded_args: dict[str, Any], *, limit_s: float
    ) -> EarlySpeech:
        """Render ``args["phrases"]``, or all of it with the embedded voice if there are none.

        Raises what the embedded voice failed with, StorageFailure, TextRefused.
        """
        if args is None:
            return self._go_on(embedded_args, limit_s)
        try:
            self._main.request(
                "render",
                args,
                timeout_s=limit_s,
                reply_timeout_s=self._patience_s,
                turn_timeout_s=BUSY_S,
                on_event=lambda data: self._take(data, offset=0),
            )
            return EarlySpeech(phrases=tuple(self._made))
        except (StorageFailure, TextRefused):
            raise
        except LoudspeakerError as trouble:
            log.warning("speech: embedded voice goes on after %d: %s", len(self._made), trouble)
        return self._go_on(embedded_args, limit_s)

    def _go_on(self, args: dict[str, Any], limit_s: float) -> EarlySpeech:
        start = self._made[-1].index + 1 if self._made else 0
        rest = args["phrases"][start:]
        if not any(has_words(phrase["text"]) for phrase in rest):
            return EarlySpeech(phrases=tuple(self._made))
        self._spare.request_with_retry(
            "render",
            {**args, "phrases": rest},
            timeout_s=limit_s,
            on_event=lambda data: self._take(data, offset=start),
        )
        return EarlySpeech(phrases=tuple(self._made), fell_back_at=start)

    def _take(self, data: dict[str, Any], *, offset: int) -> None:
        index = offset + data["index"]
        if self._made and index <= self._made[-1].index:
            return  # heard before the spare child crashed and was asked again
        phrase = RenderedPhrase(
            index=index, file=SoundFile(sha256=data["sha256"], frames=data["frames"])
        )
        self._extend(phrase.file.frames / PROGRAMME_RATE_HZ)
        self._made.append(phrase)
        self._on_phrase(phrase)

    def _extend(self, phrase_s: float) -> None:
        """Move the instant from which there would be silence."""
        now_s = self._clock()
        begins_s = max(now_s, self._silent_from_s) if self._made else now_s + self._head_start_s
        self._silent_from_s = begins_s + phrase_s

    def _patience_s(self) -> float:
        return self._silent_from_s - self._clock() + (PATIENCE_S if self._made else 0.0)
