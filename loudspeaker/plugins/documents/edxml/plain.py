"""Messages as JSON-ready values, for a pipe or a column, and back."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def as_values(thing: Any) -> Any:
    """Return a value of this package as what JSON can hold."""
    if is_dataclass(thing):
        return {each.name: as_values(getattr(thing, each.name)) for each in fields(thing)}
    if isinstance(thing, tuple):
        return [as_values(each) for each in thing]
    if isinstance(thing, date):  # and a datetime
        return thing.isoformat()
    return thing.value if isinstance(thing, Enum) else thing


def from_values(kind: type[T], values: Any) -> T:
    """Return what ``as_values`` was given; what is left out has its default.

    ValueError, TypeError or KeyError for what it was not given.
    """
    made: T = _made(kind, values)
    return made


def _made(kind: Any, values: Any) -> Any:
    if isinstance(kind, types.UnionType):
        (kind,) = (each for each in get_args(kind) if each is not type(None))
        return None if values is None else _made(kind, values)
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        return tuple(_made(item, each) for each in values)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _made(hints[name], each) for name, each in values.items()})  # type: ignore[operator]
    if kind in (date, datetime):
        return kind.fromisoformat(values)
    if issubclass(kind, Enum):
        return kind(values)
    if not isinstance(values, kind):
        raise TypeError(f"{values!r} is no {kind.__name__}")
    return values
