"""``loudspeaker edit``: change an announcement, which must then be approved again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.announce import PATIENCE_S, READING_S, given_parts
from loudspeaker.cli.call import Call, current
from loudspeaker.cli.decide import IdArgument
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
from loudspeaker.cli.text_source import read_source
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.station.ids import new_id

_CHANGES = (
    "--text, --file, --recording, --bulletin, --title, --at, --now, --in, --points, --zone,"
    " --priority, --repeat, --voice"
)


def edit(
    item: IdArgument,
    text: Annotated[
        str | None,
        typer.Option(metavar=_("TEXT"), help=_("The new text; - reads it from standard input.")),
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
) -> None:
    """Change what is given and leave the rest; an approval is void."""
    call = current()
    changes = request_of(
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
    new_text = read_source(text, file)
    if new_text is not None:
        changes["text"] = new_text
    if now:
        changes["now"] = True
    if recording or bulletin is not None:
        changes |= {"id": item, **call.identity}
        show(_edit_parts(call, changes, recording or [], bulletin), _as_text)
        return
    if not changes:
        raise UsageRefused(option=_CHANGES, problem="nothing_to_change")
    show(call.station.call("edit", id=item, **changes, **call.identity), _as_text)


def _edit_parts(
    call: Call, changes: dict[str, Any], recordings: list[str], bulletin: Path | None
) -> dict[str, Any]:
    """Put other recordings behind the text, or a bulletin in place of everything."""
    from loudspeaker.cli import bringing  # noqa: PLC0415 - most changes are of the text or time

    if bulletin is not None:
        title, parts = given_parts(changes.get("text"), None, recordings, bulletin)
        changes |= {"title": title} if title and "title" not in changes else {}
    else:
        parts = tuple(map(bringing.brought, recordings))
    what, leaving = ("recordings" if bulletin is None else "parts"), new_id()
    with bringing.left_for_station(call, leaving, parts):
        changes[what] = bringing.rows(leaving, parts)
        answer: dict[str, Any] = call.station.call(
            "edit", timeout_s=PATIENCE_S + READING_S * len(parts), **changes
        )
    return answer


def _as_text(row: dict[str, Any]) -> None:
    show_item(row)
    say(_("It must be approved anew: loudspeaker approve {id}").format(id=visible(row["id"])))
