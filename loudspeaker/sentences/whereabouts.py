"""How the command was written, and things that are not there or not in that state (2 and 5)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from loudspeaker.errors import ModelMissing, NotFound, NotNow, UsageRefused, WrongState
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _
from loudspeaker.sentences.moments import moment
from loudspeaker.sentences.words import ACTIONS, KINDS, STATES, listing, word

_USAGE: Mapping[str, str] = {
    "value_missing": N_("{option} needs a value after it."),
    "missing": N_("{option} is missing."),
    "unknown": N_("There is no option {option} here."),
    "no_command": N_("There is no command {option}."),
    "too_many": N_("“{option}” is too much here: put a text with spaces into quotation marks."),
    "no_terminal": N_("There is no keyboard to push and talk with. Add {option} to speak at once."),
    "not_together": N_("{option}: choose only one of these."),
    "not_a_number": N_("{option} needs a number."),
    "nothing_to_change": N_("Nothing is to be changed: give at least one of {option}."),
    "recording_form": N_(
        "{option} takes a file, its language and what it says in Vietnamese, with colons between:"
        ' tay.wav:tyz:"Mời họp, bản tiếng Tày".'
    ),
    "recording_title": N_("Say in Vietnamese what each recording is: title."),
    "several_texts": N_(
        "This announcement has several texts: change them in its file and give --bulletin."
    ),
    "not text": N_("{option} must be text."),
    "a zone without points": N_("There is no point in that zone. Choose points or another zone."),
    "an emergency carries no timer": N_(
        "An emergency goes on air as soon as it is released and carries no time: leave --at out."
    ),
    "an emergency waits for no programme": N_(
        "An emergency goes on air as soon as it is released: leave {option} out."
    ),
    "a level that the programme takes": N_(
        "The programme takes no bulletins of this level. Choose another level with {option}, or"
        " another programme."
    ),
    "before the time of the announcement": N_(
        "{option} is before the time at which the announcement is to sound."
    ),
    "not together with --points": N_("Give either --points or --zone, not both."),
    "all, or numbers such as 1,4": N_("{option} takes all, or numbers such as 1,4."),
    "simulated profile only": N_("{option} works in the simulated profile only."),
    "rate": N_("{option} takes a number above 0 and at most 1000."),
    "head": N_("{option} takes a record's number, a colon and its hash of 64 characters."),
    "period": N_("“{option}” is no month or year: write 2026-07, 7/2026 or 2026."),
    "hours": N_("{option} takes a number of hours, up to a year."),
    "no_word": N_("{option}: type a word to look for; marks may be left out."),
    "not_a_day": N_("{option} takes a day such as 2026-12-01 or 1/12/2026."),
    "mourning_days": N_(
        "{option} takes a day or days such as 2026-07-25 or 25/7/2026..26/7/2026, two months at"
        " the most."
    ),
    "picture": N_("{option} takes a file that ends in .svg or .png."),
    "profile": N_("{option} takes simulated or station."),
    "day": N_("{option} takes a day, such as 31/12 or 2026-12-31."),
    "field=value": N_("{option}: write --set FIELD=VALUE, each field once."),
    "vi, en": N_("{option} takes vi or en."),
    "seconds": N_("{option} takes a number of seconds, up to a day."),
    "station_address": N_(
        "{option} takes the address of the station's pages, such as http://192.168.1.20:8080."
    ),
    "fingerprint": N_(
        "{option} takes the 32 letters and digits that loudspeaker kiosk key shows at the station."
    ),
    "key_first": N_(
        "At the first time {option} is needed: loudspeaker kiosk key shows it at the station."
    ),
    "station_home": N_(
        "{option}: that is the home of a station; a kiosk needs a folder of its own."
    ),
    "account": N_("{option} takes the name of an account of the machine, such as kiosk."),
    "no_account": N_(
        "{option}: this machine has no such account with its home in /home. Name the account that"
        " the desktop signs in by itself, or make one first: sudo adduser NAME"
    ),
    "program_in_home": N_(
        "{option} is where the kiosk's service may not look (/home, /root): put the program into"
        " /opt/loudspeaker and give the command from there."
    ),
    "hexadecimal": N_("{option} takes four hexadecimal digits, such as 7001."),
    "command": N_(
        "{option} takes open 1,4|all [SECONDS], close, volume 0-100 1,4|all, hold, stop or time."
    ),
}
_CHOICES = re.compile(r".* is none of (?P<choices>.*)")
_RANGE = re.compile(r"(?P<low>[0-9.]+) to (?P<high>[0-9.]+)")
_LENGTHS = re.compile(r"(?P<low>[0-9]+) to (?P<high>[0-9]+) characters")
_NEXT: Mapping[str, str] = {
    "draft": N_("It still waits for approval."),
    "rejected": N_("It was sent back: change it first, with loudspeaker edit {item}."),
    "cancelled": N_("Write it anew with loudspeaker announce."),
    "aired": N_("Write it anew to air it again."),
    "changed": N_("Read it again and approve it then: loudspeaker approve {item}"),
}


def usage(error: UsageRefused) -> str:
    """Say what is wrong with the command line."""
    problem = visible(error.problem)
    known = _USAGE.get(problem) or _pattern(problem)
    found = _match(problem)
    values = found.groupdict() if found else {}
    text = _(known).format(option=visible(error.option), problem=problem, **values)
    return text + " " + _("How it is written: loudspeaker COMMAND --help")


def _match(problem: str) -> re.Match[str] | None:
    forms = (_CHOICES, _RANGE, _LENGTHS)
    return next((found for form in forms if (found := form.fullmatch(problem))), None)


def _pattern(problem: str) -> str:
    if _CHOICES.fullmatch(problem):
        return N_("{option} takes one of: {choices}.")
    if _RANGE.fullmatch(problem):
        return N_("{option} takes a number from {low} to {high}.")
    if _LENGTHS.fullmatch(problem):
        return N_("{option} takes {low} to {high} characters.")
    return N_("{option}: {problem}.")


_NOT_THERE: Mapping[str, str] = {
    "font": N_("Install it: sudo apt install fonts-dejavu-core"),
    "kiosk": N_("Begin with loudspeaker kiosk run --from ADDRESS --key KEY"),
    "kiosk_key": N_("The station makes it when it runs: loudspeaker run"),
}


def not_found(error: NotFound) -> str:
    """Say what there is instead."""
    text = _("There is no {kind} “{name}”.").format(
        kind=word(KINDS, error.kind), name=visible(error.name)
    )
    if str(error.kind) not in KINDS:  # a plug-in's, in its own words
        return text + " " + _("Look it up in its list.")
    if advice := _NOT_THERE.get(str(error.kind)):
        return text + " " + _(advice)
    known = listing(error.known)
    if known:
        return text + " " + _("There are: {known}.").format(known=known)
    return text + " " + _("See what there is: loudspeaker queue")


def wrong_state(error: WrongState) -> str:
    """Say in which state it is, and what can be done in that."""
    item = visible(error.item)
    text = _("You cannot {action} now: announcement {item} is “{state}”.").format(
        action=word(ACTIONS, error.action), item=item, state=word(STATES, error.state)
    )
    advice = _NEXT.get(str(error.state), N_("What happened to it: loudspeaker why {item}"))
    return f"{text} {_(advice).format(item=item)}"


_NOT_NOW: Mapping[str, str] = {
    "emergency": N_("There is an emergency (“{detail}”): nothing is tried out now."),
    "on_air": N_("“{detail}” is on air. Try again when it is over: loudspeaker status"),
    "soon": N_("“{detail}” is about to be aired. Try again after it: loudspeaker queue"),
    "changing": N_(
        "The keys are being changed, and these points still have the old ones: {detail}."
        " Enrol them first: loudspeaker points enrol N --out F.pdf"
    ),
    "no_card": N_(
        "No card with the new keys has been made for point {detail}, so its receiver cannot have"
        " them. Make one: loudspeaker points enrol {detail} --out F.pdf"
    ),
    "no_repair": N_(
        "Nothing is to be repaired at point {detail}. See: loudspeaker points {detail}"
    ),
    "home_not_empty": N_(
        "There is something in {detail} already. With --replace it is put aside and kept."
    ),
    "no_keys": N_(
        "A backup does not hold the station's keys, and they are not here either. Give the file"
        " from the safe with --keys F; if it is lost, --new-keys makes new ones, and every point"
        " must be enrolled again."
    ),
    "other_keys": N_("These keys are not those of the station that made {detail}."),
    "clock": N_(
        "This machine's clock is behind the backup, which was made at {detail}. Set the clock"
        " first, or points would refuse the station's commands."
    ),
    "no_radio": N_(
        "The points of this station hang on a wire, or open by tones: nothing can be set at them by"
        " radio."
    ),
}


def not_now(error: NotNow) -> str:
    """Say what is in the way, and what to do first."""
    known = _NOT_NOW.get(str(error.problem), N_("That cannot be done now: {problem} {detail}"))
    detail = moment(error.detail) if error.problem == "clock" else visible(error.detail)
    return _(known).format(problem=visible(error.problem), detail=detail)


def model_missing(error: ModelMissing) -> str:
    """Say how to install the voice."""
    return _(
        "The voice {voice} is not installed. Install it: loudspeaker voices install {voice}"
    ).format(voice=visible(error.voice))
