"""Who may do what: the one table that every control socket asks.

``docs/reference/roles.md`` shows it to people, and a test holds the two together.  An action that
is not here is nobody's: it is refused until somebody has said who may.  Plug-ins bring the rules
of their own actions, which are asked in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from loudspeaker.errors import RoleMissing
from loudspeaker.model import Caller, Role
from loudspeaker.model.rules import EVERY_PERSON, Rule

__all__ = [
    "AIR_RULES", "EVERY_PERSON", "NO_VIEWER", "PROCESSES", "STATION_RULES", "Rule", "may", "permit",
]  # fmt: skip

_EDITOR, _APPROVER, _ADMIN = Role.EDITOR, Role.APPROVER, Role.ADMIN
PROCESSES: Final = "station"
"""What ``RoleMissing`` calls the station's own processes."""


def _only(*roles: Role, called: str = "", delegable: bool = False) -> Rule:
    return Rule(roles=frozenset(roles), called=called, delegable=delegable)


NO_VIEWER: Final = frozenset({_EDITOR, _APPROVER, _ADMIN})
_INSIDE: Final = Rule(processes=True)

STATION_RULES: Final[Mapping[str, Rule]] = {
    "announce": _only(_EDITOR),
    "edit": _only(_EDITOR),
    "edit_plan": _only(_EDITOR, called="edit"),
    "approve": _only(_APPROVER, delegable=True),
    "reject": _only(_APPROVER, delegable=True),
    "cancel": _only(_EDITOR, _APPROVER, delegable=True),
    "cancel_approved": _only(_APPROVER, called="cancel", delegable=True),
    "read_back": EVERY_PERSON,
    "hear": Rule(roles=NO_VIEWER),
    "choices": EVERY_PERSON,
    "queue": EVERY_PERSON,
    "show": EVERY_PERSON,
    "why": EVERY_PERSON,
    "status": EVERY_PERSON,
    "faults": EVERY_PERSON,
    "points": EVERY_PERSON,
    "point": EVERY_PERSON,
    "points_report": Rule(roles=NO_VIEWER),
    "points_volume": _only(_EDITOR, _ADMIN),
    "points_trial": _only(_EDITOR, _ADMIN, called="points_test"),
    "points_test": _only(_EDITOR, _ADMIN),
    "schedules": EVERY_PERSON,
    "next": EVERY_PERSON,
    "pause": _only(_APPROVER, _ADMIN, called="schedule"),
    "unpause": _only(_APPROVER, _ADMIN, called="schedule"),
    "lexicon": EVERY_PERSON,
    "lexicon_add": Rule(roles=NO_VIEWER, called="lexicon"),
    "lexicon_remove": Rule(roles=NO_VIEWER, called="lexicon"),
    "lexicon_of_templates": _only(_APPROVER, called="lexicon_of_templates", delegable=True),
    "mourning": EVERY_PERSON,
    "mourning_on": _only(_APPROVER, _ADMIN, called="mourning", delegable=True),
    "mourning_off": _only(_APPROVER, called="mourning", delegable=True),
    "clock": EVERY_PERSON,
    "clock_confirm": _only(_APPROVER, _ADMIN),
    "reload": _only(_ADMIN),
    "for_approval": EVERY_PERSON,
    "templates": EVERY_PERSON,
    "template": EVERY_PERSON,
    "emergency_plan": _only(_EDITOR, _APPROVER, called="emergency", delegable=True),
    "emergency": _only(_EDITOR, _APPROVER, delegable=True),
    "drill": _only(_EDITOR, _APPROVER, delegable=True),
    "correct_plan": _only(_EDITOR, _APPROVER, called="correct", delegable=True),
    "correct": _only(_EDITOR, _APPROVER, delegable=True),
    "correct_others": _only(_APPROVER, called="correct", delegable=True),
    "reviews_due": EVERY_PERSON,
    "review_done": _only(_EDITOR, _APPROVER, delegable=True),
    "asrun": EVERY_PERSON,
    "audit": EVERY_PERSON,
    "report": EVERY_PERSON,
    "resume": _only(_APPROVER, delegable=True),
    "relays": EVERY_PERSON,
    "relay_test": Rule(roles=NO_VIEWER),
    "users": EVERY_PERSON,
    "users_log": EVERY_PERSON,
    "users_add": _only(_ADMIN, called="users"),
    "users_remove": _only(_ADMIN, called="users"),
    "users_role": _only(_ADMIN, called="users"),
    "delegate": _only(_APPROVER),
    "revoke": _only(_APPROVER, _ADMIN, called="delegate"),
    "faults_acknowledge": Rule(roles=NO_VIEWER),
    "whoami": EVERY_PERSON,
    "password": EVERY_PERSON,
    "code_begin": EVERY_PERSON,
    "code_confirm": EVERY_PERSON,
    "code_end": EVERY_PERSON,
    "sessions": EVERY_PERSON,
    "session_end": EVERY_PERSON,
    "tokens": EVERY_PERSON,
    "token_add": EVERY_PERSON,
    "token_revoke": EVERY_PERSON,
    "login": _INSIDE,
    "link_shown": _INSIDE,
    "redeem": _INSIDE,
    "users_link": _INSIDE,
}
AIR_RULES: Final[Mapping[str, Rule]] = {
    "stop": Rule(anybody=True),
    "resume": _only(_APPROVER, delegable=True),
    "status": Rule(roles=frozenset(Role), processes=True),
    "keys": EVERY_PERSON,
    "change_keys": _only(_ADMIN, called="points_keys"),
    "card": _only(_ADMIN, called="points_enrol"),
    "enrolled": _only(_ADMIN, called="points_enrol"),
    "resume_for": _INSIDE,
    "offer": _INSIDE,
    "append": _INSIDE,
    "finish": _INSIDE,
    "withdraw": _INSIDE,
    "note": _INSIDE,
    "records": _INSIDE,
    "heads": _INSIDE,
    "reload": _INSIDE,
    "backup_copy": Rule(roles=frozenset({_ADMIN}), called="backup", processes=True),
    "backup_seal": Rule(roles=frozenset({_ADMIN}), called="backup", processes=True),
    "people": _INSIDE,
    "people_log": _INSIDE,
    "people_note": _INSIDE,
    "points": _INSIDE,
    "set_volume": _INSIDE,
    "sounding": _INSIDE,
    "offair": _INSIDE,
    "live_begin": _only(_EDITOR, _APPROVER, called="live", delegable=True),
    "live_sound": _only(_EDITOR, _APPROVER, called="live", delegable=True),
    "live_end": _only(_EDITOR, _APPROVER, called="live", delegable=True),
}


def may(caller: Caller, rule: Rule) -> bool:
    """Tell whether a person may, by a role or for an approver who has delegated."""
    return caller.has(*rule.roles) or (rule.delegable and bool(caller.acts_for))


def permit(caller: Caller, action: str, rules: Mapping[str, Rule] = STATION_RULES) -> None:
    """Raise RoleMissing unless the person may do this."""
    rule = rules.get(action, Rule())
    if not may(caller, rule):
        wanted = [role.value for role in Role if role in rule.roles]
        called = rule.called or action
        raise RoleMissing(person=caller.name, action=called, wanted=wanted or [PROCESSES])
