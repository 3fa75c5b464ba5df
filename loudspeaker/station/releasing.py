"""What one person alone may put on air: a template, its drill, a correction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from loudspeaker.asrun import Reason
from loudspeaker.config.identity import same_person
from loudspeaker.config.roles import permit
from loudspeaker.emergency import correction
from loudspeaker.emergency.template import is_confirmed
from loudspeaker.errors import SelfApproval, Stopped, TextRefused, Unconfirmed, WrongState
from loudspeaker.model import Caller, Priority, TimeSource
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence
from loudspeaker.model.release import Release
from loudspeaker.rundown import Kind
from loudspeaker.station.drafting import Draft, Drafting
from loudspeaker.station.endings import Endings
from loudspeaker.station.finder import Filed, Finder
from loudspeaker.station.repeats import airings
from loudspeaker.station.review import Reviewed, admit
from loudspeaker.station.reviews import WITHIN
from loudspeaker.station.room import Room
from loudspeaker.station.templates import StandingTemplate, Templates, content_of
from loudspeaker.store.items import Items
from loudspeaker.store.versions import Version

CORRECTABLE = timedelta(hours=24)
"""So long after its beginning an airing can be corrected by one person."""
MOST_CORRECTIONS = 3
_MARGIN = 0.8  # voices differ from the estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be released; None for points and zone means the template's own."""

    template: str
    values: Mapping[str, str] = field(default_factory=dict)
    points: str | None = None
    zone: str | None = None
    drill: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Exactly what would be aired, before anybody has released it."""

    content: Content
    standing: StandingTemplate


class Releasing:
    """Plans and releases; one release at a time."""

    def __init__(
        self,
        *,
        items: Items,
        finder: Finder,
        drafting: Drafting,
        templates: Templates,
        endings: Endings,
        time: TimeSource,
        released: Callable[[Item, tuple[Occurrence, ...]], None],
        review: Callable[[Content], Reviewed],
        version_of: Callable[[str, int], Version | None],
        stopped_since: Callable[[], str | None],
        room: Room,
    ) -> None:
        self._items = items
        self._finder = finder
        self._drafting = drafting
        self._templates = templates
        self._endings = endings
        self._time = time
        self._when_released = released
        self._review = review
        self._version_of = version_of
        self._stopped_since = stopped_since
        self._room = room
        self._turn = threading.RLock()

    # --- templates and drills -------------------------------------------------------------------

    def plan(self, caller: Caller, wish: Wish) -> Plan:
        """Return what a release would air.

        Raises RoleMissing, NotFound, TemplateUnapproved, FieldRefused, UsageRefused (points).
        """
        permit(caller, _action(wish))
        standing = self._templates.named(wish.template)
        content = content_of(
            self._drafting,
            standing.template,
            wish.values,
            warrant=standing.warrant(),
            points=wish.points,
            zone=wish.zone,
            drill=wish.drill,
        )
        return Plan(content=content, standing=standing)

    def release(
        self,
        caller: Caller,
        wish: Wish,
        *,
        word: str,
        item_id: str,
        key: str | None = None,
        seen_sha256: str | None = None,
    ) -> Filed:
        """Put a template, or its drill, on air now, as one person who has typed its word.

        The same key is the same release.  ``seen_sha256`` is the content that was shown.  Raises
        also Unconfirmed, WrongState (``changed``), Stopped, and QuietHours for a drill.
        """
        with self._turn:
            known = self._items.known(item_id, key)
            if known is not None:
                return self._known(known, wish)
            plan = self.plan(caller, wish)
            template = plan.standing.template
            if not is_confirmed(template.confirm, word):
                raise Unconfirmed(template=template.name, word=template.confirm)
            if seen_sha256 is not None and seen_sha256 != plan.content.sha256():
                raise WrongState(item=template.name, state="changed", action=_action(wish))
            self._drafting.check_hours(plan.content, self._time.wall())
            warrant = plan.standing.warrant()
            item = self._item(caller, plan.content, item_id, approver=warrant.approver)
            filed = self._put_on_air(item, key)
            self._replace_older(item)
        return filed

    def _known(self, item: Item, wish: Wish) -> Filed:
        """Return what the same key has released before; WrongState if it was something else."""
        release = item.content.release
        warrant = release.warrant if release is not None else None
        kind = Kind.DRILL if wish.drill else Kind.ANNOUNCEMENT
        if release is None or warrant is None or release.kind is not kind:
            raise WrongState(item=item.id, state="other_key", action=_action(wish))
        if warrant.template != wish.template:
            raise WrongState(item=item.id, state="other_key", action=_action(wish))
        return self._finder.filed(item.id)

    def _replace_older(self, new: Item) -> None:
        """Take back older releases of the same template where this one is heard as well."""
        release = new.content.release
        if release is None or release.kind is not Kind.ANNOUNCEMENT:
            return
        ids = {each.item for each in self._items.open_occurrences()} - {new.id}
        for item in filter(None, map(self._items.get, sorted(ids))):
            if _is_replaced(item, new):
                after = replace(item, state=ItemState.CANCELLED)
                self._endings.let_go(item, after, Reason.SUPERSEDED)

    # --- corrections ----------------------------------------------------------------------------

    def plan_correction(self, caller: Caller, item_id: str, own_words: str | None) -> Content:
        """Return what a correction of an announcement that was aired would say, and where.

        Who wrote it may have it corrected in the prepared words, an approver also in others.
        Raises RoleMissing, TextRefused, and WrongState: the state of what was never heard,
        ``too_old``, ``corrected`` (often enough), ``correction``.
        """
        filed = self._finder.filed(item_id)
        permit(caller, "correct")
        aired = self._aired(filed)
        said, author = self._as_aired(filed.item, aired)
        own = own_words is None and same_person(caller.name, author)
        permit(caller, "correct" if own else "correct_others")
        _check_own_words(own_words)
        if own_words is not None and said.release is not None and same_person(caller.name, author):
            raise SelfApproval(person=caller.name, item=filed.item.id, action="correct")
        draft = Draft(
            text=correction.correction_text(said.title, _begun(aired), own_words),
            title=correction.correction_title(said.title),
            points=",".join(map(str, said.points)),
            priority=Priority.EMERGENCY.value,
            repeat=2,
            voice=said.voice,
            released=True,
        )
        release = Release(kind=Kind.CORRECTION, corrects=aired.id)
        content = replace(self._drafting.content(draft), release=release)
        too_long = self._drafting.duration_s(content) > correction.LONGEST_S * _MARGIN
        return replace(content, repeat=1) if too_long else content

    def _as_aired(self, item: Item, aired: Occurrence) -> tuple[Content, str]:
        """Return what was aired, and who wrote that: not what has been written since.

        Raises WrongState (``changed``) if it was not kept.
        """
        if aired.version == item.version:
            return item.content, item.author
        version = self._version_of(item.id, aired.version)
        if version is None:
            raise WrongState(item=item.id, state="changed", action="correct")
        return version.content, version.author

    def corrected(self, item_id: str) -> Item:
        """Return what a correction would be of; NotFound."""
        return self._finder.filed(item_id).item

    def _aired(self, filed: Filed) -> Occurrence:
        """Return the newest airing that was heard, if one person may still correct it."""
        item, now = filed.item, self._time.wall()
        begun = [each for each in self._items.occurrences_of(item.id) if each.aired_at]
        if item.content.kind in (Kind.CORRECTION, Kind.DRILL):
            raise WrongState(item=item.id, state=item.content.kind.value, action="correct")
        if not begun:
            state = filed.occurrence.state if item.state is ItemState.APPROVED else item.state
            raise WrongState(item=item.id, state=state.value, action="correct")
        aired = max(begun, key=_begun)
        if now - _begun(aired) > CORRECTABLE:
            raise WrongState(item=item.id, state="too_old", action="correct")
        if self._items.corrections_of(item.id) >= MOST_CORRECTIONS:
            raise WrongState(item=item.id, state="corrected", action="correct")
        return aired

    def correct(
        self,
        caller: Caller,
        item_id: str,
        own_words: str | None,
        *,
        new_id: str,
        seen_sha256: str | None = None,
    ) -> Filed:
        """Air a correction now, and let what it corrects go: nothing more of it is heard."""
        with self._turn:
            content = self.plan_correction(caller, item_id, own_words)
            if seen_sha256 is not None and seen_sha256 != content.sha256():
                raise WrongState(item=item_id, state="changed", action="correct")
            filed = self._put_on_air(self._item(caller, content, new_id, approver=None), None)
            self._let_go(self._finder.filed(item_id).item)
        return filed

    def _let_go(self, item: Item) -> None:
        """End what is open of an item; of one that recurs only what ``air`` has now."""
        if item.content.cron is not None:
            self._endings.take_back(item, Reason.SUPERSEDED)
        elif any(not each.state.terminal for each in self._items.occurrences_of(item.id)):
            after = replace(item, state=ItemState.CANCELLED)
            self._endings.let_go(item, after, Reason.SUPERSEDED)

    # --- both -----------------------------------------------------------------------------------

    def _item(
        self, caller: Caller, content: Content, item_id: str, *, approver: str | None
    ) -> Item:
        """Return the item; who releases it answers for what plug-ins object to in an emergency.

        Raises ConcernsRaised for a drill: that is no emergency.
        """
        item = Item(
            id=item_id,
            version=1,
            content=content,
            state=ItemState.APPROVED,
            author=caller.name,
            approver=approver,
            approved_sha256=content.sha256(),
            accepted_at=self._time.wall(),
        )
        despite = admit(item, self._review(content).concerns, confirmed=True)
        return replace(item, despite=despite)

    def _put_on_air(self, item: Item, key: str | None) -> Filed:
        since = self._stopped_since()
        if since is not None:
            raise Stopped(since=since)
        now = self._time.wall()
        first, *others = planned = airings(item, now)
        with self._room.writing(item.content.priority):
            self._items.add(item, first, key=key, also=others, review_by=now + WITHIN)
        self._when_released(item, planned)
        return Filed(item=item, occurrence=first)


def _action(wish: Wish) -> str:
    return "drill" if wish.drill else "emergency"


def _begun(occurrence: Occurrence) -> datetime:
    assert occurrence.aired_at is not None, "only what was heard can be corrected"
    return occurrence.aired_at


def _check_own_words(own_words: str | None) -> None:
    if own_words is None:
        return
    length, limit = len(own_words.strip()), correction.MOST_CHARACTERS
    if not length:
        raise TextRefused(problem="empty")
    if length > limit:
        raise TextRefused(problem="too_long", length=length, limit=limit)


def _is_replaced(old: Item, new: Item) -> bool:
    """Tell whether an older release says the same thing to nobody but who hears the new one."""
    before, after = old.content.release, new.content.release
    if before is None or after is None or before.warrant is None or after.warrant is None:
        return False
    same = before.kind is after.kind and before.warrant.template == after.warrant.template
    return same and set(old.content.points) <= set(new.content.points)
