"""YAML files as trees of written text with line numbers, and nothing else.

Scalars stay as they were written: whoever reads the tree says which kind a value is, so ``no``,
``05:30``, ``010`` and ``2026-12-01`` mean what they look like.  Tags, anchors, aliases, a second
document, a repeated key, deep nesting and large files are refused; the tree is built from the
parser's events without recursion, so the worst file costs its own length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from loudspeaker.config.problems import Problem, refused
from loudspeaker.errors import ConfigurationRefused

if TYPE_CHECKING:
    from yaml.events import Event

LIMIT_BYTES = 128 * 1024
LIMIT_DEPTH = 12
BYTES_A_NODE = 6  # ordinary files have ten and more; a file of commas has two

_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A scalar as it stands in the file; ``quoted`` tells ``""`` from nothing at all.

    ``column`` is where its text begins, from 1; 0 where it goes over several lines.
    """

    text: str
    line: int
    quoted: bool = False
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """A sequence."""

    nodes: tuple[Node, ...]
    line: int
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A mapping in the file's order; every key is there once."""

    pairs: tuple[tuple[Written, Node], ...]
    line: int
    column: int = field(default=0, compare=False)


Node = Written | Items | Entries


def load(path: Path, *, limit_bytes: int = LIMIT_BYTES) -> Node:
    """Return the tree of a file; raise ConfigurationRefused for anything else."""
    try:
        if path.exists() and not path.is_file():
            raise refused(Problem.UNREADABLE_FILE, file=str(path), line=0, found="not a file")
        with path.open("rb") as stream:
            data = stream.read(limit_bytes + 1)
    except FileNotFoundError:
        raise refused(Problem.MISSING_FILE, file=str(path), line=0) from None
    except (OSError, ValueError) as error:
        found = getattr(error, "strerror", None) or str(error)
        raise refused(Problem.UNREADABLE_FILE, file=str(path), line=0, found=found) from None
    return parse(data, file=str(path), limit_bytes=limit_bytes)


def parse(data: bytes, *, file: str, limit_bytes: int = LIMIT_BYTES) -> Node:
    """Return the tree of a file's bytes; an empty file is an empty mapping."""
    _check_characters(data, file=file, limit_bytes=limit_bytes)
    tree = _Tree(file, limit_nodes=limit_bytes // BYTES_A_NODE)
    try:
        for event in yaml.parse(data, Loader=_PARSER):
            tree.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        found = getattr(error, "problem", None) or str(error)
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise refused(Problem.SYNTAX, file=file, line=line, column=column, found=found) from None
    return tree.root or Entries(pairs=(), line=1)


def _check_characters(data: bytes, *, file: str, limit_bytes: int) -> None:
    if len(data) > limit_bytes:
        limit = f"at most {limit_bytes} bytes"
        raise refused(Problem.TOO_LARGE, file=file, line=0, expected=limit)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refused(Problem.NOT_UTF8, file=file, line=line) from None
    if hidden := _UNPRINTABLE.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        column = hidden.start() - text.rfind("\n", 0, hidden.start())
        found = f"U+{ord(hidden.group()):04X}"
        raise refused(Problem.CONTROL_CHARACTER, file=file, line=line, column=column, found=found)


class _Tree:
    """Events in, one tree out: a stack of what is open."""

    def __init__(self, file: str, *, limit_nodes: int) -> None:
        self.root: Node | None = None
        self._file = file
        self._nodes_left = limit_nodes
        self._open: list[tuple[int, int, bool, list[Node]]] = []

    def take(self, event: Event) -> None:
        self._check(event)
        if isinstance(event, yaml.ScalarEvent):
            self._add(_written(event))
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._descend(event, mapping=isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            line, column, mapping, nodes = self._open.pop()
            if mapping:
                self._add(Entries(pairs=tuple(self._pairs(nodes)), line=line, column=column))
            else:
                self._add(Items(nodes=tuple(nodes), line=line, column=column))

    def _check(self, event: Event) -> None:
        problem = None
        if getattr(event, "anchor", None):
            problem = Problem.ALIAS
        elif getattr(event, "tag", None):
            problem = Problem.TAG
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            problem = Problem.SEVERAL_DOCUMENTS
        if problem is not None:
            line, column = _place(event)
            raise refused(problem, file=self._file, line=line, column=column)

    def _descend(self, event: Event, *, mapping: bool) -> None:
        line, column = _place(event)
        if len(self._open) >= LIMIT_DEPTH:
            limit = f"at most {LIMIT_DEPTH} levels"
            raise refused(
                Problem.TOO_DEEP, file=self._file, line=line, column=column, expected=limit
            )
        self._open.append((line, column, mapping, []))

    def _add(self, node: Node) -> None:
        self._nodes_left -= 1
        if self._nodes_left < 0:
            raise refused(Problem.TOO_LARGE, file=self._file, line=node.line, found="values")
        if self._open:
            self._open[-1][-1].append(node)
        else:
            self.root = node

    def _pairs(self, nodes: list[Node]) -> Iterator[tuple[Written, Node]]:
        seen: set[str] = set()
        for key, value in zip(nodes[::2], nodes[1::2], strict=True):
            if not isinstance(key, Written):
                raise self._refused_key(Problem.WRONG_SHAPE, key, "")
            if key.text in seen:
                raise self._refused_key(Problem.DUPLICATE_KEY, key, key.text)
            seen.add(key.text)
            yield key, value

    def _refused_key(self, problem: Problem, node: Node, key: str) -> ConfigurationRefused:
        return refused(
            problem,
            file=self._file,
            line=node.line,
            column=node.column,
            key=key,
            expected="each key once",
        )


def _place(event: Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _written(event: yaml.ScalarEvent) -> Written:
    line, column = _place(event)
    quoted = not event.implicit[0]
    on_one_line = event.end_mark is None or event.end_mark.line == line - 1
    begins = column + (event.style in {"'", '"'}) if on_one_line else 0
    return Written(text=event.value, line=line, quoted=quoted, column=begins)
