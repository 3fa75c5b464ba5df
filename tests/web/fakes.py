"""A ``station`` in memory for pages: what it answers, and what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from loudspeaker.errors import LoudspeakerError, SignInRefused
from loudspeaker.web.calls import FOR_NOBODY, request_of

SESSIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "session-of-soan": ("soan", ("editor",)),
    "session-of-duyet": ("duyet", ("approver",)),
    "session-of-quantri": ("quantri", ("admin",)),
    "session-of-xem": ("xem", ("viewer",)),
}
Answering = Callable[[dict[str, Any]], Any]


@dataclass(kw_only=True)
class FakeStation:
    """``StationCalls`` answering from ``answers``: a value, an error, or a function of the request.

    ``whoami`` is answered for the sessions of ``sessions``.
    """

    answers: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=lambda: dict(SESSIONS))
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)

    async def call(
        self,
        action: str,
        *,
        session: str | None = None,
        token: str | None = None,
        address: str,
        **arguments: Any,
    ) -> Any:
        """Answer as a station would."""
        request = request_of(action, session, token, address, arguments)
        self.asked.append((action, request))
        if action not in FOR_NOBODY:
            who = self.sessions.get(session or token or "")
            if who is None:
                raise SignInRefused(problem="session" if session else "token")
            if action == "whoami" and "whoami" not in self.answers:
                return whoami(*who)
        answer = self.answers[action]
        if isinstance(answer, LoudspeakerError):
            raise answer
        return answer(request) if callable(answer) else answer

    async def stop(
        self, *, session: str | None = None, token: str | None = None, address: str
    ) -> dict[str, Any]:
        """Stop for whoever is known."""
        door = session or token or ""
        if door not in self.sessions:
            raise SignInRefused(problem="session")
        self.stopped.append(f"{self.sessions[door][0]}@{address}")
        return {"stopped_since": "2026-12-01T12:00:00+07:00", "silent": True}


def whoami(name: str, roles: tuple[str, ...]) -> dict[str, Any]:
    """Return what ``station`` says of somebody."""
    return {
        "person": name,
        "identity": f"{name} (web session)",
        "known_by": "session",
        "roles": list(roles),
        "acts_for": [],
        "has_password": True,
        "has_code": False,
        "door": "door",
        "ends_at": "2026-12-01T23:00:00+07:00",
    }
