"""Emergencies and drills from templates, and corrections: seen first, then confirmed by a word."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import FieldRefused, LoudspeakerError, ProcessUnavailable
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Form, Frame, chosen_of, form_of, go
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.reading import looked_at
from loudspeaker.web.guarding import Person

FIELD: Final = "v-"
"""Before the names of a template's fields, so that none is taken for one of ours."""


class EmergencyPages:
    """Two steps, each a page: what would be aired, and the word that airs it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def listed(self, request: Request, person: Person) -> Response:
        """Show every template."""
        templates = await guarding.ask(request, "templates")
        return await self._frame.page(request, person, "emergencies", templates=templates)

    async def form(self, request: Request, person: Person) -> Response:
        """Show the gaps of a template, or what it would say with them filled, or air it."""
        drill = request.url.path.startswith("/desk/dien-tap/")
        shown = await guarding.ask(request, "template", name=str(request.path_params["name"]))
        if request.method in guarding.SAFE_METHODS:
            return await self._form(request, person, shown, drill=drill)
        form = await form_of(request)
        wish = _wish(shown["template"], form, await chosen_of(request, "zone"), drill=drill)
        try:
            if "confirm" in form:
                return await self._release(request, wish, form, drill=drill)
            plan = await guarding.ask(request, "emergency_plan", **wish)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return await self._refused(request, person, shown, form, wish, error)
        return await self._form(request, person, shown, drill=drill, form=form, plan=plan)

    async def _release(
        self, request: Request, wish: dict[str, Any], form: Form, *, drill: bool
    ) -> Response:
        answer = await guarding.ask(
            request,
            "emergency",
            **wish,
            confirm=form["confirm"],
            content_sha256=form.get("seen", ""),
            key=f"desk {form.get('key') or secrets.token_hex(12)}",
        )
        return go(f"/desk/tin/{answer['id']}", "dien-tap" if drill else "phat")

    async def _refused(
        self,
        request: Request,
        person: Person,
        shown: dict[str, Any],
        form: Form,
        wish: dict[str, Any],
        error: LoudspeakerError,
    ) -> Response:
        """Show again what was typed, and at which field it is wrong."""
        field = error.field if isinstance(error, FieldRefused) else ""
        known = {each["name"] for each in shown["template"]["fields"]}
        errors = {field if field in known else "": told(error)}
        plan = None
        if "confirm" in form and not field:
            errors = {"confirm": told(error)}
            plan = await _plan_again(request, wish)
        return await self._form(
            request, person, shown, drill=wish["drill"], form=form, plan=plan, errors=errors
        )

    async def _form(
        self,
        request: Request,
        person: Person,
        shown: dict[str, Any],
        *,
        drill: bool,
        form: Form | None = None,
        plan: dict[str, Any] | None = None,
        errors: dict[str, str] | None = None,
    ) -> Response:
        form, choices = form or {}, await guarding.ask(request, "choices")
        fields = shown["template"]["fields"]
        zones = await chosen_of(request, "zone") if form else ()
        return await self._frame.page(
            request,
            person,
            "emergency",
            422 if errors else 200,
            shown=shown,
            drill=drill,
            fields=[(field, form.get(FIELD + field["name"], _begin(field))) for field in fields],
            zones=zones,
            choices=choices,
            plan=plan,
            key=form.get("key") or secrets.token_hex(12),
            known=[each["number"] for each in choices["points"]],
            errors={"": "", "confirm": "", **{f["name"]: "" for f in fields}, **(errors or {})},
        )

    # --- corrections ----------------------------------------------------------------------------

    async def correct(self, request: Request, person: Person) -> Response:
        """Show what a correction would say; air it once that was seen."""
        item = str(request.path_params["item"])
        form = {} if request.method in guarding.SAFE_METHODS else await form_of(request)
        own = {"text": form["text"]} if form.get("text", "").strip() else {}
        error, plan = "", None
        try:
            if form.get("seen") and "phat" in form:
                answer = await guarding.ask(
                    request, "correct", id=item, content_sha256=form["seen"], **own
                )
                return go(f"/desk/tin/{answer['id']}", "dinh-chinh")
            plan = await guarding.ask(request, "correct_plan", id=item, **own)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as refused:
            error = told(refused)
        details = await guarding.ask(request, "show", id=item)
        choices = await guarding.ask(request, "choices")
        return await self._frame.page(
            request,
            person,
            "correct",
            422 if error else 200,
            item=details,
            plan=plan,
            text=form.get("text", ""),
            error=error,
            known=[each["number"] for each in choices["points"]],
            **(looked_at(plan) if plan else {"findings": (), "barred": (), "concerns": ()}),
        )


async def _plan_again(request: Request, wish: dict[str, Any]) -> dict[str, Any] | None:
    try:
        plan: dict[str, Any] = await guarding.ask(request, "emergency_plan", **wish)
    except LoudspeakerError:
        return None
    return plan


def _begin(field: Mapping[str, Any]) -> str:
    return str(field["default"] or "")


def _wish(
    template: Mapping[str, Any], form: Form, zones: tuple[str, ...], *, drill: bool
) -> dict[str, Any]:
    """Return what is asked for; a field that was left empty is as if it were not there."""
    names = [field["name"] for field in template["fields"]]
    typed = {name: form.get(FIELD + name, "") for name in names}
    values = {name: value for name, value in typed.items() if value.strip()}
    one = {"zone": zones[0]} if len(zones) == 1 else {}
    several = {"points": form["points"]} if form.get("points") and not zones else {}
    return {"template": template["name"], "values": values, "drill": drill, **one, **several}
