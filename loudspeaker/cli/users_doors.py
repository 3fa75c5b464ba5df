"""``loudspeaker users link``, ``sessions`` and ``token``: how people come in over the web pages."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.pages_at import pages_at
from loudspeaker.cli.parser import add_command, example_of, group
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.config.web import DEFAULT_WEB
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import end_moment, moment, short_moment
from loudspeaker.sentences.words import ROLES, words

LINK_PATH = "/link/"


def _ask(action: str, **arguments: Any) -> Any:
    call = current()
    return call.station.call(action, **arguments, **call.identity)


# --- a link -------------------------------------------------------------------------------------


def link(
    name: Annotated[
        str, typer.Argument(metavar=_("NAME"), help=_("The person, as in loudspeaker users."))
    ],
    address: Annotated[
        str | None,
        typer.Option(metavar=_("ADDRESS"), help=_("Where that person opens the web pages.")),
    ] = None,
    forget_code: Annotated[
        bool,
        typer.Option("--forget-code", metavar="", help=_("The telephone with the code is lost.")),
    ] = False,
) -> None:
    """Make a link by which a person sets a password; for who administers this machine."""
    address = address or _own_address()
    if not address.startswith(("http://", "https://")):
        raise UsageRefused(option="--address", problem="http://… or https://…")
    made = _ask("users_link", name=name, forget_code=forget_code)
    made["link"] = f"{address.rstrip('/')}{LINK_PATH}{made['link']}"
    show(made, _show_link)


def _own_address() -> str:
    """Return where the commune opens its pages, or this machine does."""
    home = current().home
    named = load_settings(home).station.web.public_address
    here = pages_at(home, secure=True) or pages_at(home)
    return named or here or f"http://{DEFAULT_WEB.address}:{DEFAULT_WEB.port}"


def _show_link(document: dict[str, Any]) -> None:
    text = _("By this link {name} sets a password and signs in, once, until {until}:")
    say(text.format(name=visible(document["person"]), until=moment(document["until"])))
    say(document["link"], wraps=False)
    say(_("Whoever has it is that person: hand it over yourself, and send it to no group."))
    if document["forgets_code"]:
        say(_("The one-time code is switched off when the link is used."))


# --- sessions -----------------------------------------------------------------------------------


def sessions() -> None:
    """List who is signed in: yourself, or everybody for an administrator."""
    show(_ask("sessions"), _show_sessions)


def _show_sessions(document: dict[str, Any]) -> None:
    if not document["sessions"]:
        say(_("Nobody is signed in."))
        return
    columns = (
        Column(_("Id")),
        Column(_("Name"), wraps=True),
        Column(_("Signed in from")),
        Column(_("Since")),
        Column(_("Last seen")),
    )
    show_table(columns, map(_session_row, document["sessions"]))


def _session_row(row: dict[str, Any]) -> tuple[object, ...]:
    since, seen = short_moment(row["begun_at"]), short_moment(row["seen_at"])
    return row["id"], row["person"], row["address"], since, seen


def end_sessions(
    session: Annotated[
        str | None, typer.Argument(metavar=_("ID"), help=_("The session, as listed."))
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--all", metavar="", help=_("All of your own."))
    ] = False,
) -> None:
    """End a session, or all of your own."""
    if (session is None) is not everywhere:
        raise UsageRefused(option=_("ID or --all"), problem="missing")
    show(_ask("session_end", id=session, all=everywhere), _show_ended)


def _show_ended(document: dict[str, Any]) -> None:
    if not document["ended"]:
        say(_("Nobody is signed in."))
    for each in document["ended"]:
        say(_("{id} has ended and lets nobody in any more.").format(id=visible(each)))


# --- tokens -------------------------------------------------------------------------------------


def add_token(
    label: Annotated[str, typer.Option(metavar=_("TEXT"), help=_("What the token is for."))],
    role: Annotated[
        list[str],
        typer.Option(
            metavar="editor|approver|admin|viewer",
            help=_("What the token may do, at most what you may; repeatable."),
        ),
    ],
    until: Annotated[
        str, typer.Option(metavar=_("DAY"), help=_("The last day: 31/12, 2026-12-31."))
    ],
) -> None:
    """Make a token by which a program acts for you; it is shown once."""
    show(_ask("token_add", label=label, roles=role, until=until), _show_new_token)


def _show_new_token(document: dict[str, Any]) -> None:
    text = _("Token {id} ({label}): {roles}, until {until}.")
    shown = {name: visible(document[name]) for name in ("id", "label")}
    roles = words(ROLES, document["roles"])
    say(text.format(**shown, roles=roles, until=end_moment(document["until"])))
    say(document["token"], wraps=False)
    say(_("It is shown this once. Keep it like a password; it goes into the program alone."))


def tokens() -> None:
    """List tokens: your own, or everybody's for an administrator."""
    show(_ask("tokens"), _show_tokens)


def _show_tokens(document: dict[str, Any]) -> None:
    if not document["tokens"]:
        say(_("There are no tokens."))
        return
    columns = (
        Column(_("Id")),
        Column(_("Name"), wraps=True),
        Column(_("What for"), wraps=True),
        Column(_("Roles"), wraps=True),
        Column(_("Until")),
    )
    show_table(columns, map(_token_row, document["tokens"]))


def _token_row(row: dict[str, Any]) -> tuple[object, ...]:
    roles = words(ROLES, row["acting_roles"])
    return row["id"], row["person"], row["label"], roles, end_moment(row["until"])


def revoke_token(
    token: Annotated[str, typer.Argument(metavar=_("ID"), help=_("The token, as listed."))],
) -> None:
    """End a token."""
    show(_ask("token_revoke", id=token), _show_ended)


def add_to(app: typer.Typer) -> None:
    """Add these verbs to ``loudspeaker users``."""
    add_command(
        app,
        "link",
        link,
        help=_("Make a link by which a person sets a password."),
        example='loudspeaker users link "Nguyễn Văn A"',
    )
    _add_group(
        app,
        "sessions",
        _("Who is signed in on the web pages."),
        ("list", sessions, _("Who is signed in, and from where."), "list"),
        ("end", end_sessions, _("End a session."), "end 7k3m2p9q"),
    )
    _add_group(
        app,
        "token",
        _("What programs act with for people."),
        ("list", tokens, _("Tokens, what they may and until when."), "list"),
        (
            "add",
            add_token,
            _("Make a token."),
            'add --label "Cổng xã" --role viewer --until 31/12',
        ),
        ("revoke", revoke_token, _("End a token."), "revoke 7k3m2p9q"),
    )


def _add_group(
    app: typer.Typer, name: str, told: str, *commands: tuple[str, Any, str, str]
) -> None:
    below = group()
    for verb, function, help_, line in commands:
        example = f"loudspeaker users {name} {line}"
        add_command(below, verb, function, help=help_, example=example)
    app.add_typer(below, name=name, help=told, epilog=example_of(f"loudspeaker users {name} list"))
