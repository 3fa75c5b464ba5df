"""Where the pages are served now."""

from __future__ import annotations

import json
from pathlib import Path

from loudspeaker.system.home import Home


def pages_at(home: Home, *, secure: bool = False) -> str | None:
    """Return the address that ``web`` has left in the home; None where no pages are served so.

    The ``secure`` one is that with a certificate of our own.
    """
    try:
        told = json.loads(home.web_file.read_bytes())
        address = str(told["secure_address" if secure else "address"])
        return address if Path(f"/proc/{int(told['pid'])}").exists() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
