"""``loudspeaker users``: who may do what, who decides for whom, and every change of that."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.users_doors import add_to
from loudspeaker.errors import PeopleRefused, ProcessUnavailable
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import end_moment, short_moment
from loudspeaker.sentences.people import (
    account_of,
    change_told,
    delegation_told,
    last_one_told,
)
from loudspeaker.sentences.words import ROLES, person, words

PATIENCE_S = 5.0
app = group()
PersonArgument = Annotated[
    str, typer.Argument(metavar=_("NAME"), help=_("The person, as in loudspeaker users."))
]
AccountOption = Annotated[
    str | None,
    typer.Option(metavar=_("ACCOUNT"), help=_("The person's account on this machine.")),
]
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
]


def _ask(action: str, **arguments: Any) -> Any:
    """Ask the station; do it here, by the same rules, when it is down."""
    call = current()
    try:
        return call.station.call(action, timeout_s=PATIENCE_S, **arguments, **call.identity)
    except ProcessUnavailable as error:
        from loudspeaker.cli.users_here import do  # noqa: PLC0415 - a station that is up is usual

        return do(call, action, arguments, error)


# --- looking --------------------------------------------------------------------------------------


def users() -> None:
    """List people, delegations and the newest changes."""
    show(_ask("users"), _show_all)


def _show_all(document: dict[str, Any]) -> None:
    if not document["people"]:
        say(_("Nobody is entered yet: loudspeaker users add NAME --role editor --account ACCOUNT"))
    else:
        columns = (
            Column(_("Name"), wraps=True),
            Column(_("Roles"), wraps=True),
            Column(_("Account")),
            Column(_("Last seen")),
        )
        show_table(columns, map(_row, document["people"]))
    for row in document["people"]:
        if row["acting_roles"] != row["roles"]:
            text = _("{name} administers the station and so approves nothing.")
            say(text.format(name=visible(row["name"])))
    for delegation in document["delegations"]:
        say(delegation_told(delegation))
    if document["changes"]:
        say(_("Changed last (all: loudspeaker users log):"))
        for change in document["changes"]:
            say(f"  {change_told(change)}")


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    roles = words(ROLES, row["roles"])
    return row["name"], roles, account_of(row), short_moment(row["last_seen"])


def log() -> None:
    """List every change of people and delegations, as playout sealed it."""
    show(_ask("users_log"), _show_log)


def _show_log(document: dict[str, Any]) -> None:
    if not document["changes"]:
        say(_("No change was kept yet."))
    for change in document["changes"]:
        say(change_told(change))
    if document["intact"] is True:
        say(_("All of them are as they were sealed."))
    elif document["intact"] is False:
        say(_("NOT all of them are as they were sealed: tell whoever oversees the station."))


# --- changing -------------------------------------------------------------------------------------


def add(
    name: PersonArgument,
    role: Annotated[
        list[str],
        typer.Option(
            metavar="editor|approver|admin|viewer", help=_("What the person may do; repeatable.")
        ),
    ],
    account: AccountOption = None,
) -> None:
    """Enter a person in station.yaml."""
    answer = _ask("users_add", name=name, roles=role, account=account)
    show(answer, lambda document: _show_changed(document, name))


def remove(name: PersonArgument, *, yes: YesOption = False) -> int:
    """Take a person out of station.yaml."""
    return _change(_("Nobody was taken out."), "users_remove", name, sure=yes)


def change_roles(
    name: PersonArgument,
    roles: Annotated[
        list[str],
        typer.Argument(metavar="ROLE...", help=_("All roles from now on: editor approver …")),
    ],
    account: AccountOption = None,
    *,
    yes: YesOption = False,
) -> int:
    """Give a person other roles."""
    text = _("Nothing was changed.")
    return _change(text, "users_role", name, sure=yes, roles=roles, account=account)


def _change(unchanged: str, action: str, name: str, *, sure: bool, **arguments: Any) -> int:
    """Change somebody; if nobody were left for something, say so and ask first."""
    try:
        answer = _ask(action, name=name, sure=sure, **arguments)
    except PeopleRefused as refused:
        if refused.problem != "last" or not is_asked():
            raise
        say(last_one_told(refused))
        if not typer.confirm(_("Do it all the same?"), default=False):
            say(unchanged)
            return 1
        answer = _ask(action, name=name, sure=True, **arguments)
    show(answer, lambda document: _show_changed(document, name))
    return 0


def _show_changed(document: dict[str, Any], name: str) -> None:
    wanted = " ".join(name.split()).casefold()
    rows = [row for row in document["people"] if row["name"].casefold() == wanted]
    if not rows:
        say(_("{name} is no person of the station any more.").format(name=visible(name)))
    for row in rows:
        text = _("{name}: {roles}. Account: {account}.")
        shown = {"name": visible(row["name"]), "roles": words(ROLES, row["roles"])}
        say(text.format(**shown, account=account_of(row) or _("none yet")))
        if row["account"] is None:
            say(_("Without an account the person cannot act: add it with users role --account."))
        elif row["account_exists"] is False:
            text = _("This machine has no account {account} yet: sudo adduser {account}")
            say(text.format(account=visible(row["account"])))
    if any(warning["advice"] == "no_second_person" for warning in document["warnings"]):
        say(_("Nobody can approve now what somebody else has written."))
    if document.get("running", True):
        say(_("In force now; the file before is kept as station.yaml.old."))
    else:
        text = _("In force when the station starts; the file before is kept as station.yaml.old.")
        say(text)


# --- delegating -----------------------------------------------------------------------------------


def delegate(
    name: PersonArgument,
    until: Annotated[
        str, typer.Option(metavar=_("DAY"), help=_("The last day: 31/12, 2026-12-31."))
    ],
    why: Annotated[
        str | None, typer.Option(metavar=_("REASON"), help=_("Why, for the record."))
    ] = None,
) -> None:
    """Let somebody decide in your place, up to 60 days."""
    call = current()
    answer = call.station.call("delegate", name=name, until=until, why=why, **call.identity)
    show(answer, _show_delegated)


def _show_delegated(document: dict[str, Any]) -> None:
    text = _("{holder} decides for {giver} until {until}.")
    shown = {key: person(document[key]) for key in ("holder", "giver")}
    say(text.format(**shown, until=end_moment(document["until"])))
    say(_("Not about what {giver} writes. Take it back with users revoke.").format(**shown))


def revoke(name: PersonArgument) -> None:
    """Take back what you delegated to somebody."""
    call = current()
    show(call.station.call("revoke", name=name, **call.identity), _show_revoked)


def _show_revoked(document: dict[str, Any]) -> None:
    for each in document["ended"]:
        text = _("{holder} does not decide for {giver} any more.")
        say(text.format(holder=person(each["holder"]), giver=person(each["giver"])))


for _name, _function, _help, _line in (
    ("list", users, _("People, their roles and accounts, who decides for whom."), "list"),
    ("add", add, _("Enter a person."), 'add "Nguyễn Văn A" --role editor --account nva'),
    ("remove", remove, _("Take a person out."), 'remove "Nguyễn Văn A"'),
    ("role", change_roles, _("Give a person other roles."), 'role "Nguyễn Văn A" editor approver'),
    ("delegate", delegate, _("Let somebody decide for you for a while."),
     'delegate "Lê Văn C" --until 31/12 --why "Nghỉ phép"'),
    ("revoke", revoke, _("Take a delegation back."), 'revoke "Lê Văn C"'),
    ("log", log, _("Every change of people, as it was sealed."), "log"),
):  # fmt: skip
    add_command(app, _name, _function, help=_help, example=f"loudspeaker users {_line}")
add_to(app)
