"""How ``bridge`` opens the sources of relays, and the children in which that is done."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path

from loudspeaker.bootstrap.devices import sound_rate
from loudspeaker.bridge.pcm_pipe import LineSound, PcmSource, StreamSound
from loudspeaker.bridge.source_port import SourcePort
from loudspeaker.bridge.web_stream import open_stream
from loudspeaker.config.relay import RelayConfig
from loudspeaker.config.station import load_station
from loudspeaker.model.relay import RelaySource
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn
from loudspeaker.system.sockets import bind_unix

SIMULATED_FILE = "file:"
"""In the simulated profile a line may be a WAV file of the home: ``line: file:line-in.wav``."""


def source_port(home: Home, *, trusted: frozenset[int]) -> SourcePort:
    """Return the socket at which sources are had; ``station.yaml`` is read anew for each."""
    return SourcePort(
        bind_unix(home.relay_socket),
        trusted=trusted,
        config=lambda: load_station(home.root).relay,
        open_source=partial(_open, home),
        rate=sound_rate(),
    )


def _open(home: Home, source: RelaySource, config: RelayConfig) -> PcmSource:
    if source.is_line:
        return LineSound(source.line, lambda line: _child("line", home.root, line))
    stream = open_stream(source, config)
    return StreamSound(stream, lambda reader: _child("decoder", home.root, reader))


def _child(role: str, home: Path, what: str) -> subprocess.Popen[bytes]:
    return spawn(
        role,
        home,
        [what],
        stdin=subprocess.PIPE if role == "decoder" else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run_line(home: Home, rest: list[str]) -> int:
    """Be the process that reads a line."""
    from loudspeaker.bridge.line_child import file_blocks, input_blocks, main  # noqa: PLC0415

    (line,) = rest
    name = line.removeprefix(SIMULATED_FILE)
    if line == name or not load_station(home.root).simulated:
        return main(lambda: input_blocks(line))
    path = (home.root / name).resolve()
    if not path.is_relative_to(home.root.resolve()):
        return 1
    return main(lambda: file_blocks(path, rate=sound_rate()))
