"""What an audit found, shown in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.cli.output import say
from loudspeaker.sentences.findings import finding_line
from loudspeaker.sentences.language import _

_SHOWN = 12


def show_findings(findings: Iterable[Mapping[str, Any]], *, most: int | None = _SHOWN) -> None:
    """Write what should be looked at, each thing once; at most so many, all if None."""
    lines = list(dict.fromkeys(map(finding_line, findings)))
    if not lines:
        return
    say(_("Please look at:"))
    for line in lines[:most]:
        say(f"  - {line}")
    left = len(lines[most:]) if most is not None else 0
    if left:
        say(_("  … and {n} more: loudspeaker script shows them all.").format(n=left))
