"""Who comes by a session or a token instead of an account of this machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

from loudspeaker.accounts.standing import person_of, roles_of_token
from loudspeaker.config.identity import account_of, marked
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError, SignInRefused, UsageRefused
from loudspeaker.model import Caller, KnownBy, Person
from loudspeaker.station import arguments as given
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.hashing import digest_of

SEEN_EVERY: Final = timedelta(minutes=1)
LONGEST_SECRET: Final = 200
CREDENTIALS: Final = ("session", "token")
WATCHING: Final = "watching"
"""What asks again by itself says so: a page that is left open is nobody using the session."""


class Doors:
    """Lets in whoever ``web`` brings with a session or token that counts, and nobody else."""

    def __init__(self, book: AccountBook, *, station: Callable[[], StationConfig]) -> None:
        self._book = book
        self._station = station
        self._turn = threading.Lock()

    # --- who may bring somebody -----------------------------------------------------------------

    def is_web(self, uid: int) -> bool:
        """Tell whether the kernel says that ``web`` asks; in the simulated profile it is as we."""
        station = self._station()
        if station.simulated:
            return uid == os.geteuid()
        return account_of(uid) == station.web_account

    def check_web(self, uid: int) -> None:
        """Raise SignInRefused (``web_only``) for any other process."""
        if not self.is_web(uid):
            raise SignInRefused(problem="web_only")

    # --- who is brought -------------------------------------------------------------------------

    def brought(self, uid: int, arguments: Arguments) -> Caller | None:
        """Return who comes by a session or a token; None if neither is given.

        On a real station ``web`` itself is nobody: without one of the two it may do nothing.
        """
        named = [name for name in CREDENTIALS if arguments.get(name) is not None]
        if not named:
            if self.is_web(uid) and not self._station().simulated:
                raise SignInRefused(problem="missing")
            return None
        self.check_web(uid)
        if len(named) > 1 or arguments.get("as") is not None:
            raise UsageRefused(option=named[0], problem="only one identity")
        secret = given.text(arguments, named[0])
        if len(secret) > LONGEST_SECRET:
            raise SignInRefused(problem=named[0])
        used = arguments.get(WATCHING) is not True
        digest = digest_of(secret)
        by_session = named[0] == "session"
        caller = self._by_session(digest, used=used) if by_session else self._by_token(digest)
        if caller is None:
            raise SignInRefused(problem=named[0])
        return caller

    def _by_session(self, digest: str, *, used: bool) -> Caller | None:
        with self._turn:
            session = self._book.sessions.of_digest(digest)
            account = session and self._book.accounts.get(session.key)
            if session is None or not account:
                return None
            now, person = self._book.now(), self._person(session.key)
            bound = session.version == account.version
            if not bound or person is None or person.acting_roles != account.roles:
                return None
            if session.is_over(now):
                self._book.end_session(session, account.name, by=None, why="time")
                return None
            if used and abs(now - session.seen_at) >= SEEN_EVERY:
                self._note_seen(session.id)
        name = marked(person, KnownBy.SESSION)
        roles = person.acting_roles
        return Caller(name=name, roles=roles, known_by=KnownBy.SESSION, door=session.id)

    def _note_seen(self, session_id: str) -> None:
        try:
            self._book.sessions.seen(session_id, self._book.now())
        except LoudspeakerError:  # a full disk keeps nobody from stopping what is on air
            return

    def _by_token(self, digest: str) -> Caller | None:
        token = self._book.tokens.of_digest(digest)
        person = token and self._person(token.key)
        if token is None or not person or token.is_over(self._book.now()):
            return None
        name, roles = marked(person, KnownBy.TOKEN), roles_of_token(token, person)
        return Caller(name=name, roles=roles, known_by=KnownBy.TOKEN, door=token.id)

    def _person(self, key: str) -> Person | None:
        return person_of(self._station().people, key)


def without_credentials(arguments: Arguments) -> Mapping[str, Any]:
    """Return what an action is given: it has no use for what somebody was known by."""
    ours = {*CREDENTIALS, WATCHING}
    return {name: value for name, value in arguments.items() if name not in ours}


def check_in_person(caller: Caller) -> None:
    """Refuse to a program what only the person does: it could make itself immortal."""
    if caller.known_by is KnownBy.TOKEN:
        raise SignInRefused(problem="in_person")
