"""The station's own words as people say them: states, reasons, roles, levels.

A word that is not known here is shown as it is: a newer process may say more than this one knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

MARKS: Mapping[str, str] = {  # model.people, behind a name
    "simulated identity": N_("{name} (simulated)"),
    "web session": N_("{name} (on the web pages)"),
    "API token": N_("{name} (by a program)"),
}

STATES: Mapping[str, str] = {
    "draft": N_("waiting for approval"),
    "approved": N_("approved"),
    "rejected": N_("sent back"),
    "cancelled": N_("cancelled"),
    "planned": N_("planned"),
    "rendering": N_("voice being made"),
    "ready": N_("ready"),
    "flagged": N_("voice failed"),
    "handed": N_("about to air"),
    "on_air": N_("on air"),
    "aired": N_("aired"),
    "aired_partial": N_("aired in part"),
    "missed": N_("missed"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "spooled": N_("kept until the station is back"),
    "changed": N_("changed meanwhile"),
    "recurring": N_("recurring: it is changed in its file"),
    "released": N_("released from a template: cancel it and release it anew"),
    "too_old": N_("aired more than a day ago"),
    "corrected": N_("corrected three times already"),
    "correction": N_("a correction itself"),
    "no_review": N_("approved by two people: it needs no review"),
    "reviewed": N_("reviewed already"),
    "unconfirmed": N_("not confirmed"),
    "not_live": N_("not asked for as live: loudspeaker live ask"),
    "microphone_busy": N_("being spoken in already, at another window"),
}
PRIORITIES: Mapping[str, str] = {
    "normal": N_("normal"),
    "priority": N_("priority"),
    "emergency": N_("emergency"),
}
ROLES: Mapping[str, str] = {
    "editor": N_("editor"),
    "approver": N_("approver"),
    "admin": N_("administrator"),
    "viewer": N_("viewer"),
    "station": N_("the station itself"),
    "machine": N_("who administers this machine (sudo)"),
}
ACTIONS: Mapping[str, str] = {
    "announce": N_("write an announcement"),
    "edit": N_("change an announcement"),
    "hear": N_("have a text made into sound"),
    "approve": N_("approve an announcement"),
    "reject": N_("send an announcement back"),
    "cancel": N_("cancel an announcement"),
    "emergency": N_("release an emergency"),
    "drill": N_("release a drill"),
    "correct": N_("correct what was aired"),
    "review_done": N_("review what one person released"),
    "live": N_("speak live"),
    "resume": N_("let the station sound again"),
    "schedule": N_("pause or resume a schedule"),
    "mourning": N_("declare days of mourning, or take them back"),
    "reload": N_("have the configuration read again"),
    "clock_confirm": N_("confirm the machine's time"),
    "points_test": N_("air a test"),
    "relay_test": N_("try another station"),
    "points_report": N_("note how a point is"),
    "points_volume": N_("set a point's volume"),
    "points_enrol": N_("enrol a point"),
    "points_keys": N_("change the keys"),
    "lexicon": N_("change the commune's words"),
    "lexicon_of_templates": N_("change how an approved emergency template is read"),
    "users": N_("change people and roles"),
    "token_add": N_("make a token that may this"),
    "users_link": N_("make a link for signing in"),
    "delegate": N_("delegate an approval"),
    "faults_acknowledge": N_("acknowledge a fault"),
    "backup": N_("make a backup"),
    "restore": N_("restore a backup"),
}
KINDS: Mapping[str, str] = {
    "item": N_("announcement"),
    "point": N_("point"),
    "zone": N_("zone"),
    "voice": N_("voice"),
    "person": N_("person"),
    "schedule": N_("schedule"),
    "programme": N_("programme"),
    "template": N_("template"),
    "mourning": N_("day of mourning"),
    "chime": N_("chime"),
    "clip": N_("sound file"),
    "engine": N_("speech engine"),
    "log": N_("as-run log"),
    "fault": N_("fault"),
    "delegation": N_("delegation"),
    "session": N_("session"),
    "token": N_("token"),
    "day": N_("day"),
    "contact": N_("contact"),
    "change": N_("change"),
    "live": N_("live airing"),
    "source": N_("other station"),
    "font": N_("font"),
    "kiosk": N_("kiosk"),
    "kiosk_key": N_("key for kiosks"),
}
HEARD: Mapping[str, str] = {
    "ok": N_("heard well"),
    "weak": N_("weak"),
    "silent": N_("silent"),
    "noise": N_("noisy"),
    "stuck": N_("open when it should be shut"),
}
HELD_KEYS: Mapping[str, str] = {
    "current": N_("newest"),
    "old": N_("old, to be enrolled"),
    "either": N_("card made, not done yet"),
}
KEY_EVENTS: Mapping[str, str] = {
    "changed": N_("new keys made"),
    "card": N_("card made"),
    "enrolled": N_("receiver has them"),
}
PROOFS: Mapping[str, str] = {
    "counter": N_("its counter"),
    "ack": N_("its own answer"),
    "offair": N_("listening to the air"),
}
PROOF_WORDS: Mapping[str, str] = {
    "commanded": N_("commanded"),
    "ack": N_("the points reported it"),
    "offair": N_("heard off air"),
}
AIRING_KINDS: Mapping[str, str] = {
    "announcement": N_("announcement"),
    "test": N_("test"),
    "drill": N_("drill"),
    "correction": N_("correction"),
    "restore": N_("restore"),
    "live": N_("live"),
    "relay": N_("relay"),
}
PROCESSES: Mapping[str, str] = {
    "station": N_("the station"),
    "air": N_("playout (air)"),
    "village": N_("the simulated village"),
    "speech": N_("the speech process"),
    "speech-spare": N_("the speech process"),
    "intake": N_("the file reader"),
    "run": N_("the station"),
    "kiosk": N_("the kiosk"),
    "voices install": N_("the installation of a voice"),
}
EVENTS: Mapping[str, str] = {
    "start": N_("start"),
    "end": N_("end"),
    "interrupted": N_("interrupted"),
    "missed": N_("missed"),
    "cancelled": N_("cancelled"),
    "refused": N_("refused"),
    "failed": N_("failed"),
    "heard": N_("heard off air"),
    "restored": N_("restored from a backup"),
}


SEVERITIES: Mapping[str, str] = {
    "notice": N_("to look at"),
    "warning": N_("warning"),
    "error": N_("error"),
    "critical": N_("critical"),
}


def person(name: object) -> str:
    """Return a person as people read it; the records' own mark is English."""
    shown = visible(name)
    for mark, told in MARKS.items():
        if shown.endswith(f" ({mark})"):
            return _(told).format(name=shown.removesuffix(f" ({mark})"))
    return shown


def approver(facts: Mapping[str, object]) -> str:
    """Return who approved, and for whom if not in their own right."""
    name, giver = person(facts.get("approver") or ""), facts.get("approver_for")
    return _("{person} for {giver}").format(person=name, giver=person(giver)) if giver else name


def word(table: Mapping[str, str], name: object) -> str:
    """Return the word for a name, or the name itself."""
    known = table.get(str(name))
    return _(known) if known else visible(name)


def listing(values: object) -> str:
    """Return values as ``1, 4, 7``; anything that is no list is shown as it is."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return ", ".join(visible(value) for value in values)
    return "" if values is None else visible(values)


def words(table: Mapping[str, str], names: object) -> str:
    """Return the words for several names as a listing."""
    if isinstance(names, Iterable) and not isinstance(names, str | bytes):
        return ", ".join(word(table, name) for name in names)
    return word(table, names)
