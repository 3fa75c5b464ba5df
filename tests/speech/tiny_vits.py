"""A model of a few kilobytes with the shape of VITS: wide encoder, narrow place, decoder.

Every number of the text becomes a few frames of 4 channels; the decoder turns a frame into 256
samples, each depending on at most 3 neighbouring frames.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

CHANNELS = 4
FRAMES_A_NUMBER = 3
SAMPLES_A_FRAME = 256
RATE_HZ = 22_050
SPEAKERS = 2


def _weights(name: str, *shape: int, scale: float) -> Any:
    drawn = np.random.default_rng(len(name)).standard_normal(shape) * scale
    return numpy_helper.from_array(drawn.astype(np.float32), name)


def _constant(name: str, values: list[int]) -> Any:
    return numpy_helper.from_array(np.array(values, dtype=np.int64), name)


def tiny_vits(*, speakers: int = 1, split_node: str = "/dec/conv_pre/Conv") -> Any:
    """Return the model; with several speakers the decoder takes ``sid`` too."""
    several = speakers > 1
    nodes = [
        helper.make_node("Gather", ["emb", "input"], ["embedded"]),
        helper.make_node("Transpose", ["embedded"], ["columns"], perm=[0, 2, 1]),
        helper.make_node("Slice", ["scales", "one", "two"], ["length_scale"]),
        helper.make_node("Mul", ["length_scale", "frames_a_number"], ["durations"]),
        helper.make_node("Ceil", ["durations"], ["whole_durations"]),
        helper.make_node("Cast", ["whole_durations"], ["counts"], to=TensorProto.INT64),
        helper.make_node("Concat", ["three_ones", "counts"], ["repeats"], axis=0),
        helper.make_node("Unsqueeze", ["columns", "last_axis"], ["apart"]),
        helper.make_node("Expand", ["apart", "repeats"], ["repeated"]),
        helper.make_node("Reshape", ["repeated", "to_frames"], ["/narrow"]),
        helper.make_node(
            "Conv", ["/narrow", "pre", "pre_bias"], ["conv_pre"], name=split_node, pads=[1, 1]
        ),
    ]
    if several:
        nodes += [
            helper.make_node("Gather", ["emb_g", "sid"], ["speaker"]),
            helper.make_node("Unsqueeze", ["speaker", "last_axis_2"], ["condition"]),
            helper.make_node("Add", ["conv_pre", "condition"], ["mixed"]),
        ]
    nodes += [
        helper.make_node(
            "ConvTranspose", ["mixed" if several else "conv_pre", "up"], ["wave"],
            strides=[SAMPLES_A_FRAME], pads=[SAMPLES_A_FRAME // 2, SAMPLES_A_FRAME // 2],
        ),
        helper.make_node("Tanh", ["wave"], ["bounded"]),
        helper.make_node("Unsqueeze", ["bounded", "one"], ["output"]),
    ]  # fmt: skip
    initializers = [
        _weights("emb", 256, CHANNELS, scale=0.5),
        _weights("pre", CHANNELS, CHANNELS, 3, scale=0.3),
        _weights("pre_bias", CHANNELS, scale=0.1),
        _weights("up", CHANNELS, 1, 2 * SAMPLES_A_FRAME, scale=0.1),
        _constant("one", [1]),
        _constant("two", [2]),
        _constant("last_axis", [3]),
        _constant("three_ones", [1, 1, 1]),
        numpy_helper.from_array(np.array([FRAMES_A_NUMBER], np.float32), "frames_a_number"),
        _constant("to_frames", [1, CHANNELS, -1]),
    ]
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "text"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if several:
        initializers += [
            _weights("emb_g", speakers, CHANNELS, scale=1.0),
            _constant("last_axis_2", [2]),
        ]
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    output = helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])
    graph = helper.make_graph(nodes, "tiny_vits", inputs, [output], initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)])
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def write_tiny_vits(folder: Path, *, speakers: int = 1) -> Path:
    """Write the model and its configuration as an installed voice has them."""
    model = folder / "model.onnx"
    onnx.save(tiny_vits(speakers=speakers), str(model))
    base = Path(__file__).parents[1] / "data" / "voices" / "bench-tiny.onnx.json"
    config = {**json.loads(base.read_text("utf-8")), "num_speakers": speakers}
    (folder / "model.onnx.json").write_text(json.dumps(config))
    return model
