from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.errors import NotFound
from loudspeaker.speech.engines import make_engine
from tests.speech.voices import tone_voice


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound) as refused:
        make_engine(replace(tone_voice(), engine="cloud"), Path())
    assert refused.value.known == ["espeak", "piper", "tone"]
