"""Disks that fail at will: by a preload under every write, or a small file system of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

SOURCE = Path(__file__).with_name("broken_disk.c")
SMALL, LARGE = "24m", "512m"
HOME = "96m"
"""Room for the reserve, for what is to be free beside it, and for what a home holds."""
BALLAST = "ballast"


class NoWay(RuntimeError):
    """This machine lets no disk fail in that way."""


class Disk(Protocol):
    """A folder for a home, whose writes can be made to fail."""

    @property
    def folder(self) -> Path:
        """Where the home goes, as ``home``."""
        ...

    @property
    def environment(self) -> Mapping[str, str]:
        """What every process needs to know of it."""
        ...

    @property
    def kinds(self) -> tuple[str, ...]:
        """How it can fail."""
        ...

    def fail(self, kind: str) -> None:
        """Have every write fail from now on."""
        ...

    def mend(self) -> None:
        """Have it whole again."""
        ...


class Preloaded:
    """Writes below the home fail in the processes themselves: ENOSPC, EROFS or EIO.

    A full disk has room for as many bytes as are given back by deleting (``broken_disk.c``).
    """

    kinds = ("ENOSPC", "EROFS", "EIO")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        library, self._flag = folder / "broken_disk.so", folder / "broken"
        self._room = folder / "broken.room"
        words = ["cc", "-shared", "-fPIC", "-O1", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(words, check=True)
        self.environment: Mapping[str, str] = {
            "LD_PRELOAD": str(library),
            "BROKEN_DISK_HOME": str(folder / "home"),
            "BROKEN_DISK_FLAG": str(self._flag),
        }

    def fail(self, kind: str) -> None:
        """Leave the flag, whole at once."""
        self._room.unlink(missing_ok=True)
        ready = self._flag.with_suffix(".new")
        ready.write_text(kind, encoding="ascii")
        ready.replace(self._flag)

    def mend(self) -> None:
        """Take the flag away."""
        self._flag.unlink(missing_ok=True)


class Mounted:
    """A small file system in memory, filled to the last byte; what others keep has its own."""

    kinds = ("ENOSPC",)

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.folder = folder
        self.environment: Mapping[str, str] = {}
        home = folder / "home"
        for place, size in ((home, HOME), (home / "run", SMALL), (home / "village", LARGE)):
            place.mkdir(mode=0o750)
            _mount(place, size)
            stack.callback(subprocess.run, ["umount", "-l", str(place)], check=False)
        self._ballast = home / BALLAST

    def fail(self, kind: str) -> None:
        """Fill it."""
        del kind
        with self._ballast.open("wb", buffering=0) as stream:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        stream.write(bytes(size))
                except OSError:
                    continue

    def mend(self) -> None:
        """Make room."""
        self._ballast.unlink(missing_ok=True)


def _mount(place: Path, size: str) -> None:
    words = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=750", "tmpfs", str(place)]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        raise NoWay(done.stderr.decode().strip())


@contextmanager
def disk(way: str) -> Iterator[Disk]:
    """Give a disk that can fail in this way; NoWay if this machine has none."""
    with ExitStack() as stack:
        scratch = tempfile.TemporaryDirectory(prefix="loudspeaker-row-", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(scratch))
        if way == "preload" and shutil.which("cc") is None:
            raise NoWay("no C compiler (cc)")
        if way == "mount" and os.geteuid():
            raise NoWay("mounting is for root")
        made: Disk = Preloaded(folder) if way == "preload" else Mounted(folder, stack)
        yield made
