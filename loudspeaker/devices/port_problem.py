"""Why a serial port cannot be opened, in one word and its path: ``port_busy: /dev/ttyUSB0``.

Faces turn the word into a sentence that says what to do.
"""

from __future__ import annotations

import errno
import os
import stat
from enum import StrEnum
from pathlib import Path


class PortProblem(StrEnum):
    """What can be wrong with the name that a hardware file gives for a port."""

    MISSING = "port_missing"
    FOLDER = "port_is_folder"
    FILE = "port_is_file"
    DISK = "port_is_disk"
    NO_SERIAL = "port_is_not_serial"
    BUSY = "port_busy"
    FORBIDDEN = "port_forbidden"


_BY_ERRNO = {
    errno.ENOENT: PortProblem.MISSING,
    errno.ENODEV: PortProblem.MISSING,
    errno.ENXIO: PortProblem.MISSING,
    errno.EIO: PortProblem.MISSING,
    errno.EACCES: PortProblem.FORBIDDEN,
    errno.EPERM: PortProblem.FORBIDDEN,
    errno.EBUSY: PortProblem.BUSY,
    errno.EAGAIN: PortProblem.BUSY,
    errno.ENOTTY: PortProblem.NO_SERIAL,
    errno.EINVAL: PortProblem.NO_SERIAL,
}
_KINDS = (
    (stat.S_ISDIR, PortProblem.FOLDER),
    (stat.S_ISREG, PortProblem.FILE),
    (stat.S_ISBLK, PortProblem.DISK),
)


def wrong_kind(path: Path) -> PortProblem | None:
    """Tell why what has this name is no serial port; None for what may be one.

    Nothing is opened: a disk or another program's pipe is not touched.
    """
    try:
        mode = path.stat().st_mode
    except OSError as error:
        return _BY_ERRNO.get(error.errno or 0, PortProblem.MISSING)
    if stat.S_ISCHR(mode):
        return None
    return next((word for is_kind, word in _KINDS if is_kind(mode)), PortProblem.NO_SERIAL)


def explained(path: Path, error: BaseException) -> str:
    """Return what is wrong with a port that failed with ``error``: a word and the path."""
    word = wrong_kind(path) or _by_error(error)
    return f"{word}: {path}" if word else (str(error) or type(error).__name__)


def _by_error(error: BaseException) -> PortProblem | None:
    """Look also at what was met before: pySerial tells the number only in its words."""
    number = getattr(error, "errno", None)
    if number is None and error.args:
        number = error.args[0]  # termios.error
    if isinstance(number, int):
        return _BY_ERRNO.get(number)
    return _by_error(error.__context__) if error.__context__ else None


def may_be_used(path: Path) -> bool:
    """Tell whether this account may read and write the port."""
    return os.access(path, os.R_OK | os.W_OK)
