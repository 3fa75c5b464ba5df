"""Who may do what, and who decides for whom: looked at by everybody, changed by who may."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, PeopleRefused, ProcessUnavailable
from loudspeaker.sentences.people import change_told, delegation_told, last_one_told
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Form, Frame, chosen_of, form_of, go
from loudspeaker.web.desk.plain import told
from loudspeaker.web.guarding import Person

ROLES: Final = ("editor", "approver", "admin", "viewer")
LAST: Final = "last"


class PeoplePages:
    """One page with its forms; ``station`` decides who changes whom."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def shown(self, request: Request, person: Person, **given: Any) -> Response:
        """Show who may do what, who decides for whom, and what was changed last."""
        found = await guarding.ask(request, "users")
        rows = [(each, delegation_told(each)) for each in found["delegations"]]
        return await self._frame.page(
            request,
            person,
            "people",
            given.pop("status", 200),
            people=found["people"],
            delegations=rows,
            changes=[change_told(each) for each in found["changes"]],
            roles=ROLES,
            **{"typed": {}, "ticked": (), "what": "", "sure": False, **given},
        )

    async def change(self, request: Request, person: Person) -> Response:
        """Enter somebody, give other roles, take somebody out, delegate, or end that."""
        what, form = request.url.path.rsplit("/", 1)[-1], await form_of(request)
        ticked = await chosen_of(request, "role")
        try:
            await self._ask(request, what, form, list(ticked))
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            last = isinstance(error, PeopleRefused) and error.problem == LAST
            return await self.shown(
                request,
                person,
                status=422,
                error=_refusal(error),
                typed=form,
                ticked=ticked,
                what=what,
                sure=last,
            )
        return go("/desk/nguoi", f"nguoi-{what}")

    async def _ask(self, request: Request, what: str, form: Form, roles: list[str]) -> None:
        name, sure = {"name": form.get("name", "")}, {"sure": form.get("sure") == "1"}
        account = {"account": form["account"]} if form.get("account", "").strip() else {}
        match what:
            case "them":
                await guarding.ask(request, "users_add", **name, roles=roles, **account)
            case "vai-tro":
                await guarding.ask(request, "users_role", **name, roles=roles, **account, **sure)
            case "bo":
                await guarding.ask(request, "users_remove", **name, **sure)
            case "uy-quyen":
                until = {"until": form.get("until", ""), "why": form.get("why", "")}
                await guarding.ask(request, "delegate", **name, **until)
            case _:
                await guarding.ask(request, "revoke", **name)


CHANGES: Final = ("them", "vai-tro", "bo", "uy-quyen", "thoi-uy-quyen")


def _refusal(error: LoudspeakerError) -> str:
    if isinstance(error, PeopleRefused) and error.problem == LAST:
        return f"{last_one_told(error)} Nếu đúng là muốn vậy, hãy đánh dấu xác nhận rồi làm lại."
    return told(error)
