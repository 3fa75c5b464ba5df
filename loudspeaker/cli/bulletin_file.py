"""A bulletin in a file: texts and recordings in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.cli.bringing import Brings, Brought
from loudspeaker.config.reader import Section, read_file
from loudspeaker.errors import LanguageRefused
from loudspeaker.model.languages import NAMES, VIETNAMESE, is_spoken, language_named
from loudspeaker.model.settings import (
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    line_of_text,
    lines_of_text,
    location,
)

MOST_PARTS = 20


def _file() -> Scalar:
    inside = location()
    return Scalar("a file in the bulletin's own folder, without '..'", inside.convert)


def _language() -> Scalar:
    def read(text: str) -> str:
        code = language_named(text)
        if code is None:
            raise ValueError(text)
        return code

    return Scalar(f"one of {', '.join(NAMES)}", read)


def _check_part(values: Mapping[str, Any]) -> Misfit | None:
    if (values["text"] is None) == (values["recording"] is None):
        return Misfit("recording", "either text or recording")
    if values["recording"] is not None and values["title"] is None:
        return Misfit("title", "what the recording is, in Vietnamese")
    return None


_PART = Table(
    (
        Setting("text", lines_of_text(30_000), default=None),
        Setting("recording", _file(), default=None),
        Setting("language", _language(), default=VIETNAMESE),
        Setting("title", line_of_text(200), default=None),
        Setting("transcript", lines_of_text(20_000), default=""),
    ),
    check=_check_part,
)
BULLETIN_KEYS = Table(
    (
        Setting("title", line_of_text(200), default=None),
        Setting("parts", ListOf(item=_PART, fewest=1, most=MOST_PARTS)),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What stands in the file."""

    title: str | None
    parts: tuple[Brings, ...]


def read_bulletin(path: Path) -> Bulletin:
    """Read a bulletin; ConfigurationRefused with file and line, LanguageRefused."""
    section = read_file(path, BULLETIN_KEYS)
    parts = tuple(_part(row, path.parent) for row in section["parts"])
    return Bulletin(title=section["title"], parts=parts)


def _part(row: Section, folder: Path) -> Brings:
    language = row["language"]
    if row["recording"] is None:
        if not is_spoken(language):
            raise LanguageRefused(language=language, problem="not_spoken")
        return str(row["text"])
    return Brought(
        path=folder / row["recording"],
        language=language,
        title=row["title"],
        transcript=row["transcript"],
    )


__all__ = ["BULLETIN_KEYS", "Bulletin", "read_bulletin"]
