"""What was brought cannot be announced (exit status 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from loudspeaker.errors import (
    EntryOutdated,
    EntryRefused,
    FieldRefused,
    FileRefused,
    SignalRefused,
    SoundRefused,
    TextRefused,
    TimeRefused,
    WordRefused,
)
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import person

_PLACE = re.compile(r"(line|byte) ([0-9]+)")
_FILES: Mapping[str, str] = {
    "missing": N_("There is no file {path}. Check the name, and in which folder you are."),
    "no_calendar": N_("{path} is no iCalendar file. Export it anew from the calendar (.ics)."),
    "calendar_too_large": N_(
        "{path} is too large for a commune's timetable: 256 KB and 1000 events at the most."
    ),
    "not_a_file": N_("{path} is a folder or a device. Give the name of a file."),
    "exists": N_("{path} is there already and stays as it is. Choose another name."),
    "outside_home": N_("{path} is outside the station's folders. Copy the file into the home."),
    "tar": N_("{path} is no backup of a station."),
    "not_ours": N_("{path} is no backup of a station."),
    "name": N_("{path} holds or names files that a backup of a station never holds."),
    "newer": N_("{path} was made by a newer program. Install that version first."),
    "cut_off": N_("{path} ends too early: it was not copied whole. Take another copy."),
    "huge": N_("{path} says that it holds more than any backup does, and was not read further."),
    "changed": N_("{path} was changed while it was copied. Give the command again."),
    "not_keys": N_("{path} is no file with a station's keys (loudspeaker backup --keys)."),
    "too_large": N_("{path} is too large. An announcement is at most a few pages of text."),
}
_WORDS: Mapping[str, str] = {
    "empty": N_("Write the word, and how it is read."),
    "too_long": N_("This is too long for a word: at most 60 characters written, 200 read."),
    "no_letter_first": N_(
        "A word of one's own begins with a letter; “{written}” does not."
        " Numbers, dates and times are read by rules."
    ),
    "shadows_number": N_(
        "“{written}” is or holds a number, a date or a time. These are always read by rules, so"
        " that no entry can change an amount: choose a word without one."
    ),
    "unspeakable": N_(
        "“{reading}” cannot be spoken: write Vietnamese syllables in letters, everything written"
        " out, such as “xê đê i tê”."
    ),
    "sounds": N_("These sounds are not in the engine's notation, or hold brackets."),
    "fixed": N_(
        "“{written}” stands in a sentence that tests, drills or corrections always say; how that"
        " is read may not be changed. Choose a longer piece that is only your own."
    ),
    "known": N_(
        "“{written}” is there already and read “{reading}”."
        " To change it, add --replace; to take it out: loudspeaker lexicon remove."
    ),
    "full": N_("There are {reading} words already. Take out what is not used."),
}
_SOUNDS: Mapping[str, str] = {
    "empty": N_("there is no sound in it"),
    "silent": N_("it is silent"),
    "too_long": N_("it is too long"),
    "too_short": N_("it is too short"),
    "missing": N_("its sound is gone"),
    "too_large": N_("the file is too large"),
    "not_wave": N_("it is no WAV file"),
    "not_sound": N_("it is no sound file"),
    "truncated": N_("its end is missing"),
    "format": N_("its format is unknown"),
    "channels": N_("it has too many channels"),
    "rate": N_("its sampling rate cannot be used"),
    "clipped": N_("it is overdriven"),
    "not_finite": N_("it holds values that are no sound"),
    "beyond_scale": N_("it is far beyond full scale"),
    "decoder_missing": N_("ffmpeg is needed to read it and is not installed"),
    "not_a_clip": N_("it is not finished sound"),
}


def text_refused(error: TextRefused) -> str:
    """Say what is wrong with the text."""
    if error.problem == "empty":
        return _("There is nothing to read out. Write at least one word.")
    if error.problem == "too_long":
        return _(
            "The text is too long: {length} characters, {limit} are allowed."
            " Shorten it or make several announcements of it."
        ).format(length=visible(error.length), limit=visible(error.limit))
    if error.problem == "not_text":
        return _(
            "This is not text, or not in UTF-8 ({where})."
            " Save the document as plain text (UTF-8) and give that file."
        ).format(where=_where(error.where))
    if error.problem == "longer_than_slot":
        return _(
            "This takes {length} s, and the programme has room for {limit} s: it would never be"
            " taken. Shorten it, read it fewer times, or give it a time of its own with --at."
        ).format(length=visible(error.length), limit=visible(error.limit))
    return _("The text cannot be read out: {problem}.").format(problem=visible(error.problem))


def word_refused(error: WordRefused) -> str:
    """Say why this is no word of one's own."""
    known = _WORDS.get(str(error.problem))
    if known is None:
        return _("This cannot be a word of one's own: {problem}.").format(
            problem=visible(error.problem)
        )
    return _(known).format(written=visible(error.written), reading=visible(error.reading))


def _where(place: object) -> str:
    found = _PLACE.fullmatch(str(place))
    if found is None:
        return visible(place) or _("place unknown")
    template = _("line {n}") if found[1] == "line" else _("byte {n}")
    return template.format(n=found[2])


_FIELDS: Mapping[str, str] = {
    "missing": N_("The field {field} is still to be filled in ({ask}). Write: --set {field}=…"),
    "unknown": N_("The template has no field {field}. It has: {ask}."),
    "empty": N_("The field {field} has no words in it ({ask})."),
    "too_long": N_("The field {field} takes at most {expected} characters ({ask})."),
    "characters": N_(
        "The field {field} holds a brace or a hidden character; write plain words ({ask})."
    ),
    "sentence": N_(
        "The field {field} takes a place or a name, not a sentence: leave . ! ? : and ; out"
        " ({ask})."
    ),
    "number": N_("The field {field} takes a number such as 3 or 3,5 ({ask})."),
    "range": N_("The field {field} takes a number within {expected} ({ask})."),
    "time": N_("The field {field} takes a time of day such as 17:30 or 5h ({ask})."),
    "level": N_("The field {field} takes a level of risk from 1 to 5 ({ask})."),
}


def field_refused(error: FieldRefused) -> str:
    """Say what belongs into the field."""
    known = _FIELDS.get(str(error.problem), N_("The field {field} cannot be filled in so ({ask})."))
    return _(known).format(
        field=visible(error.field), ask=visible(error.ask), expected=visible(error.expected)
    )


def entry_refused(error: EntryRefused) -> str:
    """Say at which field, and why, in the plug-in's own words."""
    return _("Nothing was kept. Please correct {where}: {problem}.").format(
        where=visible(error.where), problem=visible(error.problem)
    )


def entry_outdated(error: EntryOutdated) -> str:
    """Say who was faster."""
    return _(
        "Meanwhile {person} has changed it ({moment}). Nothing was overwritten: look at what holds"
        " now, then change it again."
    ).format(person=person(error.by), moment=moment(error.at))


def time_refused(error: TimeRefused) -> str:
    """Say which time was understood, and how to write one."""
    given = visible(error.given)
    if error.problem == "past":
        text = _("The time {given} has passed: it is now {now}.")
        text = text.format(given=_as_given(error.given), now=moment(error.now))
        if error.later:
            meant = _("If you meant {later}, write the date too.")
            return f"{text} {meant.format(later=moment(error.later))}"
        return text + " " + _("Choose a later time.")
    if error.problem == "other_clock":
        return _(
            "The machine's clock shows {now}, yours {given}: they differ by more than two minutes."
            " Set the machine's clock right (sudo timedatectl set-time …), then confirm it."
        ).format(now=moment(error.now), given=_as_given(error.given))
    if error.problem == "not_a_moment":
        return _(
            "“{given}” does not name a moment by itself."
            " Write time, date and year, for example 17:05 28/11/2026."
        ).format(given=given)
    if error.problem == "far":
        return _("The time {given} is more than two years ahead. Check the year.").format(
            given=_as_given(error.given)
        )
    return _(
        "The time “{given}” is not understood."
        " Write for example 17:00, mai 5:30, 25/12 5h30 or 2026-12-01 17:00."
    ).format(given=given)


def _as_given(value: object) -> str:
    """Return a moment in people's form, and what they wrote themselves as they wrote it."""
    return moment(value)


def file_refused(error: FileRefused) -> str:
    """Say what is wrong with the file."""
    known = _FILES.get(str(error.problem))
    path = visible(error.path)
    if known:
        return _(known).format(path=path)
    return _("{path} cannot be used: {problem}. Check the file and its permissions.").format(
        path=path, problem=visible(error.problem)
    )


def sound_refused(error: SoundRefused) -> str:
    """Say what is wrong with the sound."""
    if error.path == "microphone":
        return _microphone_refused(error)
    known = _SOUNDS.get(str(error.problem))
    problem = _(known) if known else visible(error.problem)
    measured = f" ({_measured(error.measured)})" if error.measured else ""
    return _("{path} cannot be played: {problem}{measured}. Bring another recording.").format(
        path=visible(error.path) or _("The sound"), problem=problem, measured=measured
    )


def _microphone_refused(error: SoundRefused) -> str:
    """Say what to do about a microphone that is not fit to go on air."""
    measured = _measured(error.measured)
    if error.problem == "clipped":
        return _(
            "The microphone is overdriven ({measured}), so nothing was aired. Turn its level down"
            " or speak from farther away, and give the command again."
        ).format(measured=measured)
    return _(
        "Almost nothing comes from the microphone ({measured}), so nothing was aired. Is it"
        " switched on, plugged in, the right one (--device)? Then give the command again."
    ).format(measured=measured)


_FIGURES: Mapping[str, str] = {
    r"(?P<a>[0-9.]+) of (?P<b>[0-9.]+) s": N_("{a} of {b} seconds"),
    r"peak (?P<a>-?[0-9.]+) dBFS": N_("peak {a} dBFS"),
    r"(?P<a>[0-9]+) samples at full scale": N_("{a} samples at full scale"),
    r"(?P<a>[0-9.]+)% of the samples at full scale": N_("{a} percent of the samples at full scale"),
}


def _measured(figure: object) -> str:
    """Return a measured figure in people's words, one that is not known as it is."""
    for pattern, words in _FIGURES.items():
        found = re.fullmatch(pattern, str(figure))
        if found is not None:
            return _(words).format(**found.groupdict())
    return visible(figure)


def signal_refused(error: SignalRefused) -> str:
    """Say what is wrong with a composite signal."""
    if error.problem == "rate":
        return _(
            "{path} has {measured}; RDS reaches up to 60 kHz and needs 128000 Hz or more."
            " Record it at 192000 Hz."
        ).format(path=visible(error.path) or "-", measured=visible(error.measured))
    known = _SOUNDS.get(str(error.problem))
    problem = _(known) if known else visible(error.problem)
    measured = f" ({visible(error.measured)})" if error.measured else ""
    return _("{path} cannot be read: {problem}{measured}. Bring it as a WAV file of PCM.").format(
        path=visible(error.path), problem=problem, measured=measured
    )
