"""``radio decode``: every group of a composite signal, and every point command."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from loudspeaker.cli.call import Call
from loudspeaker.cli.output import note, say, write_json
from loudspeaker.cli.workbench.composite_file import (
    at_receiver_rate,
    composite_file,
    receiver_rate_hz,
)
from loudspeaker.cli.workbench.station_data import keys_if_any, station_data
from loudspeaker.model.time import iso
from loudspeaker.radio.command_log import CommandLog, Overheard, Tag
from loudspeaker.radio.command_words import address_words, argument_words, operation_word
from loudspeaker.radio.commands import Command
from loudspeaker.radio.counters import EPOCH
from loudspeaker.radio.fragments import IN_HOUSE, GroupForm
from loudspeaker.radio.rds import Group
from loudspeaker.radio.rds_words import group_words
from loudspeaker.radio.receiver import Received, receive
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.telling import sentence

Event = dict[str, Any]
_SECOND_NS = 1_000_000_000
_LOST = "····"
_TAGS = {
    Tag.RIGHT: N_("tag right"),
    Tag.WRONG: N_("tag WRONG"),
    Tag.UNCHECKED: N_("tag not checked"),
}


def decode_file(call: Call, path: Path, form: GroupForm | None) -> None:
    """Write a line for each group and command; ``form`` None: that of the home, and 6A."""
    forms = (IN_HOUSE, form or station_data(call.home).programme.commands)
    rings, why_not = keys_if_any(call.home)
    if why_not is not None:
        note(_("Tags are not checked.") + " " + sentence(why_not))
    with composite_file(path) as composite:
        rate_hz = receiver_rate_hz(composite.rate_hz)
        received = receive(at_receiver_rate(composite.blocks, composite.rate_hz), rate_hz)
        tally = _Tally()
        for event in events(received, rate_hz, CommandLog(forms=forms, rings=rings)):
            tally.count(event)
            write_json(event) if call.json else say(_line(event), wraps=False)
    if not call.json:
        tally.tell()


def events(received: Iterable[Received], rate_hz: int, commands: CommandLog) -> Iterator[Event]:
    """Yield groups, and behind the group that completes it each command."""
    for each in received:
        at_s = round(each.end_sample / rate_hz, 3)
        yield {"event": "group", "at_s": at_s, **_group(each.group)}
        overheard = commands.hear(each.group, each.end_sample * _SECOND_NS // rate_hz)
        if overheard is not None:
            yield {"event": "command", "at_s": at_s, **_command(overheard)}


def _group(group: Group) -> Event:
    return {
        "group": group.hex(),
        "ok": list(group.ok),
        "type": group.name if group.ok[1] else None,
        "words": group_words(group),
    }


def _command(overheard: Overheard) -> Event:
    shown: Event = {
        "pi": f"{overheard.pi:04X}",
        "signed": overheard.signed.hex(),
        "tag": overheard.tag.value,
    }
    if overheard.command is None:
        return {**shown, "operation": None}
    return {**shown, **command_facts(overheard.command)}


def command_facts(command: Command) -> Event:
    """Return a command as values; ``means`` is the argument in words."""
    return {
        "operation": operation_word(command.operation),
        "address": address_words(command.address),
        "argument": command.argument,
        "means": argument_words(command),
        "counter": command.counter,
        "time": iso(EPOCH + timedelta(seconds=command.counter / 4)),
    }


# --- for people ---------------------------------------------------------------------------------


def _line(event: Event) -> str:
    what = _group_line(event) if event["event"] == "group" else _command_line(event)
    return f"{event['at_s']:9.3f}  {what}"


def _group_line(event: Event) -> str:
    blocks = (event["group"][at : at + 4] for at in range(0, 16, 4))
    shown = (block if ok else _LOST for block, ok in zip(blocks, event["ok"], strict=True))
    return f"{' '.join(shown)}  {event['words']}"


def _command_line(event: Event) -> str:
    tag = _(_TAGS[Tag(event["tag"])])
    if event["operation"] is None:
        return _("→ unknown command {signed}").format(signed=event["signed"])
    words: Sequence[str] = [event["operation"], event["address"], event["means"]]
    return _("→ command: {what}; counter {counter} = {time}; {tag}").format(
        what=" ".join(filter(None, words)), counter=event["counter"], time=event["time"], tag=tag
    )


class _Tally:
    """Counts what was decoded."""

    def __init__(self) -> None:
        self._groups = self._blocks_right = self._commands = 0

    def count(self, event: Event) -> None:
        if event["event"] == "group":
            self._groups += 1
            self._blocks_right += sum(event["ok"])
        else:
            self._commands += 1

    def tell(self) -> None:
        if not self._groups:
            note(_("There is no RDS in this signal."))
            return
        text = _(
            "{groups} groups, {share:.2f} per cent of their blocks right, "
            "{commands} point commands."
        )
        share = 25 * self._blocks_right / self._groups
        note(text.format(groups=self._groups, share=share, commands=self._commands))
