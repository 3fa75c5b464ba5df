"""What plug-ins object to, shown in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.cli.output import say
from loudspeaker.sentences.concerns import GUARD, MOST_SHOWN, lines_of
from loudspeaker.sentences.language import _


def show_concerns(concerns: Iterable[Mapping[str, Any]], *, emergency: bool = False) -> None:
    """Write what keeps an announcement from the loudspeaker, then what to think about.

    In an emergency nothing keeps it from there, but the approver has to confirm it.
    """
    listed = list(concerns)
    hard = [concern for concern in listed if concern["severity"] == "hard"]
    others = [concern for concern in listed if concern["severity"] != "hard"]
    if emergency:
        _show(_("The approver of this emergency has to confirm:"), hard)
    else:
        _show(_("MUST NOT BE SAID ON THE LOUDSPEAKER:"), hard)
    if any(concern["plugin"] == GUARD for concern in hard) and not emergency:
        say(_("  → Take it out. An office's number: public_numbers in station.yaml."))
    _show(_("Before you approve, think about:"), others)


def _show(heading: str, concerns: object) -> None:
    lines = lines_of(concerns)
    if not lines:
        return
    say(heading)
    for line in lines[:MOST_SHOWN]:
        say(f"  - {line}")
    if len(lines) > MOST_SHOWN:
        say(_("  … and {n} more.").format(n=len(lines) - MOST_SHOWN))
