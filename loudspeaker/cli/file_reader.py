"""What the command line has read by itself of a recording: by a limited child of its own."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.intake import Intake
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn


def measured(home: Home, path: Path) -> dict[str, Any]:
    """Return what was measured on a recording before and after; SoundRefused, FileRefused."""
    intake = Intake(partial(_start, home), clips=home.clips, changed=lambda: None)
    return intake.measure_recording(path.absolute())


def _start(home: Home) -> subprocess.Popen[bytes]:
    pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
    return spawn("intake", home.root, stdin=pipe, stdout=pipe, stderr=quiet)
