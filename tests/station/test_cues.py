"""How readings in several languages follow each other."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model.parts import Part, Recorded, Spoken
from loudspeaker.rundown import Cue, CueKind
from loudspeaker.station.cues import announcement, following, readings, repeats

LANGUAGES = ("vi", "tyz", "nut")


def part(language: str, number: int) -> Part:
    if language == "vi" and number % 2:
        return Spoken(text=f"{number}", script={})
    return Recorded(language=language, title="x", sha256=f"{number:064}", frames=10 + number)


def cue_of(each: Part) -> Cue:
    name = each.text if isinstance(each, Spoken) else each.sha256
    return Cue(kind=CueKind.SPEECH, frames=7, sha256=name.rjust(64, "0"))


def made(languages: list[str], *, repeat: int = 2) -> tuple[Cue, ...]:
    parts = [part(language, number) for number, language in enumerate(languages)]
    return announcement(readings(parts, cue_of), repeat=repeat, gap_ms=2000)


def test_vietnamese_so_often_then_each_other_language_so_often() -> None:
    cues = made(["tyz", "vi", "nut"])
    sounding = [(cue.sha256[-1] if cue.sha256 else "", cue.language) for cue in cues]
    assert sounding == [
        ("1", None), ("", None), ("1", None),
        ("", "tyz"), ("0", "tyz"), ("", "tyz"), ("0", "tyz"),
        ("", "nut"), ("2", "nut"), ("", "nut"), ("2", "nut"),
    ]  # fmt: skip
    gaps_s = [cue.frames / 48_000 for cue in cues if cue.sha256 is None]
    assert gaps_s == [2.0, 1.0, 2.0, 1.0, 2.0]


def test_a_text_alone_is_made_as_it_ever_was() -> None:
    one = cue_of(part("vi", 0))
    assert made(["vi"], repeat=3) == (one, *repeats([one], repeat=3, gap_ms=2000))


def test_parts_of_one_language_are_one_reading() -> None:
    names = [cue.sha256[-1] for cue in made(["vi", "tyz", "vi"], repeat=1) if cue.sha256]
    assert names == ["0", "2", "1"]


@given(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=8), st.integers(1, 4))
def test_every_part_sounds_so_often_and_a_language_never_comes_back(
    languages: list[str], repeat: int
) -> None:
    cues = made(["vi", *languages], repeat=repeat)
    sounding = [cue for cue in cues if cue.sha256]
    assert len(sounding) == (1 + len(languages)) * repeat
    turns = [a.language for a, b in itertools.pairwise(cues) if a.language != b.language]
    assert len(turns) == len(set(turns)), "points are turned once for each language"
    assert cues[0].sha256 is not None
    assert cues[-1].sha256 is not None


def test_what_follows_an_early_start_is_the_rest_of_the_whole() -> None:
    parts = [part("vi", 1), part("tyz", 2)]
    found = readings(parts, cue_of)
    first = tuple(found["vi"])
    rest = (*repeats(first, repeat=2, gap_ms=2000), *following(found, repeat=2, gap_ms=2000))
    assert (*first, *rest) == announcement(found, repeat=2, gap_ms=2000)
