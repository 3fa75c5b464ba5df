"""Who may do something, as a value: the station's own actions and those of plug-ins have one."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.model.people import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Who may.

    ``called`` is what the action is for people, where several are one; ``delegable`` lets also
    those who act for an approver; ``processes`` the station's own; ``anybody`` whoever can reach
    the socket, also who is nobody of the station.
    """

    roles: frozenset[Role] = frozenset()
    called: str = ""
    delegable: bool = False
    processes: bool = False
    anybody: bool = False


EVERY_PERSON = Rule(roles=frozenset(Role))
