"""The tables that came with the program, read once: the only file access of the core.

``speakable`` and ``read_text`` promise a reading without being handed anything.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from loudspeaker.text.tables import NAMES, Tables, make_tables


@cache
def shipped_tables() -> Tables:
    """Return the shipped tables, from a wheel or from a checkout."""
    package = files("loudspeaker")
    folder = package / "shipped" / "voices" / "vi"
    if not folder.is_dir():
        folder = package / ".." / "voices" / "vi"
    return make_tables({name: (folder / f"{name}.tsv").read_text("utf-8") for name in NAMES})
