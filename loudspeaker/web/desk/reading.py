"""How a text will be read, as a page shows it: what is said otherwise than written stands out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from loudspeaker.errors import from_message
from loudspeaker.sentences.concerns import lines_of
from loudspeaker.sentences.findings import finding_line
from loudspeaker.web.desk.plain import told

MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``reading`` is there only where it is read otherwise."""

    text: str
    reading: str = ""
    word: str = ""
    """What can be corrected in the lexicon."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A whole read-back."""

    pieces: tuple[Piece, ...]
    changed: tuple[Piece, ...]
    script: str
    duration_s: float
    repeat: int
    findings: tuple[str, ...]
    barred: tuple[str, ...]
    concerns: tuple[str, ...]
    refused: str = ""


def read_back(answer: Mapping[str, Any]) -> Shown:
    """Return what is shown of an answer to ``read_back``."""
    pieces = tuple(pieces_of(answer["text"], answer["spans"]))
    changed = {piece.word: piece for piece in pieces if piece.reading}
    refused = answer["refused"]
    return Shown(
        pieces=pieces,
        changed=tuple(changed.values())[:MOST_LISTED],
        script=answer["script"],
        duration_s=answer["duration_estimate_s"],
        repeat=answer["repeat"],
        refused=told(from_message(refused)) if refused else "",
        **looked_at(answer),
    )


def looked_at(answer: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return what should be looked at: findings, what bars it from air, and other concerns."""
    concerns = answer["concerns"]
    hard = [each for each in concerns if each["severity"] == "hard"]
    return {
        "findings": tuple(dict.fromkeys(map(finding_line, answer["audit"]))),
        "barred": tuple(lines_of(hard)),
        "concerns": tuple(lines_of([each for each in concerns if each not in hard])),
    }


def pieces_of(text: str, spans: Iterable[Mapping[str, Any]]) -> Iterator[Piece]:
    """Yield the text piece by piece; every character of it is in exactly one."""
    at, same = 0, ""
    for span in spans:
        written = text[span["start"] : span["end"]]
        same += text[at : span["start"]]
        at = span["end"]
        if not _is_otherwise(span, written):
            same += written
            continue
        if same:
            yield Piece(same)
            same = ""
        yield Piece(written, span["reading"] or "không đọc", " ".join(written.split()))
    if rest := same + text[at:]:
        yield Piece(rest)


def _is_otherwise(span: Mapping[str, Any], written: str) -> bool:
    """Tell whether a piece is heard otherwise than it is written; marks of punctuation are not."""
    if span["kind"] == "punctuation" or not written.strip():
        return False
    return bool(_plain(span["reading"] or "") != _plain(written))


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text).split()).casefold()
