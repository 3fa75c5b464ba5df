from __future__ import annotations

import subprocess
import sys

HEAVY = {"numpy", "apscheduler", "typer", "pydub", "serial", "pymodbus", "sounddevice", "piper"}


def test_reading_the_configuration_imports_nothing_heavy() -> None:
    code = (
        "import sys, loudspeaker.config.station, loudspeaker.config.hardware,"
        " loudspeaker.config.schedules, loudspeaker.config.voices, loudspeaker.config.shipped,"
        " loudspeaker.config.defaults; print(*{n.split('.')[0] for n in sys.modules})"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(ran.stdout.split())
