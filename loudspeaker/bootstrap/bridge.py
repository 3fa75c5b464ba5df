"""What ``bridge`` is made of."""

from __future__ import annotations

import logging
import os

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bridge.process import BridgeProcess
from loudspeaker.config.problems import Problem, refused
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.stopping import Signals

log = logging.getLogger(__name__)
LOCK_WAIT_S = 2.0


def run_bridge(home: Home) -> int:
    """Be ``bridge`` until told to end; its configuration is that of its start."""
    hardware = load_settings(home).hardware
    if hardware.ip is None:
        raise refused(Problem.MISSING_KEY, file=hardware.name, line=0, key="ip")
    signals = Signals(reload=lambda: log.info("the bridge reads its configuration at its start"))
    lock = hold_lock(home.lock("bridge"), role="bridge", home=home.root, wait_s=LOCK_WAIT_S)
    # Who may connect is told by whose folders these are: the station's account and playout's.
    process = BridgeProcess(
        hardware.ip,
        home=home.root,
        clips=home.clips,
        air=bind_unix(home.bridge_socket),
        trusted=frozenset({home.root.stat().st_uid, home.air.stat().st_uid}),
    )
    process.start(ready=lambda: notify(READY=1, X_ROLE="bridge", X_PID=os.getpid()))
    signals.wait(process.look)
    process.end()
    lock.release()
    return 0
