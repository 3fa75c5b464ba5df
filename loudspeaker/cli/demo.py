"""``loudspeaker demo``: everything once, and the proof of it."""

from __future__ import annotations

from pathlib import Path

from loudspeaker.cli.call import Call, current
from loudspeaker.system.home import Home

FOLDER = "loudspeaker-demo"


def demo() -> int:
    """Show the whole way; exit status 0 only if the proof holds."""
    from loudspeaker.cli.demonstration.performance import perform  # noqa: PLC0415 - all of it

    return perform(_call())


def _call() -> Call:
    """Return the call with the demonstration's own home unless one was named."""
    call = current()
    if call.home_given:
        return call
    return call.at(Home(Path.cwd() / FOLDER))
