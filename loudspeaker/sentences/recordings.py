"""Recordings and languages, as people say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from loudspeaker.errors import LanguageRefused
from loudspeaker.model.languages import NAMES
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import duration
from loudspeaker.sentences.places import points_in_words

_CHANNELS: Mapping[str, str] = {
    "mono": N_("one channel"),
    "mixed": N_("two channels, mixed"),
    "louder": N_("two channels, one of them dead: the living one was taken"),
    "opposed": N_("two channels that cancel each other: one was taken"),
}
_LANGUAGES: Mapping[str, str] = {
    "unknown": N_("“{language}” is no language that is known here. There are: {known}."),
    "not_spoken": N_(
        "The voice speaks Vietnamese only: a text in {language} would be read wrongly."
        " Have somebody who speaks it record it: loudspeaker recording make --out F.wav"
    ),
    "no_vietnamese": N_(
        "There is no Vietnamese in it. Write a text, or bring a Vietnamese recording: the other"
        " languages follow it."
    ),
    "nobody": N_(
        "In none of these zones {language} is heard: see languages under zones in the hardware"
        " file, or choose other points."
    ),
}


def language_name(code: object) -> str:
    """Return a language as people call it: ``tiếng Tày``; an unknown code as it is."""
    name = NAMES.get(str(code))
    return visible(code) if name is None else _("the {name} language").format(name=name)


def language_refused(error: LanguageRefused) -> str:
    """Say which languages there are, or how another one than Vietnamese comes on air."""
    known = ", ".join(f"{code} ({name})" for code, name in NAMES.items())
    sentence = _LANGUAGES.get(str(error.problem), N_("{language} cannot be aired like this."))
    shown = error.language if error.problem == "unknown" else language_name(error.language)
    return _(sentence).format(language=visible(shown), known=known)


def part_line(part: Mapping[str, Any], *, all_points: object) -> str:
    """Return a part in a line: what, in which language, how long, and where if not everywhere."""
    what = _("recording") if part["kind"] == "recording" else _("spoken")
    line = _("{what}, {language}, {duration}: {said}").format(
        what=what,
        language=language_name(part["language"]),
        duration=duration(part["length_s"]),
        said=visible(part["said"]),
    )
    if part["points"] == all_points:
        return line
    return _("{line} (only at points {points})").format(
        line=line, points=points_in_words(part["points"])
    )


def measures(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Yield what was measured on a recording, a line each."""
    yield _("length: {duration} ({rate} Hz, {channels})").format(
        duration=duration(before["length_s"]),
        rate=before["rate_hz"],
        channels=_(_CHANNELS.get(before["channels"], visible(before["channels"]))),
    )
    yield _("level: {level:.1f} dBFS, peak {peak:.1f} dBFS").format(
        level=before["level_dbfs"], peak=before["peak_dbfs"]
    )
    loudness = _("loudness: {before:.1f} LUFS, made {after:.1f} LUFS (true peak {peak:.1f} dBTP)")
    yield loudness.format(
        before=before["loudness_lufs"], after=after["loudness_lufs"], peak=after["true_peak_dbtp"]
    )
    yield _("overdriven: {share:.2f} percent of the samples").format(
        share=before["clipped_percent"]
    )
    yield _noise(before)
    yield _("clicks taken out: {n}").format(n=before["clicks"])


def _noise(before: Mapping[str, Any]) -> str:
    line = _("noise: speech is {above:.0f} dB above it").format(above=before["above_noise_db"])
    if not before["noisy"]:
        return line
    return _("{line}: noisy, record it in a quieter room or nearer").format(line=line)
