"""``loudspeaker announce``: a draft for a second person to approve."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.draft_options import (
    AtOption,
    FileOption,
    NotAfterOption,
    NowOption,
    PointsOption,
    PriorityOption,
    RepeatOption,
    TitleOption,
    VoiceOption,
    ZoneOption,
    request_of,
)
from loudspeaker.cli.language import _
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.shown_item import show_item
from loudspeaker.cli.text_source import need_source
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.station.ids import id_of, new_id

PATIENCE_S = 10.0


def announce(
    text: Annotated[
        str | None,
        typer.Argument(metavar=_("TEXT"), help=_("The text; - reads it from standard input.")),
    ] = None,
    *,
    file: FileOption = None,
    title: TitleOption = None,
    at: AtOption = None,
    now: NowOption = False,
    points: PointsOption = None,
    zone: ZoneOption = None,
    priority: PriorityOption = None,
    repeat: RepeatOption = None,
    voice: VoiceOption = None,
    not_after: NotAfterOption = None,
    key: Annotated[
        str | None,
        typer.Option(metavar=_("KEY"), help=_("The same key again is the same announcement.")),
    ] = None,
) -> None:
    """Submit a draft; with the station down it is kept and submitted when it is back."""
    call = current()
    request = request_of(
        title=title,
        at=at,
        now=now,
        points=points,
        zone=zone,
        priority=priority,
        repeat=repeat,
        voice=voice,
        not_after=not_after,
    )
    request |= {"text": need_source(text, file), **_known_as(key), **call.identity}
    show(_submit(call, request), _as_text)


def _known_as(key: str | None) -> dict[str, Any]:
    """Return a fresh id, or the one that belongs to the key: the same also from the spool."""
    if key is None:
        return {"id": new_id()}
    return {"id": id_of(key, kind=b"item-key"), "key": visible(key)}


def _submit(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = call.station.call("announce", timeout_s=PATIENCE_S, **request)
    except ProcessUnavailable as error:
        from loudspeaker.cli.spooling import spool  # noqa: PLC0415 - a station that is up is usual

        return spool(call, request, error)
    return answer


def _as_text(document: dict[str, Any]) -> None:
    show_item(document)
    if document["state"] == "spooled":
        say(_("The station is not running: the announcement is kept and submitted when it is."))
    elif document["state"] == "draft":
        say(
            _("Next, a second person approves it: loudspeaker approve {id}").format(
                id=document["id"]
            )
        )
