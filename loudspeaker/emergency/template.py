"""A template: a text with gaps, approved beforehand, with everything that airs it."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.emergency.fields import Field, FieldType, level_of, said
from loudspeaker.errors import FieldRefused
from loudspeaker.model.siren import Siren

LONGEST_MIN: Final = 24 * 60
SHORTEST_EVERY_MIN: Final = 5
_GAP: Final = re.compile(r"\{([a-z][a-z0-9_]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One file.  No ``points`` and no ``zone`` means all points.

    ``siren`` is the pattern that really sounds: the template's, else the station's, else None for
    the attention tone.  ``drill`` replaces ``text`` when it is rehearsed.
    ``live_min`` is how long a microphone may be open behind the text.
    """

    name: str
    title: str
    text: str
    confirm: str
    fields: tuple[Field, ...] = ()
    siren: Siren | None = None
    points: tuple[int, ...] = ()
    zone: str | None = None
    repeat: int | None = None
    voice: str | None = None
    every_min: int | None = None
    lasts_min: int = 60
    drill: str | None = None
    live_min: int | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values: everything that an approval is for, newer keys if set."""
        values = {
            "name": self.name,
            "title": self.title,
            "text": self.text,
            "confirm": self.confirm,
            "fields": [field.to_values() for field in self.fields],
            "siren": self.siren.to_values() if self.siren else None,
            "points": list(self.points),
            "zone": self.zone,
            "repeat": self.repeat,
            "voice": self.voice,
            "every_min": self.every_min,
            "lasts_min": self.lasts_min,
            "drill": self.drill,
        }
        return values | ({"live_min": self.live_min} if self.live_min else {})

    def sha256(self) -> str:
        """Return the hash that an approval is for."""
        text = json.dumps(self.to_values(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def examples(self) -> dict[str, str]:
        """Return the example of every field."""
        return {field.name: field.example for field in self.fields}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What is said, and the level of risk that was chosen, if any."""

    text: str
    level: int | None = None


def gaps(text: str) -> tuple[str, ...]:
    """Return the names of the fields that a text has places for, in order."""
    return tuple(dict.fromkeys(_GAP.findall(text)))


def fill(template: Template, typed: Mapping[str, str], *, drill: bool = False) -> Filled:
    """Return the text with everything filled in, in one pass: what is typed is never a gap.

    A drill says the examples where nothing was typed.  Raises FieldRefused.
    """
    known = {field.name: field for field in template.fields}
    for name in typed:
        if name not in known:
            raise FieldRefused(field=name, ask=", ".join(known), problem="unknown")
    chosen = {name: _chosen(field, typed, drill=drill) for name, field in known.items()}
    spoken = {name: said(known[name], value) for name, value in chosen.items()}
    text = (template.drill if drill else None) or template.text
    levels = [level_of(f, chosen[f.name]) for f in template.fields if f.type is FieldType.LEVEL]
    return Filled(text=_GAP.sub(lambda gap: spoken[gap[1]], text), level=max(levels, default=None))


def _chosen(field: Field, typed: Mapping[str, str], *, drill: bool) -> str:
    value = typed.get(field.name, field.default)
    if value is None and drill:
        value = field.example
    if value is None:
        raise FieldRefused(field=field.name, ask=field.ask, problem="missing")
    return value


def is_confirmed(word: str, typed: str) -> bool:
    """Tell whether the confirmation word was typed; case, marks and spaces do not matter."""
    return bool(_folded(word)) and _folded(word) == _folded(typed)


def _folded(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(kept.split())
