"""``loudspeaker announce``: a draft for a second person to approve."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loudspeaker.cli.call import Call, current
from loudspeaker.cli.draft_options import (
    AtOption,
    BulletinOption,
    FileOption,
    InOption,
    NotAfterOption,
    NowOption,
    PointsOption,
    PriorityOption,
    RecordingOption,
    RepeatOption,
    TitleOption,
    VoiceOption,
    ZoneOption,
    request_of,
)
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.shown_item import show_item
from loudspeaker.cli.text_source import need_source
from loudspeaker.errors import ProcessUnavailable, UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.station.ids import id_of, new_id

if TYPE_CHECKING:
    from loudspeaker.cli.bringing import Brings

PATIENCE_S = 10.0
READING_S = 60.0  # for each recording, at the most


def announce(
    text: Annotated[
        str | None,
        typer.Argument(metavar=_("TEXT"), help=_("The text; - reads it from standard input.")),
    ] = None,
    *,
    file: FileOption = None,
    recording: RecordingOption = None,
    bulletin: BulletinOption = None,
    title: TitleOption = None,
    at: AtOption = None,
    now: NowOption = False,
    in_: InOption = None,
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
        in_=in_,
    )
    request |= {**_known_as(key), **call.identity}
    if recording or bulletin is not None:
        show(_submit_parts(call, request, text, file, recording or [], bulletin), _as_text)
        return
    request["text"] = need_source(text, file)
    show(_submit(call, request), _as_text)


def _known_as(key: str | None) -> dict[str, Any]:
    """Return a fresh id, or the one that belongs to the key: the same also from the spool."""
    if key is None:
        return {"id": new_id()}
    return {"id": id_of(key, kind=b"item-key"), "key": visible(key)}


def _submit_parts(
    call: Call,
    request: dict[str, Any],
    text: str | None,
    file: Path | None,
    recordings: list[str],
    bulletin: Path | None,
) -> dict[str, Any]:
    """Submit texts and recordings, which are left for the station first."""
    from loudspeaker.cli import bringing  # noqa: PLC0415 - most announcements are a text

    title, parts = given_parts(text, file, recordings, bulletin)
    request |= {"title": title} if title and "title" not in request else {}
    with bringing.left_for_station(call, request["id"], parts):
        request["parts"] = bringing.rows(request["id"], parts)
        return _submit(call, request, patience_s=PATIENCE_S + READING_S * len(parts))


def given_parts(
    text: str | None, file: Path | None, recordings: list[str], bulletin: Path | None
) -> tuple[str | None, tuple[Brings, ...]]:
    """Return a bulletin's title and parts, or a text with the recordings that follow it."""
    from loudspeaker.cli.bringing import brought  # noqa: PLC0415

    if bulletin is None:
        return None, (need_source(text, file), *map(brought, recordings))
    if text is not None or file is not None or recordings:
        raise UsageRefused(option="TEXT, --file, --recording, --bulletin", problem="not_together")
    from loudspeaker.cli.bulletin_file import read_bulletin  # noqa: PLC0415 - reads YAML

    found = read_bulletin(bulletin)
    return found.title, found.parts


def _submit(
    call: Call, request: dict[str, Any], *, patience_s: float = PATIENCE_S
) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = call.station.call("announce", timeout_s=patience_s, **request)
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
