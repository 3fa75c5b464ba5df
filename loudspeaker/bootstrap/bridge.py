"""What ``bridge`` is made of."""

from __future__ import annotations

import logging
import os

from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.bootstrap.sources import source_port
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
    """Be ``bridge`` until told to end; of its configuration only the sources may change then."""
    settings = load_settings(home)
    if not settings.needs_bridge:
        hardware = settings.hardware
        raise refused(Problem.MISSING_KEY, file=hardware.name, line=0, key="ip")
    signals = Signals(reload=lambda: log.info("the bridge reads its configuration at its start"))
    lock = hold_lock(home.lock("bridge"), role="bridge", home=home.root, wait_s=LOCK_WAIT_S)
    # Who may connect is told by whose folders these are: the station's account and playout's.
    trusted = frozenset({home.root.stat().st_uid, home.air.stat().st_uid})
    sources = source_port(home, trusted=trusted)
    sources.start()
    process = _points(home, settings, trusted)
    if process is not None:
        process.start(ready=lambda: None)
    notify(READY=1, X_ROLE="bridge", X_PID=os.getpid())
    signals.wait(process.look if process is not None else lambda: None)
    if process is not None:
        process.end()
    sources.close()
    lock.release()
    return 0


def _points(home: Home, settings: Settings, trusted: frozenset[int]) -> BridgeProcess | None:
    """Return the way to points over IP, where there are any."""
    if settings.hardware.ip is None:
        return None
    return BridgeProcess(
        settings.hardware.ip,
        home=home.root,
        clips=home.clips,
        air=bind_unix(home.bridge_socket),
        trusted=trusted,
    )
