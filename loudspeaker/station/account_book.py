"""What is kept of accounts, and the record of every change, which playout seals."""

from __future__ import annotations

import json
import logging
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from loudspeaker.accounts.standing import Account, Session, key_of, words_of
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import Person, TimeSource, iso
from loudspeaker.station.air_link import Air
from loudspeaker.store.accounts import Accounts
from loudspeaker.store.buckets import Buckets
from loudspeaker.store.doors import Sessions, Tokens
from loudspeaker.store.sqlite import Database

log = logging.getLogger(__name__)
EVENT_BYTES: Final = 16


class AccountBook:
    """Accounts, sessions and tokens; ``told`` makes a change and its record one transaction."""

    def __init__(self, database: Database, air: Air, time: TimeSource) -> None:
        self.database = database
        self.accounts = Accounts(database)
        self.sessions = Sessions(database)
        self.tokens = Tokens(database)
        self.buckets = Buckets(database)
        self.turn = threading.RLock()
        """Held by whoever reads an account and then keeps it changed."""
        self._air = air
        self._time = time
        self._paying = threading.Lock()

    def now(self) -> datetime:
        """Return the time."""
        return self._time.wall()

    def told(
        self,
        change: Callable[[sqlite3.Connection], None],
        *,
        what: str,
        person: str,
        by: str | None,
        before: Any = None,
        after: Any = None,
    ) -> None:
        """Make a change and note who made it, both or neither; then have it sealed."""
        with self.database.transaction() as connection:
            change(connection)
            self._note(connection, what, person, by=by, before=before, after=after)
        self.pay()

    def _note(
        self,
        connection: sqlite3.Connection,
        what: str,
        person: str,
        *,
        by: str | None,
        before: Any = None,
        after: Any = None,
    ) -> None:
        entry = {
            "event": secrets.token_hex(EVENT_BYTES),
            "wall": iso(self.now()),
            "by": by,
            "what": what,
            "person": person,
            "before": before,
            "after": after,
        }
        connection.execute("INSERT INTO untold (body) VALUES (?)", (json.dumps(entry),))

    def pay(self) -> None:
        """Have sealed what waits, in order; playout that is away is told when it is back."""
        with self._paying:
            try:
                for row in self.database.rows("SELECT id, body FROM untold ORDER BY id"):
                    self._air.people_note(json.loads(row["body"]))
                    with self.database.transaction() as connection:
                        connection.execute("DELETE FROM untold WHERE id = ?", (row["id"],))
            except ProcessUnavailable:
                log.info("changes of accounts wait for air")
            except LoudspeakerError:
                log.exception("changes of accounts are not sealed yet")

    # --- what people are bound to ---------------------------------------------------------------

    def of(self, person: Person) -> Account:
        """Return a person's account, a new one without a password if there is none."""
        key = key_of(person.name)
        new = Account(key=key, name=person.name, version=1, roles=person.acting_roles)
        return self.accounts.get(key) or new

    def end_session(self, session: Session, name: str, *, by: str | None, why: str) -> None:
        """End a session."""
        self.told(
            lambda connection: self.sessions.remove(connection, session.id),
            what="session_end",
            person=name,
            by=by,
            before={"id": session.id, "address": session.address, "why": why},
        )

    def people_changed(self, people: Iterable[Person]) -> None:
        """End what is bound to roles that are no more, and forget who is no person any more."""
        known = {key_of(person.name): person for person in people}
        with self.turn:
            for account in self.accounts.all():
                person = known.get(account.key)
                if person is None:
                    self._forget(account)
                elif person.acting_roles != account.roles:
                    self._rebind(account, person)

    def _forget(self, account: Account) -> None:
        def change(connection: sqlite3.Connection) -> None:
            self.accounts.remove(connection, account.key)
            self.sessions.remove_of(connection, account.key)
            self.tokens.remove_of(connection, account.key)

        self.told(change, what="forgotten", person=account.name, by=None)

    def _rebind(self, account: Account, person: Person) -> None:
        changed = replace(account, roles=person.acting_roles, version=account.version + 1)

        def change(connection: sqlite3.Connection) -> None:
            self.accounts.keep(connection, changed)
            self.sessions.remove_of(connection, account.key)

        self.told(
            change,
            what="signed_out",
            person=account.name,
            by=None,
            before=words_of(account.roles),
            after=words_of(changed.roles),
        )

    def renew(
        self, account: Account, *, what: str, by: str | None, after: Any = None, drop_links: bool
    ) -> Account:
        """Keep a changed account under a new version: whoever is signed in is so no more."""
        renewed = replace(account, version=account.version + 1)

        def change(connection: sqlite3.Connection) -> None:
            self.accounts.keep(connection, renewed)
            self.sessions.remove_of(connection, account.key)
            if drop_links:
                self.accounts.drop_links(connection, account.key)

        self.told(change, what=what, person=account.name, by=by, after=after)
        return renewed

    def tidy(self) -> None:
        """End what is over by its time."""
        now = self.now()
        for session in self.sessions.all():
            if session.is_over(now):
                self.end_session(session, self.name_of(session.key), by=None, why="time")
        for token in self.tokens.all():
            if token.is_over(now):
                self.end_token(token.id, self.name_of(token.key), by=None, label=token.label)

    def end_token(self, token_id: str, name: str, *, by: str | None, label: str) -> None:
        """End a token."""
        self.told(
            lambda connection: self.tokens.remove(connection, token_id),
            what="token_end",
            person=name,
            by=by,
            before={"id": token_id, "label": label},
        )

    def name_of(self, key: str) -> str:
        """Return whose it is."""
        account = self.accounts.get(key)
        return key if account is None else account.name
