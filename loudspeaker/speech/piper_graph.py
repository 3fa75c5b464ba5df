"""Numbers to sound: the ONNX graphs of a Piper voice, whole or split (``piper_split``)."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import onnxruntime

from loudspeaker.audio.pcm import Samples

SPLIT_FOLDER = "split-"
FRAMES = "frames"  # what the encoder gives and the decoder takes
CONTEXT_FRAMES = 10  # with 10 the error is 6e-7 of the peak, with 8 it is 4e-3
FIRST_FRAMES = 24
NEXT_FRAMES = 96
MOST_FRAMES = 192  # twice as many cost 90 MB and gain nothing
_MOST_THREADS = 4
_CPU_LINES = ("model name", "flags", "Features", "CPU implementer", "CPU part")

Inputs = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitFiles:
    """The two optimised graphs of one model."""

    encoder: Path
    decoder: Path

    @classmethod
    def of(cls, folder: Path) -> SplitFiles:
        """Return the files a folder holds or would hold."""
        return cls(encoder=folder / "encoder.onnx", decoder=folder / "decoder.onnx")


def split_name(model_sha256: str) -> str:
    """Return the folder's name, another wherever the optimised graphs could be others."""
    runtime = f"{onnxruntime.__version__}\n{_cpu_identity()}"
    digest = hashlib.sha256(runtime.encode()).hexdigest()
    return f"{SPLIT_FOLDER}{model_sha256[:16]}-{digest[:16]}"


def find_split(folder: Path, model_sha256: str) -> SplitFiles | None:
    """Return the graphs made of this very model for this machine, or None."""
    files = SplitFiles.of(folder / split_name(model_sha256))
    return files if files.encoder.is_file() and files.decoder.is_file() else None


@functools.cache
def _cpu_identity() -> str:
    """Return the lines that tell one kind of processor from another."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return ""
    first = text.split("\n\n", 1)[0].splitlines()
    return "\n".join(line for line in first if line.startswith(_CPU_LINES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """The three numbers every Piper graph takes."""

    noise: float
    length: float
    noise_w: float


class Graph(Protocol):
    """Turns the numbers of one piece of speech into samples, in chunks."""

    def sound(
        self, numbers: list[int], scales: Scales, speaker: int, *, streamed: bool = True
    ) -> Iterator[Samples]:
        """Yield the samples; ``speaker`` counts only where the model has several."""
        ...


class WholeGraph:
    """A model as it was published: nothing is heard before everything is computed."""

    def __init__(self, model: Path) -> None:
        self._session = _session(model, optimised=False)

    def sound(
        self,
        numbers: list[int],
        scales: Scales,
        speaker: int,
        *,
        streamed: bool = True,  # noqa: ARG002  the interface's; a whole graph cannot stream
    ) -> Iterator[Samples]:
        """Yield all samples at once."""
        yield _flat(_run(self._session, _text(numbers, scales, speaker)))


class SplitGraph:
    """Encoder and decoder apart: the decoder works in growing stretches of frames."""

    def __init__(self, files: SplitFiles) -> None:
        self._encoder = _session(files.encoder, optimised=True)
        self._decoder = _session(files.decoder, optimised=True)

    def sound(
        self, numbers: list[int], scales: Scales, speaker: int, *, streamed: bool = True
    ) -> Iterator[Samples]:
        """Yield 24 frames first, then 96, then 192 at a time.

        Not ``streamed`` it begins with 192, which saves decoding some of the context twice.
        """
        frames = _run(self._encoder, _text(numbers, scales, speaker))
        length = frames.shape[2]
        start, count = 0, FIRST_FRAMES if streamed else MOST_FRAMES
        while start < length:
            yield self._decode(frames, start, min(start + count, length), speaker)
            start += count
            count = min(MOST_FRAMES, max(NEXT_FRAMES, 2 * count))

    def _decode(self, frames: npt.NDArray[Any], start: int, end: int, speaker: int) -> Samples:
        first = max(0, start - CONTEXT_FRAMES)
        stretch = frames[:, :, first : end + CONTEXT_FRAMES]
        given: Inputs = {FRAMES: stretch, "sid": np.array([speaker], dtype=np.int64)}
        samples = _flat(_run(self._decoder, given))
        per_frame = len(samples) // stretch.shape[2]
        return samples[(start - first) * per_frame : (end - first) * per_frame]


def _session(path: Path, *, optimised: bool) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    levels = onnxruntime.GraphOptimizationLevel
    options.graph_optimization_level = (
        levels.ORT_DISABLE_ALL if optimised else levels.ORT_ENABLE_ALL
    )
    # A count of our own: with its default ONNX Runtime pins threads outside our processor set.
    options.intra_op_num_threads = min(_MOST_THREADS, len(os.sched_getaffinity(0)))
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _text(numbers: list[int], scales: Scales, speaker: int) -> Inputs:
    return {
        "input": np.array([numbers], dtype=np.int64),
        "input_lengths": np.array([len(numbers)], dtype=np.int64),
        "scales": np.array([scales.noise, scales.length, scales.noise_w], dtype=np.float32),
        "sid": np.array([speaker], dtype=np.int64),
    }


def _run(session: onnxruntime.InferenceSession, inputs: Inputs) -> npt.NDArray[Any]:
    """Return the first output; the graph gets those inputs that it has."""
    wanted = {value.name for value in session.get_inputs()}
    given = {name: value for name, value in inputs.items() if name in wanted}
    output: npt.NDArray[Any] = session.run(None, given)[0]
    return output


def _flat(output: npt.NDArray[Any]) -> Samples:
    return np.ascontiguousarray(output, dtype=np.float32).reshape(-1)
