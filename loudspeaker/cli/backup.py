"""``loudspeaker backup``: everything of the station in one file, while it works."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _
from loudspeaker.sentences.moments import megabytes


def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar=_("FILE"), help=_("The file to write."))
    ] = None,
    with_sound: Annotated[
        bool,
        typer.Option("--with-sound", metavar="", help=_("Finished sound too, which is large.")),
    ] = False,
    keys: Annotated[
        Path | None,
        typer.Option(
            "--keys", metavar="F", help=_("Write the station's keys into a file of their own.")
        ),
    ] = None,
) -> None:
    """Copy what the caller may read; playout gives its journal and its seal."""
    if file is None and keys is None:
        raise UsageRefused(option=_("FILE"), problem="missing")
    document: dict[str, Any] = {}
    if keys is not None:
        document["keys"] = _write_keys(keys.absolute())
    if file is not None:
        document |= _made(file.absolute(), with_sound=with_sound)
    show(document, _as_text)


def _write_keys(path: Path) -> str:
    from loudspeaker.bootstrap.key_sheet import write_sheet  # noqa: PLC0415 - only here

    write_sheet(current().home, path)
    return str(path)


def _made(target: Path, *, with_sound: bool) -> dict[str, Any]:
    from loudspeaker.bootstrap.backup import AskedPlayout, make_backup  # noqa: PLC0415
    from loudspeaker.bootstrap.init import require_home  # noqa: PLC0415
    from loudspeaker.system.time import SystemTime  # noqa: PLC0415

    call = current()
    require_home(call.home)
    playout = AskedPlayout(call.home, call.air, call.identity)
    return asdict(make_backup(call.home, target, playout, SystemTime(), with_sound=with_sound))


def _as_text(document: dict[str, Any]) -> None:
    if "keys" in document:
        text = _("The station's keys are in {file}; only you can read it.")
        say(text.format(file=visible(document["keys"])))
        say(_("Put it into the safe, on paper or on a stick of its own, and delete it here."))
    if "file" not in document:
        return
    text = _("The backup is in {file} ({size}, {n} files).")
    size = megabytes(max(document["size"], 1_000_000))
    say(text.format(file=visible(document["file"]), size=size, n=document["members"]))
    say(
        _(
            "The station's keys are not in it, so that nobody who finds it can open the"
            " loudspeakers. Keep them apart, in the safe: loudspeaker backup --keys F"
        )
    )
    if not document["sealed"]:
        say(_("It is not sealed: playout did not answer, and its key may be read by it alone."))
