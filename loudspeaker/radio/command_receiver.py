"""A receiver of point commands: groups and time go in, decisions and gate changes come out."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.radio.addressing import AddressKind
from loudspeaker.radio.commands import (
    MAX_VOLUME,
    SIGNED_BYTES,
    TIME_TO_LIVE_STEP_S,
    Command,
    Operation,
    ReceiverKeys,
    command_from_bytes,
    tag_is_right,
)
from loudspeaker.radio.counter_rule import CounterRule, Reason
from loudspeaker.radio.fragments import IN_HOUSE, Assembler, GroupForm, fragment_in
from loudspeaker.radio.gate import Gate, GateChange
from loudspeaker.radio.rds import Group

DEFAULT_VOLUME = 80
_STEP_NS = TIME_TO_LIVE_STEP_S * 1_000_000_000
_WITHOUT_ARGUMENT = frozenset(
    {Operation.CLOSE, Operation.HOLD, Operation.TEST, Operation.TIME, Operation.ALL_STOP}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What is written into a receiver before it is put up."""

    point: int
    zone: int
    pi: int
    keys: ReceiverKeys
    form: GroupForm = IN_HOUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a receiver keeps over a power cut."""

    last_counter: int = 0
    volume: int = DEFAULT_VOLUME


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A command that was followed, or only overheard when it was for others (``ours`` False)."""

    mono_ns: int
    command: Command
    ours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A command that was not followed."""

    mono_ns: int
    reason: Reason


Outcome = Accepted | Rejected | GateChange


class CommandReceiver:
    """One receiver from power-up on: shut, without carrier, and without a time of its own.

    ``memory`` must be stored after every ``Accepted``, before the gate is moved.
    """

    def __init__(self, identity: Identity, memory: Memory) -> None:
        self._identity = identity
        self._rule = CounterRule(last=memory.last_counter)
        self._gate = Gate(volume=memory.volume)
        self._assembler = Assembler()

    @property
    def memory(self) -> Memory:
        """What to keep over a power cut."""
        return Memory(last_counter=self._rule.last, volume=self._gate.volume)

    @property
    def is_open(self) -> bool:
        """Whether the point can be heard."""
        return self._gate.is_open

    @property
    def deadline_ns(self) -> int | None:
        """When ``advance`` will have something to do, None for never."""
        return self._gate.deadline_ns

    def advance(self, mono_ns: int) -> list[GateChange]:
        """Settle time-to-live, hold and squelch up to and including ``mono_ns``."""
        return self._gate.advance(mono_ns)

    def carrier(self, mono_ns: int, *, present: bool) -> list[GateChange]:
        """Tell that a carrier (anybody's) is there or has gone."""
        return self._gate.carrier(mono_ns, present=present)

    def hear(self, group: Group, mono_ns: int) -> list[Outcome]:
        """Take a group that ended at ``mono_ns``; anything that is no command is nothing."""
        outcomes: list[Outcome] = list(self.advance(mono_ns))
        fragment = fragment_in(group, pi=self._identity.pi, form=self._identity.form)
        signed = fragment and self._assembler.add(fragment, mono_ns=mono_ns)
        return outcomes + (self.judge(signed, mono_ns) if signed else [])

    def judge(self, signed: bytes, mono_ns: int) -> list[Outcome]:
        """Take 16 bytes that came whole, by groups or by another way."""
        assert len(signed) == SIGNED_BYTES
        command = command_from_bytes(signed)
        if command is None:
            return [Rejected(mono_ns=mono_ns, reason=Reason.FORMAT)]
        ours = command.address.reaches(point=self._identity.point, zone=self._identity.zone)
        if not ours and command.address.kind is not AddressKind.BITMAP:
            return []  # signed with a key that we do not have
        key = self._identity.keys.for_address(command.address)
        if not tag_is_right(signed, key=key, pi=self._identity.pi):
            return [Rejected(mono_ns=mono_ns, reason=Reason.BAD_TAG)]
        self._assembler.settle()
        reason = self._rule.judge(command.counter, mono_ns) or (
            _unusable(command) if ours else None
        )
        if reason is not None:
            return [Rejected(mono_ns=mono_ns, reason=reason)]
        accepted = Accepted(mono_ns=mono_ns, command=command, ours=ours)
        return [accepted, *(self._follow(command, mono_ns) if ours else [])]

    def judge_counter(self, counter: int, mono_ns: int) -> Reason | None:
        """Accept the counter (None) of something else whose tag is right, or say why not."""
        return self._rule.judge(counter, mono_ns)

    def _follow(self, command: Command, mono_ns: int) -> list[GateChange]:
        match command.operation:
            case Operation.OPEN:
                return self._gate.open(mono_ns, time_to_live_ns=command.argument * _STEP_NS)
            case Operation.VOLUME:
                return self._gate.set_volume(mono_ns, command.argument)
            case Operation.CLOSE | Operation.ALL_STOP:
                return self._gate.close(mono_ns)
            case Operation.HOLD:
                return self._gate.hold(mono_ns)
            case _:
                return []  # test and time: being authentic was the point


def _unusable(command: Command) -> Reason | None:
    """Refuse what the profile does not define, though the station itself sent it."""
    if command.operation is Operation.KEY_CHANGE:
        return Reason.OPERATION
    wrong = (
        (command.operation is Operation.OPEN and command.argument == 0)
        or (command.operation is Operation.VOLUME and command.argument > MAX_VOLUME)
        or (command.operation in _WITHOUT_ARGUMENT and command.argument != 0)
    )
    return Reason.ARGUMENT if wrong else None
