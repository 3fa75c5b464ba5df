"""What the forms of plug-ins' pages do alike: ask, and tell at which field something is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from loudspeaker.errors import EntryRefused, LoudspeakerError, ProcessUnavailable, SignInRefused
from loudspeaker.hookspecs.pages import Asked

WHOLE_FORM: Final = ""
AT_A_FIELD: Final = "Chưa lưu được. Hãy xem chỗ báo đỏ ở dưới; những gì đã gõ còn nguyên."
_LONGEST: Final = 9


class Refused(Exception):
    """A form was refused: what is said at which of its fields; ``""`` is the whole form."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(errors)
        self.errors = errors

    @property
    def on_top(self) -> str:
        """What stands on top of the page."""
        return self.errors.get(WHOLE_FORM) or AT_A_FIELD


def asked_for(asked: Asked, action: str, fields: Mapping[str, str], **arguments: Any) -> Any:
    """Return the answer of an action; ``Refused`` at the field whose label an error names.

    ``fields`` are names of fields by the labels of the plug-in's errors.
    """
    try:
        return asked.ask(action, **arguments)
    except (ProcessUnavailable, SignInRefused):
        raise
    except LoudspeakerError as error:
        raise Refused({_field_of(error, fields): asked.tell(error)}) from error


def _field_of(error: LoudspeakerError, fields: Mapping[str, str]) -> str:
    return fields.get(error.where, WHOLE_FORM) if isinstance(error, EntryRefused) else WHOLE_FORM


def at_fields(errors: Mapping[str, str]) -> Mapping[str, str]:
    """Return what stands at each field, nothing at all others."""
    return defaultdict(str, errors)


def number_of(text: str) -> int:
    """Return a number of an address or a form; 0, which nothing has, for anything else."""
    fits = text.isascii() and text.isdigit() and len(text) <= _LONGEST
    return int(text) if fits else 0
