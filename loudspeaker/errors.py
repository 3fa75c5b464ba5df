"""Everything that can be refused or fail, as facts.

One root, leaves that carry what happened.  Faces (command line, desk) turn the facts into a
sentence that says what to do next; processes send them to each other as ``{"code", "facts"}``.
Exit codes are those of sysexits(3) where one fits (contract: section *Command line*).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(eq=False)
class LoudspeakerError(Exception):
    """The root: ``code`` names the leaf on the wire, ``exit_code`` is the command's status."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    leaves: ClassVar[dict[str, type[LoudspeakerError]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the leaf under its own code, so that it can be rebuilt from a message."""
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            cls.leaves[cls.code] = cls

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items())
        return f"{self.code}({facts})"

    def to_message(self) -> dict[str, Any]:
        """Return the error as JSON-ready facts."""
        return {"code": self.code, "facts": asdict(self)}


def from_message(message: dict[str, Any]) -> LoudspeakerError:
    """Rebuild what ``to_message`` described; an unknown code becomes ``InternalError``."""
    leaf = LoudspeakerError.leaves.get(str(message.get("code")))
    facts = message.get("facts")
    if leaf is None or not isinstance(facts, dict):
        return InternalError(what=str(message))
    known = {field.name for field in fields(leaf)}
    try:
        return leaf(**{name: value for name, value in facts.items() if name in known})
    except TypeError:
        return InternalError(what=str(message))


@dataclass(eq=False)
class InternalError(LoudspeakerError):
    """A fault of this program; the log has the trace."""

    code = "internal"
    exit_code = 70
    what: str


# --- exit 2: how the command was written -------------------------------------------------------


@dataclass(eq=False)
class UsageRefused(LoudspeakerError):
    """Options that do not go together or a value outside its list."""

    code = "usage"
    exit_code = 2
    option: str
    problem: str


# --- exit 3: refused by policy -----------------------------------------------------------------


@dataclass(eq=False)
class PolicyRefused(LoudspeakerError):
    """Allowed in form, forbidden by the station's rules."""

    exit_code = 3


@dataclass(eq=False)
class RoleMissing(PolicyRefused):
    """The person may not do this; ``wanted`` are the roles that may."""

    code = "role_missing"
    person: str
    action: str
    wanted: list[str]


@dataclass(eq=False)
class PersonUnknown(PolicyRefused):
    """The caller's system account is nobody in ``station.yaml``."""

    code = "person_unknown"
    account: str
    known: list[str]


@dataclass(eq=False)
class SimulatedOnly(PolicyRefused):
    """``--as``, ``--voice tone`` and other conveniences are for the simulated profile only."""

    code = "simulated_only"
    option: str


@dataclass(eq=False)
class SelfApproval(PolicyRefused):
    """Author and approver (or reviewer: ``review_done``) of the same content must be two people."""

    code = "self_approval"
    person: str
    item: str
    action: str = "approve"


@dataclass(eq=False)
class ClockUnknown(PolicyRefused):
    """Nobody knows whether the machine's clock is right, which shows ``now`` (ISO 8601)."""

    code = "clock_unknown"
    now: str


@dataclass(eq=False)
class AuthorsDelegate(PolicyRefused):
    """Who acts for an approver cannot approve what that approver wrote."""

    code = "authors_delegate"
    person: str
    giver: str
    item: str


@dataclass(eq=False)
class DelegationRefused(PolicyRefused):
    """An approval that cannot be delegated like this.

    ``problem``: ``self``, ``admin`` (who administers does not approve), ``approves_already``,
    ``too_long`` (beyond ``limit_days``), or ``clock`` (nobody knows what day it is).
    """

    code = "delegation_refused"
    problem: str
    holder: str
    giver: str
    limit_days: int = 0


@dataclass(eq=False)
class PeopleRefused(PolicyRefused):
    """A change of people that is not made.

    ``problem``: ``last`` (nobody else has the role ``role``; repeat it with ``sure``), ``self``
    (nobody makes themselves approver), or ``both`` (who administers does not approve).
    """

    code = "people_refused"
    problem: str
    person: str
    role: str


@dataclass(eq=False)
class QuietHours(PolicyRefused):
    """Normal sound outside the allowed hours; ``next_allowed`` is ISO 8601, or None if never."""

    code = "quiet_hours"
    due: str
    next_allowed: str | None


@dataclass(eq=False)
class MourningDays(PolicyRefused):
    """Normal sound on a day of mourning; ``next_allowed`` as of ``QuietHours``."""

    code = "mourning"
    due: str
    next_allowed: str | None


@dataclass(eq=False)
class DayLimit(PolicyRefused):
    """The day's minutes of normal sound are used up."""

    code = "day_limit"
    used_minutes: float
    limit_minutes: float


@dataclass(eq=False)
class ProgrammeDevice(PolicyRefused):
    """Preview, or a recording, asked for the sound device that feeds the transmitter."""

    code = "programme_device"
    device: str
    recording: bool = False


@dataclass(eq=False)
class ConcernsRaised(PolicyRefused):
    """A plug-in found what may not be said; ``concerns`` are as in the answer to ``announce``."""

    code = "concerns_raised"
    item: str
    concerns: list[dict[str, Any]]


@dataclass(eq=False)
class ConcernsUnconfirmed(PolicyRefused):
    """What the approver may answer for, and has not: hard concerns of an emergency, no check."""

    code = "concerns_unconfirmed"
    item: str
    concerns: list[dict[str, Any]]


@dataclass(eq=False)
class Stopped(PolicyRefused):
    """Stop-all is latched; only an approver's ``resume`` lifts it."""

    code = "stopped"
    since: str


@dataclass(eq=False)
class TemplateUnapproved(PolicyRefused):
    """A template that nobody has approved as it is now; ``item`` is what would be approved."""

    code = "template_unapproved"
    template: str
    item: str
    state: str


@dataclass(eq=False)
class NotTheSpeaker(PolicyRefused):
    """Only who asked for a live airing, or released it, may speak in it."""

    code = "not_the_speaker"
    person: str
    author: str


@dataclass(eq=False)
class Unconfirmed(PolicyRefused):
    """The confirmation word was not the one that belongs to the template."""

    code = "unconfirmed"
    template: str
    word: str


# --- exit 4: content ---------------------------------------------------------------------------


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


# --- exit 5: not there, or not in that state ---------------------------------------------------


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


# --- exit 6, 69, 74, 75, 78 --------------------------------------------------------------------


@dataclass(eq=False)
class IntegrityFailure(LoudspeakerError):
    """The record or the database is not what was written."""

    code = "integrity"
    exit_code = 6
    what: str
    where: str
    problem: str


@dataclass(eq=False)
class ProcessUnavailable(LoudspeakerError):
    """A process does not answer and nothing could be kept for it."""

    code = "unavailable"
    exit_code = 69
    process: str
    problem: str = ""


@dataclass(eq=False)
class StopUnanswered(ProcessUnavailable):
    """``air`` did not answer a stop; it will find ``stop_file``, empty if none could be left."""

    code = "stop_unanswered"
    stop_file: str = ""
    within_s: float = 3.0


@dataclass(eq=False)
class StorageFailure(LoudspeakerError):
    """Disk full, read-only or broken: nothing was accepted."""

    code = "storage"
    exit_code = 74
    path: str
    problem: str


@dataclass(eq=False)
class DiskFull(StorageFailure):
    """What room is left is for emergencies: nothing was accepted."""

    code = "disk_full"
    missing_mb: int = 0


@dataclass(eq=False)
class EmergencyUnkept(StorageFailure):
    """An emergency that the disk does not take, with the reserve: nothing was accepted."""

    code = "emergency_unkept"


@dataclass(eq=False)
class DeviceFailure(LoudspeakerError):
    """A port, sound card or library does not do its work; the station keeps trying."""

    code = "device"
    exit_code = 74
    device: str
    problem: str


@dataclass(eq=False)
class SpeechFailure(LoudspeakerError):
    """The voice failed twice on this text."""

    code = "speech_failed"
    exit_code = 74
    voice: str
    problem: str


@dataclass(eq=False)
class DownloadFailure(LoudspeakerError):
    """A file could not be fetched whole; what was received is kept and the next try goes on."""

    code = "download_failed"
    exit_code = 74
    url: str
    problem: str
    received_bytes: int = 0


@dataclass(eq=False)
class HomeBusy(LoudspeakerError):
    """Another process of the same role holds this home."""

    code = "home_busy"
    exit_code = 75
    home: str
    role: str
    pid: int


@dataclass(eq=False)
class ConfigurationRefused(LoudspeakerError):
    """A configuration file that is not taken; ``problem`` is a word of ``config.problems``.

    ``nearest`` is the known key or name that looks alike; ``key``, ``expected`` and ``found`` say
    which value is meant, what could stand there and what does (shortened).  Lines and columns count
    from 1; 0 is none.
    """

    code = "configuration"
    exit_code = 78
    file: str
    line: int
    problem: str
    nearest: str | None = None
    key: str = ""
    expected: str = ""
    found: str = ""
    column: int = 0
