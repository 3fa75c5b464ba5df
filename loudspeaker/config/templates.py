"""``templates/*.yaml``: what may be aired by one person in an emergency, one a file."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from loudspeaker.config.kinds import point_numbers
from loudspeaker.config.problems import Problem, nearest
from loudspeaker.config.reader import Section, check_unique, read_file
from loudspeaker.config.sirens import SIREN_KEYS, read_siren
from loudspeaker.emergency.fields import (
    HIGHEST_LEVEL,
    LOWEST_LEVEL,
    MOST_CHARACTERS,
    USUAL_CHARACTERS,
    Field,
    FieldType,
    said,
)
from loudspeaker.emergency.template import (
    LONGEST_MIN,
    SHORTEST_EVERY_MIN,
    Template,
    gaps,
)
from loudspeaker.errors import ConfigurationRefused, FieldRefused
from loudspeaker.model.live import LONGEST_MIN as LONGEST_LIVE_MIN
from loudspeaker.model.points import PointPlan
from loudspeaker.model.settings import (
    Chosen,
    ListOf,
    Misfit,
    Scalar,
    Setting,
    Table,
    file_name,
    line_of_text,
    lines_of_text,
    number,
    whole,
)
from loudspeaker.model.siren import Siren

MOST_FIELDS = 12
_LONGEST_NAME = 30
_NUMBER = 999_999


def _name() -> Scalar:
    """Return the kind of a field's name."""

    def read(text: str) -> str:
        if not gaps(f"{{{text}}}") or len(text) > _LONGEST_NAME:
            raise ValueError(text)
        return text

    return Scalar("small letters a-z, digits and '_', beginning with a letter", read)


def _bounds(values: Mapping[str, Any]) -> Misfit | None:
    if values["high"] < values["low"]:
        return Misfit("high", "not below low")
    return None


_LINE = line_of_text(MOST_CHARACTERS)
_LENGTH = Table((Setting("most", whole(1, MOST_CHARACTERS), default=USUAL_CHARACTERS),))
FIELD_KEYS = Chosen(
    key="type",
    common=Table(
        (
            Setting("name", _name()),
            Setting("ask", line_of_text(100)),
            Setting("example", _LINE),
            Setting("default", _LINE, default=None),
        )
    ),
    tables={
        FieldType.TEXT.value: _LENGTH,
        FieldType.PLACE.value: _LENGTH,
        FieldType.NUMBER.value: Table(
            (
                Setting("low", number(-_NUMBER, _NUMBER), default=0.0),
                Setting("high", number(-_NUMBER, _NUMBER), default=float(_NUMBER)),
            ),
            check=_bounds,
        ),
        FieldType.TIME.value: Table(()),
        FieldType.LEVEL.value: Table(
            (
                Setting("low", whole(LOWEST_LEVEL, HIGHEST_LEVEL), default=LOWEST_LEVEL),
                Setting("high", whole(LOWEST_LEVEL, HIGHEST_LEVEL), default=HIGHEST_LEVEL),
            ),
            check=_bounds,
        ),
    },
)


def _check(values: Mapping[str, Any]) -> Misfit | None:
    if values["zone"] is not None and any(values["points"]):
        return Misfit("points", "either points or zone")
    if not any(letter.isalpha() for letter in values["confirm"]):
        return Misfit("confirm", "a word of letters")
    every = values["every_min"]
    if every is not None and values["lasts_min"] is None:
        return Misfit("every_min", "lasts_min too: what is repeated must expire")
    if every is not None and every > values["lasts_min"]:
        return Misfit("every_min", "not more than lasts_min")
    if every is not None and values["live_min"] is not None:
        return Misfit("every_min", "either every_min or live_min")
    return None


TEMPLATE_KEYS = Table(
    (
        Setting("title", line_of_text(80)),
        Setting("text", lines_of_text(4_000)),
        Setting("confirm", line_of_text(30)),
        Setting("fields", ListOf(item=FIELD_KEYS, most=MOST_FIELDS), default=()),
        Setting("siren", SIREN_KEYS, default=None),
        Setting("points", ListOf(item=point_numbers(), fewest=1, or_one=True), default=((),)),
        Setting("zone", line_of_text(60), default=None),
        Setting("repeat", whole(1, 10), default=None),
        Setting("voice", file_name(), default=None),
        Setting("every_min", whole(SHORTEST_EVERY_MIN, LONGEST_MIN), default=None),
        Setting("lasts_min", whole(SHORTEST_EVERY_MIN, LONGEST_MIN), default=None),
        Setting("drill", lines_of_text(4_000), default=None),
        Setting("live_min", whole(1, LONGEST_LIVE_MIN), default=None),
    ),
    check=_check,
)
DEFAULT_LASTS_MIN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """A template and the place where each of its keys stands."""

    template: Template
    section: Section

    def sounding(self, default: Siren | None) -> Template:
        """Return the template with the siren that really sounds: its own, or the station's."""
        return replace(self.template, siren=self.template.siren or default)


def load_template(path: Path) -> TemplateFile:
    """Read one template; its name is the file's.  Raise ConfigurationRefused."""
    section = read_file(path, TEMPLATE_KEYS)
    check_unique(section["fields"], "name")
    template = Template(
        name=path.stem,
        title=section["title"],
        text=section["text"],
        confirm=section["confirm"],
        fields=tuple(_field(row) for row in section["fields"]),
        siren=read_siren(section["siren"]),
        points=_points(section["points"]),
        zone=section["zone"],
        repeat=section["repeat"],
        voice=section["voice"],
        every_min=section["every_min"],
        lasts_min=section["lasts_min"] or DEFAULT_LASTS_MIN,
        drill=section["drill"],
        live_min=section["live_min"],
    )
    for problem in _gap_problems(section, template):
        raise problem
    return TemplateFile(template=template, section=section)


def _field(row: Section) -> Field:
    field = Field(
        name=row["name"],
        type=FieldType(row["type"]),
        ask=row["ask"],
        example=row["example"],
        default=row["default"],
        most=row.get("most", USUAL_CHARACTERS),
        low=row.get("low", 0.0),
        high=row.get("high", float(_NUMBER)),
    )
    for key in ("example", "default"):
        if row[key] is not None:
            _check_said(field, row, key)
    return field


def _check_said(field: Field, row: Section, key: str) -> None:
    """Refuse an example or default that could not be filled in."""
    try:
        said(field, row[key])
    except FieldRefused as error:
        expected = f"{field.type.value} ({error.problem} {error.expected}".rstrip() + ")"
        raise row.refused(Problem.WRONG_VALUE, key, expected=expected) from None


def _gap_problems(section: Section, template: Template) -> Iterator[ConfigurationRefused]:
    """Yield gaps without a field, and fields that no text has a gap for."""
    names = [field.name for field in template.fields]
    texts = {"text": template.text, "drill": template.drill or ""}
    for key, text in texts.items():
        for name in gaps(text):
            if name not in names:
                near, known = nearest(name, names), ", ".join(names)
                yield section.refused(Problem.UNKNOWN_NAME, key, expected=known, nearest=near)
    for row in section["fields"]:
        if row["name"] not in gaps(template.text):
            expected = f"{{{row['name']}}} in text"
            yield row.refused(Problem.WRONG_VALUE, "name", expected=expected)


def check_targets(
    loaded: TemplateFile,
    plan: PointPlan,
    voices: tuple[str, ...],
    *,
    is_barred: Callable[[str], bool],
) -> None:
    """Refuse points, a zone or a voice that the station does not have or may not use."""
    template, section = loaded.template, loaded.section
    if plan.unknown(template.points):
        expected = ", ".join(str(number) for number in plan.numbers)
        raise section.refused(Problem.UNKNOWN_NAME, "points", expected=expected)
    zones = [zone.name for zone in plan.zones]
    if template.zone is not None and plan.zone_named(template.zone) is None:
        near, known = nearest(template.zone, zones), ", ".join(zones)
        raise section.refused(Problem.UNKNOWN_NAME, "zone", expected=known, nearest=near)
    fit = [voice for voice in voices if not is_barred(voice)]
    if template.voice is not None and template.voice not in fit:
        near, known = nearest(template.voice, fit), ", ".join(fit)
        raise section.refused(Problem.UNKNOWN_NAME, "voice", expected=known, nearest=near)


def _points(written: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    if () in written:
        return ()
    return tuple(sorted(set(itertools.chain.from_iterable(written))))
