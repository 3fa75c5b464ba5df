"""What a release by one person rests on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model.kind import Kind
from loudspeaker.model.release import Release, Warrant, release_from_values
from loudspeaker.model.siren import LONGEST_S, Siren, SirenSound, siren_from_values

WARRANT = Warrant(template="lu", version=2, sha256="a" * 64, author="q", approver="duyet")
sirens = st.builds(
    Siren,
    sound=st.sampled_from(SirenSound),
    blasts=st.integers(1, 10),
    blast_s=st.integers(3, 30),
    gap_s=st.integers(0, 30),
)
releases = st.builds(
    Release,
    kind=st.sampled_from(Kind),
    warrant=st.none() | st.just(WARRANT),
    corrects=st.none() | st.just("a-1"),
    siren=st.none() | sirens,
    every_min=st.none() | st.integers(5, 1440),
    lasts_min=st.integers(5, 1440),
    level=st.none() | st.integers(1, 5),
)


@given(releases)
def test_values_and_back(release: Release) -> None:
    assert release_from_values(release.to_values()) == release
    assert release_from_values(None) is None


@given(sirens)
def test_a_siren_and_back(siren: Siren) -> None:
    assert siren_from_values(siren.to_values()) == siren
    assert siren.seconds >= siren.blasts * siren.blast_s


def test_the_known_pattern_of_a_storm_takes_80_seconds() -> None:
    assert Siren(sound=SirenSound.WAIL, blasts=3, blast_s=20, gap_s=10).seconds == 80 < LONGEST_S


@given(releases)
def test_airings_are_some_and_end_within_a_day(release: Release) -> None:
    offsets = [offset.total_seconds() / 60 for offset in release.offsets]
    assert offsets[0] == 0
    assert offsets == sorted(set(offsets))
    assert offsets[-1] < max(release.lasts_min, 1) <= 1440
    assert release.window.total_seconds() > 0


@pytest.mark.parametrize("other", ["template", "sha256", "author", "approver"])
def test_a_warrant_names_a_template_and_two_people(other: str) -> None:
    assert WARRANT.stands()
    assert not replace(WARRANT, **{other: ""}).stands()  # type: ignore[arg-type]
    assert not replace(WARRANT, author="DUYET").stands()


@pytest.mark.parametrize(
    ("release", "stands"),
    [
        (Release(kind=Kind.ANNOUNCEMENT, warrant=WARRANT, every_min=10), True),
        (Release(kind=Kind.DRILL, warrant=WARRANT), True),
        (Release(kind=Kind.CORRECTION, corrects="a-1"), True),
        (Release(kind=Kind.ANNOUNCEMENT), False),
        (Release(kind=Kind.DRILL), False),
        (Release(kind=Kind.DRILL, warrant=WARRANT, every_min=10), False),
        (Release(kind=Kind.CORRECTION), False),
        (Release(kind=Kind.CORRECTION, corrects="a-1", warrant=WARRANT), False),
        (Release(kind=Kind.CORRECTION, corrects="a-1", every_min=10), False),
        (Release(kind=Kind.ANNOUNCEMENT, warrant=WARRANT, corrects="a-1"), False),
        (Release(kind=Kind.ANNOUNCEMENT, corrects="a-1"), False),
        (Release(kind=Kind.TEST, warrant=WARRANT), False),
    ],
)
def test_what_stands(release: Release, stands: bool) -> None:
    assert release.stands() is stands
