"""Files that people give to a plug-in, and files that it gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

HANDED_OUT: Final = "handed_out"
"""Where the answer of an action tells of the file that belongs to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSent:
    """A file of a form, for a view: it is passed on to an action as it is.

    ``name`` is what its owner calls it: any text, never a path.
    """

    name: str
    size: int
    deposit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileGiven:
    """A file as a handler gets it, for a field of ``Kind.FILE``.

    It lies at ``path`` as long as the handler runs, out of reach of who brought it; what is to stay
    goes into ``Services.folder``.
    """

    name: str
    path: Path
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAnswer:
    """A handler's answer that has a file: either a ``path`` of the plug-in's folder, or bytes.

    ``name`` is what it is called where it is kept, with its suffix (``so-van-ban-den.xlsx``);
    ``values`` are the rest of the answer.
    """

    name: str
    path: Path | None = None
    content: bytes | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """What a view returns to give a person the file of an answer: ``file=answer["handed_out"]``.

    ``inline`` opens it in the browser, where that is a PDF, a picture or plain text.
    """

    file: Mapping[str, Any]
    inline: bool = False
