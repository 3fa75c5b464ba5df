"""What can be wrong with a settings file, in one word each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from enum import StrEnum

from loudspeaker.errors import ConfigurationRefused


class Problem(StrEnum):
    """The words of ``ConfigurationRefused.problem``."""

    NO_HOME = "no_home"
    MISSING_FILE = "missing_file"
    UNREADABLE_FILE = "unreadable_file"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    CONTROL_CHARACTER = "control_character"
    SYNTAX = "syntax"
    SEVERAL_DOCUMENTS = "several_documents"
    ALIAS = "alias"
    TAG = "tag"
    TOO_DEEP = "too_deep"
    DUPLICATE_KEY = "duplicate_key"
    UNKNOWN_KEY = "unknown_key"
    MISSING_KEY = "missing_key"
    WRONG_SHAPE = "wrong_shape"
    WRONG_VALUE = "wrong_value"
    UNKNOWN_NAME = "unknown_name"
    DUPLICATE_NAME = "duplicate_name"
    NOT_ALLOWED = "not_allowed"


_LONGEST_FOUND = 60


def refused(
    problem: Problem,
    *,
    file: str,
    line: int,
    column: int = 0,
    key: str = "",
    expected: str = "",
    found: str = "",
    nearest: str | None = None,
) -> ConfigurationRefused:
    """Return the error for a line and column (from 1) of ``file``; what was found is shortened."""
    shown = found if len(found) <= _LONGEST_FOUND else found[: _LONGEST_FOUND - 1] + "…"
    return ConfigurationRefused(
        file=file,
        line=line,
        column=column,
        problem=problem.value,
        nearest=nearest,
        key=key[:_LONGEST_FOUND],
        expected=expected,
        found=shown,
    )


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that looks most like ``word``, or None."""
    by_folded = {name.casefold(): name for name in known}
    folded = word[:_LONGEST_FOUND].casefold()
    matches = difflib.get_close_matches(folded, by_folded, n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None
