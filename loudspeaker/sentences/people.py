"""People, what they may do and who decides for whom, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.errors import AuthorsDelegate, DelegationRefused, PeopleRefused
from loudspeaker.model.shown import visible
from loudspeaker.sentences.doors import ACCOUNT_CHANGES, account_change_told
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import end_moment, moment
from loudspeaker.sentences.words import ROLES, person, words

Row = Mapping[str, Any]

_DELEGATION: Mapping[str, str] = {
    "self": N_("Nobody delegates to themselves."),
    "admin": N_(
        "{holder} administers the station and so cannot approve, for nobody. Choose somebody else."
    ),
    "approves_already": N_("{holder} approves already; nothing has to be delegated."),
    "too_long": N_(
        "An approval is delegated for at most {limit_days} days. Choose an earlier day with"
        " --until; it can be delegated again then."
    ),
    "clock": N_(
        "The machine does not know what day it is, so nothing with an end can be delegated."
        " Set the clock first; see loudspeaker doctor."
    ),
}
_PEOPLE: Mapping[str, str] = {
    "self": N_("Nobody makes themselves approver. Another administrator of the station does that."),
    "both": N_(
        "{person} would be administrator and approver: who enters people must not approve."
        " Choose one of the two roles."
    ),
    "known": N_("{person} is entered already. Change the roles with loudspeaker users role."),
    "account": N_("The account {role} is that of {person} already."),
    "last": N_("{nobody} If that is meant, say --yes."),
}
_LAST: Mapping[str, str] = {
    "approver": N_("After that NOBODY could approve: no announcement could go on air."),
    "second": N_("After that NOBODY could approve what somebody else has written."),
    "admin": N_("After that nobody could change people and keys."),
}
_CHANGES: Mapping[str, str] = {
    "added": N_("{at}: {person} was entered ({after}), {by}"),
    "removed": N_("{at}: {person} was taken out ({before}), {by}"),
    "roles": N_("{at}: {person} is {after} instead of {before}, {by}"),
    "account": N_("{at}: the account of {person} is {after} instead of {before}, {by}"),
    "delegated": N_("{at}: {person} decides for {giver} until {until}, {by}"),
    "ended": N_("{at}: {person} does not decide for {giver} any more, {by}"),
}


def authors_delegate(error: AuthorsDelegate) -> str:
    """Say why a delegate cannot approve this one."""
    return _(
        "{giver} wrote announcement {item}, and {person} decides for {giver} only: so the author"
        " would approve it. Have another approver do it."
    ).format(giver=person(error.giver), person=person(error.person), item=visible(error.item))


def delegation_refused(error: DelegationRefused) -> str:
    """Say why it cannot be delegated like this."""
    text = _DELEGATION.get(str(error.problem), N_("{holder} cannot be delegated to ({problem})."))
    problem = visible(error.problem)
    return _(text).format(
        problem=problem, holder=person(error.holder), limit_days=visible(error.limit_days)
    )


def people_refused(error: PeopleRefused) -> str:
    """Say why people are not changed like this."""
    text = _PEOPLE.get(str(error.problem), N_("{person} is not changed like this ({problem})."))
    return _(text).format(
        problem=visible(error.problem),
        person=person(error.person),
        role=visible(error.role),
        nobody=last_one_told(error),
    )


def last_one_told(error: PeopleRefused) -> str:
    """Say what nobody could do any more."""
    known = _LAST.get(str(error.role))
    return _(known) if known else ""


def account_of(row: Row) -> str:
    """Return a person's account, marked if the machine does not have it."""
    if row["account"] is None:
        return ""
    account = visible(row["account"])
    return account if row["account_exists"] else _("{account} (not there)").format(account=account)


def delegation_told(row: Row) -> str:
    """Return who decides for whom, until when, and whether that counts."""
    text = _("{holder} decides for {giver} until {until}.")
    told = text.format(
        holder=person(row["holder"]), giver=person(row["giver"]), until=end_moment(row["until"])
    )
    if row["why"]:
        told += " " + _("Reason: {why}.").format(why=visible(row["why"]))
    if not row["in_force"]:
        told += " " + _("It does not count now: one of the two has other roles.")
    return told


def change_told(change: Row) -> str:
    """Return one sealed change as a line."""
    if change["what"] in ACCOUNT_CHANGES:
        return account_change_told(change, _by(change))
    values = change["after"] if change["what"] == "delegated" else change["before"]
    delegation = values if isinstance(values, dict) and "giver" in values else {}
    known = _CHANGES.get(str(change["what"]), "{at}: {person}")
    return _(known).format(
        at=moment(change["wall"]),
        person=person(change["person"]),
        before=_value(change["before"]),
        after=_value(change["after"]),
        giver=person(delegation.get("giver", "")),
        until=end_moment(delegation.get("until", "")),
        by=_by(change),
    )


def _by(change: Row) -> str:
    if change["by"]:
        return _("by {person}").format(person=person(change["by"]))
    if change["what"] in {"ended", "session_end", "token_end"}:
        return _("because its time was over")
    return _("in the file itself")


def _value(value: Any) -> str:
    if isinstance(value, dict):
        roles = words(ROLES, value.get("roles", ()))
        return f"{roles}, {visible(value['os_user'])}" if value.get("os_user") else roles
    if isinstance(value, list):
        return words(ROLES, value)
    return _("none") if value is None else visible(value)
