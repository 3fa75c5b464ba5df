from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.speech.phrases import (
    EMPHASIS_PACE,
    LONGEST_PAUSE_MS,
    Phrase,
    check_phrases,
    estimate_s,
    from_messages,
    of_script,
    to_messages,
)
from loudspeaker.speech.spoken import LONGEST_TEXT
from loudspeaker.text.script import Phrase as ScriptPhrase
from loudspeaker.text.script import Script, Sentence

some_phrases = st.lists(
    st.builds(
        Phrase, text=st.text(max_size=40), pause_ms=st.integers(min_value=0, max_value=10_000)
    ),
    max_size=6,
)


@given(some_phrases)
def test_phrases_survive_their_way_to_the_child(phrases: list[Phrase]) -> None:
    messages = json.loads(json.dumps(to_messages(phrases)))
    assert list(from_messages(messages)) == phrases


@given(some_phrases, st.sampled_from([0.5, 1.0, 2.0]))
def test_the_estimate_grows_with_text_pauses_and_slowness(
    phrases: list[Phrase], pace: float
) -> None:
    more = [*phrases, Phrase(text="bà con", pause_ms=10)]
    assert 0.0 <= estimate_s(phrases, pace=pace) < estimate_s(more, pace=pace)
    assert estimate_s(more, pace=pace) >= estimate_s(more, pace=2 * pace)


def test_an_estimate() -> None:
    seconds = estimate_s([Phrase(text="Kính mời bà con đến nhà văn hóa thôn.", pause_ms=500)])
    assert 2.5 < seconds < 4.0


@pytest.mark.parametrize("pause_ms", [-1, LONGEST_PAUSE_MS + 1])
def test_pauses_are_bounded(pause_ms: int) -> None:
    with pytest.raises(ValueError, match="pause_ms"):
        Phrase(text="a", pause_ms=pause_ms)


@pytest.mark.parametrize(
    ("texts", "problem"),
    [([], "empty"), (["", "..."], "empty"), (["a" * LONGEST_TEXT, "b"], "too_long")],
)
def test_nothing_and_too_much_are_refused(texts: list[str], problem: str) -> None:
    with pytest.raises(TextRefused) as refused:
        check_phrases([Phrase(text=text) for text in texts])
    assert refused.value.problem == problem


def test_one_word_is_enough() -> None:
    check_phrases([Phrase(text="..."), Phrase(text="chào")])


def test_a_script_s_opening_is_slower_and_hints_go_where_they_belong() -> None:
    opening = ScriptPhrase(text="kính thưa bà con,", pause_ms=250, start=0, end=4, emphasis=True)
    rest = ScriptPhrase(text="thôn pù cà họp.", pause_ms=550, start=5, end=9)
    script = Script(
        sentences=(Sentence(phrases=(opening, rest)),),
        text_sha256="",
        sounds={"pù cà": {"espeak": "x"}},
    )
    slow, plain = of_script(script)
    assert (slow.text, slow.pause_ms, slow.pace) == (opening.text, 250, EMPHASIS_PACE)
    assert (plain.pace, plain.sounds) == (1.0, {"pù cà": {"espeak": "x"}})
    assert slow.sounds == {}


@pytest.mark.parametrize("pace", [0.5, 1.5, float("nan")])
def test_a_phrase_is_never_much_slower_or_faster_than_the_rest(pace: float) -> None:
    with pytest.raises(ValueError, match="pace"):
        Phrase(text="a", pace=pace)
