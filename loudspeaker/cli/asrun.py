"""``loudspeaker asrun``: the record of what really went out."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.cli.call import current
from loudspeaker.cli.output import say, show, visible, write_json
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import clock, short_moment
from loudspeaker.sentences.places import points_in_words
from loudspeaker.sentences.reasons import because
from loudspeaker.sentences.relays import fallback_told
from loudspeaker.sentences.words import EVENTS, STATES, word
from loudspeaker.store.asrun_reading import read_records

LOOK_AGAIN_S = 0.2
_KINDS = {
    "test": N_("test: {what}"),
    "drill": N_("DRILL: {what}"),
    "correction": N_("correction: {what}"),
    "live": N_("live: {what}"),
    "relay": N_("relay: {what}"),
}


def asrun(
    since: Annotated[
        str | None, typer.Option(metavar="SEQ", help=_("Only records after this number."))
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", metavar="", help=_("Go on, record by record, until Ctrl+C."))
    ] = False,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="F.csv", help=_("Write every field to a CSV file.")),
    ] = None,
    xlsx: Annotated[
        Path | None,
        typer.Option("--xlsx", metavar="F.xlsx", help=_("Write them to a workbook for Excel.")),
    ] = None,
) -> None:
    """Read the log's file; no process is needed for that."""
    chosen = [follow, csv is not None, xlsx is not None]
    if sum(chosen) > 1:
        raise UsageRefused(option="--follow, --csv, --xlsx", problem="not_together")
    after = whole_number("--since", since) or 0
    log = current().home.asrun_log
    if follow:
        _follow(log, after)
        return
    records = read_records(log, since=after)
    out = csv or xlsx
    if out is None:
        show(list(records), _as_text)
        return
    count = _write(out.absolute(), records, as_workbook=xlsx is not None)
    show({"file": str(out.absolute()), "records": count}, _written)


def _write(path: Path, records: Iterator[dict[str, Any]], *, as_workbook: bool) -> int:
    from loudspeaker.sheets import asrun as sheet  # noqa: PLC0415 - only who makes one pays for it

    if not as_workbook:
        return sheet.write_csv(path, records)
    from loudspeaker.store.titles import read_titles  # noqa: PLC0415

    known = read_titles(current().home.database)
    titles = {item: named.title for item, named in known.items()}
    return sheet.write_workbook(path, records, titles)


def _written(document: dict[str, Any]) -> None:
    text = _("{n} records were written to {file}.")
    say(text.format(n=document["records"], file=visible(document["file"])))


def _follow(log: Path, after: int) -> None:
    for record in _as_they_come(log, after):
        if current().json:
            write_json(record)
        else:
            say("  ".join(str(cell) for cell in _row(record)))


def _as_they_come(log: Path, after: int) -> Iterator[dict[str, Any]]:
    """Yield records after number ``after`` for ever; only what is new is read again."""
    position = 0
    while True:
        if log.exists():
            with log.open("rb") as stream:
                stream.seek(min(position, log.stat().st_size))  # a torn end may have been cut off
                while (line := stream.readline()).endswith(b"\n"):
                    position = stream.tell()
                    record = json.loads(line)
                    if record["seq"] > after:
                        after = record["seq"]
                        yield record
        time.sleep(LOOK_AGAIN_S)


def _as_text(records: list[dict[str, Any]]) -> None:
    if not records:
        say(_("The log is empty: nothing has been aired yet."))
        return
    columns = (
        Column(_("No."), right=True),
        Column(_("Time")),
        Column(_("Id")),
        Column(_("Event")),
        Column(_("Heard"), right=True),
        Column(_("Points")),
        Column(_("Reason"), wraps=True),
    )
    show_table(columns, map(_row, records))


def _row(record: dict[str, Any]) -> tuple[object, ...]:
    result, reason = record.get("result"), record.get("reason")
    what = word(STATES, result) if result else word(EVENTS, record.get("event"))
    if record.get("kind") in _KINDS:
        what = _(_KINDS[record["kind"]]).format(what=what)
    heard, fallback = record.get("pos_ms"), fallback_told(record.get("relay"))
    return (
        record.get("seq"),
        short_moment(record.get("wall")),
        visible(record.get("item")),
        what,
        "" if heard is None or record.get("event") == "start" else clock(heard),
        points_in_words(record.get("points") or ()),
        "; ".join(told for told in (because(reason) if reason else "", fallback) if told),
    )
