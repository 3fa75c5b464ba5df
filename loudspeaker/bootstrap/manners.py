"""How this station reads: the shipped tables, the commune's own words, each voice's region."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from loudspeaker.config.lexicon import load_lexicon
from loudspeaker.config.shipped import find
from loudspeaker.config.voices import load_voice
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.home import Home
from loudspeaker.text.lexicon import Lexicon
from loudspeaker.text.reading import Manner
from loudspeaker.text.shipped import shipped_tables
from loudspeaker.text.tables import Tables
from loudspeaker.text.wording import NORTHERN, Wording

log = logging.getLogger(__name__)


def tables_of(home: Home) -> Tables:
    """Return the shipped tables with the words of ``lexicon.yaml``; ConfigurationRefused."""
    return with_lexicon(load_lexicon(home.lexicon_file, shipped_tables()))


def with_lexicon(lexicon: Lexicon) -> Tables:
    """Return the shipped tables with these words of one's own."""
    return replace(shipped_tables(), lexicon=lexicon)


def wording_of(home: Home, voice: str) -> Wording:
    """Return the number words of a voice's region; a voice that cannot be read is northern."""
    try:
        values = load_voice(find("voices", voice, home.root))
    except LoudspeakerError:
        return NORTHERN
    return Wording(thousand=values["thousand"], zero_tens=values["zero_tens"])


def manner_of(home: Home, voice: str) -> Manner:
    """Return how a text is read for a voice; ConfigurationRefused for a bad ``lexicon.yaml``."""
    return Manner(tables=tables_of(home), wording=wording_of(home, voice))


class LiveManners:
    """The words in force; a bad ``lexicon.yaml`` leaves them as they are and is told."""

    def __init__(
        self, home: Home, tell: Callable[[str | None], None] = lambda _problem: None
    ) -> None:
        self._home = home
        self._tell = tell
        self.tables = shipped_tables()
        self.load()

    def load(self) -> None:
        """Read the file again."""
        try:
            self.tables = tables_of(self._home)
        except LoudspeakerError as error:
            log.warning("lexicon.yaml is refused, the words before it stay: %s", error)
            self._tell(str(error))
        else:
            self._tell(None)

    def manner(self, voice: str) -> Manner:
        """Return how a text is read for a voice."""
        return Manner(tables=self.tables, wording=wording_of(self._home, voice))
