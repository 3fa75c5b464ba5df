"""What is pulled is believed, or refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from loudspeaker.errors import PullRefused
from loudspeaker.public.manifest import NotTaken

T = TypeVar("T")


def believed(address: str, what: str, read: Callable[[], T]) -> T:
    """Return what is read of something pulled; PullRefused if it is not the station's."""
    try:
        return read()
    except NotTaken as refused:
        raise PullRefused(address=address, what=what, problem=refused.reason.value) from refused
