"""Leaving a file for ``station`` in a folder that both may write, under a name of no meaning."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from loudspeaker.errors import DiskFull, EntryRefused
from loudspeaker.system.files import FILE_MODE, replacing

BLOCK_BYTES: Final = 1 << 20
SPARE_BYTES: Final = 64 << 20
"""So much stays free on the disk beside the reserve, whoever leaves or keeps files: an emergency
writes more than its sound."""


def leave(
    folder: Path,
    stream: BinaryIO,
    *,
    called: str,
    most_bytes: int,
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> tuple[str, int]:
    """Copy a stream into the folder, durably; return under which name, and how long it is.

    EntryRefused for one that is too large, ``called`` as its owner knows it; DiskFull,
    StorageFailure.  Then nothing is left.
    """
    name, size = f"{secrets.token_hex(8)}-0", 0
    with replacing(folder / name, mode=FILE_MODE) as copy:
        while block := stream.read(BLOCK_BYTES):
            size += len(block)
            if size > most_bytes:
                most = f"tối đa {most_bytes >> 20} MB"
                raise EntryRefused(where=f"tệp {called[:100]}", problem=f"quá lớn, {most}")
            missing = SPARE_BYTES + len(block) - free_bytes(folder)
            if missing > 0:
                raise DiskFull(
                    path=str(folder), problem="full", missing_mb=-(-missing // 1_000_000)
                )
            copy.write(block)
    return name, size
