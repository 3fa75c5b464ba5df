"""STOP, and letting the station sound again."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from loudspeaker.errors import LoudspeakerError, SignInRefused
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import Frame, go
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.strip import UNKNOWN
from loudspeaker.web.guarding import Person
from loudspeaker.web.transport import visitor


class Stopping:
    """Stops for everybody who is signed in; who may lift it again is for ``station`` to say."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    async def stop(self, request: Request) -> Response:
        """Stop at once; nothing else is asked before, so that it works with ``station`` dead."""
        session = guarding.session_of(request)
        if session is None:
            raise SignInRefused(problem="missing")
        await guarding.check_form(request, session)
        try:
            answer = await guarding.station_of(request).stop(
                session=session, address=visitor(request)
            )
        except SignInRefused:
            raise
        except LoudspeakerError as error:
            return self._shown(request, session, 503, text=told(error), since=None)
        return self._shown(request, session, 200, text="", since=answer.get("stopped_since"))

    def _shown(
        self, request: Request, session: str, status: int, *, text: str, since: str | None
    ) -> Response:
        return self._frame.plain(
            request,
            "stopped",
            status,
            text=text,
            since=since,
            csrf=guarding.csrf_of(session),
            strip=UNKNOWN,
            person=None,
            done="",
            error="",
        )

    async def resume(self, request: Request, _person: Person) -> Response:
        """Let the station sound again."""
        await guarding.ask(request, "resume")
        return go("/desk", "phat-lai")
