"""The parts of an announcement: text for the voice, and recordings of people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from loudspeaker.model.languages import VIETNAMESE, in_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """Vietnamese text; ``script`` is its reading as JSON-ready values."""

    text: str
    script: dict[str, Any]

    @property
    def language(self) -> str:
        """The language that the voice speaks."""
        return VIETNAMESE

    @property
    def said(self) -> str:
        """What it says, in Vietnamese."""
        return self.text

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"language": self.language, "text": self.text, "script": self.script}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A recording: ``frames`` of the sound file named ``sha256``, at the programme rate.

    ``title`` says in one line of Vietnamese what it is, ``transcript`` at length what it says:
    who approves it may not understand it.
    """

    language: str
    title: str
    sha256: str
    frames: int
    transcript: str = ""

    @property
    def said(self) -> str:
        """What it says, in Vietnamese."""
        return "\n".join(filter(None, (self.title, self.transcript)))

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "language": self.language,
            "title": self.title,
            "transcript": self.transcript,
            "sha256": self.sha256,
            "frames": self.frames,
        }


Part = Spoken | Recorded


def part_from_values(values: Mapping[str, Any]) -> Part:
    """Read what ``to_values`` of a part wrote; KeyError, TypeError or ValueError otherwise."""
    if "sha256" not in values:
        return Spoken(text=str(values["text"]), script=dict(values["script"]))
    return Recorded(
        language=str(values["language"]),
        title=str(values["title"]),
        transcript=str(values["transcript"]),
        sha256=str(values["sha256"]),
        frames=int(values["frames"]),
    )


def by_language(parts: Sequence[Part]) -> dict[str, tuple[Part, ...]]:
    """Return each language with its parts in their order, Vietnamese first."""
    languages = in_order(part.language for part in parts)
    return {each: tuple(part for part in parts if part.language == each) for each in languages}
