"""What plug-ins object to, as people read it: at the draft, at the approval, in a preview."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli import decide
from loudspeaker.cli.checkup import plugins
from loudspeaker.cli.checkup.finding import Level
from loudspeaker.config.station import Profile
from loudspeaker.errors import ConcernsRaised, ConcernsUnconfirmed
from loudspeaker.plugins.guard.kinds import Kind
from loudspeaker.sentences.concerns import CONCERN_CODES, concern_line
from loudspeaker.sentences.language import Language, speak
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_deciding import APPROVED, DETAILS

PHONE = {
    "plugin": "guard", "code": "phone", "severity": "hard", "part": "text", "start": 4, "end": 16,
    "text": "0912 345 678", "what": "a telephone number", "advice": "take it out",
}  # fmt: skip
PLATE = {**PHONE, "code": "plate", "severity": "warn", "text": "90B1-234.56"}
UNCHECKED = {**PHONE, "code": "not_checked", "severity": "warn", "text": ""}


def test_each_kind_of_personal_data_has_a_sentence_in_both_languages() -> None:
    assert {kind.value for kind in Kind} == CONCERN_CODES
    for code in CONCERN_CODES | {"not_checked"}:
        lines = set()
        for language in Language:
            speak(language)
            lines.add(concern_line({**PHONE, "code": code}))
        assert len(lines) == len(Language)


def test_another_plug_ins_own_words_are_shown() -> None:
    speak(Language.ENGLISH)
    theirs = {**PHONE, "plugin": "mine", "what": "said\x1b[2J too often", "advice": ""}
    assert concern_line(theirs) == concern_line({**theirs, "code": "other"})
    assert "\x1b" not in concern_line(theirs)
    assert concern_line({**theirs, "text": "", "what": "x"}) == "x (mine)."


def test_a_title_is_named() -> None:
    speak(Language.ENGLISH)
    assert concern_line({**PHONE, "part": "title"}).startswith("In the title: ")


def test_the_author_sees_what_must_not_be_said(terminal: Terminal) -> None:
    answer = {**DETAILS, "concerns": [PLATE, PHONE, PHONE]}
    with answering(terminal.home.control_socket, {"announce": lambda _a: answer}):
        told = terminal("announce", "Gọi 0912 345 678")
    hard, soft = told.out.index("MUST NOT BE SAID"), told.out.index("Before you approve")
    assert hard < told.out.index("“0912 345 678” is a telephone number.") < soft
    assert told.out.count("is a telephone number") == 1
    assert "public_numbers" in told.out
    assert "“90B1-234.56” is the number plate" in told.out[soft:]


def test_an_emergency_is_told_otherwise(terminal: Terminal) -> None:
    answer = {**DETAILS, "priority": "emergency", "concerns": [PHONE]}
    with answering(terminal.home.control_socket, {"announce": lambda _a: answer}):
        told = terminal("announce", "Gọi 0912 345 678")
    assert "MUST NOT" not in told.out
    assert "The approver of this emergency has to confirm:" in told.out


def test_a_refusal_names_the_piece_and_what_to_do(terminal: Terminal) -> None:
    def refuse(_arguments: dict[str, Any]) -> Any:
        raise ConcernsRaised(item="7k3m", concerns=[PHONE])

    with answering(terminal.home.control_socket, {"approve": refuse}):
        told = terminal("approve", "7k3m")
    assert told.status == 3
    assert "“0912 345 678” is a telephone number." in told.err
    assert "loudspeaker edit 7k3m" in told.err
    assert "public_numbers" in told.err


def _unconfirmed(arguments: dict[str, Any]) -> Any:
    if not arguments.get("despite_concerns"):
        raise ConcernsUnconfirmed(item="7k3m", concerns=[PHONE])
    return {**APPROVED, "despite": ["guard:phone"]}


def test_without_a_terminal_the_option_is_named(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"approve": _unconfirmed}) as asked:
        told = terminal("approve", "7k3m")
        assert told.status == 3
        assert "--despite-concerns" in told.err
        again = terminal("approve", "7k3m", "--despite-concerns")
    assert again.status == 0
    assert "Approved despite concerns, which is recorded: guard:phone" in again.out
    assert [arguments.get("despite_concerns") for _op, arguments in asked] == [None, True]


@pytest.mark.parametrize("answer", [True, False])
def test_in_a_terminal_it_is_asked_once_more(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, *, answer: bool
) -> None:
    questions: list[str] = []

    def confirm(text: str, *, default: bool) -> bool:
        assert not default
        questions.append(text)
        return len(questions) == 1 or answer

    monkeypatch.setattr(decide, "is_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", confirm)
    answers = {"for_approval": lambda _a: DETAILS, "approve": _unconfirmed}
    with answering(terminal.home.control_socket, answers) as asked:
        told = terminal("approve", "7k3m")
    assert "“0912 345 678” is a telephone number." in questions[1]
    assert told.status == (0 if answer else 3)
    hashes = {arguments["content_sha256"] for op, arguments in asked if op == "approve"}
    assert hashes == {DETAILS["content_sha256"]}


def test_a_text_is_looked_at_before_it_is_an_announcement(terminal: Terminal) -> None:
    document = terminal.json("script", "Gọi 0912 345 678.").document
    assert [each["code"] for each in document["concerns"]] == ["phone"]
    assert "MUST NOT BE SAID" in terminal("script", "Gọi 0912 345 678.").out


def test_doctor_tells_who_looks(terminal: Terminal) -> None:
    home = terminal.home
    init_home(home, Profile.SIMULATED)
    station = load_settings(home).station
    assert [each.level for each in plugins.guard(station)] == [Level.OK]
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(
        text + "\nguard: {enabled: false}\nplugins: [mine, gone]\n", encoding="utf-8"
    )
    (home.root / "plugins").mkdir()
    (home.root / "plugins" / "mine.py").touch()
    station = load_settings(home).station
    assert [each.level for each in plugins.guard(station)] == [Level.WARN]
    found = list(plugins.outside(home, station))
    assert [each.level for each in found] == [Level.OK, Level.FAIL]
    assert str(home.root / "plugins" / "gone.py") in found[1].todo
