"""Playout loads nothing that talks to a network, also where points are over IP."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import loudspeaker.bootstrap.air, loudspeaker.devices.points.ip
import loudspeaker.devices.points.bridge_link
names = ("paho", "ssl", "http.client", "loudspeaker.bridge")
print([name for name in names if name in sys.modules])
"""


def test_no_network_in_playout() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
