"""Two ways to record what a station does to its files: strace, and a preloaded library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.calls import may_trace
from bench.faults.disk import strace
from bench.faults.preload import built


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorder:
    """What to put before a command, and into its environment, so that it is recorded."""

    name: str
    words: Sequence[str] = ()
    waiting_words: Sequence[str] = ()
    """Instead of ``words`` where the command's end is waited for, and its last line with it."""
    env: Mapping[str, str] = field(default_factory=dict)


def recorder(by: str, trace: Path, *, home: Path, folder: Path) -> Recorder:
    """Return what writes to ``trace``; NoCompiler where there is neither ptrace nor a compiler."""
    if by == "strace" or (by == "auto" and may_trace()):
        words = strace.command(trace)
        waiting = [word for word in words if word != "-D"]
        return Recorder(name="strace", words=words, waiting_words=waiting)
    env = {
        "LD_PRELOAD": str(built("record", folder)),
        "RECORD_TO": str(trace),
        "RECORD_UNDER": str(home),
    }
    return Recorder(name="preload", env=env)
