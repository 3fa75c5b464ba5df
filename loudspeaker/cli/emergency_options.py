"""What ``emergency`` and ``drill`` take: fields, points, the word."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call
from loudspeaker.cli.output import is_asked, say, visible
from loudspeaker.emergency.fields import Field, FieldType, said
from loudspeaker.emergency.template import is_confirmed
from loudspeaker.errors import FieldRefused, UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.telling import sentence

PATIENCE_S = 10.0
_TRIES = 3

TemplateArgument = Annotated[
    str, typer.Argument(metavar=_("TEMPLATE"), help=_("Its name: loudspeaker template list"))
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar=_("FIELD=VALUE"), help=_("Fill in a field; once for each.")),
]
ConfirmOption = Annotated[
    str | None,
    typer.Option(metavar=_("WORD"), help=_("The template's word: air it without being asked.")),
]
KeyOption = Annotated[
    str | None, typer.Option(metavar=_("KEY"), help=_("The same key again is the same release."))
]


def values_of(written: list[str] | None) -> dict[str, str]:
    """Return what was filled in by ``--set``; UsageRefused."""
    found: dict[str, str] = {}
    for each in written or []:
        name, equals, value = each.partition("=")
        name = name.strip()
        if not equals or not name or name in found:
            raise UsageRefused(option=f"--set {visible(each)[:40]}", problem="field=value")
        found[name] = value
    return found


def asked_for(call: Call, template: str, values: dict[str, str], *, drill: bool) -> dict[str, str]:
    """Return the values, those that are missing asked for in a terminal."""
    if drill or not is_asked():
        return values
    shown = call.station.call("template", timeout_s=PATIENCE_S, name=template, **call.identity)
    answers = dict(values)
    for field in shown["template"]["fields"]:
        if field["name"] not in values:
            answers[field["name"]] = _answer(field)
    return answers


def _answer(field: dict[str, Any]) -> str:
    """Ask until the answer can be said: nobody is to begin anew for one slip."""
    declared = Field(**{**field, "type": FieldType(field["type"])})
    say(_("For example: {example}").format(example=visible(declared.example)))
    while True:
        answer: str = typer.prompt(
            visible(declared.ask),
            default=None if declared.default is None else visible(declared.default),
        )
        try:
            said(declared, answer)
        except FieldRefused as error:
            say(sentence(error))
        else:
            return answer


def word_typed(word: str) -> str:
    """Ask for the confirmation word, a few times; return what was typed last, empty for none."""
    typed = ""
    for _time in range(_TRIES):
        typed = typer.prompt(
            _("Type “{word}” to air this now").format(word=visible(word)),
            default="",
            show_default=False,
        ).strip()
        if not typed or is_confirmed(word, typed):
            break
    return typed
