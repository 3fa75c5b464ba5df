"""Refused by the station's rules (exit status 3)."""

from __future__ import annotations

from loudspeaker.errors import (
    ClockUnknown,
    DayLimit,
    MourningDays,
    NotTheSpeaker,
    PersonUnknown,
    ProgrammeDevice,
    QuietHours,
    RoleMissing,
    SelfApproval,
    SimulatedOnly,
    Stopped,
    TemplateUnapproved,
    Unconfirmed,
)
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import ACTIONS, ROLES, listing, person, word, words


def role_missing(error: RoleMissing) -> str:
    """Say who could do it."""
    return _(
        "{person} may not {action}: only these roles may: {roles}."
        " Ask somebody who has one of them, or have the role added in station.yaml."
    ).format(
        person=person(error.person),
        action=word(ACTIONS, error.action),
        roles=words(ROLES, error.wanted),
    )


def person_unknown(error: PersonUnknown) -> str:
    """Say how an account becomes a person."""
    known = listing(error.known)
    text = _(
        "The account {account} is nobody of this station."
        " The administrator adds it under people in station.yaml (os_user: {account})."
    ).format(account=visible(error.account))
    if not known:
        return text
    return text + " " + _("Known there: {known}.").format(known=known)


def simulated_only(error: SimulatedOnly) -> str:
    """Say where the option works, and what to do instead."""
    if str(error.option).startswith("--voice"):
        return _(
            "{option} works in the simulated profile only: it makes a melody, no speech."
            " Choose a voice that speaks: loudspeaker voices list"
        ).format(option=visible(error.option))
    return _(
        "{option} works in the simulated profile only; on this station you act as the person your"
        " own account belongs to. Leave {option} out."
    ).format(option=visible(error.option))


def self_approval(error: SelfApproval) -> str:
    """Say who has to approve, or to review."""
    if error.action == "review_done":
        return _(
            "{person} released {item} alone and so cannot review it."
            " Have a second person look at it: loudspeaker review {item}"
        ).format(person=person(error.person), item=visible(error.item))
    return _(
        "{person} wrote announcement {item} and so cannot approve it."
        " Have a second person approve it: loudspeaker approve {item}"
    ).format(person=person(error.person), item=visible(error.item))


def clock_unknown(error: ClockUnknown) -> str:
    """Say how the time comes to be known."""
    return _(
        "The machine's clock shows {now}, and nobody knows whether that is right; until then only"
        " emergencies are aired. Compare it with another clock and confirm it:"
        " loudspeaker clock confirm"
    ).format(now=moment(error.now))


def quiet_hours(error: QuietHours) -> str:
    """Say when it may sound."""
    text = _("Ordinary announcements may not sound at {due}: that is outside the allowed hours.")
    text = text.format(due=moment(error.due))
    if error.next_allowed is None:
        return text + " " + _("The allowed hours in station.yaml never permit it; correct them.")
    advice = _("The next allowed time is {free}; choose that with --at.")
    return text + " " + advice.format(free=moment(error.next_allowed))


def mourning_days(error: MourningDays) -> str:
    """Say when it may sound."""
    text = _(
        "Ordinary announcements may not sound at {due}: on days of mourning only emergencies do."
    )
    text = text.format(due=moment(error.due))
    if error.next_allowed is None:
        return text
    advice = _("The next allowed time is {free}; choose that with --at.")
    return text + " " + advice.format(free=moment(error.next_allowed))


def day_limit(error: DayLimit) -> str:
    """Say how much was used."""
    return _(
        "Today's minutes of ordinary sound are used up: {used} of {limit}."
        " Choose another day with --at, or shorten the announcement."
    ).format(used=visible(error.used_minutes), limit=visible(error.limit_minutes))


def programme_device(error: ProgrammeDevice) -> str:
    """Say how to listen instead."""
    if error.recording:
        return _(
            "{device} feeds the transmitter, or may do so, and nothing is recorded from there. Plug"
            " in a microphone of its own and name it with --device, or record with a telephone."
        ).format(device=visible(error.device))
    return _(
        "{device} is, or may be, the sound output that feeds the transmitter; nothing is tried out"
        " on it. Listen to a file instead: loudspeaker preview --text … --out nghe-thu.wav"
    ).format(device=visible(error.device))


def template_unapproved(error: TemplateUnapproved) -> str:
    """Say who approves it, and what can be done until then."""
    return _(
        "Template {template} is not approved as it is now, so nobody may air it alone."
        " An approver: loudspeaker template approve {template}."
        " Until then two people can: loudspeaker announce --priority emergency"
    ).format(template=visible(error.template))


def not_the_speaker(error: NotTheSpeaker) -> str:
    """Say who may speak."""
    return _(
        "{person} cannot speak in it: what was approved is that {author} speaks."
        " Ask for another one: loudspeaker live ask"
    ).format(person=person(error.person), author=person(error.author))


def unconfirmed(error: Unconfirmed) -> str:
    """Say which word it is."""
    return _(
        "Nothing was aired: that is not the word of template {template}. Its word is “{word}”."
    ).format(template=visible(error.template), word=visible(error.word))


def stopped(error: Stopped) -> str:
    """Say who lifts the stop."""
    return _(
        "The station has been stopped since {since}, nothing can start."
        " An approver lets it sound again: loudspeaker resume"
    ).format(since=moment(error.since))
