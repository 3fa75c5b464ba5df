"""Template files as standing items: approved once, aired by one person when it is needed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from loudspeaker.asrun import Reason
from loudspeaker.config.identity import account_of
from loudspeaker.config.shipped import files
from loudspeaker.config.templates import check_targets, load_template
from loudspeaker.emergency.drill import drill_text, drill_title
from loudspeaker.emergency.template import Template, fill
from loudspeaker.errors import LoudspeakerError, NotFound, TemplateUnapproved
from loudspeaker.model import Priority, TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.model.kind import Kind
from loudspeaker.model.live import Live
from loudspeaker.model.release import Release, Warrant
from loudspeaker.model.siren import Siren
from loudspeaker.station.approval import is_approved
from loudspeaker.station.drafting import Draft, Drafting, Facts
from loudspeaker.station.endings import Endings
from loudspeaker.station.ids import id_of
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
PREFIX: Final = "template:"
"""How the items of templates are told from those of schedules; no file's name has a colon."""


def is_template(item: Item) -> bool:
    """Tell whether an item stands for a template, and not for a schedule."""
    return item.schedule is not None and item.schedule.startswith(PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingTemplate:
    """A template, and the item by which it is approved."""

    template: Template
    item: Item

    @property
    def is_approved(self) -> bool:
        """Tell whether two people answer for the template as it is now."""
        return is_approved(self.item) and self.item.content.cron == _mark(self.template)

    def warrant(self) -> Warrant:
        """Return what a release of it rests on; raise TemplateUnapproved."""
        item = self.item
        if not self.is_approved or item.approver is None:
            raise TemplateUnapproved(
                template=self.template.name, item=item.id, state=item.state.value
            )
        return Warrant(
            template=self.template.name,
            version=item.version,
            sha256=self.template.sha256(),
            author=item.author,
            approver=item.approver,
        )


class Templates:
    """The template files of the home and the shipped ones, kept as items."""

    def __init__(
        self,
        home: Path,
        *,
        items: Items,
        drafting: Drafting,
        endings: Endings,
        facts: Callable[[], Facts],
        time: TimeSource,
        faults: Faults,
    ) -> None:
        self._home = home
        self._items = items
        self._drafting = drafting
        self._endings = endings
        self._facts = facts
        self._time = time
        self._faults = faults
        self._turn = threading.Lock()
        self._loaded: Mapping[str, Template] = {}

    def load(self) -> None:
        """Read every file; one that is refused is a fault, and what was there before stays."""
        with self._turn:
            found = files("templates", self._home)
            loaded: dict[str, Template] = {}
            problems: list[str] = []
            for name, path in found.items():
                try:
                    loaded[name] = self._take(path)
                except (LoudspeakerError, OSError) as error:
                    problems.append(str(error))
                    loaded |= {name: self._loaded[name]} if name in self._loaded else {}
            self._let_go(found)
            self._loaded = loaded
        self._faults.set("templates", "; ".join(problems) or None)
        self.note_unapproved()

    def _let_go(self, found: Mapping[str, Path]) -> None:
        """Cancel the items of files that are gone."""
        for item in self._items.standing():
            if is_template(item) and (item.schedule or "").removeprefix(PREFIX) not in found:
                after = replace(item, state=ItemState.CANCELLED)
                self._endings.let_go(item, after, Reason.OPERATOR)

    def note_unapproved(self) -> None:
        """Have it stand among the faults that a template was approved once and is not any more."""
        names = [
            name
            for name, standing in self.all().items()
            if standing.item.version > 1 and not standing.is_approved
        ]
        self._faults.set("templates_unapproved", ", ".join(names) or None)

    # --- one file -------------------------------------------------------------------------------

    def _take(self, path: Path) -> Template:
        loaded, facts = load_template(path), self._facts()
        check_targets(loaded, facts.plan, tuple(facts.voices), is_barred=facts.is_barred)
        template = loaded.sounding(facts.station.siren)
        known = self._items.of_schedule(PREFIX + template.name)
        if known is None:
            self._add(template, path)
        elif known.content.cron != _mark(template) or known.state is ItemState.CANCELLED:
            self._draft_again(known, template, self._author(path))
        return template

    def _add(self, template: Template, path: Path) -> None:
        item = Item(
            id=id_of(template.name, kind=b"template"),
            version=1,
            content=self._content(template),
            state=ItemState.DRAFT,
            author=self._author(path),
            accepted_at=self._time.wall(),
            schedule=PREFIX + template.name,
        )
        self._items.add(item, _stand_in(item), key=None)

    def _draft_again(self, known: Item, template: Template, author: str) -> None:
        """Make another template than was approved a draft; what was released before airs on."""
        item = replace(
            known,
            version=known.version + 1,
            content=self._content(template),
            state=ItemState.DRAFT,
            author=author,
            approver=None,
            approved_sha256=None,
            why=None,
        )
        if known.state is ItemState.APPROVED:
            log.warning("template %s has changed and needs approval", template.name)
        self._endings.let_go(known, item, Reason.SUPERSEDED, also=[_stand_in(item)])

    def _content(self, template: Template) -> Content:
        """Return what the approver hears: the template with its examples.

        What is approved is the template itself, by its hash.  A newer program may read it better;
        other words of the commune void the approval (``read_otherwise``).
        """
        content = content_of(self._drafting, template, template.examples())
        return replace(content, release=None, live=None, cron=_mark(template))

    def _author(self, path: Path) -> str:
        """Return who owns the file: the person of the station, else the system account."""
        account = account_of(path.stat().st_uid)
        person = self._facts().station.person_of(account)
        return person.name if person else account

    def read_otherwise(self, names: Iterable[str]) -> None:
        """Have templates approved again that the commune's own words make another text."""
        with self._turn:
            for name in names:
                standing = self.all()[name]
                self._draft_again(standing.item, standing.template, standing.item.author)
        self.note_unapproved()

    # --- use ------------------------------------------------------------------------------------

    def all(self) -> Mapping[str, StandingTemplate]:
        """Return every template by name, with its item as it is now."""
        found = {}
        for name, template in sorted(self._loaded.items()):
            item = self._items.of_schedule(PREFIX + name)
            if item is not None:
                found[name] = StandingTemplate(template=template, item=item)
        return found

    def named(self, name: str) -> StandingTemplate:
        """Return one template by its name; NotFound."""
        standing = self.all()
        if name not in standing:
            raise NotFound(kind="template", name=name, known=sorted(standing))
        return standing[name]

    def on_trial(self, template: Template) -> Content:
        """Return what a template says with its examples, as long as it would be on air."""
        return content_of(self._drafting, template, template.examples())

    def sirens(self) -> frozenset[Siren]:
        """Return every pattern that may be needed at once."""
        return frozenset(each.siren for each in self._loaded.values() if each.siren is not None)

    def stand_ins(self) -> list[Occurrence]:
        """Return what stands for the templates among occurrences: nothing waits in them."""
        items = [item for item in self._items.standing() if is_template(item)]
        each = (occurrence for item in items for occurrence in self._items.occurrences_of(item.id))
        return [occurrence for occurrence in each if not occurrence.state.terminal]


def content_of(
    drafting: Drafting,
    template: Template,
    values: Mapping[str, str],
    *,
    warrant: Warrant | None = None,
    points: str | None = None,
    zone: str | None = None,
    drill: bool = False,
) -> Content:
    """Return what a template says with these values, or its drill; without a warrant, on trial.

    Raises FieldRefused, UsageRefused and NotFound (points), TextRefused.
    """
    filled = fill(template, values, drill=drill)
    text = drill_text(filled.text) if drill else filled.text
    draft = _draft(template, text, points, zone, released=warrant is not None)
    if template.live_min is not None and not drill:
        draft = replace(draft, live=Live(longest_min=template.live_min, reason=template.title))
    if drill:
        title = drill_title(template.title)
        draft = replace(draft, title=title, priority=Priority.PRIORITY.value)
    release = Release(
        kind=Kind.DRILL if drill else Kind.LIVE if draft.live else Kind.ANNOUNCEMENT,
        warrant=warrant,
        siren=None if drill else template.siren,
        every_min=None if drill else template.every_min,
        lasts_min=template.lasts_min,
        level=filled.level,
    )
    return replace(drafting.content(draft), release=release)


def _draft(
    template: Template, text: str, points: str | None, zone: str | None, *, released: bool
) -> Draft:
    """Return a template as a draft, for its own points unless others are given."""
    own = points is None and zone is None
    return Draft(
        text=text,
        title=template.title,
        points=(",".join(map(str, template.points)) or None) if own else points,
        zone=template.zone if own else zone,
        priority=Priority.EMERGENCY.value,
        repeat=template.repeat or (1 if template.live_min else None),
        voice=template.voice,
        released=released,
    )


def _mark(template: Template) -> str:
    """Return what stands in the item's content for the whole template."""
    return f"template {template.sha256()}"


def _stand_in(item: Item) -> Occurrence:
    return Occurrence(
        id=f"{item.id}-1",
        item=item.id,
        version=item.version,
        due=None,
        state=OccurrenceState.PLANNED,
    )
