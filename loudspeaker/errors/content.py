"""What cannot be announced, and what is not there or not so (exit 4 and 5)."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.errors.base import LoudspeakerError


@dataclass(eq=False)
class ContentRefused(LoudspeakerError):
    """What was brought cannot be announced."""

    exit_code = 4


@dataclass(eq=False)
class TextRefused(ContentRefused):
    """Empty, too long or not text; ``problem`` is ``empty``, ``too_long`` or ``not_text``.

    ``longer_than_slot``: in seconds, what waits for a programme that has not so much room.
    """

    code = "text_refused"
    problem: str
    length: int = 0
    limit: int = 0
    where: str = ""


@dataclass(eq=False)
class WordRefused(ContentRefused):
    """A word that cannot be one of the commune's own; ``problem`` says why.

    A word of ``text.lexicon_check.Problem``, ``known`` (it is read as ``reading`` already), or
    ``full`` (there are ``reading`` of them).
    """

    code = "word_refused"
    written: str
    problem: str
    reading: str = ""


@dataclass(eq=False)
class FieldRefused(ContentRefused):
    """What was, or was not, filled into a template's field; ``ask`` is the field's question.

    ``problem``: ``missing``, ``unknown`` (``ask`` names those there are), ``empty``, ``too_long``,
    ``characters``, ``sentence``, ``number``, ``range``, ``time`` or ``level``.
    """

    code = "field_refused"
    field: str
    ask: str
    problem: str
    expected: str = ""


@dataclass(eq=False)
class EntryRefused(ContentRefused):
    """What was entered at ``where`` cannot be kept; ``problem`` says why, in words for people.

    For plug-ins, whose fields only they know.
    """

    code = "entry_refused"
    where: str
    problem: str


@dataclass(eq=False)
class TimeRefused(ContentRefused):
    """A time that is ``unreadable``, ``far`` (years ahead) or ``past``.

    ``later`` is the next such moment (tomorrow, next year) where one may have been meant.
    """

    code = "time_refused"
    problem: str
    given: str
    now: str = ""
    later: str = ""


@dataclass(eq=False)
class FileRefused(ContentRefused):
    """A file that is missing, unreadable, of the wrong kind, or outside the station's folders."""

    code = "file_refused"
    path: str
    problem: str


@dataclass(eq=False)
class SoundRefused(ContentRefused):
    """A sound file that cannot be played, with the measured figure."""

    code = "sound_refused"
    path: str
    problem: str
    measured: str = ""


@dataclass(eq=False)
class LanguageRefused(ContentRefused):
    """A part in a language in which it cannot be.

    ``problem``: ``unknown``, ``not_spoken`` (a text in another language than Vietnamese),
    ``no_vietnamese`` (nothing for the others to follow), ``nobody`` (no addressed zone takes it).
    """

    code = "language_refused"
    language: str
    problem: str


@dataclass(eq=False)
class SignalRefused(ContentRefused):
    """A file of a composite signal that cannot be read; ``problem`` as of ``SoundRefused``."""

    code = "signal_refused"
    path: str
    problem: str
    measured: str = ""


@dataclass(eq=False)
class NotFound(LoudspeakerError):
    """No such thing; ``known`` lists what there is (shortened)."""

    code = "not_found"
    exit_code = 5
    kind: str
    name: str
    known: list[str]


@dataclass(eq=False)
class WrongState(LoudspeakerError):
    """The item is in a state in which this cannot be done."""

    code = "wrong_state"
    exit_code = 5
    item: str
    state: str
    action: str


@dataclass(eq=False)
class EntryOutdated(LoudspeakerError):
    """Somebody else has changed meanwhile what was looked at; nothing was undone unseen."""

    code = "entry_outdated"
    exit_code = 5
    by: str
    at: str


@dataclass(eq=False)
class NotNow(LoudspeakerError):
    """What cannot be done with points as things are.

    ``problem``: ``emergency``, ``on_air`` or ``soon`` (``detail``: its title), ``changing`` (keys;
    the points to go), ``no_card`` (the point), ``no_repair`` (the point), or ``no_radio`` (no
    command goes out by radio).
    """

    code = "not_now"
    exit_code = 5
    action: str
    problem: str
    detail: str = ""


@dataclass(eq=False)
class ModelMissing(LoudspeakerError):
    """The voice is listed, but its model is not installed."""

    code = "model_missing"
    exit_code = 5
    voice: str


@dataclass(eq=False)
class PasswordRefused(ContentRefused):
    """A password that is not taken.

    ``problem``: ``short``, ``long``, ``hidden``, ``plain``, ``common``, ``name`` (as in
    ``accounts.rules``) or ``same`` (it is the old one).
    """

    code = "password_refused"
    problem: str
    fewest: int
    most: int
