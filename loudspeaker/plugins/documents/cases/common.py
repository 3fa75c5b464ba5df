"""What the descriptions of use cases have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from loudspeaker.errors import EntryRefused, ProcessUnavailable
from loudspeaker.model import Role
from loudspeaker.model.fields import Field, Kind
from loudspeaker.model.rules import Rule
from loudspeaker.plugins.documents.papers.entry import APPENDIX
from loudspeaker.plugins.documents.parts import Parts

Request = Mapping[str, Any]
GiveParts = Callable[[], Parts]
WORKING: Final = Rule(
    roles=frozenset({Role.EDITOR, Role.APPROVER}), called="làm việc với văn bản đến, đi"
)
"""Who works with papers; which act is whose is told by duties, not by roles."""
PAPER: Final = Field(name="paper", kind=Kind.WHOLE, required=True, about="its number in the store")
SEEN: Final = Field(
    name="seen", kind=Kind.WHOLE, about="the change of the paper that was seen; another is refused"
)
ENTRY: Final = Field(
    name="entry",
    kind=Kind.VALUES,
    required=True,
    about=f"the description: {', '.join((*APPENDIX, 'recipients', 'issuer_code'))}",
)


@contextmanager
def busy_told(where: str) -> Iterator[None]:
    """Tell people of a limited process that is busy or gave up (EntryRefused)."""
    try:
        yield
    except ProcessUnavailable:
        raise EntryRefused(where=where, problem="máy đang bận, chưa làm được; thử lại") from None


def may(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    """Return a field that may be left out."""
    return Field(name=name, kind=kind, about=about)


def must(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    """Return a field that is needed."""
    return Field(name=name, kind=kind, required=True, about=about)


def described(request: Request) -> dict[str, Any]:
    """Return the description of a request: texts, for ``entry_of``; EntryRefused."""
    told = request["entry"]
    if not isinstance(told, Mapping):
        raise EntryRefused(where="nội dung", problem="là một bảng tên và giá trị")
    values = {str(name): value for name, value in told.items() if value not in (None, "")}
    if "law" in values:
        values["law"] = values["law"] in (True, "true", "1", "on")
    return values
