"""Old receivers: opened by whoever sends the tones, to the very sample, and by nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.tone_codes import ToneCode, ToneCodes
from loudspeaker.radio.tone_systems import ToneSystem
from loudspeaker.radio.tones import tone_sequence
from loudspeaker.village.airwave import Airwave
from loudspeaker.village.config import OldPointConfig
from loudspeaker.village.config_file import load_config
from loudspeaker.village.line_server import Block
from loudspeaker.village.new_config import village_config
from loudspeaker.village.old_receivers import OldPoint, make_old_points
from loudspeaker.village.receivers import Hearing
from loudspeaker.village.sidecar import Sidecar
from loudspeaker.village.stretches import Stretches
from loudspeaker.village.timeline import Timeline
from tests.village.fakes import MASTER, SECOND, MemoryLog, plan

RATE_HZ = 48_000
MS = SECOND // 1000
BLOCK = 1920
CONFIGS = (
    OldPointConfig(number=1, opens=("12#", "51#"), closes=("34#", "61#")),
    OldPointConfig(number=2, opens=("12#",), closes=("34#",)),
)


class Rig:
    """Two old receivers, a carrier that is up unless told otherwise, and a line."""

    def __init__(self, tmp_path: Path, system: ToneSystem = ToneSystem.DTMF) -> None:
        self.log = MemoryLog()
        self.recorded: dict[int, list[tuple[int, bytes]]] = {1: [], 2: []}
        self.points = make_old_points(CONFIGS, self.log)
        self.carrier = Timeline(value=False)
        self.stretches = Stretches(
            self.log, Sidecar(tmp_path), lambda n, at, pcm: self.recorded[n].append((at, pcm))
        )
        self.airwave = Airwave(self.carrier, self.points, self.stretches, tones=system)
        self.now_ns = SECOND
        self._frame = 0
        self.key(on=True)

    def key(self, *, on: bool) -> None:
        """Switch the carrier."""
        self.carrier.set(self.now_ns, on)
        for point in self.points:
            point.carrier(self.now_ns, own=on)

    def play(self, sound: npt.NDArray[np.floating]) -> None:
        """Play sound at the line input, in the blocks of the line."""
        pcm = np.rint(sound * 32767).astype("<i2").tobytes()
        for at in range(0, len(pcm), BLOCK * 2):
            part = pcm[at : at + BLOCK * 2]
            block = Block(
                session="",
                first_frame=self._frame,
                start_ns=self.now_ns,
                frame_ns=SECOND / RATE_HZ,
                pcm=part,
            )
            self._frame += block.frames
            self.airwave.play(block)
            self.now_ns = block.end_ns
            self.airwave.play_foreign(self.now_ns)

    def silence(self, seconds: float) -> None:
        """Play silence."""
        self.play(np.zeros(round(seconds * RATE_HZ)))

    def send(self, code: str, level_dbfs: float = -6) -> int:
        """Send a code and silence; return when the code had ended."""
        tones = tone_sequence(ToneSystem.DTMF, code, level_dbfs=level_dbfs)
        begin_ns = self.now_ns
        self.play(np.concatenate((tones, np.zeros(round(0.3 * RATE_HZ)))))
        return begin_ns + len(tones) * SECOND // RATE_HZ

    @property
    def changes(self) -> list[tuple[int, bool, str]]:
        """Return who opened or closed, and by what."""
        return [(e["n"], e["open"], e["by"]) for e in self.log.of("point")]


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_the_common_code_opens_all_and_its_own_only_one(rig: Rig) -> None:
    rig.send("51#")
    assert rig.changes == [(1, True, "cmd")]
    rig.send("12#")
    assert rig.changes[1:] == [(2, True, "cmd")]
    rig.send("34#")
    assert rig.changes[2:] == [(1, False, "cmd"), (2, False, "cmd")]


def test_open_as_soon_as_the_code_is_certain(rig: Rig) -> None:
    ended_ns = rig.send("12#")
    for event in rig.log.of("point"):
        assert ended_ns < event["mono_ns"] < ended_ns + 200 * MS
        assert (event["volume"], event["rejected"]) == (80, None)


def test_what_sounds_after_the_pause_is_heard_from_its_first_sample(rig: Rig) -> None:
    rig.send("12#")
    programme = np.full(RATE_HZ, 0.25)
    rig.play(programme)
    rig.send("34#")
    rig.stretches.finish_all()
    for number in (1, 2):
        heard = np.frombuffer(b"".join(pcm for _, pcm in rig.recorded[number]), dtype="<i2")
        assert np.count_nonzero(heard == round(0.25 * 32767)) >= RATE_HZ


def test_nobody_checks_anything(rig: Rig) -> None:
    """A recording opens them as often as it is played, at any level: that is why we warn."""
    for level_dbfs in (-3, -12, -30):
        rig.send("12#", level_dbfs)
        rig.send("34#", level_dbfs)
    assert rig.changes == [(n, state, "cmd") for state in (True, False) * 3 for n in (1, 2)]


def test_without_carrier_nothing_is_heard_and_nothing_opens(rig: Rig) -> None:
    rig.key(on=False)
    rig.send("12#")
    assert rig.changes == []


def test_without_carrier_it_is_mute_and_comes_back_open(rig: Rig) -> None:
    rig.send("12#")
    rig.key(on=False)
    rig.silence(1)
    rig.key(on=True)
    rig.silence(1)
    assert rig.changes[2:] == [
        (1, False, "squelch"), (2, False, "squelch"), (1, True, "squelch"), (2, True, "squelch"),
    ]  # fmt: skip


def test_other_codes_and_programmes_open_nothing(rig: Rig) -> None:
    for code in ("13#", "21#", "#12", "5"):
        rig.send(code)
    rig.play(np.random.default_rng(1).normal(0, 0.1, 5 * RATE_HZ))
    assert rig.changes == []


def test_a_foreign_carrier_is_heard_by_whoever_was_left_open(rig: Rig) -> None:
    rig.send("12#")
    rig.points[0].capture(rig.now_ns, captured=True)
    captured_ns = rig.now_ns
    rig.send("34#")
    rig.silence(1)
    assert rig.points[0].is_open
    assert not rig.points[1].is_open
    assert rig.points[0].hearing.at(captured_ns + 1) is Hearing.FOREIGN


def test_it_takes_no_groups(rig: Rig) -> None:
    point = rig.points[0]
    point.group(None, rig.now_ns)  # type: ignore[arg-type]
    point.advance(rig.now_ns)
    assert point.deadline_ns is None


CODES = ToneCodes(
    system=ToneSystem.CCIR,
    codes=(
        ToneCode(points=frozenset({1, 2, 3}), open="12345", close="54321"),
        ToneCode(points=frozenset({2}), open="22222", close="33333"),
    ),
    points=frozenset({1, 2, 3}),
)


def test_made_from_the_codes_of_the_hardware_file(tmp_path: Path) -> None:
    content = village_config(plan(3), KeyBook(master=MASTER), 0x7001, tones=CODES)
    assert content["points"] == []
    assert "keys" not in json.dumps(content)
    path = tmp_path / "village.json"
    path.write_text(json.dumps(content), "utf-8")
    config = load_config(path)
    assert config.tones is ToneSystem.CCIR
    assert config.numbers == [1, 2, 3]
    assert config.old_points[1] == OldPointConfig(
        number=2, opens=("12345", "22222"), closes=("54321", "33333")
    )
    assert isinstance(make_old_points(config.old_points, MemoryLog())[0], OldPoint)
