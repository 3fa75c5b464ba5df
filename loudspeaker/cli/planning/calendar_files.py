"""Schedule files made of a foreign calendar: paused drafts, checked before any is written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loudspeaker.audio.drawing import plain_letters
from loudspeaker.cli.planning.calendar_in import Refused, Wanted, read_calendar
from loudspeaker.cli.timetable_view import timetable_of
from loudspeaker.config.schedules import check_targets, parse_schedule
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.system.files import write_durable
from loudspeaker.system.home import Home

_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME: Final = 40
_PLAIN = re.compile(r"[^\S\n]*\S[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a calendar, as a JSON-ready document."""

    document: dict[str, Any]


def take_in(path: Path, folder: Path, home: Home, *, partly: bool) -> Taken:
    """Write what can be taken, all or with ``partly`` some; never over a file that is there.

    Raises FileRefused for what is no calendar, StorageFailure.
    """
    wanted, refused = read_calendar(path)
    made: list[tuple[Path, str, Wanted]] = []
    checker = _Checker(home)
    for each in wanted:
        text = schedule_text(each, source=path.name)
        problem = checker.problem(text)
        if problem is not None:
            refused.append(Refused(event=each.title, problem="schedule", found=problem))
            continue
        file = _free(folder, each, text, [file for file, _, _ in made])
        if file is not None:
            made.append((file, text, each))
    if refused and not partly:
        made = []
    for file, text, _each in made:
        write_durable(file, text.encode())
    return Taken(
        document={
            "written": [{"file": str(file), "title": each.title} for file, _, each in made],
            "refused": [
                {"event": each.event, "problem": each.problem, "found": each.found}
                for each in refused
            ],
        }
    )


class _Checker:
    """Reads each file as the station would."""

    def __init__(self, home: Home) -> None:
        self._facts = timetable_of(home).facts

    def problem(self, text: str) -> str | None:
        facts = self._facts
        try:
            loaded = parse_schedule(text.encode(), name="x", file="x.yaml")
            check_targets(loaded, facts.plan, tuple(facts.voices), is_barred=facts.is_barred)
        except ConfigurationRefused as error:
            return f"{error.key}: {error.found or error.problem}"
        return None


def schedule_text(wanted: Wanted, *, source: str) -> str:
    """Return the file: paused, so that nothing of it sounds before somebody has looked at it."""
    return "\n".join(_lines(wanted, source)) + "\n"


def _lines(wanted: Wanted, source: str) -> Iterator[str]:
    times = wanted.times
    yield f"# Từ tệp lịch {_quoted(source)}. Xem lại, rồi bỏ dòng paused."
    yield f"title: {_quoted(wanted.title)}"
    yield from _list("times", times.times)
    yield from _list("cron", tuple(map(_quoted, times.cron)))
    if times.valid_from:
        yield f"valid_from: {times.valid_from}"
    if times.valid_to:
        yield f"valid_to: {times.valid_to}"
    yield from _list("only", times.only)
    yield from _list("except", tuple(map(str, times.without)))
    for key in ("points", "priority", "repeat", "voice"):
        if (value := getattr(wanted, key)) is not None:
            yield f"{key}: {_quoted(value)}"
    yield "paused: true"
    yield from _text(wanted.text)


def _list(key: str, values: tuple[str, ...]) -> Iterator[str]:
    if len(values) == 1:
        yield f"{key}: {values[0]}"
    elif values:
        yield f"{key}:"
        yield from (f"  - {value}" for value in values)


def _text(text: str) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in text.splitlines()]
    if all(not line or _PLAIN.fullmatch(line) for line in lines):
        yield "text: |"
        yield from (f"  {line}" if line else "" for line in lines)
    else:
        yield f"text: {_quoted(text)}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _free(folder: Path, wanted: Wanted, text: str, taken: list[Path]) -> Path | None:
    """Return a name that is free; None where the very file is there already."""
    base = _slug(wanted.name) or _slug(wanted.title) or "lich"
    number = 1
    while True:
        file = folder / f"{base}{f'-{number}' if number > 1 else ''}.yaml"
        if file.exists() and file.read_bytes() == text.encode():
            return None
        if not (file.exists() or file in taken):
            return file
        number += 1


def _slug(text: str) -> str:
    return _NAME.sub("-", plain_letters(text).lower())[:_LONGEST_NAME].strip("-")
