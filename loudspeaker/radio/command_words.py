"""Point commands as engineers write and read them: ``open 1,4 120``, ``volume 20 all``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from loudspeaker.model.points import MAX_POINT_NUMBER
from loudspeaker.radio.addressing import BITMAP_POINTS, Address, AddressKind
from loudspeaker.radio.commands import (
    MAX_TIME_TO_LIVE_S,
    MAX_VOLUME,
    TIME_TO_LIVE_STEP_S,
    Command,
    Operation,
    time_to_live_steps,
)

USUAL_TIME_TO_LIVE_S = 120
_ALL = "all"
_MOST_WORDS = 1000
_Words = Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be commanded; ``points`` None are all."""

    operation: Operation
    points: frozenset[int] | None = None
    argument: int = 0


def read_order(text: str) -> Order:
    """Read ``open N,M|all [SECONDS]``, ``close [N,M|all]``, ``volume V N,M|all``, or one word.

    The single words are ``hold``, ``stop`` and ``time``.  ValueError for anything else.
    """
    name, *words = text.split()[:_MOST_WORDS] or [""]
    reader = _READERS.get(name)
    if reader is None:
        raise ValueError(f"no command: {name!r}")
    return reader(words)


def _open(words: _Words) -> Order:
    points, *rest = words or [""]
    seconds = _number(rest.pop(0), MAX_TIME_TO_LIVE_S) if rest else USUAL_TIME_TO_LIVE_S
    if rest or not seconds:
        raise ValueError(f"not understood: {words}")
    steps = time_to_live_steps(seconds)
    return Order(operation=Operation.OPEN, points=_points([points]), argument=steps)


def _close(words: _Words) -> Order:
    return Order(operation=Operation.CLOSE, points=_points(words or [_ALL]))


def _volume(words: _Words) -> Order:
    volume, *points = words or [""]
    argument = _number(volume, MAX_VOLUME)
    return Order(operation=Operation.VOLUME, points=_points(points), argument=argument)


def _alone(operation: Operation) -> Callable[[_Words], Order]:
    def read(words: _Words) -> Order:
        if words:
            raise ValueError(f"too much: {words}")
        return Order(operation=operation)

    return read


_READERS: Mapping[str, Callable[[_Words], Order]] = {
    "open": _open,
    "close": _close,
    "volume": _volume,
    "hold": _alone(Operation.HOLD),
    "stop": _alone(Operation.ALL_STOP),
    "time": _alone(Operation.TIME),
}


def _points(words: _Words) -> frozenset[int] | None:
    """Read numbers with commas or blanks between them, or ``all``."""
    if list(words) == [_ALL]:
        return None
    numbers = {_number(part, MAX_POINT_NUMBER) for word in words for part in word.split(",")}
    if not numbers or 0 in numbers:
        raise ValueError(f"no points: {words}")
    return frozenset(numbers)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        raise ValueError(f"no number: {text!r}")
    if int(text) > most:
        raise ValueError(f"{text} is above {most}")
    return int(text)


def address_words(address: Address) -> str:
    """Return whom an address reaches: ``all``, ``zone 2``, ``point 4``, ``points 1,4``."""
    match address.kind:
        case AddressKind.ALL:
            return _ALL
        case AddressKind.BITMAP:
            numbers = (n for n in range(1, BITMAP_POINTS + 1) if address.value >> (n - 1) & 1)
            return f"points {','.join(map(str, numbers))}"
        case AddressKind.ZONE:
            return f"zone {address.value}"
        case AddressKind.POINT:
            return f"point {address.value}"


def operation_word(operation: Operation) -> str:
    """Return ``open``, ``all_stop`` and the like."""
    return operation.name.lower()


def argument_words(command: Command) -> str:
    """Return what the argument says: ``120 s``, ``20``, or nothing when it means nothing."""
    if command.operation is Operation.OPEN:
        return f"{command.argument * TIME_TO_LIVE_STEP_S} s"
    says_something = command.operation is Operation.VOLUME or command.argument
    return str(command.argument) if says_something else ""
