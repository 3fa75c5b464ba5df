"""A page of which only some texts differ from one visitor to the next, rendered once for all."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable, Mapping


class Frame:
    """What stands around the texts of a page.

    It is rendered with a mark for each of them.  A mark is nothing that anybody could have written,
    and letters and digits alone, which stay what they are wherever a template puts them.
    """

    def __init__(self, render: Callable[[Mapping[str, str]], str], names: Iterable[str]) -> None:
        marks = {name: f"x{secrets.token_hex(16)}" for name in names}
        named = {mark: name for name, mark in marks.items()}
        shown = render(marks)
        self._pieces = re.split(f"({'|'.join(named)})", shown) if named else [shown]
        self._names = [named[mark] for mark in self._pieces[1::2]]

    def around(self, texts: Mapping[str, str]) -> str:
        """Return the page around texts, which are HTML already."""
        pieces = self._pieces.copy()
        pieces[1::2] = [texts[name] for name in self._names]
        return "".join(pieces)
