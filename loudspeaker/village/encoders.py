"""The kinds of RDS encoder that a village can have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from loudspeaker.radio.rds import Group
from loudspeaker.village.ascii_encoder import AsciiEncoder
from loudspeaker.village.config import EncoderKind, VillageConfig
from loudspeaker.village.encoder import Encoder, Received


class AnyEncoder(Protocol):
    """Bytes and time in, answers and groups out."""

    deaf: bool

    @property
    def waiting(self) -> int:
        """How many groups wait in the queue."""
        ...

    @property
    def deadline_ns(self) -> int | None:
        """When it will have something to say by itself."""
        ...

    def advance(self, mono_ns: int, /) -> Sequence[Received]:
        """Finish what is due by then; return it with what is said of it."""
        ...

    def receive(self, data: bytes, mono_ns: int, /) -> Sequence[Received]:
        """Take bytes from the port."""
        ...

    def next_group(self) -> Group | None:
        """Return the group of the slot that begins now; None while the output is off."""
        ...


class NoEncoder:
    """No encoder at all: the groups come in with the composite signal."""

    deaf = True
    waiting = 0
    deadline_ns: int | None = None

    def advance(self, _mono_ns: int, /) -> Sequence[Received]:
        """Do nothing."""
        return ()

    def receive(self, data: bytes, _mono_ns: int, /) -> Sequence[Received]:
        """Leave what nobody hears."""
        return (Received(raw=data, problem="ignored"),)

    def next_group(self) -> Group | None:
        """Return no group."""
        return None


def make_encoder(config: VillageConfig) -> AnyEncoder:
    """Return the encoder that the village has."""
    if config.encoder is EncoderKind.NONE:
        return NoEncoder()
    if config.encoder is EncoderKind.ASCII:
        return AsciiEncoder(pi=config.pi, answers=config.answers)
    return Encoder(pi=config.pi, answers=config.answers)
