"""Small libraries in C that stand between the station and the kernel, compiled when needed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

SOURCES = Path(__file__).parent
OPTIONS = ("-shared", "-fPIC", "-O2", "-Wall", "-Wextra")


class NoCompiler(RuntimeError):
    """There is nothing here that compiles C."""


def built(name: str, folder: Path) -> Path:
    """Return the library made from ``NAME.c`` in ``folder``; NoCompiler where there is none."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise NoCompiler("no C compiler here (Debian: apt install gcc libc6-dev)")
    library = folder / f"{name}.so"
    if not library.exists():
        words = [compiler, *OPTIONS, "-o", str(library), str(SOURCES / f"{name}.c"), "-ldl"]
        subprocess.run(words, check=True)
    return library
