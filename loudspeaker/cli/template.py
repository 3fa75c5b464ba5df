"""``loudspeaker template``: what may be aired by one person in an emergency."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import is_asked, say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.cli.released import show_plan
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.errors import FileRefused
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.words import STATES, person, word

PATIENCE_S = 5.0
FIELD_TYPES = {
    "text": N_("text"),
    "place": N_("place or name"),
    "number": N_("number"),
    "time": N_("time of day"),
    "level": N_("level of risk, 1 to 5"),
}

app = group()
NameArgument = Annotated[
    str, typer.Argument(metavar=_("NAME"), help=_("The file's name without .yaml."))
]


def list_templates() -> None:
    """List the templates: which are approved, and which word airs them."""
    call = current()
    show(call.station.call("templates", timeout_s=PATIENCE_S, **call.identity), _show_list)


def _show_list(rows: list[dict[str, Any]]) -> None:
    columns = (
        Column(_("Name")),
        Column(_("Title"), wraps=True),
        Column(_("State")),
        Column(_("Word")),
        Column(_("Again")),
    )
    show_table(columns, map(_row, rows))
    if any(not row["approved"] for row in rows):
        text = _("What is not approved cannot be aired. An approver: loudspeaker template approve")
        say(f"{text} {visible(next(r['name'] for r in rows if not r['approved']))}")


def _row(row: dict[str, Any]) -> tuple[object, ...]:
    every = _("every {n} min").format(n=row["every_min"]) if row["every_min"] else _("once")
    return row["name"], row["title"], word(STATES, row["state"]), row["confirm"], every


def show_one(name: NameArgument) -> None:
    """Show a template as it is read with its examples, and its fields."""
    call = current()
    shown = call.station.call("template", timeout_s=PATIENCE_S, name=name, **call.identity)
    show(shown, _show_one)


def _show_one(row: dict[str, Any]) -> None:
    _show_content(row)
    say(_("State: {state}").format(state=word(STATES, row["state"])))
    if row["approver"]:
        text = _("Approved by {approver}, version {version}")
        say(text.format(approver=person(row["approver"]), version=row["version"]))


def _show_content(row: dict[str, Any]) -> None:
    template = row["template"]
    show_plan(
        {
            "kind": "announcement",
            "level": None,
            "colour": None,
            "airings": _airings(template),
            **{key: template[key] for key in ("siren", "every_min", "lasts_min")},
            **{key: row[key] for key in ("title", "points", "repeat", "script")},
            "duration_estimate_s": row["duration_estimate_s"],
            "audit": row["audit"],
        }
    )
    for field in template["fields"]:
        _show_field(field)
    say(_("The word that airs it: {word}").format(word=visible(template["confirm"])))


def _airings(template: dict[str, Any]) -> int:
    every = template["every_min"]
    return -(-template["lasts_min"] // every) if every else 1


def _show_field(field: dict[str, Any]) -> None:
    text = _("  --set {name}=…  {ask} ({type}; for example {example}{default})")
    default = field["default"]
    shown = "" if default is None else _(", else {default}").format(default=visible(default))
    say(
        text.format(
            name=visible(field["name"]),
            ask=visible(field["ask"]),
            type=word(FIELD_TYPES, field["type"]),
            example=visible(field["example"]),
            default=shown,
        )
    )


def check(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A template file."))],
) -> None:
    """Check a template file before it is put into ``templates/``; needs no running station."""
    from loudspeaker.cli.template_view import checked  # noqa: PLC0415 - reads YAML and texts

    if not file.is_file():
        raise FileRefused(path=str(file), problem="not_a_file" if file.exists() else "missing")
    show(checked(current().home, file), _show_checked)


def _show_checked(row: dict[str, Any]) -> None:
    text = _("{file} is valid: “{title}”.")
    say(text.format(file=visible(row["file"]), title=visible(row["title"])))
    _show_content(row)


def approve(
    name: NameArgument,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help=_("Do not ask, even in a terminal."))
    ] = False,
) -> int:
    """Approve a template: from then on one person may air it by typing its word."""
    call = current()
    shown = call.station.call("template", timeout_s=PATIENCE_S, name=name, **call.identity)
    if is_asked() and not yes:
        _show_one(shown)
        if not typer.confirm(_("May one person air exactly this?"), default=False):
            say(_("Not approved."))
            return 1
    seen = shown["content_sha256"]
    answer = call.station.call("approve", id=shown["id"], content_sha256=seen, **call.identity)
    show({**answer, "name": shown["name"], "sha256": shown["sha256"]}, _approved)
    return 0


def _approved(row: dict[str, Any]) -> None:
    text = _("Template {name} is approved. To air it: loudspeaker emergency {name}")
    say(text.format(name=visible(row["name"])))


for _name, _function, _help, _line in (
    ("list", list_templates, _("The templates, and whether they are approved."), "list"),
    ("show", show_one, _("A template with its fields and its reading."), "show lu"),
    ("check", check, _("Check a template file."), "check lu.yaml"),
    ("approve", approve, _("Approve a template, so that one person may air it."), "approve lu"),
):
    add_command(app, _name, _function, help=_help, example=f"loudspeaker template {_line}")
