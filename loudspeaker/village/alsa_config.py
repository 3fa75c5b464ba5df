"""An ALSA configuration whose device ``loudspeaker`` is the village's line input.

PortAudio opens it like any card; ALSA's file plug-in hands the samples to ``line_in.py``.  Where
ALSA_CONFIG_PATH leads nowhere, PortAudio aborts the whole process when it is loaded.
"""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

from loudspeaker.village import line_in

DEVICE = "loudspeaker"
SYSTEM_CONFIG = "/usr/share/alsa/alsa.conf"

_TEXT = """\
<{system}>
pcm.{device} {{
    type plug
    slave {{
        pcm {{
            type file
            file "{command}"
            format raw
            slave.pcm {{ type null }}
        }}
        format S16_LE
        rate {rate_hz}
        channels 1
    }}
    hint {{ show on description "Village line input" }}
}}
"""


def alsa_config(
    socket: Path,
    *,
    rate: float = 1.0,
    rate_hz: int = line_in.RATE_HZ,
    python: str = sys.executable,
) -> str:
    """Return the file's text; write it with ``surrogateescape`` and see ``variable_for``."""
    script = str(Path(line_in.__file__).resolve())
    words = [python, "-I", "-S", script, str(socket.absolute()), f"{rate:g}", str(rate_hz)]
    command = shlex.join(words)
    return _TEXT.format(
        system=SYSTEM_CONFIG,
        device=DEVICE,
        command=_quoted(f"|exec {command}"),
        rate_hz=rate_hz,
    )


def variable_for(config: Path) -> str:
    """Return the value of ALSA_CONFIG_PATH by which this process finds the file.

    ALSA splits the variable at blanks and colons; a path that has any is reached through a
    descriptor that stays open.
    """
    path = str(config.absolute())
    if not any(character in path for character in ": \t\n"):
        return path
    directory = os.open(config.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    return f"/proc/self/fd/{directory}/{config.name}"


def _quoted(text: str) -> str:
    """Escape for a double-quoted ALSA string, and ``%`` for the file plug-in's own keys."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return escaped.replace("%", "%%")
