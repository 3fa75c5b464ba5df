"""Where the files of people who run a station are: its own before the shipped ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from loudspeaker.config.problems import Problem, nearest, refused

Kind = Literal["hardware", "schedules", "templates", "voices"]

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped_folder(kind: Kind) -> Path:
    """Return the folder that came with the program, in a wheel or in a checkout."""
    installed = _PACKAGE / "shipped" / kind
    return installed if installed.is_dir() else _PACKAGE.parent / kind


def files(kind: Kind, home: Path | None = None) -> Mapping[str, Path]:
    """Return name → file; a file of the home replaces the shipped one of the same name."""
    folders = [shipped_folder(kind)] + ([home / kind] if home else [])
    found = {path.stem: path for folder in folders for path in folder.glob("*.yaml")}
    return dict(sorted(found.items()))


def find(kind: Kind, name: str, home: Path | None = None) -> Path:
    """Return the file of this name; raise ConfigurationRefused naming the nearest there is."""
    known = files(kind, home)
    if name not in known:
        raise refused(
            Problem.UNKNOWN_NAME,
            file=f"{kind}/{name}.yaml",
            line=0,
            expected=", ".join(known),
            found=name,
            nearest=nearest(name, known),
        )
    return known[name]
