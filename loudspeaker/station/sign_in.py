"""Signing in by password, and by a link that an administrator of the machine has made."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from dataclasses import replace
from math import ceil
from sqlite3 import Connection
from typing import Any, Final

from loudspeaker.accounts import pace
from loudspeaker.accounts.rules import FEWEST, MOST, normal, problem_of
from loudspeaker.accounts.standing import LINK_LASTS, Account, Session, key_of, person_of, words_of
from loudspeaker.accounts.totp import step_of
from loudspeaker.config.identity import account_of
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import (
    NotFound,
    PasswordRefused,
    RoleMissing,
    SignInRefused,
    UsageRefused,
)
from loudspeaker.model import Person, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.ids import new_id
from loudspeaker.system.hashing import (
    digest_of,
    hash_password,
    is_outdated,
    is_password,
    new_secret,
    nobodys,
)

log = logging.getLogger(__name__)
LONGEST_NAME: Final = 60
LONGEST_TYPED: Final = 4 * MOST
"""Letters whose marks are typed apart are more than they are when hashed."""
MACHINE: Final = "machine"
"""What ``RoleMissing`` calls whoever administers the machine."""


class SignIn:
    """Opens sessions; one try at a time, so that no crowd of tries takes the machine's memory."""

    def __init__(self, book: AccountBook, *, station: Callable[[], StationConfig]) -> None:
        self._book = book
        self._station = station

    # --- by password ----------------------------------------------------------------------------

    def login(self, arguments: Arguments) -> dict[str, Any]:
        """Sign in: ``name``, ``password``, ``code`` if there is one, and from which ``address``.

        A try is paid for before it is looked at, and given back when the password was right.
        """
        key = _key(given.text(arguments, "name"))
        password, code = given.text(arguments, "password"), given.text_or_none(arguments, "code")
        address = _address(arguments)
        with self._book.turn:
            known = self._book.accounts.is_known_at(key, address, self._book.now())
            limits = pace.limits_for(key, address, known=known)
            self._spend(limits)
            account = self._recognised(key, password)
            if code is None and account.code_secret is not None:
                self._give_back(limits)
                raise SignInRefused(problem="code")
            account = self._with_code(account, code)
            self._give_back(limits)
            return self._open(self._rehashed(account, password), address, how="password")

    def check(self, account: Account, password: str, *, where: str) -> None:
        """Raise SignInRefused unless this is the password; ``where`` is the bucket that pays."""
        limits = {where: pace.AT_ADDRESS}
        self._spend(limits)
        if account.password is None or not is_password(account.password, normal(password)):
            raise SignInRefused(problem="wrong")
        self._give_back(limits)

    def _spend(self, limits: dict[str, pace.Limit]) -> None:
        now_s, kept = self._book.now().timestamp(), self._book.buckets.kept(limits)
        wait_s = pace.longest_wait_s(kept, limits, now_s)
        if wait_s > 0:
            raise SignInRefused(problem="wait", wait_s=ceil(wait_s))
        new = {name: pace.spent(kept.get(name), now_s, each) for name, each in limits.items()}
        self._book.buckets.keep(new, now_s)

    def _give_back(self, limits: dict[str, pace.Limit]) -> None:
        now_s, kept = self._book.now().timestamp(), self._book.buckets.kept(limits)
        back = {n: pace.given_back(kept.get(n), now_s, each) for n, each in limits.items()}
        self._book.buckets.keep(back, now_s)

    def _recognised(self, key: str, password: str) -> Account:
        """Return whose password this is; whatever is wrong takes as long and says the same."""
        account, person = self._book.accounts.get(key), self._person(key)
        hashed = account.password if account else None
        right = is_password(hashed or nobodys(), normal(password[:LONGEST_TYPED]))
        if account is None or person is None or hashed is None or not right:
            if account is not None:  # who is nobody may have typed anything there
                log.warning("a wrong password for %s", account.name)
            raise SignInRefused(problem="wrong")
        if person.acting_roles != account.roles:  # not told yet of what changed in the file
            self._book.people_changed(self._station().people)
            return self._book.of(person)
        return account

    def _with_code(self, account: Account, code: str | None) -> Account:
        if account.code_secret is None:
            return account
        now_s = self._book.now().timestamp()
        step = step_of(account.code_secret, code or "", unix_s=now_s, after=account.code_step)
        if step is None:
            raise SignInRefused(problem="wrong")
        return replace(account, code_step=step)

    def _rehashed(self, account: Account, password: str) -> Account:
        if account.password is None or not is_outdated(account.password):
            return account
        return replace(account, password=hash_password(normal(password)))

    # --- by link --------------------------------------------------------------------------------

    def make_link(self, uid: int, arguments: Arguments) -> dict[str, Any]:
        """Make a link for ``name``, for whoever administers this machine; the secret is told once.

        ``forget_code`` switches the one-time code off as well when the link is used.
        """
        if uid not in {0, os.geteuid()}:
            who = account_of(uid)
            raise RoleMissing(person=who, action="users_link", wanted=[MACHINE])
        person, by = self._named(given.text(arguments, "name")), account_of(uid)
        secret, now = new_secret(), self._book.now()
        forgets, until = arguments.get("forget_code") is True, now + LINK_LASTS
        link = {
            "hash": digest_of(secret),
            "key": key_of(person.name),
            "made_at": now,
            "made_by": by,
            "until": until,
            "forgets_code": forgets,
        }

        def change(connection: Connection) -> None:
            self._book.accounts.keep(connection, self._book.of(person))
            self._book.accounts.add_link(connection, link)

        after = {"until": iso(until), "forgets_code": forgets}
        with self._book.turn:
            self._book.told(change, what="link", person=person.name, by=by, after=after)
        return {"person": person.name, "link": secret, **after}

    def link_shown(self, arguments: Arguments) -> dict[str, Any]:
        """Return for whom a link is, until when, and what the new password must be like."""
        account, link = self._linked(arguments)
        until = iso(link["until"])
        return {"person": account.name, "until": until, "fewest": FEWEST, "most": MOST}

    def redeem(self, arguments: Arguments) -> dict[str, Any]:
        """Set ``password`` by a ``link``, which is worth nothing then, and sign in.

        It may be the one there was: who is hindered by others comes in by a link as well.
        """
        password, address = given.text(arguments, "password"), _address(arguments)
        with self._book.turn:
            account, link = self._linked(arguments)
            check_password(password, replace(account, password=None), self._station())
            new = replace(account, password=hash_password(normal(password)))
            if link["forgets_code"]:
                new = replace(new, code_secret=None, coming_secret=None)
            new = self._book.renew(new, what="password", by=account.name, drop_links=True)
            return self._open(new, address, how="link")

    def _linked(self, arguments: Arguments) -> tuple[Account, dict[str, Any]]:
        link = self._book.accounts.link(digest_of(given.text(arguments, "link")))
        account = link and self._book.accounts.get(link["key"])
        now = self._book.now()
        if link is None or not account or self._person(account.key) is None:
            raise SignInRefused(problem="link")
        if not link["made_at"] <= now < link["until"]:
            raise SignInRefused(problem="link")
        return account, link

    # --- a session ------------------------------------------------------------------------------

    def _open(self, account: Account, address: str, *, how: str) -> dict[str, Any]:
        secret, now = new_secret(), self._book.now()
        session = Session(
            id=new_id(),
            key=account.key,
            version=account.version,
            begun_at=now,
            seen_at=now,
            address=address,
        )

        def change(connection: Connection) -> None:
            self._book.accounts.keep(connection, account)
            self._book.sessions.add(connection, session, digest_of(secret))
            self._book.accounts.remember_address(connection, account.key, address, now)

        after = {"id": session.id, "address": address, "how": how}
        self._book.told(change, what="session", person=account.name, by=account.name, after=after)
        return {
            "session": secret,
            "id": session.id,
            "person": account.name,
            "roles": words_of(account.roles),
            "ends_at": iso(session.ends_at),
        }

    def _person(self, key: str) -> Person | None:
        return person_of(self._station().people, key)

    def _named(self, name: str) -> Person:
        person = self._person(key_of(name))
        if person is None:
            known = [each.name for each in self._station().people]
            raise NotFound(kind="person", name=name, known=known)
        return person


def check_password(password: str, account: Account, station: StationConfig) -> None:
    """Raise PasswordRefused for one that is easily guessed, or is the old one."""
    problem = problem_of(password, names=(account.name, station.name))
    if problem is None and account.password is not None:
        problem = "same" if is_password(account.password, normal(password)) else None
    if problem is not None:
        raise PasswordRefused(problem=problem, fewest=FEWEST, most=MOST)


def _key(name: str) -> str:
    """Return the key of what somebody typed as a name, whatever it is."""
    return key_of(name[:LONGEST_NAME].encode("utf-8", "replace").decode())


def _address(arguments: Arguments) -> str:
    try:
        return pace.address_key(given.text(arguments, "address"))
    except ValueError:
        raise UsageRefused(option="address", problem="not an address") from None
