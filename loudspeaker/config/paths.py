"""Files and folders of this machine that settings name."""

from __future__ import annotations

from typing import Final

from loudspeaker.model.settings import Scalar

_LONGEST: Final = 200


def path_here(example: str) -> Scalar:
    """Return the kind of a file or folder anywhere on this machine, as an absolute path."""

    def read(text: str) -> str:
        plain = text.isprintable() and text.startswith("/") and len(text) <= _LONGEST
        if not plain or ".." in text.split("/"):
            raise ValueError(text)
        return text

    return Scalar(f"an absolute path {example}", read)
