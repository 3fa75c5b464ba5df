"""Patterns that are compiled late: all can be compiled, and they are what ``re`` makes of them."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import loudspeaker.text
from loudspeaker.text.regex import regex


def every_late_pattern() -> Iterator[re.Pattern[str]]:
    for module in pkgutil.iter_modules(loudspeaker.text.__path__, "loudspeaker.text."):
        for value in vars(importlib.import_module(module.name)).values():
            if type(value) is type(regex("")):
                yield value


def test_all_can_be_compiled() -> None:
    patterns = list(every_late_pattern())
    assert len(patterns) > 100
    assert all(pattern.pattern is not None for pattern in patterns)


def test_they_do_what_the_compiled_ones_do() -> None:
    for late, compiled in [(regex("B+", re.IGNORECASE), re.compile("B+", re.IGNORECASE))]:
        for text in ("abba", "", "BB"):
            assert str(late.search(text)) == str(compiled.search(text))
            assert str(late.match(text)) == str(compiled.match(text))
            assert late.findall(text) == compiled.findall(text)
            assert late.sub("-", text) == compiled.sub("-", text)
    assert late.pattern == "B+"


def test_no_name_is_given_twice() -> None:
    """The second would take the place of the first, also in what stands between them."""
    for path in loudspeaker.text.__path__:
        for file in Path(path).glob("*.py"):
            names = [
                name.id
                for statement in ast.parse(file.read_text("utf-8")).body
                if isinstance(statement, ast.Assign | ast.AnnAssign)
                for name in ast.walk(statement)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            ]
            assert len(set(names)) == len(names), file.name
