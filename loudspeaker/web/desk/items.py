"""Announcements: the first page, the queue, one announcement, and what is done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import from_iso
from loudspeaker.sentences.fate import fate
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, form_of, go
from loudspeaker.web.desk.plain import told, without_commands
from loudspeaker.web.desk.reading import looked_at
from loudspeaker.web.desk.record import lines_about
from loudspeaker.web.guarding import Person

MOST_ROWS: Final = 200
MOST_HOME: Final = 20
DECISIONS: Final = ("duyet", "tra", "huy", "xem-lai")
OVER: Final = frozenset(
    {"aired", "aired_partial", "missed", "refused", "failed", "cancelled", "rejected"}
)
Row = Mapping[str, Any]


class ItemPages:
    """Shows what waits and what became of it; ``station`` decides what may be done."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def home(self, request: Request, person: Person) -> Response:
        """Show what needs somebody, what comes, and what was."""
        rows = await guarding.ask(request, "queue")
        reviews = await guarding.ask(request, "reviews_due")
        return await self._frame.page(
            request,
            person,
            "home",
            parts=sorted_rows(rows),
            reviews=reviews,
            known=await self._known(request),
        )

    async def queue(self, request: Request, person: Person) -> Response:
        """Show every announcement that waits, then those of the last day."""
        rows = await guarding.ask(request, "queue")
        state, words = request.query_params.get("loc", ""), request.query_params.get("q", "")
        found = [row for row in rows if _is_asked(row, state, words)]
        return await self._frame.page(
            request,
            person,
            "queue",
            rows=found[:MOST_ROWS],
            more=max(0, len(found) - MOST_ROWS),
            chosen=state,
            q=words,
            known=await self._known(request),
        )

    async def inbox(self, request: Request, person: Person) -> Response:
        """Show what waits for approval."""
        rows = await guarding.ask(request, "queue")
        drafts = [row for row in rows if row["state"] == "draft"]
        return await self._frame.page(
            request, person, "inbox", rows=drafts, known=await self._known(request)
        )

    async def shown(self, request: Request, person: Person, **given: Any) -> Response:
        """Show one announcement: what is said, where, when, by whom, and what became of it."""
        item = str(request.path_params["item"])
        facts = await guarding.ask(request, "why", id=item)
        review = await guarding.ask(request, "for_approval", id=item)
        record = await guarding.ask(request, "asrun", newest=True, titles=True)
        told_fate = without_commands(fate(_told_facts(facts)))
        return await self._frame.page(
            request,
            person,
            "item",
            given.pop("status", 200),
            item=review,
            facts=facts,
            fate=told_fate,
            history=lines_about(record["records"], str(review["id"])),
            known=await self._known(request),
            can=what_may_be_done(review, person),
            **looked_at(review),
            **{"errors": {}, "typed": {}, **given},
        )

    async def _known(self, request: Request) -> list[int]:
        choices = await guarding.ask(request, "choices")
        return [each["number"] for each in choices["points"]]

    # --- what is done ---------------------------------------------------------------------------

    async def decide(self, request: Request, person: Person) -> Response:
        """Approve, send back or cancel; what is refused is said on the announcement's page."""
        item, what = str(request.path_params["item"]), request.url.path.rsplit("/", 1)[-1]
        form = await form_of(request)
        try:
            return await self._done(request, item, what, form)
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            given = {"error": told(error), "status": 422, "typed": form}
            return await self.shown(request, person, **given)

    async def _done(self, request: Request, item: str, what: str, form: dict[str, str]) -> Response:
        here = f"/desk/tin/{item}"
        if what == "duyet":
            despite = form.get("despite") == "1"
            seen = form.get("seen", "")
            await guarding.ask(
                request, "approve", id=item, content_sha256=seen, despite_concerns=despite
            )
            return go(here, "duyet")
        if what == "tra":
            await guarding.ask(request, "reject", id=item, why=form.get("why", ""))
            return go("/desk/duyet", "tra")
        if what == "huy":
            await guarding.ask(request, "cancel", id=item)
            return go(here, "huy")
        await guarding.ask(request, "review_done", id=item, note=form.get("note") or None)
        return go(here, "xem-lai")


def sorted_rows(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the queue as people look for it on the first page."""
    waiting = [row for row in rows if row["state"] == "draft"]
    bad = [row for row in rows if row["state"] in {"rejected", "flagged", "missed", "failed"}]
    over = [row for row in rows if row["state"] in {"aired", "aired_partial"}]
    shown = {id(row) for row in (*waiting, *bad, *over)}
    coming = [row for row in rows if id(row) not in shown and row["state"] not in OVER]
    return {
        "waiting": waiting[:MOST_HOME],
        "bad": bad[:MOST_HOME],
        "coming": coming[:MOST_HOME],
        "over": over[:MOST_HOME],
    }


def _is_asked(row: Row, state: str, words: str) -> bool:
    if words and words.casefold() not in f"{row['title']} {row['id']}".casefold():
        return False
    if state == "cho":
        return bool(row["state"] == "draft")
    if state == "sap":
        return row["state"] not in OVER and row["state"] != "draft"
    return row["state"] in OVER if state == "xong" else True


def what_may_be_done(item: Row, person: Person) -> dict[str, bool]:
    """Return which forms a page offers; ``station`` decides whether they are taken."""
    decides = person.may("approver") or bool(person.acts_for)
    draft, over = item["state"] == "draft", item["state"] in OVER
    own = str(item["author"]).startswith(f"{person.name} (") or item["author"] == person.name
    standing = bool(item["schedule"]) or item.get("release") is not None
    return {
        "approve": decides and draft and not own,
        "own": decides and draft and own,
        "reject": decides and draft,
        "edit": person.may("editor") and not standing and (not over or item["state"] == "rejected"),
        "cancel": not over and (decides or (person.may("editor") and (draft or own))),
        "correct": item["state"] in {"aired", "aired_partial", "on_air"}
        and (decides or person.may("editor")),
    }


def _told_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as ``fate`` takes them: of the airing that counts now."""
    air = facts.get("air") or {}
    timed = [each for each in facts["occurrences"] if each["due"]]
    begun = [each for each in timed if from_iso(each["due"]) <= from_iso(facts["now"])]
    newest: dict[str, Any] = (begun or timed or facts["occurrences"] or [{}])[-1]
    recurs = facts["schedule"] is not None or facts.get("every_min")
    keys = ("state", "reason", "due", "aired_at", "mourning_until")
    now = {key: newest.get(key) for key in keys} if recurs and facts["state"] != "draft" else {}
    told = {**facts, "aired_at": newest.get("aired_at"), **now}
    return {**told, "stopped_since": air.get("stopped_since")}
