"""``loudspeaker audit verify``: whether the as-run log is what was written."""

from __future__ import annotations

import hmac
import json
import re
from dataclasses import asdict
from typing import Annotated, Any

import typer

from loudspeaker.asrun import Audit, Head, Problem, seal_of, verify
from loudspeaker.cli.call import Call, current
from loudspeaker.cli.output import say, show, visible
from loudspeaker.cli.parser import add_command, group
from loudspeaker.errors import ConfigurationRefused, IntegrityFailure, NotFound, UsageRefused
from loudspeaker.sentences.language import N_, _, ngettext
from loudspeaker.sentences.moments import moment
from loudspeaker.store.asrun_reading import read_lines
from loudspeaker.store.heads_file import head_lines

MOST_SHOWN = 20
_HEAD = re.compile(r"([0-9]{1,12}):([0-9a-f]{64})")
_NUMBER = re.compile(r"[0-9]+")
_KINDS = {
    "unreadable": N_("line {line} is no record"),
    "sequence": N_("line {line}: the numbering is broken ({detail})"),
    "link": N_("line {line} does not follow from the line before it"),
    "hash": N_("line {line} was changed"),
    "seal": N_("line {line} was not sealed by this station"),
    "truncated": N_("the end is missing: record {n} was published and is not there"),
    "head": N_("record {n} is not the one that was published"),
    "head_seal": N_("a published head (line {line} of its file) was not sealed by this station"),
}

app = group()


def verify_log(
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="SEQ:HASH", help=_("A head from a report or the portal.")),
    ] = None,
) -> int:
    """Check every record, link, seal and published head."""
    call = current()
    audit = audit_of(call, [_head_of(text) for text in head or ()])
    document = {
        "passed": audit.passed,
        "records": audit.records,
        "head": asdict(audit.head) if audit.head else None,
        "problems": [asdict(problem) for problem in audit.problems],
        "unproved": audit.unproved,
    }
    show(document, _as_text)
    return 0 if audit.passed else IntegrityFailure.exit_code


add_command(
    app,
    "verify",
    verify_log,
    help=_("Check seals, chain and published heads of the as-run log."),
    example="loudspeaker audit verify --head 128:9f86d081884c7d65…",
)


def _head_of(text: str) -> Head:
    found = _HEAD.fullmatch(text.strip().lower())
    if found is None:
        raise UsageRefused(option="--head", problem="head")
    return Head(seq=int(found[1]), hash=found[2])


def audit_of(call: Call, heads: list[Head]) -> Audit:
    """Return the whole verification; NotFound for a home without any log or head."""
    key = _key(call)
    published, problems = _published(call, key)
    if not call.home.asrun_log.exists() and not published:
        raise NotFound(kind="log", name=str(call.home.asrun_log), known=[])
    audit = verify(read_lines(call.home.asrun_log), key=key, heads=[*published, *heads])
    audit.problems += problems
    return audit


def _key(call: Call) -> bytes | None:
    """Return the key, None for those who may not read it."""
    from loudspeaker.bootstrap.secrets import read_key  # noqa: PLC0415 - only here

    try:
        return read_key(call.home.seal_key)
    except ConfigurationRefused:
        return None


def _published(call: Call, key: bytes | None) -> tuple[list[Head], list[Problem]]:
    """Return the heads of the home and those of them that are not what ``air`` sealed."""
    heads: list[Head] = []
    problems: list[Problem] = []
    for number, raw in enumerate(head_lines(call.home.heads_file), 1):
        line = raw.decode("utf-8", "replace")
        try:
            values = json.loads(line)
            heads.append(Head(seq=int(values["seq"]), hash=str(values["hash"])))
            sealed = f"{values['day']} {values['seq']} {values['hash']}"
            right = key is None or hmac.compare_digest(str(values["seal"]), seal_of(sealed, key))
        except (ValueError, TypeError, KeyError, RecursionError):
            right = False
        if not right:
            problems.append(Problem(line=number, kind="head_seal", detail=visible(line)[:80]))
    return heads, problems


def _as_text(document: dict[str, Any]) -> None:
    n = document["records"]
    counted = ngettext("{n} record", "{n} records", n).format(n=n)
    if document["passed"]:
        say(_("The log is as it was written: {counted}.").format(counted=counted))
    else:
        say(_("The log is NOT as it was written ({counted}):").format(counted=counted))
    for problem in document["problems"][:MOST_SHOWN]:
        say(f"  {_told(problem)}")
    if len(document["problems"]) > MOST_SHOWN:
        say(_("  … and {n} more").format(n=len(document["problems"]) - MOST_SHOWN))
    if document["head"]:
        head = f"{document['head']['seq']}:{document['head']['hash']}"
        say(_("Its end, to be kept elsewhere: {head}").format(head=head))
    for what in document["unproved"]:
        say(_unproved(str(what)))


def _told(problem: dict[str, Any]) -> str:
    detail = visible(problem["detail"])
    number = _NUMBER.search(detail)
    template = _KINDS.get(problem["kind"], "{detail}")
    return _(template).format(line=problem["line"], detail=detail, n=number[0] if number else "?")


def _unproved(what: str) -> str:
    kind, _colon, number = what.partition(":")
    if kind == "seals":
        return _("Not proved: the seals, because the key may be read by air's account only.")
    if kind == "restored":
        seq, _colon, times = number.partition(":")
        made, _slash, restored = times.partition("/")
        text = _(
            "Not proved: what was aired between {made} and {restored}. Record {n} says that the"
            " station was restored from a backup then; what the log had in between is not there."
        )
        return text.format(made=moment(made), restored=moment(restored), n=visible(seq))
    if number == "0":
        return _("Not proved: that nothing is missing at the end; no head was published or given.")
    text = _("Not proved: that nothing is missing after record {n}, the newest known head.")
    return text.format(n=number)
