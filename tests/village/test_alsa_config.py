"""The line input as a sound card, through the real libraries and any path."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from array import array
from pathlib import Path

import pytest

from loudspeaker.village.alsa_config import alsa_config, variable_for
from loudspeaker.village.line_server import Block, LineServer

_CHILD = """
import os, sys
from pathlib import Path
from loudspeaker.village.alsa_config import variable_for
os.environ["ALSA_CONFIG_PATH"] = variable_for(Path(sys.argv[1]))
import sounddevice
from array import array
stream = sounddevice.RawOutputStream(
    samplerate=48000, channels=1, dtype="int16", device="loudspeaker", latency=0.02
)
stream.start()
stream.write(array("h", range(1, 24001)).tobytes())
stream.stop()
stream.close()
"""


def _play(directory: Path) -> list[Block]:
    """Play half a second through PortAudio and ALSA; return what arrives."""
    server, config = LineServer(directory), directory / "alsa.conf"
    config.write_text(alsa_config(directory / "line.sock"), errors="surrogateescape")
    environment = {**os.environ, "LOUDSPEAKER_SOUND_SESSION": "s1"}
    child = subprocess.Popen([sys.executable, "-c", _CHILD, str(config)], env=environment)
    blocks, deadline = list[Block](), time.monotonic() + 20
    while sum(block.frames for block in blocks) < 24_000 and time.monotonic() < deadline:
        blocks += server.poll()
        time.sleep(0.01)
    assert child.wait(timeout=10) == 0
    server.close()
    return blocks


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    ["plain", "it's \"50%r $HOME `x` \\ thôn;&|#" + "d" * 60 + "/" + "e" * 80],
    ids=["plain", "awkward"],
)
def test_a_sound_card_anywhere(tmp_path: Path, name: str) -> None:
    directory = tmp_path / name
    directory.mkdir(parents=True)
    blocks = _play(directory)
    sound = array("h", b"".join(block.pcm for block in blocks))
    start = sound.index(1)
    assert not any(sound[:start])
    assert list(sound[start : start + 24_000]) == list(range(1, 24_001))
    assert {block.session for block in blocks} == {"s1"}


def test_a_plain_path_stands_as_it_is(tmp_path: Path) -> None:
    assert variable_for(tmp_path / "alsa.conf") == str(tmp_path / "alsa.conf")


def test_a_path_that_alsa_would_split_goes_through_a_descriptor(tmp_path: Path) -> None:
    directory = tmp_path / "a b:c"
    directory.mkdir()
    (directory / "alsa.conf").write_text("text")
    name = variable_for(directory / "alsa.conf")
    assert not set(" :") & set(name)
    assert Path(name).read_text() == "text"


def test_the_text_is_quoted_for_alsa_and_shell() -> None:
    text = alsa_config(Path('/a "b" %c\\d/line.sock'), rate=20, python="/usr/bin/python3")
    assert '"|exec /usr/bin/python3 -I -S ' in text
    assert '\'/a \\"b\\" %%c\\\\d/line.sock\' 20 48000"' in text
