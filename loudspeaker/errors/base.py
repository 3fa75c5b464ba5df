"""The root of all errors, and how they travel between processes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar


@dataclass(eq=False)
class LoudspeakerError(Exception):
    """The root: ``code`` names the leaf on the wire, ``exit_code`` is the command's status."""

    code: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    leaves: ClassVar[dict[str, type[LoudspeakerError]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the leaf under its own code, so that it can be rebuilt from a message."""
        super().__init_subclass__(**kwargs)
        if "code" in cls.__dict__:
            cls.leaves[cls.code] = cls

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in asdict(self).items())
        return f"{self.code}({facts})"

    def to_message(self) -> dict[str, Any]:
        """Return the error as JSON-ready facts."""
        return {"code": self.code, "facts": asdict(self)}


def from_message(message: dict[str, Any]) -> LoudspeakerError:
    """Rebuild what ``to_message`` described; an unknown code becomes ``InternalError``."""
    leaf = LoudspeakerError.leaves.get(str(message.get("code")))
    facts = message.get("facts")
    if leaf is None or not isinstance(facts, dict):
        return InternalError(what=str(message))
    known = {field.name for field in fields(leaf)}
    try:
        return leaf(**{name: value for name, value in facts.items() if name in known})
    except TypeError:
        return InternalError(what=str(message))


@dataclass(eq=False)
class InternalError(LoudspeakerError):
    """A fault of this program; the log has the trace."""

    code = "internal"
    exit_code = 70
    what: str


@dataclass(eq=False)
class UsageRefused(LoudspeakerError):
    """Options that do not go together or a value outside its list."""

    code = "usage"
    exit_code = 2
    option: str
    problem: str
