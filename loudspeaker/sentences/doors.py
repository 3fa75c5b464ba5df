"""Signing in, sessions and tokens, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.errors import PasswordRefused, SignInRefused
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import ROLES, person, words

_SIGN_IN: Mapping[str, str] = {
    "wrong": N_(
        "The name, the password or the code is not right. Who has forgotten the password has a new"
        " link made at the station's machine: loudspeaker users link"
    ),
    "code": N_("The one-time code of the telephone is wanted as well. Type its six digits."),
    "wait": N_(
        "It was tried too often. Wait {minutes} min, or have a link made at the station's machine:"
        " loudspeaker users link"
    ),
    "session": N_("You are not signed in any more. Sign in again; what you have typed is kept."),
    "token": N_("This token does not count: it has ended or was never given. Make another one."),
    "link": N_(
        "This link does not count any more: it works once, for 24 hours. Have a new one made at"
        " the station's machine: loudspeaker users link"
    ),
    "missing": N_("The web pages asked for nobody. Sign in first, and then try it again."),
    "web_only": N_(
        "Only the account that the web pages run as may do this (web_account in station.yaml)."
        " On this machine you need no password: just give the command."
    ),
    "in_person": N_("No program may do this with a token. Sign in yourself and do it there."),
    "no_password": N_(
        "You have no password yet. Have a link made at the station's machine:"
        " loudspeaker users link"
    ),
}
_PASSWORD: Mapping[str, str] = {
    "short": N_("The password is too short: at least {fewest} characters, four words for example."),
    "long": N_("The password is too long: at most {most} characters. Choose a shorter one."),
    "hidden": N_("The password holds characters that nobody sees. Type it anew, without Tab."),
    "plain": N_(
        "The password is a row of keys or repeats itself. Choose four words that do not belong"
        " together."
    ),
    "common": N_(
        "The password is one of the first that others would try. Choose four words that do not"
        " belong together."
    ),
    "name": N_(
        "The password is little more than a name of yours or the station's. Choose four words that"
        " do not belong together."
    ),
    "same": N_("That is the password you have now. Choose another one."),
}
ACCOUNT_CHANGES: Mapping[str, str] = {
    "link": N_("{at}: a link for {person} to sign in was made, {by}"),
    "password": N_("{at}: {person} has a new password, {by}"),
    "code_on": N_("{at}: {person} signs in with a one-time code as well, {by}"),
    "code_off": N_("{at}: {person} signs in without a one-time code, {by}"),
    "session": N_("{at}: {person} signed in ({detail}), {by}"),
    "session_end": N_("{at}: {person} is signed out ({detail}), {by}"),
    "signed_out": N_("{at}: {person} was signed out everywhere because the roles have changed"),
    "token": N_("{at}: {person} has a new token ({detail}), {by}"),
    "token_end": N_("{at}: a token of {person} has ended ({detail}), {by}"),
    "forgotten": N_("{at}: {person} was taken out and cannot sign in any more"),
}


def sign_in_refused(error: SignInRefused) -> str:
    """Say why nobody is signed in, and what to do."""
    text = _SIGN_IN.get(str(error.problem), N_("Nobody is signed in by this ({problem})."))
    return _(text).format(problem=visible(error.problem), minutes=_minutes(error.wait_s))


def _minutes(seconds: Any) -> str:
    """Return how many minutes somebody must wait; facts of a wire may be anything."""
    return visible(-(-seconds // 60)) if isinstance(seconds, int) else visible(seconds)


def password_refused(error: PasswordRefused) -> str:
    """Say what the password must be like."""
    text = _PASSWORD.get(str(error.problem), N_("This password is not taken ({problem})."))
    return _(text).format(
        problem=visible(error.problem), fewest=visible(error.fewest), most=visible(error.most)
    )


def account_change_told(change: Mapping[str, Any], by: str) -> str:
    """Return one sealed change of accounts as a line."""
    values = change["after"] or change["before"]
    return _(ACCOUNT_CHANGES[change["what"]]).format(
        at=moment(change["wall"]), person=person(change["person"]), detail=_detail(values), by=by
    )


def _detail(values: Any) -> str:
    if not isinstance(values, Mapping):
        return ""
    if "label" not in values:
        return visible(values.get("address", ""))
    roles = words(ROLES, values["roles"]) if "roles" in values else ""
    return ": ".join(filter(None, (visible(values["label"]), roles)))
