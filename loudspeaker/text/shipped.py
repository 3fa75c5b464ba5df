"""The tables that came with the program, read once: the only file access of the core.

``speakable`` and ``read_text`` promise a reading without being handed anything.
"""

from __future__ import annotations

from functools import cache
from pkgutil import get_data

from loudspeaker.text.tables import NAMES, Tables, make_tables

_IN_A_WHEEL = "shipped/voices/vi"
_IN_A_CHECKOUT = "../voices/vi"


@cache
def shipped_tables() -> Tables:
    """Return the shipped tables, from a wheel or from a checkout."""
    try:
        return _tables_in(_IN_A_WHEEL)
    except FileNotFoundError:
        return _tables_in(_IN_A_CHECKOUT)


def _tables_in(folder: str) -> Tables:
    texts = {name: get_data("loudspeaker", f"{folder}/{name}.tsv") for name in NAMES}
    return make_tables({name: text.decode() for name, text in texts.items() if text is not None})
