"""Faults and advice of a running or configured station: what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

_ADVICE: Mapping[str, str] = {
    "early_hours": N_("sound before 06:00 is allowed; is that meant?"),
    "no_second_person": N_(
        "nobody could approve what somebody else wrote: enter an editor and a second person who"
        " approves, under people"
    ),
    "admin_approves": N_(
        "somebody is administrator and approver: an administrator approves nothing; take one of"
        " the two roles away"
    ),
}
_FAULTS: Mapping[str, tuple[str, str]] = {
    "transmitter": (
        N_("The transmitter does not answer"),
        N_("check its power, the cable to the relay and the port in the hardware file"),
    ),
    "transmitter_alarm": (
        N_("The transmitter works beyond a limit (announcements go out all the same)"),
        N_(
            "compare the measured value named here with its limit in the hardware file; check"
            " output stage (forward_w), antenna and cable (reflected_w), cooling (temperature_c)"
        ),
    ),
    "points": (
        N_("Commands do not reach the points"),
        N_("check the RDS encoder's power and cable, and the port in the hardware file"),
    ),
    "ip_points": (
        N_("Points over IP cannot be reached; radio points are none the worse for it"),
        N_(
            "check the network, the broker, its password file (mode 0600) and the section ip in"
            " the hardware file"
        ),
    ),
    "ip_silent": (
        N_("Points over IP have not been heard of for 30 seconds"),
        N_("check power and network at the points named here"),
    ),
    "unauthenticated": (
        N_("The points are not authenticated: anybody can open them"),
        N_("receivers that open by tones check nothing; replace them by ones that check commands"),
    ),
    "dead_air": (
        N_("The monitor does not hear our programme: the frequency is silent or has no carrier"),
        N_(
            "check transmitter, antenna and the sound cable to the transmitter; then the monitor's"
            " own antenna and frequency"
        ),
    ),
    "foreign_audio": (
        N_("The monitor hears somebody else's sound on our frequency"),
        N_(
            "listen with a radio; if it is so, tell the radio authority, and close the points that"
            " let it be heard with loudspeaker stop"
        ),
    ),
    "foreign_rds": (
        N_("Another station's identification (PI) is on our frequency"),
        N_("listen with a radio that shows the station's name, and tell the radio authority"),
    ),
    "monitor": (
        N_("The monitor receiver gives no sound: nobody hears whether we are on the air"),
        N_("check the receiver, its cable, and monitor in the hardware file"),
    ),
    "encoder": (
        N_("The RDS encoder refused a command"),
        N_("check site, encoder and pi in the hardware file against the encoder's own settings"),
    ),
    "sound": (
        N_("The sound output does not work"),
        N_("check the sound card and the device in the hardware file; see loudspeaker doctor"),
    ),
    "air": (
        N_("Playout (air) does not answer"),
        N_("it is started again by itself; if this stays, start loudspeaker run anew"),
    ),
    "station": (
        N_("The station is not running"),
        N_("start it: loudspeaker run"),
    ),
    "storage": (
        N_("The station cannot write on the disk"),
        N_("make room on the disk and check the permissions of the home"),
    ),
    "reserve": (
        N_("The disk is full: what room is left is kept for emergencies"),
        N_("free as much as is named here; until then nothing ordinary is accepted"),
    ),
    "asrun": (
        N_("The as-run log cannot be written"),
        N_("make room on the disk; playout keeps the records until then"),
    ),
    "heads": (
        N_("The published heads of the as-run log cannot be written"),
        N_("make room on the disk; playout keeps the heads until then"),
    ),
    "backup": (
        N_("The nightly backup could not be made"),
        N_(
            "plug the stick in, or correct folder under backup in station.yaml; it is tried again"
            " every half hour"
        ),
    ),
    "owing": (
        N_("Playout did not take what the station had to tell it"),
        N_("it is told again by itself; if this stays, tell the administrator"),
    ),
    "spool": (
        N_("An announcement that was kept while the station was down was refused"),
        N_("write it anew; the refused file lies in the folder spool of the home"),
    ),
    "chime": (
        N_("The station's own chime cannot be used"),
        N_("check the sound file that station.yaml names; announcements go out without it"),
    ),
    "journal": (
        N_("Playout cannot write its journal"),
        N_("make room on the disk and check the permissions of the home"),
    ),
    "recording": (
        N_("What is said live cannot be kept on the disk"),
        N_("make room on the disk; until then only an emergency is spoken live"),
    ),
    "position": (
        N_("Playout cannot keep its position on the disk"),
        N_("make room on the disk; an interrupted announcement may be heard again"),
    ),
    "clip": (
        N_("A sound file is missing or damaged"),
        N_("edit the announcement and approve it again, so that it is made anew"),
    ),
    "speech": (
        N_("The voice failed on an announcement"),
        N_("try the voice with loudspeaker voices test, or choose another with loudspeaker edit"),
    ),
    "voice_substituted": (
        N_("An announcement was spoken by the built-in voice"),
        N_("try the chosen voice with loudspeaker voices test"),
    ),
    "relay": (
        N_("Another station could not be relayed: the fallback was heard in its place"),
        N_("try it with loudspeaker relay test NAME; check the network, and the address or line"),
    ),
    "schedules": (
        N_("A schedule file is not taken"),
        N_("check it with loudspeaker schedule check"),
    ),
    "plugins": (
        N_("A plug-in does not do its work; the station goes on without it"),
        N_("look into the log of the station, mend it, then: loudspeaker reload"),
    ),
    "public": (
        N_("What everybody may read cannot be written; the kiosk and the pages stay as they were"),
        N_("make room on the disk; it is tried again every minute"),
    ),
    "accounts": (
        N_("The file that people sign in with was broken and was set aside: nobody has a password"),
        N_("make new links: loudspeaker users link; then delete accounts/accounts.db.broken"),
    ),
    "guard_off": (
        N_("Nobody looks for personal data in announcements: the check is switched off"),
        N_("take the line enabled: false out of guard in station.yaml, then loudspeaker reload"),
    ),
    "templates": (
        N_("A template file is not taken"),
        N_("check it with loudspeaker template check"),
    ),
    "templates_unapproved": (
        N_("Templates have changed and cannot be aired until they are approved again"),
        N_("an approver: loudspeaker template list, then loudspeaker template approve"),
    ),
    "siren": (
        N_("A siren could not be made; the attention tone sounds instead"),
        N_("look whether the speech process runs: loudspeaker doctor"),
    ),
    "review": (
        N_("One person alone has put something on air; a second person has to look at it"),
        N_("see what waits, and note it: loudspeaker review"),
    ),
    "review_overdue": (
        N_("Nobody has looked within a day at what one person alone put on air"),
        N_("see what waits, and note it: loudspeaker review"),
    ),
    "lexicon": (
        N_("lexicon.yaml is not taken; the words before it are still in force"),
        N_("correct the file, then loudspeaker reload"),
    ),
    "canary": (
        N_("The daily trial without carrier failed: an announcement would have failed too"),
        N_("look at the other faults and at loudspeaker doctor; it is tried again every day"),
    ),
    "preflight": (
        N_("Something is missing for an announcement that is due within ten minutes"),
        N_("mend what is named here; what cannot be mended: announce it again for later"),
    ),
    "clock": (
        N_("Nobody knows whether the machine's clock is right: only emergencies are aired"),
        N_(
            "compare the time and date of loudspeaker clock with another clock; if they agree:"
            ' loudspeaker clock confirm "17:05 28/11/2026"; if not, set the clock, best by the'
            " network (sudo timedatectl set-ntp true)"
        ),
    ),
    "configuration": (
        N_("The configuration is not taken; the old one is still in force"),
        N_("correct the file, then loudspeaker reload"),
    ),
}


def advice(warning: Mapping[str, Any]) -> str:
    """Return one advice about ``station.yaml`` as a line."""
    known = _ADVICE.get(str(warning["advice"]))
    text = _(known) if known else visible(warning["advice"])
    place = f"{visible(warning['file'])}:{visible(warning['line'])}"
    return _("Note: {place}: {text}").format(place=place, text=text)


def fault_meaning(code: object) -> str:
    """Return what a fault means."""
    known = _FAULTS.get(str(code))
    return _(known[0]) if known else visible(code)


def fault_advice(code: object) -> str:
    """Return what to do about a fault; nothing for one that is not known here."""
    known = _FAULTS.get(str(code))
    return _(known[1]) if known else ""


FAULT_CODES = frozenset(_FAULTS)
