"""The control socket of ``station``: named actions, and who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from loudspeaker.config.identity import bare, identify
from loudspeaker.config.roles import STATION_RULES, permit
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import UsageRefused
from loudspeaker.model import Caller, KnownBy, Role
from loudspeaker.station import arguments as given
from loudspeaker.station.arguments import Arguments
from loudspeaker.station.clock_desk import ClockDesk
from loudspeaker.station.delegations import Delegations
from loudspeaker.station.door_list import DoorList
from loudspeaker.station.doors import Doors, without_credentials
from loudspeaker.station.emergencies import Emergencies
from loudspeaker.station.for_approval import ForApproval
from loudspeaker.station.looking import Looking
from loudspeaker.station.mourning import MourningDays
from loudspeaker.station.own_account import OwnAccount
from loudspeaker.station.own_words import OwnWords
from loudspeaker.station.plugin_actions import PluginActions
from loudspeaker.station.plugin_lookups import PluginLookups
from loudspeaker.station.points import Points
from loudspeaker.station.record_desk import RecordDesk
from loudspeaker.station.relay_desk import RelayDesk
from loudspeaker.station.report_desk import ReportDesk
from loudspeaker.station.reviews import Reviews
from loudspeaker.station.sign_in import SignIn
from loudspeaker.station.spool import Spooled
from loudspeaker.station.trials import Trials
from loudspeaker.station.trying import Trying
from loudspeaker.station.upcoming import Upcoming
from loudspeaker.station.users import Users
from loudspeaker.station.writing import Writing
from loudspeaker.system.server import Request

Action = Callable[[Caller, Arguments], Any]


class Control:
    """Knows who calls, and what they may ask (``config.roles``)."""

    def __init__(
        self,
        *,
        writing: Writing,
        looking: Looking,
        upcoming: Upcoming,
        own_words: OwnWords,
        mourning: MourningDays,
        points: Points,
        trials: Trials,
        clock: ClockDesk,
        emergencies: Emergencies,
        reviews: Reviews,
        station: Callable[[], StationConfig],
        reload: Callable[[str | None], None],
        users: Users,
        delegations: Delegations,
        for_approval: ForApproval,
        relays: RelayDesk,
        record_desk: RecordDesk,
        report_desk: ReportDesk,
        trying: Trying,
        seen: Callable[[str], None],
        doors: Doors,
        sign_in: SignIn,
        own_account: OwnAccount,
        door_list: DoorList,
        plugin_actions: PluginActions,
        plugin_lookups: PluginLookups,
    ) -> None:
        self._station = station
        self._reload = reload
        self._writing = writing
        self._delegations = delegations
        self._seen = seen
        self._doors = doors
        self._make_link = sign_in.make_link
        self._of_plugins = plugin_actions
        self._for_web: dict[str, Callable[[Arguments], Any]] = {
            "login": sign_in.login,
            "link_shown": sign_in.link_shown,
            "redeem": sign_in.redeem,
            "public_lookup": plugin_lookups.ask,
        }
        self._actions: dict[str, Action] = {
            "announce": writing.announce,
            "edit": writing.edit,
            "edit_plan": writing.plan_edit,
            "approve": writing.approve,
            "reject": writing.reject,
            "cancel": writing.cancel,
            "read_back": trying.read_back,
            "hear": trying.hear,
            "choices": trying.choices,
            "queue": looking.queue,
            "show": looking.show,
            "why": looking.why,
            "status": looking.status,
            "faults": looking.list_faults,
            "points": points.listed,
            "point": points.shown,
            "points_report": points.report,
            "points_volume": points.set_volume,
            "points_trial": trials.planned,
            "points_test": trials.test,
            "schedules": upcoming.schedules,
            "next": upcoming.next,
            "pause": upcoming.pause,
            "unpause": upcoming.unpause,
            "templates": emergencies.listed,
            "template": emergencies.shown,
            "emergency_plan": emergencies.plan,
            "emergency": emergencies.release,
            "correct_plan": emergencies.plan_correction,
            "correct": emergencies.correct,
            "reviews_due": reviews.listed,
            "review_done": reviews.review,
            "mourning": mourning.listed,
            "mourning_on": mourning.declare,
            "mourning_off": mourning.take_back,
            "lexicon": own_words.listed,
            "lexicon_add": own_words.add,
            "lexicon_remove": own_words.remove,
            "clock": clock.shown,
            "clock_confirm": clock.confirm,
            "reload": self.reload,
            "for_approval": for_approval.shown,
            "asrun": record_desk.asrun,
            "audit": record_desk.audit,
            "report": report_desk.report,
            "resume": record_desk.resume,
            "relays": relays.listed,
            "relay_test": relays.test,
            "users": users.listed,
            "users_log": users.log,
            "users_add": users.add,
            "users_remove": users.remove,
            "users_role": users.role,
            "delegate": delegations.delegate,
            "revoke": delegations.revoke,
            "faults_acknowledge": looking.acknowledge,
            "whoami": own_account.whoami,
            "password": own_account.password,
            "code_begin": own_account.code_begin,
            "code_confirm": own_account.code_confirm,
            "code_end": own_account.code_end,
            "sessions": door_list.sessions,
            "session_end": door_list.session_end,
            "tokens": door_list.tokens,
            "token_add": door_list.token_add,
            "token_revoke": door_list.token_revoke,
        }

    def handle(self, request: Request) -> Any:
        """Answer one request: of a person, of ``web`` for nobody yet, of who has the machine."""
        if request.op == "users_link":
            return self._make_link(request.peer.uid, request.arguments)
        if request.op in self._for_web:
            self._doors.check_web(request.peer.uid)
            return self._for_web[request.op](request.arguments)
        action, rules = self._actions.get(request.op), STATION_RULES
        if action is None and "." not in request.op:
            raise UsageRefused(option="op", problem=f"unknown: {request.op}")
        caller = self._caller(request.peer.uid, request.arguments)
        if action is None:
            action, rules = self._of_plugins.named(request.op)
        permit(caller, request.op, rules)
        self._seen(bare(caller.name))
        return action(caller, without_credentials(request.arguments))

    def take_spooled(self, spooled: Spooled) -> None:
        """Submit what was written while the station was down, as the file's owner."""
        caller = self._caller(spooled.uid, without_credentials(spooled.request))
        self._writing.announce(caller, spooled.request, kept=True)

    def _caller(self, uid: int, arguments: Arguments) -> Caller:
        caller = self._doors.brought(uid, arguments)
        if caller is None:
            chosen = given.text_or_none(arguments, "as")
            caller = identify(self._station(), uid=uid, chosen=chosen)
        if Role.APPROVER in caller.roles or caller.known_by is KnownBy.TOKEN:
            return caller
        return replace(caller, acts_for=self._delegations.acts_for(caller.name))

    def reload(self, caller: Caller, _arguments: Arguments) -> dict[str, Any]:
        """Read the configuration again."""
        self._reload(caller.name)
        return {}
