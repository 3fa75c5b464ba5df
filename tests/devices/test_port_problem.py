"""What is wrong with a port, in one word."""

from __future__ import annotations

import errno
import os
import stat
import termios
from pathlib import Path

import pytest

from loudspeaker.devices.port_problem import PortProblem, explained, may_be_used, wrong_kind
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import DeviceFailure
from tests.devices.moments import NOON


class OfMode(type(Path())):  # type: ignore[misc]
    """A path whose file has the mode in its name."""

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:  # noqa: ARG002
        return os.stat_result((int(self.name), 0, 0, 0, 0, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "word"),
    [
        (stat.S_IFCHR, None),
        (stat.S_IFBLK, PortProblem.DISK),
        (stat.S_IFDIR, PortProblem.FOLDER),
        (stat.S_IFREG, PortProblem.FILE),
        (stat.S_IFIFO, PortProblem.NO_SERIAL),
        (stat.S_IFSOCK, PortProblem.NO_SERIAL),
    ],
)
def test_kinds_of_files(mode: int, word: PortProblem | None) -> None:
    assert wrong_kind(OfMode(str(mode))) is word


def test_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "dangling").symlink_to(tmp_path / "none")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    found = {name: wrong_kind(tmp_path / name) for name in ("file", ".", "none", "dangling")}
    assert found == {
        "file": PortProblem.FILE,
        ".": PortProblem.FOLDER,
        "none": PortProblem.MISSING,
        "dangling": PortProblem.MISSING,
    }
    assert wrong_kind(tmp_path / "loop") is PortProblem.MISSING
    assert wrong_kind(tmp_path / "file" / "below") is PortProblem.MISSING
    assert may_be_used(tmp_path / "file")
    assert not may_be_used(tmp_path / "none")


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OSError(errno.EBUSY, "busy"), PortProblem.BUSY),
        (OSError(errno.EAGAIN, "locked"), PortProblem.BUSY),
        (OSError(errno.EACCES, "no"), PortProblem.FORBIDDEN),
        (OSError(errno.EIO, "gone"), PortProblem.MISSING),
        (termios.error(errno.ENOTTY, "no terminal"), PortProblem.NO_SERIAL),
    ],
)
def test_what_the_system_said(error: Exception, word: PortProblem) -> None:
    assert explained(Path("/dev/tty"), error) == f"{word}: /dev/tty"


def test_what_is_not_known_is_told_in_its_own_words() -> None:
    assert explained(Path("/dev/tty"), ValueError("odd")) == "odd"
    assert explained(Path("/dev/tty"), ValueError()) == "ValueError"


def test_a_device_that_is_no_terminal() -> None:
    port = SerialPort(Path("/dev/null"), baud=9600, time=StandingClock(NOON), read_timeout_s=0.01)
    with pytest.raises(DeviceFailure) as failure:
        port.open()
    assert failure.value.problem == "port_is_not_serial: /dev/null"
