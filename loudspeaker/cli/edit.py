"""``loudspeaker edit``: change an announcement, which must then be approved again."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.decide import IdArgument
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
from loudspeaker.cli.text_source import read_source
from loudspeaker.errors import UsageRefused

_CHANGES = "--text, --file, --title, --at, --now, --points, --zone, --priority, --repeat, --voice"


def edit(
    item: IdArgument,
    text: Annotated[
        str | None,
        typer.Option(metavar=_("TEXT"), help=_("The new text; - reads it from standard input.")),
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
    )
    new_text = read_source(text, file)
    if new_text is not None:
        changes["text"] = new_text
    if now:
        changes["now"] = True
    if not changes:
        raise UsageRefused(option=_CHANGES, problem="nothing_to_change")
    show(call.station.call("edit", id=item, **changes, **call.identity), _as_text)


def _as_text(row: dict[str, Any]) -> None:
    show_item(row)
    say(_("It must be approved anew: loudspeaker approve {id}").format(id=visible(row["id"])))
