"""Other stations: whether there is a way to them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from loudspeaker.cli.checkup.finding import Finding, fail, ok, warn
from loudspeaker.config.station import StationConfig
from loudspeaker.sentences.language import _
from loudspeaker.system.home import Home
from loudspeaker.system.sockets import connect_unix


def sources(home: Home, station: StationConfig) -> Iterator[Finding]:
    """Tell of decoder and process; each source is tried by ``relay test`` and before its slot."""
    count = len(station.relay.sources)
    if not count:
        return
    streams = [source for source in station.relay.sources if not source.is_line]
    if streams and shutil.which("ffmpeg") is None:
        yield fail(
            "relay",
            _("There is no ffmpeg: streams of other stations cannot be decoded."),
            _("install ffmpeg"),
        )
        return
    if home.control_socket.exists() and not _answers(home):
        yield warn(
            "relay",
            _("The process for other stations (bridge) does not run."),
            _("start the station again: relay was entered in station.yaml after its start"),
        )
        return
    text = _("Other stations that may be relayed: {n}; try one: loudspeaker relay test NAME")
    yield ok("relay", text.format(n=count))


def _answers(home: Home) -> bool:
    try:
        connect_unix(home.relay_socket, timeout_s=1.0).close()
    except OSError:
        return False
    return True
