"""What plug-ins object to, as sentences: what it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from loudspeaker.cli.language import N_, _
from loudspeaker.cli.output import say, visible
from loudspeaker.errors import ConcernsRaised, ConcernsUnconfirmed

_OURS: Mapping[str, str] = {
    "identity": N_("“{text}” is a person's identity number."),
    "passport": N_("“{text}” is a passport number."),
    "phone": N_("“{text}” is a telephone number."),
    "dossier": N_("“{text}” is the code of a person's dossier."),
    "account": N_("“{text}” is an account number."),
    "card": N_("“{text}” is the number of a bank card."),
    "health_card": N_("“{text}” is a health insurance number."),
    "social_insurance": N_("“{text}” is a social insurance number."),
    "tax_code": N_("“{text}” is a tax code."),
    "plate": N_("“{text}” is the number plate of a vehicle."),
    "email": N_("“{text}” is an e-mail address."),
    "birth": N_("“{text}” names a person with the date of birth."),
    "address": N_("“{text}” names a person with the place of residence."),
}
CONCERN_CODES = frozenset(_OURS)
_GUARD = "guard"
_SHOWN = 12


def concern_line(concern: Mapping[str, Any]) -> str:
    """Return what one concern says."""
    text, plugin = visible(concern.get("text")), visible(concern.get("plugin"))
    code = concern.get("code")
    if code == "not_checked":
        return _not_checked(plugin)
    known = _OURS.get(str(code)) if plugin == _GUARD else None
    line = _(known).format(text=text) if known else _told(concern, text, plugin)
    return line if concern.get("part") != "title" else _("In the title: {line}").format(line=line)


def _not_checked(plugin: str) -> str:
    if plugin == _GUARD:
        return _("Nobody has looked for personal data (the check does not work): look yourself.")
    return _("The plug-in {plugin} has not checked it: look yourself.").format(plugin=plugin)


def _told(concern: Mapping[str, Any], text: str, plugin: str) -> str:
    """Return the plug-in's own words."""
    what = visible(concern.get("what") or concern.get("code"))
    line = f"“{text}”: {what} ({plugin})." if text else f"{what} ({plugin})."
    advice = concern.get("advice")
    return f"{line} {visible(advice)}" if advice else line


def show_concerns(concerns: Iterable[Mapping[str, Any]], *, emergency: bool = False) -> None:
    """Write what keeps an announcement from the loudspeaker, then what to think about.

    In an emergency nothing keeps it from there, but the approver has to confirm it.
    """
    listed = list(concerns)
    hard = [concern for concern in listed if concern["severity"] == "hard"]
    others = [concern for concern in listed if concern["severity"] != "hard"]
    if emergency:
        _show(_("The approver of this emergency has to confirm:"), hard)
    else:
        _show(_("MUST NOT BE SAID ON THE LOUDSPEAKER:"), hard)
    if any(concern["plugin"] == _GUARD for concern in hard) and not emergency:
        say(_("  → Take it out. An office's number: public_numbers in station.yaml."))
    _show(_("Before you approve, think about:"), others)


def _show(heading: str, concerns: object) -> None:
    lines = _lines(concerns)
    if not lines:
        return
    say(heading)
    for line in lines[:_SHOWN]:
        say(f"  - {line}")
    if len(lines) > _SHOWN:
        say(_("  … and {n} more.").format(n=len(lines) - _SHOWN))


def _lines(concerns: object) -> list[str]:
    """Return each sentence once; what comes from another process may be anything."""
    listed = concerns if isinstance(concerns, list) else []
    return list(dict.fromkeys(concern_line(each) for each in listed if isinstance(each, Mapping)))


def _together(concerns: object) -> str:
    return " ".join(_lines(concerns)[:_SHOWN])


def raised(error: ConcernsRaised) -> str:
    """Say what must not be said, and how to go on."""
    return _(
        "Announcement {item} is not approved, for a whole village would hear it: {lines}"
        " It is kept as it is. Take that out with loudspeaker edit {item}, or send it back with"
        " loudspeaker reject {item}. If it is the number of an office, the administrator enters it"
        " under guard: public_numbers in station.yaml."
    ).format(item=visible(error.item), lines=_together(error.concerns))


def unconfirmed(error: ConcernsUnconfirmed) -> str:
    """Say what the approver would answer for, and how to do so."""
    return _(
        "Announcement {item} is not approved yet: {lines} If it is to be heard all the same, you"
        " answer for it, and that is recorded: loudspeaker approve {item} --despite-concerns"
    ).format(item=visible(error.item), lines=_together(error.concerns))
