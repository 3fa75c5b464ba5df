"""How far it is, for who looks."""

from __future__ import annotations

import pytest

from loudspeaker.cli.call import Call
from loudspeaker.cli.workbench.progress import progress


def test_a_bar_in_a_terminal(
    as_text: Call, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    del as_text
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with progress("writing a.wav", total=10.0) as advance:
        advance(10.0)

    assert "writing a.wav" in capsys.readouterr().err


def test_nothing_in_a_pipe(as_text: Call, capsys: pytest.CaptureFixture[str]) -> None:
    del as_text
    with progress("writing a.wav", total=10.0) as advance:
        advance(5.0)

    assert capsys.readouterr() == ("", "")
