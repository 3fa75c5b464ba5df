"""What a kiosk could not pull, or does not believe."""

from __future__ import annotations

from collections.abc import Mapping

from loudspeaker.errors import PullFailure, PullRefused
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.words import word

_FAILURES: Mapping[str, str] = {
    "redirect": N_("something on the way sends elsewhere; nobody is followed there"),
    "missing": N_("the station does not have it; is that address a station's, of this version?"),
    "too_large": N_("more comes than belongs to it"),
    "timeout": N_("no answer in time"),
    "cut": N_("the connection ended too early"),
    "Connection refused": N_("no station answers at that address"),
    "No route to host": N_("that machine is not to be reached"),
    "Network is unreachable": N_("this machine has no network"),
    "no such name": N_("there is no machine of that name"),
    "another stretch": N_("another stretch of it came than was asked for"),
    "packed": N_("it came packed, though that was not asked for"),
}
_REFUSALS: Mapping[str, str] = {
    "form": N_("it is not written as this program knows it: bring the kiosk to the same version"),
    "size": N_("it is too short or too long"),
    "version": N_("it is of another version: bring the kiosk to the station's version"),
    "signature": N_("the signature is wrong: something on the way has changed it"),
    "key": N_(
        "another station has signed it. If this station has a new key, compare it there"
        " (loudspeaker kiosk key) and give it: loudspeaker kiosk run --key"
    ),
    "older": N_(
        "it is older than what is here: something on the way repeats it, or the station has lost"
        " its data and its clock is behind"
    ),
    "hash": N_("it is not what the station has signed: something on the way has changed it"),
}
_PULLED: Mapping[str, str] = {
    "manifest": N_("the signed list"),
    "part": N_("a part of the data"),
    "clip": N_("a sound file"),
}


def failed(error: PullFailure) -> str:
    """Say that what is here stays, and what to look at."""
    problem = _FAILURES.get(str(error.problem))
    return _(
        "From {address} {what} could not be fetched: {problem}. What the kiosk has stays, and it"
        " is tried again by itself. Check network, address, and whether the station runs."
    ).format(
        address=visible(error.address),
        what=word(_PULLED, error.what),
        problem=_(problem) if problem else visible(error.problem),
    )


def refused(error: PullRefused) -> str:
    """Say why it is not believed, and that what is here stays."""
    problem = _REFUSALS.get(str(error.problem))
    return _(
        "From {address} {what} came that is not believed: {problem}. What the kiosk has stays."
    ).format(
        address=visible(error.address),
        what=word(_PULLED, error.what),
        problem=_(problem) if problem else visible(error.problem),
    )
