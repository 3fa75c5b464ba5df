"""Trees of written text read by declared keys (``model.settings``) into values with positions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loudspeaker.config.problems import Problem, nearest, refused
from loudspeaker.config.strict_yaml import LIMIT_BYTES, Entries, Items, Node, Written, load
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.settings import (
    REQUIRED,
    Chosen,
    Kind,
    ListOf,
    Scalar,
    Setting,
    Table,
    Unfit,
    choice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Mapping[str, Any]):
    """The values of one table; knows where each was written, so that it can be refused later."""

    values_by_key: Mapping[str, Any]
    lines: Mapping[str, int]
    file: str
    line: int
    columns: Mapping[str, int] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Any:
        return self.values_by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.values_by_key)

    def __len__(self) -> int:
        return len(self.values_by_key)

    def line_of(self, key: str) -> int:
        """Return the line where the key stands, or the table's own when it is not written."""
        return self.lines.get(key, self.line)

    def refused(
        self, problem: Problem, key: str, *, expected: str = "", nearest: str | None = None
    ) -> ConfigurationRefused:
        """Return the error for the value of ``key``."""
        return refused(
            problem,
            file=self.file,
            line=self.line_of(key),
            column=self.columns.get(key, 0),
            key=key,
            expected=expected,
            found=_shown(self.values_by_key.get(key)),
            nearest=nearest,
        )


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, (str, int, float)) else ""


def read_file(
    path: Path, kind: Table | Chosen, *, shown: str | None = None, limit_bytes: int = LIMIT_BYTES
) -> Section:
    """Read a whole file as one table; errors name it ``shown`` (default: its path)."""
    return read_table(load(path, limit_bytes=limit_bytes), kind, file=shown or str(path))


def read_table(node: Node, kind: Table | Chosen, *, file: str) -> Section:
    """Read one table by its declaration; every key must be declared, required ones be there."""
    return _Reader(file).table(node, kind, key="")


def check_unique(rows: Iterable[Section], key: str) -> None:
    """Refuse the second row with the same value (letter case does not matter)."""
    seen: set[str] = set()
    for row in rows:
        if row[key] is None:
            continue
        value = str(row[key]).casefold()
        if value in seen:
            raise row.refused(Problem.DUPLICATE_NAME, key, expected="each once")
        seen.add(value)


class _Reader:
    def __init__(self, file: str) -> None:
        self._file = file

    def table(self, node: Node, kind: Table | Chosen, *, key: str) -> Section:
        if not isinstance(node, Entries):
            raise self._shape(node, key, "keys with values")
        table = self._declared(node, kind) if isinstance(kind, Chosen) else kind
        self._check_names(node, table.settings)
        written = {name.text: (name, value) for name, value in node.pairs}
        section = Section(
            values_by_key={s.name: self._value(s, written, node) for s in table.settings},
            lines={name: key.line for name, (key, _) in written.items()},
            columns={name: key.column for name, (key, _) in written.items()},
            file=self._file,
            line=node.line,
        )
        if misfit := table.check and table.check(section):
            raise section.refused(Problem.WRONG_VALUE, misfit.key, expected=misfit.expected)
        return section

    def _declared(self, node: Entries, kind: Chosen) -> Table:
        word = self._word(node, kind)
        if word.text not in kind.tables:
            raise refused(
                Problem.UNKNOWN_NAME,
                **self._place(word, kind.key),
                expected=", ".join(kind.tables),
                found=word.text,
                nearest=nearest(word.text, kind.tables),
            )
        own = kind.tables[word.text]
        chooser = Setting(kind.key, choice(kind.tables))
        return Table((chooser, *kind.common.settings, *own.settings), own.check)

    def _word(self, node: Entries, kind: Chosen) -> Written:
        for name, value in node.pairs:
            if name.text == kind.key:
                if isinstance(value, Written):
                    return value
                raise self._shape(value, kind.key, "a single value")
        raise refused(Problem.MISSING_KEY, **self._place(node, kind.key))

    def _check_names(self, node: Entries, settings: tuple[Setting, ...]) -> None:
        known = {setting.name for setting in settings}
        for name, _ in node.pairs:
            if name.text not in known:
                near = nearest(name.text, sorted(known))
                place = self._place(name, name.text)
                raise refused(Problem.UNKNOWN_KEY, **place, nearest=near)

    def _value(
        self, setting: Setting, written: Mapping[str, tuple[Written, Node]], node: Entries
    ) -> Any:
        if setting.name in written:
            return self._read(written[setting.name][1], setting.kind, setting.name)
        if setting.default is REQUIRED:
            raise refused(Problem.MISSING_KEY, **self._place(node, setting.name))
        return setting.default

    def _read(self, node: Node, kind: Kind, key: str) -> Any:
        if isinstance(kind, (Table, Chosen)):
            return self.table(node, kind, key=key)
        if isinstance(kind, ListOf):
            return self._items(node, kind, key)
        return self._scalar(node, kind, key)

    def _items(self, node: Node, kind: ListOf, key: str) -> tuple[Any, ...]:
        if kind.or_one and isinstance(node, Written):
            node = Items(nodes=(node,), line=node.line, column=node.column)
        if not isinstance(node, Items):
            raise self._shape(node, key, "a list")
        if not kind.fewest <= len(node.nodes) <= kind.most:
            raise self._shape(node, key, f"a list of {kind.fewest} to {kind.most}")
        return tuple(self._read(item, kind.item, key) for item in node.nodes)

    def _scalar(self, node: Node, kind: Scalar, key: str) -> Any:
        if not isinstance(node, Written):
            raise self._shape(node, key, "a single value")
        place = self._place(node, key)
        if not node.text and not node.quoted:
            raise refused(Problem.WRONG_VALUE, **place, expected="a value")
        try:
            return kind.convert(node.text)
        except ValueError as error:
            place["expected"] = kind.expected
            if isinstance(error, Unfit):
                place["expected"] = str(error)
                place["column"] += error.at if node.column else 0
            raise refused(Problem.WRONG_VALUE, **place, found=node.text) from None

    def _shape(self, node: Node, key: str, expected: str) -> ConfigurationRefused:
        return refused(Problem.WRONG_SHAPE, **self._place(node, key), expected=expected)

    def _place(self, node: Node, key: str) -> dict[str, Any]:
        return {"file": self._file, "line": node.line, "column": node.column, "key": key}
