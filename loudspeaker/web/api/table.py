"""Every action of the API, once: routes, checks and the OpenAPI document are made of this table.

What an action does and who may is nowhere here: ``station`` is asked, as by the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from loudspeaker.model.fields import Field, Kind

STOP: Final = "stop"
"""The one action that goes to playout itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One action at one address.

    ``path`` names its fields in braces; ``fields`` stand in the address of a GET or DELETE, else in
    the body.  ``keyed`` takes an ``Idempotency-Key``; ``paged`` gives a list in pages; ``always``
    is sent along.
    """

    method: str
    path: str
    action: str
    about: str
    fields: tuple[Field, ...] = ()
    keyed: bool = False
    paged: bool = False
    always: Mapping[str, Any] = field(default_factory=dict)

    @property
    def in_path(self) -> tuple[Field, ...]:
        """Return the fields of the path."""
        return tuple(each for each in self.fields if "{" + each.name + "}" in self.path)

    @property
    def others(self) -> tuple[Field, ...]:
        """Return the fields of the query or the body."""
        return tuple(each for each in self.fields if "{" + each.name + "}" not in self.path)

    @property
    def takes_files(self) -> bool:
        """Tell whether files are among the fields."""
        return any(each.kind.of_files for each in self.fields)

    @property
    def has_body(self) -> bool:
        """Tell whether the other fields stand in the body."""
        return self.method not in {"GET", "DELETE"}


def _must(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Field:
    return Field(name=name, kind=kind, required=True, **more)


def _may(name: str, kind: Kind = Kind.TEXT, **more: Any) -> Field:
    return Field(name=name, kind=kind, **more)


_ID, _NAME, _POINT = _must("id"), _must("name"), _must("point", Kind.WHOLE)
_SEEN = _may("content_sha256", about="the hash of what was shown and is meant")
_DRAFT = (
    _may("title"),
    _may("at", about="ISO 8601, 17:00, mai 5:30; left out: at once"),
    _may("points", about="all, or numbers: 1,4"),
    _may("zone"),
    _may("priority", about="normal, priority or emergency"),
    _may("repeat", Kind.WHOLE),
    _may("voice"),
    _may("not_after"),
    _may("waits_for", about="the programme it waits for"),
    _may("parts", Kind.PARTS, about="texts and recordings that were left, in their order"),
    _may("live", Kind.LIVE),
)
_RELEASE = (
    _must("template"),
    _may("values", Kind.VALUES, about="what is filled into the template's fields"),
    _may("points"),
    _may("zone"),
)
_WORD = _must("confirm", about="the word that belongs to the template")
_GET, _POST, _PATCH, _PUT, _DELETE = "GET", "POST", "PATCH", "PUT", "DELETE"


def _row(method: str, path: str, action: str, about: str, *fields: Field, **more: Any) -> Endpoint:
    return Endpoint(method=method, path=path, action=action, about=about, fields=fields, **more)


_ITEM = "/announcements/{id}"
ENDPOINTS: Final = (
    _row(_GET, "/whoami", "whoami", "Who is asking, and what they may"),
    _row(_GET, "/status", "status", "What is on air, what is next, what is wrong"),
    _row(_POST, "/stop", STOP, "Stop all sound at once; for everybody who is signed in"),
    _row(_POST, "/resume", "resume", "Let the station sound again"),
    _row(_GET, "/announcements", "queue", "Open announcements, and those of a day", paged=True),
    _row(
        _POST,
        "/announcements",
        "announce",
        "Submit a draft",
        _may("text"),
        *_DRAFT,
        keyed=True,
    ),
    _row(
        _POST,
        "/reading",
        "read_back",
        "How a draft would be read; nothing is kept",
        _must("text"),
        *_DRAFT[:-2],
    ),
    _row(
        _POST,
        "/hearing",
        "hear",
        "One phrase of a text or of an announcement, made as a clip",
        _may("text"),
        _may("id"),
        _may("voice"),
        _must("n", Kind.WHOLE),
    ),
    _row(_GET, "/choices", "choices", "Voices, points, zones, programmes, hours to choose from"),
    _row(_GET, _ITEM, "show", "Everything about one", _ID),
    _row(
        _PATCH,
        _ITEM,
        "edit",
        "Change it; what is left out stays",
        _ID,
        _may("text"),
        *_DRAFT,
        _may("now", Kind.FLAG, about="take its time away"),
        _SEEN,
    ),
    _row(
        _POST,
        f"{_ITEM}/plan",
        "edit_plan",
        "What a change would come to; nothing is kept",
        _ID,
        _may("text"),
        *_DRAFT[:-2],
        _may("now", Kind.FLAG, about="take its time away"),
        _SEEN,
    ),
    _row(_GET, f"{_ITEM}/why", "why", "The facts behind where it stands", _ID),
    _row(_GET, f"{_ITEM}/for-approval", "for_approval", "What an approver must see", _ID),
    _row(
        _POST,
        f"{_ITEM}/approve",
        "approve",
        "Approve what was seen",
        _ID,
        _SEEN,
        _may("despite_concerns", Kind.FLAG),
    ),
    _row(_POST, f"{_ITEM}/reject", "reject", "Send it back", _ID, _must("why")),
    _row(_POST, f"{_ITEM}/cancel", "cancel", "Take it back", _ID),
    _row(
        _POST,
        f"{_ITEM}/correction/plan",
        "correct_plan",
        "What a correction would say",
        _ID,
        _may("text"),
    ),
    _row(_POST, f"{_ITEM}/correction", "correct", "Air a correction", _ID, _may("text"), _SEEN),
    _row(
        _POST,
        f"{_ITEM}/review",
        "review_done",
        "Note that a second person has looked at it",
        _ID,
        _may("note"),
    ),
    _row(_GET, "/reviews", "reviews_due", "What a second person has to look at"),
    _row(_GET, "/templates", "templates", "The templates of emergencies"),
    _row(_GET, "/templates/{name}", "template", "One template", _NAME),
    _row(_POST, "/emergencies/plan", "emergency_plan", "What would be aired", *_RELEASE),
    _row(
        _POST,
        "/emergencies",
        "emergency",
        "Air an approved template",
        *_RELEASE,
        _WORD,
        _SEEN,
        keyed=True,
    ),
    _row(
        _POST,
        "/drills/plan",
        "emergency_plan",
        "What a drill would air",
        *_RELEASE,
        always={"drill": True},
    ),
    _row(
        _POST,
        "/drills",
        "emergency",
        "Air a drill",
        *_RELEASE,
        _WORD,
        _SEEN,
        keyed=True,
        always={"drill": True},
    ),
    _row(_GET, "/points", "points", "Every point with what is known of it"),
    _row(_GET, "/points/{point}", "point", "One point", _POINT),
    _row(
        _POST,
        "/points/{point}/report",
        "points_report",
        "What was heard there, what is to be repaired",
        _POINT,
        _may("heard", about="full, weak or silent"),
        _may("note"),
        _may("repair"),
        _may("repaired", Kind.FLAG),
        _may("by"),
    ),
    _row(
        _PUT,
        "/points/{point}/volume",
        "points_volume",
        "A volume that is sent with the next carrier",
        _POINT,
        _must("volume", Kind.WHOLE),
    ),
    _row(
        _POST,
        "/tests/plan",
        "points_trial",
        "What a test would say",
        _may("point", Kind.WHOLE),
    ),
    _row(_POST, "/tests", "points_test", "Test a point, or all", _may("point", Kind.WHOLE)),
    _row(_GET, "/schedules", "schedules", "Every schedule with its state"),
    _row(
        _GET,
        "/schedules/next",
        "next",
        "What will sound",
        _may("hours", Kind.NUMBER),
        _may("from"),
        _may("texts", Kind.FLAG),
    ),
    _row(_POST, "/schedules/{name}/pause", "pause", "Hold a schedule back", _NAME),
    _row(_POST, "/schedules/{name}/unpause", "unpause", "Let it go on", _NAME),
    _row(_GET, "/faults", "faults", "What is wrong", _may("all", Kind.FLAG)),
    _row(_POST, "/faults/{code}/acknowledge", "faults_acknowledge", "Know of it", _must("code")),
    _row(
        _GET,
        "/asrun",
        "asrun",
        "The record",
        _may("since", Kind.WHOLE),
        _may("limit", Kind.WHOLE),
        _may("newest", Kind.FLAG, about="the last ones there are"),
        _may("before", Kind.WHOLE, about="of the newest, only those before this number"),
        _may("titles", Kind.FLAG, about="with what the announcements are called"),
    ),
    _row(_GET, "/audit", "audit", "Whether the record is what was written"),
    _row(
        _GET,
        "/report",
        "report",
        "What a month or a year of the record comes to",
        _may("period", about="2026-07, 7/2026 or 2026; left out: last month"),
    ),
    _row(_GET, "/lexicon", "lexicon", "The commune's own words"),
    _row(
        _POST,
        "/lexicon",
        "lexicon_add",
        "Add a word",
        _must("written"),
        _may("reading"),
        _may("replace", Kind.FLAG),
    ),
    _row(_POST, "/lexicon/remove", "lexicon_remove", "Take a word out", _must("written")),
    _row(_GET, "/mourning", "mourning", "Days of mourning"),
    _row(_POST, "/mourning", "mourning_on", "Declare days", _must("days")),
    _row(_POST, "/mourning/remove", "mourning_off", "Take days out", _must("days")),
    _row(_GET, "/clock", "clock", "The machine's clock"),
    _row(_POST, "/clock/confirm", "clock_confirm", "A person's word for it", _must("time")),
    _row(_GET, "/relays", "relays", "Other stations that can be taken over"),
    _row(_POST, "/relays/{name}/test", "relay_test", "Whether one can be heard", _NAME),
    _row(_POST, "/reload", "reload", "Read the configuration again"),
    _row(_GET, "/users", "users", "People, roles, delegations"),
    _row(_GET, "/users/log", "users_log", "Every change of people and accounts"),
    _row(
        _POST,
        "/users",
        "users_add",
        "Enter a person",
        _NAME,
        _must("roles", Kind.TEXTS),
        _may("account"),
    ),
    _row(
        _PUT,
        "/users/{name}/roles",
        "users_role",
        "Change what a person may",
        _NAME,
        _must("roles", Kind.TEXTS),
        _may("sure", Kind.FLAG),
    ),
    _row(_DELETE, "/users/{name}", "users_remove", "Take out", _NAME, _may("sure", Kind.FLAG)),
    _row(
        _POST,
        "/delegations",
        "delegate",
        "Let somebody decide for a while",
        _NAME,
        _must("until"),
        _may("why"),
    ),
    _row(_DELETE, "/delegations/{name}", "revoke", "Take that back", _NAME),
    _row(_GET, "/sessions", "sessions", "Who is signed in"),
    _row(
        _DELETE,
        "/sessions",
        "session_end",
        "Sign out",
        _may("id"),
        _may("all", Kind.FLAG),
    ),
    _row(_GET, "/tokens", "tokens", "Tokens"),
    _row(
        _POST,
        "/tokens",
        "token_add",
        "Make a token; it is told once",
        _must("label"),
        _must("roles", Kind.TEXTS),
        _must("until"),
    ),
    _row(_DELETE, "/tokens/{id}", "token_revoke", "End a token", _ID),
    _row(
        _POST,
        "/account/password",
        "password",
        "Change the own password",
        _must("password"),
        _must("new"),
    ),
    _row(_POST, "/account/code/begin", "code_begin", "Begin a one-time code", _must("password")),
    _row(_POST, "/account/code/confirm", "code_confirm", "Switch it on", _must("code")),
    _row(_POST, "/account/code/end", "code_end", "Switch it off", _must("password")),
)
