"""In which language people are spoken to: decided once, before anything is said.

Messages are written in English in the code (``_``) and looked up in a gettext catalogue.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

DOMAIN = "loudspeaker"
CATALOGUES = Path(__file__).resolve().parents[1] / "locale"


class Language(StrEnum):
    """The languages there are messages in."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


_translations: gettext.NullTranslations = gettext.NullTranslations()


def language_of(environment: Mapping[str, str]) -> Language:
    """Return English where the locale asks for it, else Vietnamese."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return Language.ENGLISH if locale.lower().startswith("en") else Language.VIETNAMESE


def speak(language: Language) -> None:
    """Use this language from now on, also in the help texts that the parser makes."""
    global _translations  # noqa: PLW0603 - one process speaks to one person
    path = CATALOGUES / language.value / "LC_MESSAGES" / f"{DOMAIN}.mo"
    if path.exists():
        with path.open("rb") as stream:
            _translations = gettext.GNUTranslations(stream)
    else:
        _translations = gettext.NullTranslations()
    os.environ["LANGUAGE"] = language.value
    gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
    gettext.textdomain(DOMAIN)


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _translations.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for so many of something."""
    return _translations.ngettext(one, many, count)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a message that is translated later, when it is shown."""
    return message
