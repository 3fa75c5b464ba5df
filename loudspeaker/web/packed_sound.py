"""The sound of an announcement as MP3, where ffmpeg is installed: a tenth of the WAV file.

One at a time, niced, and kept: a page that is loaded never takes the sound card's computer.
"""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool

from loudspeaker.web.sound import Joined

log = logging.getLogger(__name__)
MEDIA_TYPE: Final = "audio/mpeg"
MOST_BYTES: Final = 64_000_000
LIMIT_S: Final = 60.0
_ENCODE: Final = (
    *("-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "wav", "-i", "pipe:0"),
    *("-ac", "1", "-codec:a", "libmp3lame", "-b:a", "64k", "-f", "mp3"),
)


class PackedSounds:
    """MP3 files in a folder, the oldest dropped when there are too many bytes of them."""

    def __init__(self, folder: Path, *, program: str | None = None) -> None:
        self._folder = folder
        self._program = program or shutil.which("ffmpeg")
        self._one = asyncio.Lock()

    @property
    def can(self) -> bool:
        """Tell whether sounds can be packed on this machine."""
        return self._program is not None

    async def of(self, sound: Joined) -> Path | None:
        """Return the file, made now if need be; None where it cannot be made."""
        path = self._folder / f"{sound.tag}.mp3"
        if path.exists():
            return path
        async with self._one:
            if path.exists():
                return path
            return path if await self._make(sound, path) else None

    def known_size(self, sound: Joined) -> int | None:
        """Return the size of a file that has been made, None where it has not."""
        try:
            return (self._folder / f"{sound.tag}.mp3").stat().st_size
        except OSError:
            return None

    async def _make(self, sound: Joined, path: Path) -> bool:
        if self._program is None:
            return False
        try:
            descriptor, temporary = tempfile.mkstemp(dir=self._folder, prefix=".mp3-")
            os.close(descriptor)
        except OSError as error:
            log.warning("no room for an MP3 file: %s", error)
            return False
        made = Path(temporary)
        try:
            if not await self._encode(sound, made):
                return False
            made.replace(path)
            await run_in_threadpool(self._drop_oldest)
        except OSError as error:
            log.warning("an MP3 file was not made: %s", error)
            return False
        finally:
            made.unlink(missing_ok=True)
        return True

    async def _encode(self, sound: Joined, made: Path) -> bool:
        assert self._program is not None
        process = await asyncio.create_subprocess_exec(
            *("nice", "-n", "15", self._program, *_ENCODE, str(made)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            async with asyncio.timeout(LIMIT_S):
                await _feed(process, sound)
                return await process.wait() == 0
        except (TimeoutError, OSError) as error:
            log.warning("ffmpeg did not make an MP3 file: %s", error)
            return False
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _drop_oldest(self) -> None:
        files = sorted(self._folder.glob("*.mp3"), key=lambda path: path.stat().st_mtime)
        left = sum(path.stat().st_size for path in files)
        for path in files:
            if left <= MOST_BYTES:
                return
            left -= path.stat().st_size
            path.unlink(missing_ok=True)


async def _feed(process: asyncio.subprocess.Process, sound: Joined) -> None:
    assert process.stdin is not None
    for piece in sound.read(0, sound.size_bytes):
        process.stdin.write(piece)
        await process.stdin.drain()
    process.stdin.close()
