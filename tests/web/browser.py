"""Pages served on a port of their own, and one Chromium to look at them."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from loudspeaker.web.serving import address_of, listen, serve
from tests.web.village_pages import Pages, emergency, filled, hostile

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--autoplay-policy=no-user-gesture-required",
]


def main(kind: str) -> None:
    """Serve a made-up commune until told to end; say where."""
    from loudspeaker.system.processes import die_with_parent  # noqa: PLC0415

    die_with_parent()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    with tempfile.TemporaryDirectory() as folder:
        if kind == "hostile-desk":
            from tests.web.desk.overwritten import hostile_desk  # noqa: PLC0415

            _serve(hostile_desk(Path(folder)))
            return
        pages = Pages(Path(folder) / "commune")
        pages = hostile(pages) if kind == "hostile" else filled(pages)
        if kind == "emergency":
            entry = pages.heard(title="Lũ về", level="emergency", sounds=(pages.clip(2.0, 700),))
            pages.now(in_force=[emergency(id=entry.id)])
        _serve(pages.app)
        pages.close()


def _serve(app: Any) -> None:
    listening = listen("127.0.0.1", 18_080, others=True)
    print(address_of(listening), flush=True)  # noqa: T201 - for who started us
    serve(app, [(listening, None)], reload=lambda: None)


if __name__ == "__main__":
    main(sys.argv[1])
