"""The speech child: a niced process without network that holds one engine.

It takes jobs over pipes (``system.worker_child``); ``client`` is the other side.
"""

from __future__ import annotations

import logging
import os
from importlib import import_module
from pathlib import Path

from loudspeaker.system.confine import confine
from loudspeaker.system.worker_child import serve_stdio

log = logging.getLogger(__name__)

NICE = 10
MEMORY_BYTES = 3 << 30  # address space; the largest model while it is being split needs half


def main(home: Path) -> None:
    """Serve jobs until the parent closes the pipe."""
    # numpy starts threads when it is imported, and only a process without any may leave the
    # network as an ordinary user; hence nothing here imports it before.
    confinement = confine(nice=NICE, memory_bytes=MEMORY_BYTES, cpu_seconds=None, network=False)
    log.info("speech: %s", confinement)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    jobs = import_module("loudspeaker.speech.child_jobs").Jobs(home, confinement)
    serve_stdio(jobs.handlers())
