"""What somebody who is known does with the own account: the password, the one-time code."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from loudspeaker.accounts import totp
from loudspeaker.accounts.rules import normal
from loudspeaker.accounts.standing import Account, key_of, words_of
from loudspeaker.config.identity import bare
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import SignInRefused
from loudspeaker.model import Caller, KnownBy, iso
from loudspeaker.station import arguments as given
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.doors import check_in_person
from loudspeaker.station.sign_in import SignIn, check_password
from loudspeaker.system.hashing import hash_password


class OwnAccount:
    """Every change wants the password again: a session left open is no key to the account."""

    def __init__(
        self, book: AccountBook, sign_in: SignIn, *, station: Callable[[], StationConfig]
    ) -> None:
        self._book = book
        self._sign_in = sign_in
        self._station = station

    def whoami(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return who is asking, what they may, and when a session ends."""
        account = self._book.accounts.get(key_of(bare(caller.name)))
        ends = [s.ends_at for s in self._book.sessions.all() if s.id == caller.door]
        return {
            "person": bare(caller.name),
            "identity": caller.name,
            "known_by": caller.known_by.value,
            "roles": words_of(caller.roles),
            "acts_for": list(caller.acts_for),
            "has_password": account is not None and account.password is not None,
            "has_code": account is not None and account.code_secret is not None,
            "door": caller.door,
            "ends_at": iso(ends[0]) if caller.known_by is KnownBy.SESSION and ends else None,
        }

    def password(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Set a ``new`` password in place of the ``password``; every session ends, this one too."""
        new = given.text(arguments, "new")
        with self._book.turn:
            account = self._proved(caller, arguments)
            check_password(new, account, self._station())
            changed = replace(account, password=hash_password(normal(new)))
            self._book.renew(changed, what="password", by=caller.name, drop_links=True)
        return {"person": account.name}

    # --- the one-time code ----------------------------------------------------------------------

    def code_begin(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Return a new secret for a telephone; it counts only once a code of it was typed."""
        with self._book.turn:
            account = self._proved(caller, arguments)
            coming = secrets.token_bytes(totp.SECRET_BYTES)
            with self._book.database.transaction() as connection:
                self._book.accounts.keep(connection, replace(account, coming_secret=coming))
        station = self._station().name
        address = totp.address(coming, person=account.name, station=station)
        return {"secret": totp.as_text(coming), "address": address}

    def code_confirm(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Want the one-time code from now on, if this ``code`` shows that the telephone has it."""
        check_in_person(caller)
        code = given.text(arguments, "code")
        with self._book.turn:
            account = self._account(caller)
            now_s, coming = self._book.now().timestamp(), account.coming_secret
            step = totp.step_of(coming, code, unix_s=now_s, after=-1) if coming else None
            if step is None:
                raise SignInRefused(problem="wrong")
            changed = replace(account, code_secret=coming, coming_secret=None, code_step=step)
            self._book.renew(changed, what="code_on", by=caller.name, drop_links=False)
        return {"person": account.name}

    def code_end(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Want no one-time code any more."""
        with self._book.turn:
            account = self._proved(caller, arguments)
            changed = replace(account, code_secret=None, coming_secret=None)
            self._book.renew(changed, what="code_off", by=caller.name, drop_links=False)
        return {"person": account.name}

    # --- proof ----------------------------------------------------------------------------------

    def _account(self, caller: Caller) -> Account:
        account = self._book.accounts.get(key_of(bare(caller.name)))
        if account is None or account.password is None:
            raise SignInRefused(problem="no_password")
        return account

    def _proved(self, caller: Caller, arguments: Arguments) -> Account:
        """Return the caller's account once the ``password`` was right, paid for like any try."""
        check_in_person(caller)
        account, password = self._account(caller), given.text(arguments, "password")
        self._sign_in.check(account, password, where=_where(caller))
        return account


def _where(caller: Caller) -> str:
    """Return which bucket pays: who is in already is no stranger, and hinders nobody else."""
    return f"inside {key_of(bare(caller.name))}"
