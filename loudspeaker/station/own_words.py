"""The actions about the commune's own words: list, add, take out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from loudspeaker.config.lexicon import (
    MOST_WORDS,
    make_entry,
    parse_lexicon,
    with_entry,
    without_entry,
)
from loudspeaker.config.roles import permit
from loudspeaker.errors import NotFound, WordRefused
from loudspeaker.model import Caller
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.files import storage_errors, write_durable
from loudspeaker.text.lexicon import Entry
from loudspeaker.text.lexicon_check import ENGINES, Conflict, conflicts, problem_of
from loudspeaker.text.tables import Tables

KNOWN = "known"
FULL = "full"


class OwnWords:
    """Changes ``lexicon.yaml``, one change at a time; people's comments in it stay."""

    def __init__(
        self,
        path: Path,
        *,
        tables: Callable[[], Tables],
        reads_otherwise: Callable[[Tables], list[str]],
        changed: Callable[[], list[str]],
    ) -> None:
        """``reads_otherwise`` names the approved templates that such tables would change."""
        self._path = path
        self._tables = tables
        self._reads_otherwise = reads_otherwise
        self._changed = changed
        self._turn = threading.Lock()

    def listed(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return every word in force."""
        return [row(entry) for entry in self._tables().lexicon.entries]

    def add(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Add a word, or change it where ``replace`` is true.

        Raises WordRefused, StorageFailure, and ConfigurationRefused for a file that is bad or
        written in a form that only hands can change.
        """
        permit(caller, "lexicon_add")
        entry = _entry(arguments)
        with self._turn:
            met = self._checked(entry, replaces=arguments.get("replace") is True)
            self._write(caller, with_entry(self._text(), entry, file=str(self._path)))
            return {**row(entry), **self._answer(met)}

    def remove(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take a word out; NotFound."""
        permit(caller, "lexicon_remove")
        written = given.text(arguments, "written")
        with self._turn:
            known = self._tables().lexicon
            entry = known.like(written)
            if entry is None:
                names = [each.written for each in known.entries]
                raise NotFound(kind="word", name=written, known=names)
            text = without_entry(self._text(), entry.written, file=str(self._path))
            self._write(caller, text)
            return {**row(entry), **self._answer([])}

    def _checked(self, entry: Entry, *, replaces: bool) -> list[Conflict]:
        tables = self._tables()
        problem = problem_of(entry, tables)
        known = tables.lexicon.like(entry.written)
        if problem is None and known is not None and known != entry and not replaces:
            problem_word, reading = KNOWN, known.reading
        elif problem is None and known is None and len(tables.lexicon.entries) >= MOST_WORDS:
            problem_word, reading = FULL, str(MOST_WORDS)
        elif problem is None:
            return list(conflicts(entry, tables))
        else:
            problem_word, reading = problem.value, entry.reading
        raise WordRefused(written=entry.written, problem=problem_word, reading=reading)

    def _text(self) -> str:
        with storage_errors(self._path):
            return self._path.read_text("utf-8") if self._path.exists() else ""

    def _write(self, caller: Caller, text: str) -> None:
        """Keep the words; what changes an approved template is for who may approve it again."""
        tables = self._tables()
        lexicon = parse_lexicon(text, tables, file=str(self._path))
        if self._reads_otherwise(replace(tables, lexicon=lexicon)):
            permit(caller, "lexicon_of_templates")
        write_durable(self._path, text.encode())

    def _answer(self, met: list[Conflict]) -> dict[str, Any]:
        rows = [{"kind": c.kind, "written": c.written, "reading": c.reading} for c in met]
        return {"conflicts": rows, "approve_again": self._changed()}


def _entry(arguments: Arguments) -> Entry:
    written = given.text(arguments, "written")
    reading = given.text_or_none(arguments, "reading")
    hints = {name: given.text_or_none(arguments, name) for name in ENGINES}
    sounds = {name: hint for name, hint in hints.items() if hint}
    return make_entry(written, written if reading is None else reading, sounds)


def row(entry: Entry) -> dict[str, Any]:
    """Return a word as JSON-ready values."""
    return {"written": entry.written, "reading": entry.reading, "sounds": dict(entry.sounds)}
