"""``loudspeaker asrun``: the record of what really went out."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from loudspeaker.asrun import FIELDS
from loudspeaker.cli.call import current
from loudspeaker.cli.language import N_, _
from loudspeaker.cli.output import say, show, visible, write_json
from loudspeaker.cli.places import points_in_words
from loudspeaker.cli.sentences.moments import clock, short_moment
from loudspeaker.cli.sentences.reasons import because
from loudspeaker.cli.sentences.words import EVENTS, STATES, word
from loudspeaker.cli.tables import Column, show_table
from loudspeaker.cli.typed import whole_number
from loudspeaker.errors import UsageRefused
from loudspeaker.store.asrun_file import read_records
from loudspeaker.system.files import write_durable

LOOK_AGAIN_S = 0.2
_BYTE_ORDER_MARK = "\ufeff"  # Excel takes a CSV file for UTF-8 only with it
_KINDS = {
    "test": N_("test: {what}"),
    "drill": N_("DRILL: {what}"),
    "correction": N_("correction: {what}"),
}
_FORMULA = ("=", "+", "-", "@")


def asrun(
    since: Annotated[
        str | None, typer.Option(metavar="SEQ", help=_("Only records after this number."))
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", metavar="", help=_("Go on, record by record, until Ctrl+C."))
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--csv", metavar="F.csv", help=_("Write them to a file for a spreadsheet.")),
    ] = None,
) -> None:
    """Read the log's file; no process is needed for that."""
    if follow and out is not None:
        raise UsageRefused(option="--follow, --csv", problem="not_together")
    after = whole_number("--since", since) or 0
    log = current().home.asrun_log
    if follow:
        _follow(log, after)
        return
    records = list(read_records(log, since=after))
    if out is None:
        show(records, _as_text)
        return
    write_durable(out.absolute(), _csv(records).encode())
    show({"file": str(out.absolute()), "records": len(records)}, _written)


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
    heard = record.get("pos_ms")
    return (
        record.get("seq"),
        short_moment(record.get("wall")),
        visible(record.get("item")),
        what,
        "" if heard is None or record.get("event") == "start" else clock(heard),
        points_in_words(record.get("points") or ()),
        because(reason) if reason else "",
    )


def _csv(records: Iterable[dict[str, Any]]) -> str:
    stream = io.StringIO()
    stream.write(_BYTE_ORDER_MARK)
    writer = csv.writer(stream)
    writer.writerow(FIELDS)
    writer.writerows([_csv_cell(record.get(name)) for name in FIELDS] for record in records)
    return stream.getvalue()


def _csv_cell(value: object) -> object:
    """Return a cell that a spreadsheet shows and does not calculate."""
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, dict) and all(isinstance(each, dict) for each in value.values()):
        return "; ".join(f"{key} {_heard(each)}" for key, each in value.items())
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _heard(language: object) -> str:
    if not isinstance(language, dict):
        return visible(language)
    return f"{clock(language.get('ms', 0))} ({_csv_cell(language.get('points', []))})"
