"""What the rules of the station refuse (exit 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loudspeaker.errors.base import LoudspeakerError


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


@dataclass(eq=False)
class SignInRefused(PolicyRefused):
    """Nobody is signed in by this.

    ``problem``: ``wrong`` (name, password or code), ``code`` (the password was right, a one-time
    code is wanted), ``wait`` (tried too often; ``wait_s`` until it may be tried again),
    ``session``, ``token`` or ``link`` (ended, used, or never there), ``missing`` (the web process
    asked for nobody), ``web_only`` (who asked is not the web process), ``in_person`` (no program
    does it), or ``no_password`` (none was set by a link yet).
    """

    code = "sign_in_refused"
    problem: str
    wait_s: int = 0
