"""An independent meter to compare with: ``ffmpeg -af ebur128``."""

import re
import shutil
import subprocess
from dataclasses import dataclass

import pytest

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import to_wav

needs_ffmpeg = pytest.mark.skipif(
    shutil.which("ffmpeg") is None, reason="ffmpeg is not on PATH: nothing to compare with"
)


@dataclass(frozen=True, kw_only=True)
class Reading:
    integrated_lufs: float
    momentary_max_lufs: float
    short_term_max_lufs: float
    true_peak_dbtp: float


def ebur128(clip: Clip) -> Reading:
    """Return what ffmpeg prints, one decimal, integrated from its summary."""
    done = subprocess.run(
        ["ffmpeg", "-hide_banner", "-nostats", "-i", "pipe:0",
         "-af", "ebur128=peak=true:framelog=info", "-f", "null", "-"],
        input=to_wav(clip), capture_output=True, check=True, timeout=60,
    )  # fmt: skip
    log = done.stderr.decode()
    frames, summary = log[: log.index("Summary:")], log[log.index("Summary:") :]
    return Reading(
        integrated_lufs=_figures(r"I:\s*(\S+) LUFS", summary)[0],
        momentary_max_lufs=max(_figures(r"M:\s*(\S+)", frames)),
        short_term_max_lufs=max(_figures(r"S:\s*(\S+)", frames)),
        true_peak_dbtp=_figures(r"Peak:\s*(\S+) dBFS", summary)[0],
    )


def _figures(pattern: str, text: str) -> list[float]:
    return [float(figure) for figure in re.findall(pattern, text) if figure != "nan"]
