"""The station itself: faults, the commune's words."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, WordRefused
from loudspeaker.sentences.advice import fault_advice, fault_meaning
from loudspeaker.sentences.details import details
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, form_of, go
from loudspeaker.web.desk.plain import told
from loudspeaker.web.guarding import Person

_ORDER = ("critical", "error", "warning", "notice")
KNOWN = "known"


class StationPages:
    """Each page is one answer of ``station`` and the forms that change it."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    # --- faults ---------------------------------------------------------------------------------

    async def faults(self, request: Request, person: Person) -> Response:
        """Show what is wrong and what to do, the worst first, then what is over."""
        rows = await guarding.ask(request, "faults", all=True)
        now = sorted((row for row in rows if not row.get("ended")), key=_rank)
        return await self._frame.page(
            request,
            person,
            "faults",
            rows=[fault_shown(row) for row in now],
            over=[fault_shown(row) for row in rows if row.get("ended")][:50],
        )

    async def acknowledge(self, request: Request, _person: Person) -> Response:
        """Note that somebody knows of a fault."""
        form = await form_of(request)
        await guarding.ask(request, "faults_acknowledge", code=form.get("code", ""))
        return go("/desk/loi", "biet")

    # --- words ----------------------------------------------------------------------------------

    async def words(self, request: Request, person: Person, **given: Any) -> Response:
        """Show the commune's own words and a form for one more."""
        rows = await guarding.ask(request, "lexicon")
        begun = {"written": request.query_params.get("tu", ""), "reading": ""}
        sound = await self._reading_now(request, begun["written"])
        return await self._frame.page(
            request,
            person,
            "words",
            given.pop("status", 200),
            rows=rows,
            **{"typed": begun, "now": sound, "replace": False, **given},
        )

    async def _reading_now(self, request: Request, written: str) -> str:
        if not written.strip():
            return ""
        try:
            return str((await guarding.ask(request, "read_back", text=written))["script"])
        except ProcessUnavailable:
            raise
        except LoudspeakerError:
            return ""

    async def add_word(self, request: Request, person: Person) -> Response:
        """Add a word, or change it once that was confirmed."""
        form = await form_of(request)
        asked = {"written": form.get("written", ""), "reading": form.get("reading", "")}
        try:
            answer = await guarding.ask(
                request, "lexicon_add", **asked, replace=form.get("replace") == "1"
            )
        except ProcessUnavailable:
            raise
        except LoudspeakerError as error:
            again = isinstance(error, WordRefused) and error.problem == KNOWN
            return await self.words(
                request, person, status=422, error=told(error), typed=asked, replace=again
            )
        if again := answer["approve_again"]:
            text = f"Đã ghi. Cách đọc mới làm đổi: {', '.join(again)}; cần duyệt lại."
            return await self.words(request, person, done=text)
        return go("/desk/tu-dien", "tu")

    async def remove_word(self, request: Request, _person: Person) -> Response:
        """Take a word out."""
        form = await form_of(request)
        await guarding.ask(request, "lexicon_remove", written=form.get("written", ""))
        return go("/desk/tu-dien", "bo-tu")


def _rank(row: dict[str, Any]) -> int:
    severity = str(row["severity"])
    return _ORDER.index(severity) if severity in _ORDER else 1


def fault_shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return a fault with what it means and what to do."""
    exact = details(row["detail"])
    todo = list(dict.fromkeys(each.todo for each in exact if each.todo))
    advice = todo or [each for each in (fault_advice(row["code"]),) if each]
    seen = [each.what for each in exact]
    return {**row, "meaning": fault_meaning(row["code"]), "todo": advice, "seen": seen}
