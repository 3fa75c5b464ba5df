"""``loudspeaker restore``: a station's home from a backup."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import _, ngettext
from loudspeaker.sentences.moments import moment


def restore(
    file: Annotated[Path, typer.Argument(metavar=_("FILE"), help=_("A backup."))],
    keys: Annotated[
        Path | None,
        typer.Option("--keys", metavar="F", help=_("The file with the station's keys.")),
    ] = None,
    new_keys: Annotated[
        bool,
        typer.Option("--new-keys", metavar="", help=_("Make new keys, when the old are lost.")),
    ] = False,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace", metavar="", help=_("The home that is there is put aside and kept.")
        ),
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", metavar="", help=_("Only check the backup."))
    ] = False,
) -> None:
    """Check the whole backup before anything is changed."""
    if keys is not None and new_keys:
        raise UsageRefused(option="--keys, --new-keys", problem="not_together")
    if check:
        show(_checked(file.absolute()), _show_checked)
        return
    show(_restored(file.absolute(), keys, new_keys=new_keys, replace=replace), _show_restored)


def _checked(file: Path) -> dict[str, Any]:
    from loudspeaker.bootstrap.restore import check_backup  # noqa: PLC0415 - only here

    checked = check_backup(file)
    return {
        "file": str(file),
        "made_at": checked.manifest.made_at,
        "station": checked.manifest.station,
        "members": len(checked.manifest.members),
        "with_sound": checked.manifest.with_sound,
        "sealed": bool(checked.seal),
        "head": checked.manifest.facts.get("head"),
    }


def _show_checked(document: dict[str, Any]) -> None:
    text = _("{file} is whole: {station}, {moment}, {n} files.")
    say(
        text.format(
            file=visible(document["file"]),
            station=visible(document["station"]),
            moment=moment(document["made_at"]),
            n=document["members"],
        )
    )


def _restored(file: Path, keys: Path | None, *, new_keys: bool, replace: bool) -> dict[str, Any]:
    from loudspeaker.bootstrap.restore import restore as restored  # noqa: PLC0415 - only here
    from loudspeaker.system.time import SystemTime, boot_id  # noqa: PLC0415

    return asdict(
        restored(
            file,
            current().home,
            SystemTime(),
            boot_id(),
            keys_file=keys.absolute() if keys else None,
            new_keys=new_keys,
            replace=replace,
        )
    )


def _show_restored(document: dict[str, Any]) -> None:
    text = _("{home} is now as it was at {made}.")
    say(text.format(home=visible(document["home"]), made=moment(document["made_at"])))
    if document["kept_aside"]:
        say(_("What was there before is in {file}.").format(file=visible(document["kept_aside"])))
    closed = len(document["closed"])
    if closed:
        text = ngettext(
            "{n} airing may have been heard meanwhile and will not be aired again by itself.",
            "{n} airings may have been heard meanwhile and will not be aired again by themselves.",
            closed,
        )
        say(text.format(n=closed) + " " + _("See which: loudspeaker queue"))
    if document["drafts"]:
        say(
            ngettext(
                "{n} announcement waits for approval; make sure that it was not aired already.",
                "{n} announcements wait for approval; make sure that none was aired already.",
                document["drafts"],
            ).format(n=document["drafts"])
        )
    if document["planned"]:
        text = ngettext(
            "{n} airing is planned; if it was cancelled after {made}, cancel it again.",
            "{n} airings are planned; cancel again what was cancelled after {made}.",
            document["planned"],
        )
        say(text.format(n=document["planned"], made=moment(document["made_at"])))
    if document["new_keys"]:
        say(
            _(
                "The keys are new: enrol every point again (loudspeaker points enrol N), and the"
                " seals of older records can no longer be proved."
            )
        )
    if not document["log_passed"]:
        say(_("The log in the backup is not as it was written: loudspeaker audit verify"))
    say(_("Start the station: loudspeaker run"))
