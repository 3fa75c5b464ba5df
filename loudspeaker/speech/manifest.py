"""A voice as a value: what its file under ``voices/`` says, and what was measured on it here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FASTEST_TO_START_EARLY = 0.8  # seconds of work for a second of speech
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COMMON = frozenset({"title", "language", "licence", "engine", "gain_db", "thousand", "zero_tens"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """Under which terms the voice may be used; ``commercial`` is False if not known."""

    name: str
    url: str | None = None
    commercial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A published file; without ``sha256`` the first installation's hash is trusted."""

    url: str
    sha256: str | None = None
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice of the station; ``options`` are its engine's own settings, as JSON-ready values.

    ``gain_db`` brings its speech to the station's loudness; ``real_time_factor`` is the seconds
    of work for a second of speech on this machine.  None stands for not measured yet.
    """

    id: str
    title: str
    language: str
    licence: Licence
    engine: str
    options: Mapping[str, Any]
    gain_db: float | None = None
    real_time_factor: float | None = None

    def __post_init__(self) -> None:
        if not _FILE_NAME.fullmatch(self.id):  # it names a folder
            raise ValueError(f"voice id {self.id!r}")

    @property
    def downloads(self) -> Mapping[str, Download]:
        """The files of a voice with a model, by ``model`` and ``config``; none for others."""
        found = {name: self.options.get(name) for name in ("model", "config")}
        return {
            name: Download(url=it["url"], sha256=it["sha256"], size_bytes=it["bytes"])
            for name, it in found.items()
            if isinstance(it, Mapping)
        }


def voice_of(voice_id: str, values: Mapping[str, Any]) -> Voice:
    """Return the voice of a checked voice file (``config.voices`` names the keys)."""
    return Voice(
        id=voice_id,
        title=values["title"],
        language=values["language"],
        licence=_licence_of(values["licence"]),
        engine=values["engine"],
        options=_plain({name: value for name, value in values.items() if name not in _COMMON}),
        gain_db=values["gain_db"],
    )


def may_start_early(voice: Voice) -> bool:
    """Tell whether speech may go on air while it is still being made.

    Only for a voice whose level is known and that is faster than it is heard, with room to
    spare.  A voice without a model is hundreds of times faster on any machine.
    """
    if voice.gain_db is None:
        return False
    factor = voice.real_time_factor
    return not voice.downloads if factor is None else factor <= FASTEST_TO_START_EARLY


def to_message(voice: Voice) -> dict[str, Any]:
    """Return the voice as JSON-ready values."""
    return asdict(voice)


def from_message(message: Mapping[str, Any]) -> Voice:
    """Return the voice that ``to_message`` described."""
    return Voice(**{**message, "licence": _licence_of(message["licence"])})


def _licence_of(values: Mapping[str, Any]) -> Licence:
    return Licence(name=values["name"], url=values["url"], commercial=values["commercial"])


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _plain(value) if isinstance(value, Mapping) else value
        for name, value in values.items()
    }
