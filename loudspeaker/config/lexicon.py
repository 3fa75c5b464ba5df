"""``lexicon.yaml``: the commune's own words.

::

    words:
      - written: Pù Cà
        reading: pù cà
      - written: Bjoóc
        reading: bi oóc
        sounds: {espeak: "bj'O:3k", piper: "bjˈɔːɜk"}
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from loudspeaker.config.problems import Problem, refused
from loudspeaker.config.reader import Section, read_table
from loudspeaker.config.strict_yaml import Entries, Items, Node, Written, load, parse
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.settings import ListOf, Setting, Table, line_of_text
from loudspeaker.text.lexicon import Entry, Lexicon, key_of
from loudspeaker.text.lexicon_check import ENGINES, problem_of
from loudspeaker.text.lexicon_check import Problem as Unfit
from loudspeaker.text.tables import Tables

MOST_WORDS: Final = 2_000
HEAD: Final = "# Từ riêng của xã: cách viết và cách đọc. Xem: loudspeaker lexicon --help\nwords:\n"
EXPECTED: Final = {
    Unfit.EMPTY: "both a writing and a reading",
    Unfit.TOO_LONG: "at most 60 characters written, 200 read",
    Unfit.NO_LETTER_FIRST: "a writing that begins with a letter",
    Unfit.SHADOWS_NUMBER: "no number, date or time: these are read by rules",
    Unfit.UNSPEAKABLE: "a reading of Vietnamese syllables, everything written out",
    Unfit.SOUNDS: "sounds in the engine's notation, without brackets",
}

_WORD: Final = Table(
    (
        Setting("written", line_of_text(200)),
        Setting("reading", line_of_text(400)),
        Setting(
            "sounds",
            Table(tuple(Setting(name, line_of_text(200), default=None) for name in ENGINES)),
            default=None,
        ),
    )
)
LEXICON_KEYS: Final = Table((Setting("words", ListOf(item=_WORD, most=MOST_WORDS), default=()),))


def load_lexicon(path: Path, tables: Tables) -> Lexicon:
    """Return the lexicon of a file, an empty one if there is none; ConfigurationRefused."""
    if not path.exists():
        return Lexicon()
    return _lexicon(load(path), tables, file=str(path))


def parse_lexicon(text: str, tables: Tables, *, file: str) -> Lexicon:
    """Return the lexicon of a file's text; ConfigurationRefused."""
    return _lexicon(parse(text.encode(), file=file), tables, file=file)


def _lexicon(node: Node, tables: Tables, *, file: str) -> Lexicon:
    section = read_table(_with_words(node), LEXICON_KEYS, file=file)
    entries: dict[str, Entry] = {}
    for row in section["words"]:
        entry = _entry(row)
        if problem := problem_of(entry, tables):
            key = "reading" if problem is Unfit.UNSPEAKABLE else "written"
            raise row.refused(Problem.WRONG_VALUE, key, expected=EXPECTED[problem])
        if _identity(entry) in entries:
            raise row.refused(Problem.DUPLICATE_NAME, "written", expected="each once")
        entries[_identity(entry)] = entry
    return Lexicon(entries.values())


def _with_words(node: Node) -> Node:
    """Take ``words:`` with nothing behind it for no words: the last one was taken out."""
    if not isinstance(node, Entries):
        return node
    return replace(node, pairs=tuple(pair for pair in node.pairs if not _is_nothing(pair[1])))


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Written) and not node.text and not node.quoted


def _identity(entry: Entry) -> str:
    return entry.written if entry.is_exact else key_of(entry.written)


def _entry(row: Section) -> Entry:
    sounds = row["sounds"] or {}
    hints = {name: hint for name, hint in sounds.items() if hint is not None}
    return make_entry(row["written"], row["reading"], hints)


def make_entry(written: str, reading: str, sounds: dict[str, str]) -> Entry:
    """Return an entry of what people typed: one Unicode form, single spaces, small reading."""
    return Entry(written=_line(written), reading=_line(reading).lower(), sounds=sounds)


def _line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


# --- changing the file ----------------------------------------------------------------------------


def with_entry(text: str, entry: Entry, *, file: str) -> str:
    """Return the file's text with an entry more, or changed; people's comments stay.

    Raises ConfigurationRefused where the file is written in a form that is only for hands.
    """
    kept = without_entry(text, entry.written, file=file) if text.strip() else HEAD
    body = kept if kept.endswith("\n") else f"{kept}\n"
    return body + _written(entry)


def _written(entry: Entry) -> str:
    lines = [f"  - written: {_quoted(entry.written)}", f"    reading: {_quoted(entry.reading)}"]
    if entry.sounds:
        hints = ", ".join(f"{name}: {_quoted(hint)}" for name, hint in entry.sounds.items())
        lines.append(f"    sounds: {{{hints}}}")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def without_entry(text: str, written: str, *, file: str) -> str:
    """Return the file's text without the entry that is written like this, if there is one."""
    lines = text.splitlines(keepends=True)
    starts = _starts(text, file)
    for index, (line, found) in enumerate(starts):
        if _is_same(found, written):
            end = starts[index + 1][0] if index + 1 < len(starts) else len(lines) + 1
            del lines[line - 1 : _end_of_item(lines, line, end) - 1]
            break
    return "".join(lines)


def _is_same(found: str, written: str) -> bool:
    if found.isupper() or written.isupper():
        return found == written
    return key_of(found) == key_of(written)


def _end_of_item(lines: Sequence[str], line: int, end: int) -> int:
    """Return the line (from 1) behind an item: comments above the next one stay with that."""
    last = line
    for number in range(line + 1, end):
        content = lines[number - 1].strip()
        if content and not content.startswith("#"):
            last = number
    return last + 1


def _starts(text: str, file: str) -> list[tuple[int, str]]:
    """Return line and writing of each item; each must begin a line of its own, by a dash."""
    root = parse(text.encode(), file=file)
    pairs = root.pairs if isinstance(root, Entries) else ()
    words = next((node for key, node in pairs if key.text == "words"), None)
    found = []
    for item in words.nodes if isinstance(words, Items) else ():
        line = text.splitlines()[item.line - 1] if item.line else ""
        if not (isinstance(item, Entries) and line.lstrip().startswith("- ")):
            raise _by_hand(file, item.line)
        written = next((v for k, v in item.pairs if k.text == "written"), None)
        found.append((item.line, _line(getattr(written, "text", ""))))
    return found


def _by_hand(file: str, line: int) -> ConfigurationRefused:
    return refused(
        Problem.WRONG_SHAPE,
        file=file,
        line=line,
        key="words",
        expected="one entry a line, by dashes",
    )
