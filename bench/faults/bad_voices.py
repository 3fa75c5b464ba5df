"""Voices that do not speak: installed by hand into a home, as a broken download would be."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

RATE_HZ = 22_050
SAMPLES_A_NUMBER = 1500
_LICENCE = "licence: {name: CC0, commercial: true}"
_CONFIG = {
    "audio": {"sample_rate": RATE_HZ, "quality": "test"},
    "espeak": {"voice": "vi"},
    "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
    "phoneme_type": "text",
    "phoneme_map": {},
    "phoneme_id_map": {
        **{mark: [number] for number, mark in enumerate("_^$")},
        **{chr(code): [3 + code % 200] for code in range(32, 900)},
    },
    "num_symbols": 256,
    "num_speakers": 1,
    "speaker_id_map": {},
}


def _whole(name: str, *values: int) -> Any:
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def _number(name: str, value: float) -> Any:
    return numpy_helper.from_array(np.array([value], dtype=np.float32), name)


def _model(nodes: list[Any], initializers: list[Any]) -> bytes:
    """Return a model that takes what Piper's take; ``output`` is its sound."""
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "text"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, None)
    graph = helper.make_graph(nodes, "bad", inputs, [output], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    return bytes(model.SerializeToString())


def constant(value: float) -> bytes:
    """Return a model whose every sample is this: NaN, endless, or nothing but silence."""
    nodes = [
        helper.make_node("Cast", ["input"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["numbers", "nought"], ["noughts"]),
        helper.make_node("Add", ["noughts", "value"], ["row"]),
        helper.make_node("Unsqueeze", ["row", "axes"], ["deep"]),
        helper.make_node("Tile", ["deep", "repeats"], ["output"]),
    ]
    return _model(
        nodes,
        [
            _number("nought", 0.0),
            _number("value", value),
            _whole("axes", 1, 2),
            _whole("repeats", 1, 1, 1, SAMPLES_A_NUMBER),
        ],
    )


def nothing() -> bytes:
    """Return a model whose sound has no samples."""
    shape = [_whole("shape", 1, 1, 1, 0), _number("value", 0.0)]
    return _model([helper.make_node("Expand", ["value", "shape"], ["output"])], shape)


def endless() -> bytes:
    """Return a model that reckons for ever."""
    body = helper.make_graph(
        [
            helper.make_node("Identity", ["on"], ["on_out"]),
            helper.make_node("Sin", ["x"], ["x_out"]),
        ],
        "body",
        [
            helper.make_tensor_value_info("turn", TensorProto.INT64, []),
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", TensorProto.FLOAT, None),
        ],
        [
            helper.make_tensor_value_info("on_out", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x_out", TensorProto.FLOAT, None),
        ],
    )
    yes = numpy_helper.from_array(np.array(True), "yes")  # noqa: FBT003 - a tensor's value
    turns = numpy_helper.from_array(np.array(2**62, dtype=np.int64), "turns")
    nodes = [helper.make_node("Loop", ["turns", "yes", "value"], ["output"], body=body)]
    return _model(nodes, [yes, turns, _number("value", 1.0)])


def huge() -> bytes:
    """Return a model that wants terabytes."""
    shape = [_whole("shape", 1, 1, 1, 2**40), _number("value", 0.1)]
    return _model([helper.make_node("Expand", ["value", "shape"], ["output"])], shape)


def garbage(chance: random.Random) -> bytes:
    """Return a file that begins as a model does and is none."""
    return b"\x08" + chance.randbytes(20_000)


def bad_models(chance: random.Random) -> Mapping[str, bytes]:
    """Return models by name, each bad in its own way."""
    whole = constant(0.3)
    return {
        "nan": constant(float("nan")),
        "infinite": constant(float("inf")),
        "silent": constant(0.0),
        "loud": constant(1e30),
        "empty": nothing(),
        "endless": endless(),
        "huge": huge(),
        "garbage": garbage(chance),
        "cut": whole[: len(whole) // 2],
    }


def install(home: Path, name: str, model: bytes) -> str:
    """Install a model as a voice; return the voice's name."""
    voice = f"bad-{name}"
    folder = home / "voices" / voice
    folder.mkdir(parents=True, exist_ok=True)
    files = {"model": model, "config": json.dumps(_CONFIG).encode()}
    listed = {}
    for key, data in files.items():
        (folder / ("model.onnx" if key == "model" else "model.onnx.json")).write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        listed[key] = {"sha256": sha256, "size_bytes": len(data), "trusted_by": "first_use"}
    measured = {"gain_db": 0.0, "real_time_factor": 0.1, "first_sound_ms": 10.0}
    record = {"voice": voice, "files": listed, "measured": measured}
    (folder / "installed.json").write_text(json.dumps(record), encoding="utf-8")
    urls = "".join(
        f"{key}: {{url: https://voices.example/{voice}.{key}}}\n" for key in ("model", "config")
    )
    (home / "voices" / f"{voice}.yaml").write_text(
        f"title: {voice}\nengine: piper\nlanguage: vi-VN\n{_LICENCE}\n{urls}", encoding="utf-8"
    )
    return voice
