"""The relay of another station: where its sound comes from, how long, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

LONGEST_MIN: Final = 110
"""With its minute of margin below the two hours for which a carrier may stand at all."""
LEAST_LEFT_S: Final = 10.0
"""What is left of a relay that was cut is not worth a carrier when it is shorter."""
LINE: Final = "line:"
LONGEST_DETAIL: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaySource:
    """A source by its name; ``address`` is that of a stream, or ``line:`` and a sound input."""

    name: str
    address: str

    @property
    def is_line(self) -> bool:
        """Tell whether it is a sound input of this machine."""
        return self.address.startswith(LINE)

    @property
    def line(self) -> str:
        """The sound input's name."""
        return self.address.removeprefix(LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayHeard:
    """What one airing was made of; ``why`` the source was given up, if it was, in one word."""

    source_s: float
    fallback_s: float
    why: str | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """What is relayed, as it was approved.

    ``left_s`` is there for what is left after a cut, ``heard`` once an airing is over.
    """

    source: str
    address: str
    minutes: int
    left_s: float | None = None
    heard: RelayHeard | None = None

    @property
    def whole_s(self) -> float:
        """How long it is from its beginning."""
        return self.minutes * 60.0

    @property
    def seconds(self) -> float:
        """How long it is to be heard from now on."""
        return self.whole_s if self.left_s is None else self.left_s

    def stands(self) -> bool:
        """Tell whether it says where from, and a length that anybody may be given."""
        named = bool(self.source and self.address)
        return named and 1 <= self.minutes <= LONGEST_MIN and 0 < self.seconds <= self.whole_s

    def with_left(self, seconds: float) -> Relay:
        """Return what is left of it."""
        return replace(self, left_s=min(self.whole_s, seconds))

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values; what is left is nobody's to keep."""
        return {"source": self.source, "address": self.address, "minutes": self.minutes}


def relay_from_values(values: Mapping[str, Any] | None) -> Relay | None:
    """Read what ``Relay.to_values`` wrote; KeyError, TypeError or ValueError otherwise."""
    if values is None:
        return None
    return Relay(
        source=str(values["source"]),
        address=str(values["address"]),
        minutes=int(values["minutes"]),
    )


class SourceProblem(StrEnum):
    """Why a source gives no sound, in one word.

    Further words are those of ``stream_address.AddressProblem``, for what a redirection names.
    """

    UNKNOWN = "unknown_source"
    CHANGED = "source_changed"
    BUSY = "too_many_sources"
    HOST = "host_not_allowed"
    NAME = "name_not_found"
    INSIDE = "address_not_allowed"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    LATE = "no_answer"
    STATUS = "status"
    REDIRECTIONS = "too_many_redirections"
    HEAD = "no_web_server"
    CODING = "coding"
    LIST = "list"
    SEGMENTED = "segmented"
    NOT_SOUND = "not_sound"
    ENDED = "ended"
    NO_DECODER = "decoder_missing"
    LINE = "line"
    NO_BRIDGE = "no_bridge"


class SourceFailed(Exception):
    """A source that cannot be had, or not any more; ``detail`` may be what a stranger says."""

    def __init__(self, problem: str, detail: str = "") -> None:
        self.problem = str(problem)
        self.detail = "".join(c if c.isprintable() else "?" for c in detail[:LONGEST_DETAIL])
        super().__init__(f"{self.problem} {self.detail}".strip())
