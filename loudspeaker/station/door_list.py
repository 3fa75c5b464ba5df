"""Sessions and tokens listed and ended, and tokens made."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection
from typing import Any, Final

from loudspeaker.accounts.standing import (
    LONGEST_TOKEN,
    Session,
    Token,
    key_of,
    person_of,
    roles_of_token,
    words_of,
)
from loudspeaker.config.identity import bare
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import NotFound, RoleMissing, TimeRefused, UsageRefused
from loudspeaker.model import Caller, Person, Role, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.delegations import until_of
from loudspeaker.station.doors import check_in_person
from loudspeaker.station.ids import new_id
from loudspeaker.system.hashing import digest_of, new_secret

MOST_TOKENS: Final = 20
LONGEST_LABEL: Final = 60


class DoorList:
    """One's own for everybody, anybody's for an administrator, who makes none for others."""

    def __init__(self, book: AccountBook, *, station: Callable[[], StationConfig]) -> None:
        self._book = book
        self._station = station

    # --- sessions -------------------------------------------------------------------------------

    def sessions(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return who is signed in."""
        shown = [self._session_row(each, caller) for each in self._sessions_of(caller)]
        return {"sessions": shown}

    def _sessions_of(self, caller: Caller) -> list[Session]:
        now = self._book.now()
        found = [each for each in self._book.sessions.all() if not each.is_over(now)]
        return [each for each in found if _may_see(caller, each.key)]

    def _session_row(self, session: Session, caller: Caller) -> dict[str, Any]:
        return {
            "id": session.id,
            "person": self._book.name_of(session.key),
            "address": session.address,
            "begun_at": iso(session.begun_at),
            "seen_at": iso(session.seen_at),
            "ends_at": iso(session.ends_at),
            "own": session.id == caller.door,
        }

    def session_end(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """End the session ``id``, without one that of the caller, with ``all`` all of one's own."""
        check_in_person(caller)
        wanted = given.text_or_none(arguments, "id") or caller.door
        with self._book.turn:
            found = self._sessions_of(caller)
            if arguments.get("all") is True:
                ending = [s for s in found if s.key == key_of(bare(caller.name))]
            else:
                ending = [s for s in found if s.id == wanted]
                if not ending:
                    known = [s.id for s in found]
                    raise NotFound(kind="session", name=wanted or "", known=known)
            for each in ending:
                name = self._book.name_of(each.key)
                self._book.end_session(each, name, by=caller.name, why="ended")
        return {"ended": [each.id for each in ending]}

    # --- tokens ---------------------------------------------------------------------------------

    def tokens(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return the tokens that count, with what each may now."""
        return {"tokens": [self._token_row(each) for each in self._tokens_of(caller)]}

    def _tokens_of(self, caller: Caller) -> list[Token]:
        now = self._book.now()
        found = [each for each in self._book.tokens.all() if not each.is_over(now)]
        return [each for each in found if _may_see(caller, each.key)]

    def _token_row(self, token: Token) -> dict[str, Any]:
        person = self._person(token.key)
        may = roles_of_token(token, person) if person else frozenset()
        return {
            "id": token.id,
            "person": self._book.name_of(token.key),
            "label": token.label,
            "roles": words_of(token.roles),
            "acting_roles": words_of(may),
            "made_at": iso(token.made_at),
            "until": iso(token.until),
        }

    def token_add(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Make a token for the caller: ``label``, ``roles`` that they have, ``until`` a day."""
        check_in_person(caller)
        person = self._person(key_of(bare(caller.name)))
        assert person is not None, "a caller is a person"
        secret, token = new_secret(), self._new_token(person, arguments)

        def change(connection: Connection) -> None:
            self._book.accounts.keep(connection, self._book.of(person))
            self._book.tokens.add(connection, token, digest_of(secret))

        row = {"id": token.id, "label": token.label, "roles": words_of(token.roles)}
        after = {**row, "until": iso(token.until)}
        with self._book.turn:
            self._check_room(token.key)
            self._book.told(change, what="token", person=person.name, by=caller.name, after=after)
        return {**self._token_row(token), "token": secret}

    def _new_token(self, person: Person, arguments: Arguments) -> Token:
        label = given.line_or_none(arguments, "label", LONGEST_LABEL)
        if label is None:
            raise UsageRefused(option="--label", problem="missing")
        roles, now = _roles(arguments, person), self._book.now()
        until = until_of(given.text(arguments, "until"), now)
        if until is None or until > now + LONGEST_TOKEN:
            raise TimeRefused(problem="far", given=given.text(arguments, "until"), now=iso(now))
        key = key_of(person.name)
        return Token(id=new_id(), key=key, label=label, roles=roles, made_at=now, until=until)

    def _check_room(self, key: str) -> None:
        if sum(each.key == key for each in self._book.tokens.all()) >= MOST_TOKENS:
            raise UsageRefused(option="token", problem=f"at most {MOST_TOKENS} tokens")

    def token_revoke(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """End the token ``id``."""
        check_in_person(caller)
        wanted = given.text(arguments, "id")
        with self._book.turn:
            found = self._tokens_of(caller)
            ending = next((each for each in found if each.id == wanted), None)
            if ending is None:
                raise NotFound(kind="token", name=wanted, known=[each.id for each in found])
            name = self._book.name_of(ending.key)
            self._book.end_token(ending.id, name, by=caller.name, label=ending.label)
        return {"ended": [ending.id]}

    def _person(self, key: str) -> Person | None:
        return person_of(self._station().people, key)


def _may_see(caller: Caller, key: str) -> bool:
    return caller.has(Role.ADMIN) or key == key_of(bare(caller.name))


def _roles(arguments: Arguments, person: Person) -> frozenset[Role]:
    listed = arguments.get("roles")
    if not isinstance(listed, list) or not listed:
        raise UsageRefused(option="--role", problem="missing")
    for word in listed:
        if word not in tuple(Role):
            raise UsageRefused(option="--role", problem=f"{word!r} is none of {', '.join(Role)}")
    roles = frozenset(Role(word) for word in listed)
    if lacking := roles - person.acting_roles:
        raise RoleMissing(person=person.name, action="token_add", wanted=words_of(lacking))
    return roles
