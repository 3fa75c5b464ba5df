"""Writing an announcement, or changing one: form, read-back while it is typed, sound."""

from __future__ import annotations

import secrets
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, WrongState
from loudspeaker.text.difference import word_difference
from loudspeaker.web import guarding
from loudspeaker.web.desk.draft import (
    LEVELS,
    Typed,
    gone,
    problems_of,
    refusal,
    request_of,
    typed_again,
    typed_of,
)
from loudspeaker.web.desk.frame import Frame, chosen_of, form_of, go
from loudspeaker.web.desk.reading import Shown, read_back
from loudspeaker.web.guarding import Person

CHANGED = "changed"


class Writing:
    """``station`` checks everything; what was typed is always shown again."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def new(self, request: Request, person: Person) -> Response:
        """Show an empty form, or try what was typed."""
        if request.method in guarding.SAFE_METHODS:
            return await self._form(request, person, Typed())
        typed, form = await self._typed(request), await form_of(request)
        if "doc-thu" in form:
            return await self._form(request, person, typed, shown=await self._read(request, typed))
        return await self._submit(request, person, typed, form.get("key", ""))

    async def _submit(self, request: Request, person: Person, typed: Typed, key: str) -> Response:
        choices = await guarding.ask(request, "choices")
        if errors := problems_of(typed) or gone(typed, choices):
            return await self._form(request, person, typed, errors=errors)
        keyed = {"key": f"desk {person.name} {key}"} if key else {}
        try:
            answer = await guarding.ask(request, "announce", **request_of(typed, choices), **keyed)
        except ProcessUnavailable:  # it may have been taken: the same key, so that it is once
            return await self._form(request, person, typed, status=503, errors={"": _AWAY}, key=key)
        except LoudspeakerError as error:
            return await self._form(request, person, typed, errors=refusal(error))
        return go(f"/desk/tin/{answer['id']}", "gui")

    async def change(self, request: Request, person: Person) -> Response:
        """Show the form of an announcement that is there, or try what was changed of it."""
        item = str(request.path_params["item"])
        if request.method in guarding.SAFE_METHODS:
            details = await guarding.ask(request, "show", id=item)
            choices = await guarding.ask(request, "choices")
            typed = typed_again(details, choices)
            return await self._form(request, person, typed, item=details)
        typed, form = await self._typed(request), await form_of(request)
        details = await guarding.ask(request, "show", id=item)
        if "doc-thu" in form:
            shown = await self._read(request, typed)
            return await self._form(request, person, typed, shown=shown, item=details)
        return await self._save(request, person, typed, details)

    async def _save(
        self, request: Request, person: Person, typed: Typed, details: dict[str, Any]
    ) -> Response:
        choices = await guarding.ask(request, "choices")
        if errors := problems_of(typed) or gone(typed, choices):
            return await self._form(request, person, typed, errors=errors, item=details)
        asked = request_of(typed, choices, editing=True)
        try:
            await guarding.ask(
                request, "edit", id=details["id"], content_sha256=typed.seen, **asked
            )
        except WrongState as error:
            if error.state == CHANGED:
                return await self._meanwhile(request, person, typed, details["id"])
            return await self._form(request, person, typed, errors=refusal(error), item=details)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return await self._form(request, person, typed, errors=refusal(error), item=details)
        return go(f"/desk/tin/{details['id']}", "sua")

    async def _meanwhile(
        self, request: Request, person: Person, typed: Typed, item: str
    ) -> Response:
        """Show what somebody else has made of it, against what was typed here."""
        details = await guarding.ask(request, "show", id=item)
        stretches = [asdict(each) for each in word_difference(details["text"], typed.text)]
        typed = replace(typed, seen=details["content_sha256"])
        return await self._form(
            request, person, typed, status=409, item=details, meanwhile=stretches
        )

    # --- showing --------------------------------------------------------------------------------

    async def _typed(self, request: Request) -> Typed:
        zones, points = await chosen_of(request, "zone"), await chosen_of(request, "point")
        return typed_of(await form_of(request), zones, points)

    async def _form(
        self,
        request: Request,
        person: Person,
        typed: Typed,
        *,
        status: int | None = None,
        errors: dict[str, str] | None = None,
        shown: Shown | None = None,
        item: dict[str, Any] | None = None,
        meanwhile: list[dict[str, Any]] | None = None,
        key: str = "",
    ) -> Response:
        choices = await guarding.ask(request, "choices")
        return await self._frame.page(
            request,
            person,
            "write",
            status or (422 if errors else 200),
            typed=typed,
            choices=choices,
            levels=LEVELS,
            errors={**dict.fromkeys(FIELDS, ""), **(errors or {})},
            shown=shown,
            item=item,
            meanwhile=meanwhile,
            key=key or secrets.token_hex(12),
        )

    async def _read(self, request: Request, typed: Typed) -> Shown | None:
        if not typed.text.strip():
            return None
        choices = await guarding.ask(request, "choices")
        try:
            asked = request_of(typed, choices)
            return read_back(await guarding.ask(request, "read_back", **asked))
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            return unreadable(refusal(error))

    async def fragment(self, request: Request, _person: Person) -> Response:
        """Return how what was typed so far would be read, as a piece of a page."""
        shown = await self._read(request, await self._typed(request))
        return self._frame.plain(request, "read_back", 200, shown=shown)


FIELDS = ("", "text", "title", "points", "level", "at", "programme", "repeat", "voice")
_AWAY = (
    "Đài không trả lời nên thông báo chưa được gửi. Những gì đã gõ còn nguyên ở dưới; hãy gửi lại"
    " sau ít giây."
)


def unreadable(errors: dict[str, str]) -> Shown:
    """Return a read-back that says only why there is none."""
    return Shown(
        pieces=(),
        changed=(),
        script="",
        duration_s=0.0,
        repeat=1,
        findings=(),
        barred=(),
        concerns=(),
        refused=" ".join(errors.values()),
    )
