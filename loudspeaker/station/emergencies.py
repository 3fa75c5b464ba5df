"""The actions of an emergency, as requests and answers: templates, releases, corrections."""

from __future__ import annotations

from typing import Any

from loudspeaker.emergency.correction import MOST_CHARACTERS
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, iso
from loudspeaker.model.announcement import Content
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.finder import Filed
from loudspeaker.station.ids import new_id
from loudspeaker.station.releasing import Plan, Releasing, Wish
from loudspeaker.station.templates import StandingTemplate, Templates
from loudspeaker.station.views import Views, released_as

MOST_VALUES = 40
LONGEST_VALUE = 5_000


class Emergencies:
    """Templates listed and shown; releases planned and made."""

    def __init__(self, templates: Templates, releasing: Releasing, views: Views) -> None:
        self._templates = templates
        self._releasing = releasing
        self._views = views

    def listed(self, _caller: Caller, _arguments: Arguments) -> list[dict[str, Any]]:
        """Return every template with its state."""
        return [_row(standing) for standing in self._templates.all().values()]

    def shown(self, _caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return everything about one template, as it is read with its examples."""
        standing = self._templates.named(given.text(arguments, "name"))
        content = self._templates.on_trial(standing.template)
        return {
            **_row(standing),
            **self._said(content),
            "content_sha256": standing.item.content.sha256(),
            "template": standing.template.to_values(),
        }

    def _said(self, content: Content) -> dict[str, Any]:
        return self._views.said(content)

    # --- releases -------------------------------------------------------------------------------

    def plan(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return exactly what a release would air, where, for how long, and the word to type."""
        plan = self._releasing.plan(caller, _wish(arguments))
        return self._planned(plan)

    def _planned(self, plan: Plan) -> dict[str, Any]:
        content = plan.content
        release, standing = content.release, plan.standing
        assert release is not None, "a plan is of a release"
        return {
            "state": "unconfirmed",
            "template": standing.template.name,
            "approver": standing.item.approver,
            "confirm": standing.template.confirm,
            "content_sha256": content.sha256(),
            "airings": len(release.offsets),
            **released_as(content),
            **self._said(content),
        }

    def release(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Put a template, or its drill, on air."""
        filed = self._releasing.release(
            caller,
            _wish(arguments),
            word=given.text(arguments, "confirm"),
            item_id=given.new_item_id(arguments) or new_id(),
            key=given.key(arguments),
            seen_sha256=given.text_or_none(arguments, "content_sha256"),
        )
        return self._answer(filed)

    # --- corrections ----------------------------------------------------------------------------

    def plan_correction(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return what a correction would say."""
        content = self._releasing.plan_correction(
            caller, given.text(arguments, "id"), _own_words(arguments)
        )
        return {
            "state": "unconfirmed",
            "content_sha256": content.sha256(),
            **released_as(content),
            **self._said(content),
        }

    def correct(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Air a correction; ``recurs`` names the schedule of what it corrects."""
        corrected = self._releasing.corrected(given.text(arguments, "id"))
        filed = self._releasing.correct(
            caller,
            corrected.id,
            _own_words(arguments),
            new_id=new_id(),
            seen_sha256=given.text_or_none(arguments, "content_sha256"),
        )
        return {**self._answer(filed), "recurs": corrected.schedule}

    def _answer(self, filed: Filed) -> dict[str, Any]:
        return self._views.accepted(filed.item, filed.occurrence)


def _row(standing: StandingTemplate) -> dict[str, Any]:
    template, item = standing.template, standing.item
    return {
        "name": template.name,
        "title": template.title,
        "id": item.id,
        "version": item.version,
        "state": item.state.value,
        "approved": standing.is_approved,
        "author": item.author,
        "approver": item.approver,
        "sha256": template.sha256(),
        "confirm": template.confirm,
        "siren": template.siren.to_values() if template.siren else None,
        "every_min": template.every_min,
        "lasts_min": template.lasts_min,
        "since": iso(item.accepted_at),
    }


def _wish(arguments: Arguments) -> Wish:
    return Wish(
        template=given.text(arguments, "template"),
        values=_values(arguments),
        points=given.text_or_none(arguments, "points"),
        zone=given.text_or_none(arguments, "zone"),
        drill=arguments.get("drill") is True,
    )


def _values(arguments: Arguments) -> dict[str, str]:
    """Return what was filled in, cleaned as any text, each in one line."""
    values = arguments.get("values", {})
    if not isinstance(values, dict) or len(values) > MOST_VALUES:
        raise UsageRefused(option="--set", problem="not text")
    cleaned = {}
    for name, value in values.items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise UsageRefused(option="--set", problem="not text")
        cleaned[name] = given.line_or_none(values, name, LONGEST_VALUE) or ""
    return cleaned


def _own_words(arguments: Arguments) -> str | None:
    text = given.text_or_none(arguments, "text")
    if text is None:
        return None
    return given.line_or_none(arguments, "text", 2 * MOST_CHARACTERS) or ""
