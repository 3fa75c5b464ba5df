"""The people of the station: who they are, and changing that in ``station.yaml``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

from loudspeaker.config.identity import account_exists, bare, same_person
from loudspeaker.config.people import has_second_person
from loudspeaker.config.people_file import PeopleFile, spelled_out
from loudspeaker.config.problems import Problem, refused
from loudspeaker.config.roles import permit
from loudspeaker.config.station import StationConfig, parse_station
from loudspeaker.errors import NotFound, PeopleRefused, UsageRefused
from loudspeaker.model import Caller, Person, Role
from loudspeaker.model.settings import Scalar, line_of_text
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.system.files import FILE_MODE, reading, storage_errors, write_durable

OLD: Final = ".old"
NAME: Final = line_of_text(60)
ACCOUNT: Final = line_of_text(32)
LONGEST: Final = {NAME: 60, ACCOUNT: 32}


class Background(Protocol):
    """What is known of people beside the file."""

    def known(self) -> dict[str, Any]:
        """Return ``seen`` (name to ISO 8601), ``delegations``, and the newest ``changes``."""
        ...

    def log(self) -> dict[str, Any]:
        """Return all sealed ``changes``, and whether they are ``intact``."""
        ...


class Users:
    """Lists people and changes the file, one change at a time; ``reload`` is told by whom."""

    def __init__(
        self,
        path: Path,
        *,
        station: Callable[[], StationConfig],
        background: Background,
        reload: Callable[[str], None],
    ) -> None:
        self._path = path
        self._station = station
        self._background = background
        self._reload = reload
        self._turn = threading.Lock()

    # --- looking --------------------------------------------------------------------------------

    def listed(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return everybody, the delegations, and what was changed last."""
        known = self._background.known()
        rows = [_row(person, known["seen"]) for person in self._station().people]
        return {"people": rows, **{name: known[name] for name in ("delegations", "changes")}}

    def log(self, _caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Return every sealed change of people; ProcessUnavailable while playout is down."""
        return self._background.log()

    # --- changing -------------------------------------------------------------------------------

    def add(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Enter a person: ``name``, ``roles``, ``account``."""
        permit(caller, "users_add")
        new = Person(name=_named(arguments), roles=_roles(arguments), os_user=_account(arguments))
        with self._turn:
            text, before = self._read()
            self._check_new(caller, new, before.people)
            return self._write(
                caller, PeopleFile(text, file=self._file).with_person(new), (*before.people, new)
            )

    def remove(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Take a person out; ``sure`` also the last one who can do something."""
        permit(caller, "users_remove")
        with self._turn:
            text, before = self._read()
            person = _found(before, given.text(arguments, "name"))
            after = tuple(each for each in before.people if each != person)
            _check_last(before.people, after, person, sure=arguments.get("sure") is True)
            return self._write(
                caller, PeopleFile(text, file=self._file).without_person(person.name), after
            )

    def role(self, caller: Caller, arguments: Arguments) -> dict[str, Any]:
        """Give a person other roles, and an ``account`` if one is given; ``sure`` as of remove."""
        permit(caller, "users_role")
        roles, account = _roles(arguments), _account(arguments)
        with self._turn:
            text, before = self._read()
            person = _found(before, given.text(arguments, "name"))
            changed = replace(person, roles=roles, os_user=account or person.os_user)
            others = tuple(each for each in before.people if each != person)
            _check_roles(caller, changed, self._accounts_of(caller), was=person)
            _check_account(changed, others)
            after = tuple(changed if each == person else each for each in before.people)
            _check_last(before.people, after, person, sure=arguments.get("sure") is True)
            text = PeopleFile(text, file=self._file).with_roles(person.name, roles)
            if account is not None and account != person.os_user:
                text = PeopleFile(text, file=self._file).with_account(person.name, account)
            return self._write(caller, text, after)

    # --- the file -------------------------------------------------------------------------------

    @property
    def _file(self) -> str:
        return str(self._path)

    def _read(self) -> tuple[str, StationConfig]:
        """Return the text, with the people written out, and what it says."""
        with reading(self._path) as source:
            text = source.read().decode("utf-8", "replace")
        before = parse_station(text, file=self._file)
        if "people" not in before.lines:
            text = spelled_out(text, before.people)
        return text, before

    def _write(self, caller: Caller, text: str, people: tuple[Person, ...]) -> dict[str, Any]:
        """Put the new text in force, unless it says anything else than what was wanted."""
        with reading(self._path) as source:
            old = source.read()
        before = parse_station(old.decode(), file=self._file)
        after = parse_station(text, file=self._file)
        if replace(after, warnings=()) != replace(before, people=people, warnings=()):
            raise refused(
                Problem.WRONG_SHAPE,
                file=self._file,
                line=before.lines.get("people", 0),
                key="people",
                expected="one person a line, by dashes",
            )
        mode = self._mode()
        write_durable(self._path.with_name(self._path.name + OLD), old, mode=mode)
        write_durable(self._path, text.encode(), mode=mode)
        self._reload(caller.name)
        warnings = [{"advice": w.advice.value, "line": w.line} for w in after.warnings]
        return {"people": [_row(person, {}) for person in people], "warnings": warnings}

    def _mode(self) -> int:
        with storage_errors(self._path):
            return self._path.stat().st_mode & 0o777 or FILE_MODE

    # --- what is refused ------------------------------------------------------------------------

    def _accounts_of(self, caller: Caller) -> frozenset[str]:
        me = self._station().person_named(bare(caller.name))
        return frozenset({me.os_user} if me and me.os_user else ())

    def _check_new(self, caller: Caller, new: Person, people: Iterable[Person]) -> None:
        if any(same_person(each.name, new.name) for each in people):
            raise PeopleRefused(problem="known", person=new.name, role="")
        _check_account(new, people)
        _check_roles(caller, new, self._accounts_of(caller))


def _check_account(new: Person, others: Iterable[Person]) -> None:
    for each in others:
        if new.os_user is not None and each.os_user == new.os_user:
            raise PeopleRefused(problem="account", person=each.name, role=new.os_user)


def _check_roles(
    caller: Caller, new: Person, accounts: frozenset[str], *, was: Person | None = None
) -> None:
    """Refuse an approver who administers, and one who makes themselves approver."""
    if {Role.ADMIN, Role.APPROVER} <= new.roles:
        raise PeopleRefused(problem="both", person=new.name, role=Role.APPROVER.value)
    gains = Role.APPROVER in new.roles and not (was and Role.APPROVER in was.acting_roles)
    myself = same_person(caller.name, new.name) or new.os_user in accounts
    if gains and myself:
        raise PeopleRefused(problem="self", person=new.name, role=Role.APPROVER.value)


def _check_last(
    before: tuple[Person, ...], after: tuple[Person, ...], person: Person, *, sure: bool
) -> None:
    """Refuse, unless somebody is sure, what leaves nobody who could approve, or change people."""
    for role in (Role.APPROVER, Role.ADMIN):
        had = any(role in each.acting_roles for each in before)
        if had and not any(role in each.acting_roles for each in after) and not sure:
            raise PeopleRefused(problem="last", person=person.name, role=role.value)
    if has_second_person(before) and not has_second_person(after) and not sure:
        raise PeopleRefused(problem="last", person=person.name, role="second")


# --- arguments and rows ---------------------------------------------------------------------------


def _found(station: StationConfig, name: str) -> Person:
    person = station.person_named(" ".join(name.split()))
    if person is None:
        raise NotFound(kind="person", name=name, known=[p.name for p in station.people])
    return person


def _named(arguments: Arguments) -> str:
    return _line(given.text(arguments, "name"), NAME, option="NAME")


def _account(arguments: Arguments) -> str | None:
    written = given.text_or_none(arguments, "account")
    return None if written is None else _line(written, ACCOUNT, option="--account")


def _line(text: str, kind: Scalar, *, option: str) -> str:
    """Return a name as the file takes it; nothing is mended as in a text that is read out."""
    try:
        line = str(kind.convert(" ".join(text.split())))
        line.encode()  # half a character of a wire is a ValueError too
    except ValueError:
        raise UsageRefused(option=option, problem=f"1 to {LONGEST[kind]} characters") from None
    return line


def _roles(arguments: Arguments) -> frozenset[Role]:
    listed = arguments.get("roles")
    if not isinstance(listed, list) or not listed:
        raise UsageRefused(option="ROLE", problem="missing")
    found = set()
    for word in listed:
        if word not in tuple(Role):
            raise UsageRefused(option="ROLE", problem=f"{word!r} is none of {', '.join(Role)}")
        found.add(Role(word))
    return frozenset(found)


def _row(person: Person, seen: dict[str, str]) -> dict[str, Any]:
    return {
        "name": person.name,
        "roles": [role.value for role in Role if role in person.roles],
        "acting_roles": [role.value for role in Role if role in person.acting_roles],
        "account": person.os_user,
        "account_exists": account_exists(person.os_user) if person.os_user else None,
        "last_seen": seen.get(person.name),
    }
