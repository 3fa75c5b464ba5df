"""What plug-ins object to, as sentences: what it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.errors import ConcernsRaised, ConcernsUnconfirmed
from loudspeaker.model.shown import visible
from loudspeaker.sentences.language import N_, _

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
    "matter": N_(
        "“{text}” names a person together with a matter:"
        " leave out the name, or confirm that everybody is to hear it."
    ),
    "health": N_(
        "“{text}” names a person together with an illness:"
        " leave out the name, or confirm that everybody is to hear it."
    ),
    "debt": N_(
        "“{text}” names a person together with a debt:"
        " leave out the name, or confirm that everybody is to hear it."
    ),
    "ethnicity": N_(
        "“{text}” names a person together with ethnic group, religion or conviction:"
        " leave out the name, or confirm that everybody is to hear it."
    ),
    "children": N_(
        "“{text}” names a child:"
        " leave out the name, or confirm that the parents agree."
    ),
}
CONCERN_CODES = frozenset(_OURS)
GUARD = "guard"
MOST_SHOWN = 12


def concern_line(concern: Mapping[str, Any]) -> str:
    """Return what one concern says."""
    text, plugin = visible(concern.get("text")), visible(concern.get("plugin"))
    code = concern.get("code")
    if code == "not_checked":
        return _not_checked(plugin)
    known = _OURS.get(str(code)) if plugin == GUARD else None
    line = _(known).format(text=text) if known else _told(concern, text, plugin)
    return line if concern.get("part") != "title" else _("In the title: {line}").format(line=line)


def _not_checked(plugin: str) -> str:
    if plugin == GUARD:
        return _("Nobody has looked for personal data (the check does not work): look yourself.")
    return _("The plug-in {plugin} has not checked it: look yourself.").format(plugin=plugin)


def _told(concern: Mapping[str, Any], text: str, plugin: str) -> str:
    """Return the plug-in's own words."""
    what = visible(concern.get("what") or concern.get("code"))
    line = f"“{text}”: {what} ({plugin})." if text else f"{what} ({plugin})."
    advice = concern.get("advice")
    return f"{line} {visible(advice)}" if advice else line


def lines_of(concerns: object) -> list[str]:
    """Return each sentence once; what comes from another process may be anything."""
    listed = concerns if isinstance(concerns, list) else []
    return list(dict.fromkeys(concern_line(each) for each in listed if isinstance(each, Mapping)))


def _together(concerns: object) -> str:
    return " ".join(lines_of(concerns)[:MOST_SHOWN])


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
