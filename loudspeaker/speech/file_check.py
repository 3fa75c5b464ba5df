"""A first look at a voice's files; whether it speaks is found out by the child."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from loudspeaker.speech.manifest import Voice

LARGEST_CONFIG_BYTES = 1 << 20
LOWEST_RATE_HZ = 8_000
HIGHEST_RATE_HZ = 48_000
_ONNX_START = b"\x08"  # a protobuf whose first field is the version of its format


def model_problem(path: Path, _voice: Voice) -> str:
    """Return why this is no model, or nothing."""
    with path.open("rb") as stream:
        return "" if stream.read(1) == _ONNX_START else "not an ONNX model"


def config_problem(path: Path, voice: Voice) -> str:
    """Return why this is no configuration of a Piper voice that we can speak, or nothing."""
    if path.stat().st_size > LARGEST_CONFIG_BYTES:
        return "too large for a voice's configuration"
    try:
        return _problem_in(json.loads(path.read_bytes()), voice.options.get("speaker") or 0)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return f"not a Piper voice's configuration: {type(error).__name__} {error}"


PROBLEMS: Mapping[str, Callable[[Path, Voice], str]] = {
    "config": config_problem,
    "model": model_problem,
}


def _problem_in(config: Mapping[str, Any], speaker: int) -> str:
    rate_hz = config["audio"]["sample_rate"]
    if not (isinstance(rate_hz, int) and LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ):
        return f"sample rate {rate_hz!r}"
    if config.get("phoneme_type", "espeak") not in {"espeak", "text"}:
        return f"phonemes of kind {config['phoneme_type']!r}"
    if not (isinstance(config["espeak"]["voice"], str) and isinstance(config["num_symbols"], int)):
        return "espeak voice or num_symbols"
    if not all(isinstance(ids, list) for ids in config["phoneme_id_map"].values()):
        return "phoneme_id_map"
    if not 0 <= speaker < max(1, int(config["num_speakers"])):
        return f"has no speaker {speaker}"
    return ""
