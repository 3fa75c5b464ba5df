"""An independent decoder, multimon-ng, reads our tones and our SAME bursts from a WAV file."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soxr

from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import read_wav, to_wav
from loudspeaker.radio.same import END_OF_MESSAGE, SameHeader, same_bursts
from loudspeaker.radio.tone_systems import ToneSystem, symbols_of
from loudspeaker.radio.tones import Samples, tone_sequence
from tests.radio.tone_air import RATE_HZ, around

PROGRAM = shutil.which("multimon-ng")
MULTIMON_RATE_HZ = 22_050
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="multimon-ng (Debian package) is not installed"),
]


def decoded(sound: Samples, demodulator: str, folder: Path) -> str:
    """Write a WAV of ours, and have multimon-ng read what is in it (it takes raw 22,050 Hz)."""
    wav = folder / "tones.wav"
    wav.write_bytes(to_wav(Clip(samples=around(sound), rate_hz=RATE_HZ)))
    written = read_wav(wav.read_bytes())
    slower = soxr.resample(written.samples, written.rate_hz, MULTIMON_RATE_HZ)
    raw = folder / "tones.raw"
    raw.write_bytes(np.rint(slower * 32767).astype("<i2").tobytes())
    assert PROGRAM is not None
    command = [PROGRAM, "-q", "-t", "raw", "-a", demodulator, str(raw)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


@pytest.mark.parametrize("system", [s for s in ToneSystem if s is not ToneSystem.DTMF])
@pytest.mark.parametrize("code", ["1234567890", "1100022", "99999", "50"])
def test_five_tone_codes(system: ToneSystem, code: str, tmp_path: Path) -> None:
    heard = decoded(tone_sequence(system, code, level_dbfs=-6), system.name, tmp_path)
    assert heard.strip() == f"{system.name}: {symbols_of(system, code)}"


def test_dtmf(tmp_path: Path) -> None:
    code = "1234567890ABCD*#"
    heard = decoded(tone_sequence(ToneSystem.DTMF, code, level_dbfs=-6), "DTMF", tmp_path)
    assert "".join(re.findall(r"DTMF: (.)", heard)) == code
    heard = decoded(tone_sequence(ToneSystem.DTMF, "1122##", level_dbfs=-6), "DTMF", tmp_path)
    assert "".join(re.findall(r"DTMF: (.)", heard)) == "1122##"


def test_same(tmp_path: Path) -> None:
    header = SameHeader(
        originator="CIV",
        event="RWT",
        places=("036001", "000000"),
        valid_min=30,
        issued=datetime(2026, 11, 28, 14, 30, tzinfo=UTC),
        sender="LOA/XA01",
    )
    heard = decoded(same_bursts(header.text, level_dbfs=-6), "EAS", tmp_path)
    assert header.text in heard
    assert decoded(same_bursts(END_OF_MESSAGE, level_dbfs=-6), "EAS", tmp_path).count("NNNN") == 3
