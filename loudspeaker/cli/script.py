"""``loudspeaker script``: a text and how it will be read, side by side."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from loudspeaker.cli.language import _
from loudspeaker.cli.output import show
from loudspeaker.cli.text_source import need_source

if TYPE_CHECKING:
    from loudspeaker.text.reading import Reading


def script(
    text: Annotated[
        str | None,
        typer.Argument(metavar=_("TEXT"), help=_("The text; - reads it from standard input.")),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar=_("FILE"), help=_("Read the text from a UTF-8 file.")),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", metavar="", help=_("Name the rule that read each piece."))
    ] = False,
) -> None:
    """Read a text without announcing it."""
    from loudspeaker.cli.interlinear import show_script  # noqa: PLC0415 - rich, and the rules
    from loudspeaker.text import read_text  # noqa: PLC0415

    document = script_document(read_text(need_source(text, file)))
    show(document, lambda found: show_script(found, explain=explain))


def script_document(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON-ready values."""
    return {
        "text": reading.text,
        "script": reading.script.spoken,
        "script_sha256": reading.script.sha256,
        "duration_estimate_s": round(reading.script.duration_s, 1),
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "text": reading.text[span.start : span.end],
                "reading": span.reading,
                "kind": span.kind.value,
                "rule": span.rule.name,
                "pause": span.pause.value if span.pause else None,
            }
            for span in reading.spans
        ],
        "phrases": [asdict(phrase) for phrase in reading.script.phrases],
        "notices": [{"what": each.what.value, "count": each.count} for each in reading.notices],
    }
