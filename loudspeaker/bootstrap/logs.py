"""Where log lines go: standard error, in English, one line each."""

from __future__ import annotations

import logging
import sys

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def log_to_stderr(*, level: int = logging.INFO) -> None:
    """Send the program's log to standard error; libraries only from warnings on."""
    logging.basicConfig(stream=sys.stderr, format=FORMAT, level=logging.WARNING)
    logging.getLogger("loudspeaker").setLevel(level)
