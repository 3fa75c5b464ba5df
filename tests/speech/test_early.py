from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loudspeaker.errors import (
    ModelMissing,
    ProcessUnavailable,
    SpeechFailure,
    StorageFailure,
    TextRefused,
)
from loudspeaker.speech.early import (
    FIRST_PHRASE_S,
    PATIENCE_S,
    EarlySpeaker,
    EarlySpeech,
)
from loudspeaker.speech.rendered import RenderedPhrase

SECOND = 48_000
TEXTS = ["một", "hai", "…", "ba", "bốn"]
ARGS = {"phrases": [{"text": text, "pause_ms": 0} for text in TEXTS], "voice": "piper"}
EMBEDDED = {**ARGS, "voice": "embedded"}


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class FakeWorker:
    """Gives a second of sound for each phrase, ``after_s`` seconds apart, until told to fail.

    It keeps a worker's promise about ``reply_timeout_s``.
    """

    def __init__(
        self, clock: Clock, *, after_s: list[float] | None = None,
        fail_at: int | None = None, failure: Exception | None = None,
    ) -> None:  # fmt: skip
        self._clock = clock
        self._after_s = after_s or [0.01]
        self._fail_at = fail_at
        self._failure = failure or ProcessUnavailable(process="speech", problem="crashed")
        self.asked: list[dict[str, Any]] = []

    def request(
        self, _op: str, args: dict[str, Any], *, timeout_s: float,
        on_event: Callable[[dict[str, Any]], None],
        reply_timeout_s: Callable[[], float] = lambda: 1e9, turn_timeout_s: float = -1.0,
    ) -> dict[str, Any]:  # fmt: skip
        self.asked.append(args)
        assert timeout_s > 0.0
        assert turn_timeout_s <= 0.2
        spoken = [i for i, phrase in enumerate(args["phrases"]) if phrase["text"] != "…"]
        for turn, index in enumerate(spoken):
            wait_s = self._after_s[min(turn, len(self._after_s) - 1)]
            patience_s = reply_timeout_s()
            self._clock.now_s += min(wait_s, patience_s)
            if wait_s > patience_s:
                raise ProcessUnavailable(process="speech", problem="no answer in time")
            if index == self._fail_at:
                raise self._failure
            name = f"{args['voice']}-{args['phrases'][index]['text']}"
            on_event({"index": index, "sha256": name, "frames": SECOND})
        return {}

    def request_with_retry(self, op: str, args: dict[str, Any], **wishes: Any) -> dict[str, Any]:
        try:
            return self.request(op, args, **wishes)
        except ProcessUnavailable:
            self._fail_at = None
            return self.request(op, args, **wishes)


def speak(
    clock: Clock, main: FakeWorker, spare: FakeWorker | None = None, head_start_s: float = 0.0
) -> tuple[EarlySpeech, list[tuple[float, RenderedPhrase]]]:
    heard: list[tuple[float, RenderedPhrase]] = []
    speaker = EarlySpeaker(
        main=main, spare=spare or FakeWorker(clock),  # type: ignore[arg-type]
        on_phrase=lambda phrase: heard.append((clock.now_s, phrase)),
        head_start_s=head_start_s, clock=clock,
    )  # fmt: skip
    return speaker.speak(ARGS, EMBEDDED, limit_s=60.0), heard


def names(speech: EarlySpeech) -> list[str]:
    return [f"{phrase.index} {phrase.file.sha256}" for phrase in speech.phrases]


WHOLE = ["0 piper-một", "1 piper-hai", "3 piper-ba", "4 piper-bốn"]


def longest_silence_s(heard: list[tuple[float, RenderedPhrase]]) -> float:
    """Return the longest gap a listener hears once speech has begun."""
    gap_s, end_s = 0.0, heard[0][0]
    for arrived_s, phrase in heard:
        gap_s = max(gap_s, arrived_s - end_s)
        end_s = max(end_s, arrived_s) + phrase.file.frames / SECOND
    return gap_s


def test_a_good_voice_speaks_it_all() -> None:
    clock = Clock()
    spare = FakeWorker(clock)
    speech, heard = speak(clock, FakeWorker(clock), spare)
    assert names(speech) == WHOLE
    assert [phrase for _, phrase in heard] == list(speech.phrases)
    assert speech.fell_back_at is None
    assert spare.asked == []


def test_a_voice_as_slow_as_it_is_heard_keeps_its_item() -> None:
    clock = Clock()
    speech, heard = speak(clock, FakeWorker(clock, after_s=[0.5, 0.99]))
    assert speech.fell_back_at is None
    assert longest_silence_s(heard) == 0.0


@pytest.mark.parametrize("at", [0, 1, 3, 4])
@pytest.mark.parametrize(
    "failure",
    [
        ProcessUnavailable(process="speech", problem="busy"),
        SpeechFailure(voice="v", problem="silent"),
        ModelMissing(voice="v"),
    ],
    ids=lambda failure: str(failure.code),
)
def test_the_embedded_voice_goes_on_where_another_fails(at: int, failure: Exception) -> None:
    clock = Clock()
    speech, heard = speak(clock, FakeWorker(clock, fail_at=at, failure=failure))
    assert [name.partition("-")[2] for name in names(speech)] == ["một", "hai", "ba", "bốn"]
    assert [phrase.index for phrase in speech.phrases] == [0, 1, 3, 4]
    switched = {phrase.file.sha256.partition("-")[0] for _, phrase in heard if phrase.index >= at}
    assert switched == {"embedded"}
    assert speech.fell_back_at == {0: 0, 1: 1, 3: 2, 4: 4}[at]  # index 2 has no words


def test_a_late_phrase_is_not_waited_for_longer_than_a_listener_can_bear() -> None:
    clock = Clock()
    speech, heard = speak(clock, FakeWorker(clock, after_s=[0.1, 0.1, 900.0]))
    assert speech.fell_back_at == 2
    assert names(speech)[2:] == ["3 embedded-ba", "4 embedded-bốn"]
    assert PATIENCE_S <= longest_silence_s(heard) < PATIENCE_S + 0.05


def test_the_first_phrase_has_its_own_limit_and_the_chime_s_time_on_top() -> None:
    for head_start_s in (0.0, 3.0):
        clock = Clock()
        speech, heard = speak(clock, FakeWorker(clock, after_s=[900.0]), head_start_s=head_start_s)
        assert speech.fell_back_at == 0
        assert heard[0][0] - 100.0 == pytest.approx(FIRST_PHRASE_S + head_start_s, abs=0.05)


def test_sound_before_the_speech_gives_later_phrases_time() -> None:
    clock = Clock()
    slow = FakeWorker(clock, after_s=[0.1, 3.5])
    assert speak(clock, slow, head_start_s=3.0)[0].fell_back_at != 1
    clock = Clock()
    slow = FakeWorker(clock, after_s=[0.1, 3.5])
    assert speak(clock, slow, head_start_s=0.0)[0].fell_back_at == 1


def test_a_crash_after_the_last_phrase_loses_nothing() -> None:
    clock = Clock()
    spare = FakeWorker(clock)

    class CrashesAtTheEnd(FakeWorker):
        def request(self, *args: Any, **wishes: Any) -> dict[str, Any]:
            super().request(*args, **wishes)
            raise ProcessUnavailable(process="speech", problem="crashed")

    speech, _ = speak(clock, CrashesAtTheEnd(clock), spare)
    assert names(speech) == WHOLE
    assert spare.asked == []


def test_a_spare_child_that_crashes_too_is_asked_again_and_nothing_is_said_twice() -> None:
    clock = Clock()
    speech, heard = speak(clock, FakeWorker(clock, fail_at=1), FakeWorker(clock, fail_at=2))
    assert [phrase.index for _, phrase in heard] == [0, 1, 3, 4]
    assert [phrase.index for phrase in speech.phrases] == [0, 1, 3, 4]


@pytest.mark.parametrize(
    "failure",
    [StorageFailure(path="x", problem="disk full"), TextRefused(problem="too_long")],
    ids=lambda failure: str(failure.code),
)
def test_what_another_voice_cannot_cure_is_raised(failure: Exception) -> None:
    clock = Clock()
    with pytest.raises(type(failure)):
        speak(clock, FakeWorker(clock, fail_at=1, failure=failure))


def test_the_embedded_voice_s_own_failure_is_raised() -> None:
    clock = Clock()
    broken = SpeechFailure(voice="embedded", problem="silent")
    with pytest.raises(SpeechFailure, match="embedded"):
        speak(clock, FakeWorker(clock, fail_at=0), FakeWorker(clock, fail_at=0, failure=broken))


def test_a_voice_that_may_not_start_early_is_replaced_from_the_beginning() -> None:
    clock = Clock()
    main, spare = FakeWorker(clock), FakeWorker(clock)
    speaker = EarlySpeaker(
        main=main, spare=spare, on_phrase=lambda _phrase: None,  # type: ignore[arg-type]
        head_start_s=0.0, clock=clock,
    )  # fmt: skip
    speech = speaker.speak(None, EMBEDDED, limit_s=60.0)
    assert [phrase.index for phrase in speech.phrases] == [0, 1, 3, 4]
    assert (speech.fell_back_at, main.asked) == (0, [])
