"""What ``web`` is made of."""

from __future__ import annotations

import json
import logging
import os
import socket
from pathlib import Path

from loudspeaker.bootstrap.settings import LiveSettings, Settings
from loudspeaker.bootstrap.web_plugins import web_plugins
from loudspeaker.config.web import WebConfig
from loudspeaker.errors import DeviceFailure
from loudspeaker.sentences.language import Language, speak
from loudspeaker.store.public_reader import PublicReader
from loudspeaker.system.files import make_directory, write_durable
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.processes import die_with_parent
from loudspeaker.system.time import SystemTime
from loudspeaker.web.app import application
from loudspeaker.web.calls import SocketCalls, StationCalls
from loudspeaker.web.parts import WebParts, WebSettings
from loudspeaker.web.serving import address_of, listen, serve
from loudspeaker.web.templating import templates
from loudspeaker.web.tls import Tls

log = logging.getLogger(__name__)
ROLE = "web"
_PATIENCE_S = 3.0


def run_web(home: Home) -> int:
    """Serve the pages until told to end."""
    die_with_parent()
    speak(Language.VIETNAMESE)
    live = LiveSettings(home)
    lock = hold_lock(home.lock(ROLE), role=ROLE, home=home.root, wait_s=_PATIENCE_S)
    where = live.now.station.web
    listening = listen(where.address, where.port, others=live.now.station.simulated)
    encrypted = _encrypted(where, others=live.now.station.simulated)
    places = [(listening, None), *encrypted]
    told = {"address": address_of(listening), "pid": os.getpid()}
    if encrypted:
        told["secure_address"] = address_of(encrypted[0][0], secure=True)
    parts = build(home, live.now)
    write_durable(home.web_file, json.dumps(told).encode())
    notify(READY=1, X_ROLE=ROLE, X_PID=os.getpid())
    log.info("serving the pages: %s", told)
    try:
        serve(application(parts), places, reload=lambda: None)
    finally:
        home.web_file.unlink(missing_ok=True)
        parts.reader.close()
        lock.release()
    return 0


def _encrypted(where: WebConfig, *, others: bool) -> list[tuple[socket.socket, Tls]]:
    """Return where the pages are served encrypted: nowhere without a certificate that is one.

    Villagers have the pages all the same.
    """
    if where.tls is None:
        return []
    tls = Tls(certificate=Path(where.tls.certificate), key=Path(where.tls.key))
    try:
        tls.check()
        if over := tls.over_since(SystemTime().wall()):
            log.warning("the certificate %s ended on %s", tls.certificate, over)
        return [(listen(where.address, where.tls.port, others=others), tls)]
    except DeviceFailure as error:
        log.error("no encrypted pages: %s", error)  # noqa: TRY400 - it says all there is
        return []


def build(home: Home, settings: Settings, *, station: StationCalls | None = None) -> WebParts:
    """Wire the pages for a home."""
    make_directory(home.web_sounds)
    zones = settings.hardware.points.plan.zones
    return WebParts(
        reader=PublicReader(home.public),
        clips=home.clips,
        sounds=home.web_sounds,
        incoming=home.incoming,
        handed_out=home.handed_out,
        public_files=home.public_files,
        station=station or SocketCalls(home),
        settings=WebSettings(
            station=settings.station.name,
            hamlets=tuple(zone.name for zone in zones),
            public_address=settings.station.web.public_address,
            proxies=frozenset(settings.station.web.proxies),
        ),
        time=SystemTime(),
        templates=templates(settings.station.name),
        for_kiosks=home.for_kiosks,
        plugins=web_plugins(home, settings.station),
    )
