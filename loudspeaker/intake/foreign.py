"""Compressed sound (mp3, ogg, m4a) through pydub, which runs ffmpeg.

pydub only unpacks; resampling and levels are our own.  ffmpeg is told demuxer and decoder, so
that it does not guess at hostile content (a playlist, say, that names other files), and gets an
absolute path, which is no option and no protocol.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import Samples
from loudspeaker.audio.pcm_decode import decode_frames
from loudspeaker.errors import SoundRefused

_CODECS = frozenset({"aac", "alac", "flac", "mp3", "opus", "speex", "vorbis"})
_PROBE_S = 20.0


def decode_foreign(path: Path, kind: str, *, longest_s: float) -> tuple[Samples, int]:
    """Return a row for each frame and the file's own rate, to a second beyond ``longest_s``.

    ``kind`` is ffmpeg's name of the container.  Raises SoundRefused: ``decoder_missing`` without
    ffmpeg, ``too_long`` by what the file says of itself, before decoding, ``not_sound`` when
    ffmpeg cannot read it, and what ``decode_frames`` refuses.
    """
    tools = [_tool("ffprobe"), _tool("ffmpeg")]
    absolute = str(path.resolve())
    codec, seconds = _probe(tools[0], absolute, kind)
    if seconds > longest_s:
        measured = f"{seconds:.0f} of {longest_s:.0f} s"
        raise SoundRefused(path="", problem="too_long", measured=measured)
    segment = _unpack(absolute, kind, codec, longest_s + 1)
    bits = 8 * segment.sample_width
    frames = decode_frames(segment.raw_data, bits=bits, channels=segment.channels)
    return frames, int(segment.frame_rate)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SoundRefused(path="", problem="decoder_missing", measured=name)
    return found


def _probe(ffprobe: str, path: str, kind: str) -> tuple[str, float]:
    """Return the codec and the length in seconds that the file states (0 if it states none)."""
    wanted = "stream=codec_name:format=duration"
    options = ["-v", "error", "-select_streams", "a:0", "-show_entries", wanted, "-of", "json"]
    try:
        done = subprocess.run(
            [ffprobe, *options, "-f", kind, path],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PROBE_S,
            check=True,
        )
        facts = json.loads(done.stdout)
        codec = str(facts["streams"][0]["codec_name"])
        seconds = float(facts["format"].get("duration", 0.0))
    except (subprocess.SubprocessError, OSError, ValueError, LookupError) as error:
        raise SoundRefused(path="", problem="not_sound", measured=kind) from error
    if codec not in _CODECS:
        raise SoundRefused(path="", problem="not_sound", measured=f"{kind} with {codec}")
    return codec, seconds


def _unpack(path: str, kind: str, codec: str, seconds: float) -> Any:
    """Return pydub's segment, always of 16 bits."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its escapes and audioop are its own matter
        from pydub import AudioSegment  # noqa: PLC0415 - only compressed files pay for it
        from pydub.exceptions import CouldntDecodeError  # noqa: PLC0415
    try:
        return AudioSegment.from_file(path, format=kind, codec=codec, duration=seconds)
    except (CouldntDecodeError, OSError, ValueError, LookupError) as error:
        raise SoundRefused(path="", problem="not_sound", measured=kind) from error
