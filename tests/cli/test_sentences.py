"""Every error has a sentence in both languages, whatever its facts are."""

from __future__ import annotations

import ast
import inspect
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker import errors
from loudspeaker.air.control import OFFAIR_FAULTS
from loudspeaker.air.orders import Interruption as Cut
from loudspeaker.asrun import Reason
from loudspeaker.cli.faults import STATION_DOWN
from loudspeaker.cli.sentences.advice import FAULT_CODES, fault_advice, fault_meaning
from loudspeaker.cli.sentences.reasons import REASON_CODES, because, reason_advice
from loudspeaker.config import shipped
from loudspeaker.config.hardware import load_hardware
from loudspeaker.config.problems import Problem
from loudspeaker.config.roles import AIR_RULES, EVERY_PERSON, STATION_RULES
from loudspeaker.model.announcement import ItemState, OccurrenceState
from loudspeaker.sentences.configuration import PROBLEMS
from loudspeaker.sentences.language import Language, speak
from loudspeaker.sentences.telling import SENTENCES, sentence
from loudspeaker.sentences.words import ACTIONS, STATES
from loudspeaker.sentences.words import SEVERITIES as LEVELS
from loudspeaker.system.fault_kinds import SEVERITIES, Severity

LEAVES = sorted(errors.LoudspeakerError.leaves.values(), key=lambda leaf: leaf.code)
PACKAGE = Path(inspect.getfile(errors)).parents[1]

FACTS: dict[str, Any] = {
    "person": "soan",
    "action": "approve",
    "wanted": ["approver"],
    "due": "2026-11-24T04:30:00.000+07:00",
    "next_allowed": "2026-11-24T05:00:00.000+07:00",
    "since": "2026-11-24T04:30:00.000+07:00",
    "problem": "empty",
    "line": 3,
    "known": ["a", "b"],
}


def _error(leaf: type[errors.LoudspeakerError], facts: dict[str, Any]) -> errors.LoudspeakerError:
    return leaf(**{f.name: facts.get(f.name, "x") for f in fields(leaf)})


def test_every_leaf_has_a_sentence() -> None:
    assert set(SENTENCES) == set(LEAVES)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_each_sentence_is_there_in_both_languages(leaf: type[errors.LoudspeakerError]) -> None:
    error = _error(leaf, FACTS)
    speak(Language.VIETNAMESE)
    vietnamese = sentence(error)
    speak(Language.ENGLISH)
    english = sentence(error)

    assert vietnamese != english
    assert "{" not in vietnamese + english
    assert len(english.split()) > 5
    assert len(english.splitlines()) == 1


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)


@given(st.data())
@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.code)
def test_no_facts_make_a_sentence_fail(
    leaf: type[errors.LoudspeakerError], data: st.DataObject
) -> None:
    facts = {f.name: data.draw(anything) for f in fields(leaf)}

    said = sentence(leaf(**facts))

    assert said
    assert not any(character in said for character in "\n\r\x1b\u202e\u2066")


def test_an_error_without_a_sentence_shows_its_facts() -> None:
    class Unheard(errors.PolicyRefused):
        """A leaf of tomorrow."""

    assert "refused" in sentence(Unheard())


def test_text_from_people_is_no_format_and_hides_nothing() -> None:
    said = sentence(errors.NotFound(kind="item", name="{x} \u202e[red]\x1b[31m", known=[]))

    assert "{x} [red][31m" in said


def test_quiet_hours_name_the_next_allowed_time() -> None:
    said = sentence(_error(errors.QuietHours, FACTS))

    assert "04:30 on Tuesday 24/11/2026" in said
    assert "05:00 on Tuesday 24/11/2026" in said


def test_a_configuration_error_begins_with_file_and_line() -> None:
    error = errors.ConfigurationRefused(
        file="/h/station.yaml", line=7, problem="unknown_key", nearest="voice", key="voise"
    )

    assert sentence(error).startswith(
        "/h/station.yaml:7: there is no key voise; did you mean voice?"
    )


def test_a_relay_that_cannot_be_armed_again_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    text = shipped.find("hardware", "simulated").read_text()
    path.write_text(text.replace("retrigger: true", "retrigger: false"))
    line = 1 + text.splitlines().index("  retrigger: true")
    with pytest.raises(errors.ConfigurationRefused) as caught:
        load_hardware(path)

    assert sentence(caught.value).startswith(
        f"{path}:{line}:14: the value of retrigger does not fit; expected: true; found: false;"
        " check that the relay stays closed without a gap"
    )


@pytest.mark.parametrize(
    ("transmitter", "line", "key", "told"),
    [
        ("{driver: telemetry, port: b}", 2, "deadman_s", "timed relay (driver composite"),
        ("{driver: line, port: b, deadman_s: 2}", 2, "falls_alone", "pull the serial cable"),
        ("{driver: composite, meter: {driver: telemetry, port: b}}", 2, "key", "timed relay"),
        (
            "{driver: telemetry, port: b, deadman_s: 60, falls_alone: true}",
            2,
            "deadman_s",
            "must fall by itself when this computer is dead",
        ),
    ],
)
def test_a_transmitter_without_a_dead_man_is_refused_with_what_to_do(
    transmitter: str, line: int, key: str, told: str, tmp_path: Path
) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(f"name: x\ntransmitter: {transmitter}\n", "utf-8")
    with pytest.raises(errors.ConfigurationRefused) as caught:
        load_hardware(path)

    said = sentence(caught.value)
    assert said.startswith(f"{path}:{line}:")
    assert key in said
    assert told in said


@pytest.mark.parametrize(("problem", "told"), [("missing_key", True), ("duplicate_key", False)])
def test_what_to_do_about_a_key_is_told_where_its_value_is_wanted(problem: str, told: bool) -> None:
    error = errors.ConfigurationRefused(
        file="/h/x.yaml", line=7, problem=problem, nearest=None, key="retrigger"
    )

    assert ("relay" in sentence(error)) is told


@pytest.mark.parametrize("room", ["bootstrap", "village", "station", "air", "cli"])
def test_what_is_wrong_with_a_file_is_said_in_words_of_the_configuration(room: str) -> None:
    sources = (path.read_text("utf-8") for path in (PACKAGE / room).rglob("*.py"))

    assert [source for source in sources if "ConfigurationRefused(" in source] == []


def test_a_home_that_is_none_is_told_how_to_become_one() -> None:
    error = errors.ConfigurationRefused(file="/h/station.yaml", line=0, problem=Problem.NO_HOME)

    assert sentence(error).endswith("this is no station yet. Make it: loudspeaker init")


def test_a_past_time_tells_which_was_meant() -> None:
    error = errors.TimeRefused(
        problem="past",
        given="3:00",
        now="2026-11-24T04:30:00+07:00",
        later="2026-11-25T03:00:00+07:00",
    )

    assert "03:00 on Wednesday 25/11/2026" in sentence(error)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        ("'x' is none of normal, priority", "--o takes one of: normal, priority."),
        ("1 to 10", "--o takes a number from 1 to 10."),
        ("1 to 200 characters", "--o takes 1 to 200 characters."),
        ("something new", "--o: something new."),
    ],
)
def test_a_wrong_value_tells_the_right_ones(problem: str, expected: str) -> None:
    assert sentence(errors.UsageRefused(option="--o", problem=problem)).startswith(expected)


def test_every_word_of_the_core_has_its_own() -> None:
    assert {*ItemState, *OccurrenceState} <= set(STATES)
    assert set(Reason) <= REASON_CODES
    assert set(PROBLEMS) == set(Problem)


@pytest.mark.parametrize("reason", [*Reason, None, "of tomorrow"])
def test_each_reason_ends_a_sentence_and_says_what_to_do(reason: str | None) -> None:
    assert because(reason)
    assert reason_advice(reason)


# --- faults ---------------------------------------------------------------------------------------

ELSEWHERE = {
    "air/control.py": set(OFFAIR_FAULTS),
    "air/playout.py": {
        "ip_points",
        *(str(why) for why in (Cut.TRANSMITTER, Cut.SOUND, Cut.POINTS)),
    },
    "air/watch.py": {"transmitter", "points", "sound"},
}
"""The files where a code is no literal, and the codes that it can be there."""
THEIR_OWN = {"system/faults.py"}
"""Where a code is only passed on."""


def _reported_faults() -> tuple[set[str], set[str]]:
    """Return the codes that the processes report, and the files where one is no literal."""
    found: set[str] = set()
    elsewhere: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = node.func.value
            name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
            reports = name in {"faults", "_faults"} and node.func.attr in {"report", "set"}
            if not node.args or not (reports or node.func.attr == "notice"):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found.add(str(first.value))
            else:
                elsewhere.add(str(path.relative_to(PACKAGE)))
    return found, elsewhere


def test_every_fault_that_is_reported_is_judged_and_has_its_meaning_and_advice() -> None:
    literal, elsewhere = _reported_faults()

    assert elsewhere - THEIR_OWN == set(ELSEWHERE)
    reported = literal.union(*ELSEWHERE.values())
    assert reported == set(SEVERITIES)
    assert reported | {STATION_DOWN} == FAULT_CODES


@pytest.mark.parametrize("language", Language)
def test_each_fault_says_what_it_is_and_what_to_do(language: Language) -> None:
    speak(language)
    told = {code: (fault_meaning(code), fault_advice(code)) for code in FAULT_CODES}
    speak(Language.ENGLISH)
    in_english = {code: (fault_meaning(code), fault_advice(code)) for code in FAULT_CODES}
    assert all(meaning != code and advice for code, (meaning, advice) in told.items())
    if language is Language.VIETNAMESE:
        for code, pair in told.items():
            assert not set(pair) & set(in_english[code])
    assert fault_meaning("of tomorrow") == "of tomorrow"
    assert fault_advice("of tomorrow") == ""


def test_every_level_and_action_has_a_word() -> None:
    assert set(LEVELS) == set(Severity)
    rules = {**AIR_RULES, **STATION_RULES}
    called = {rule.called or name for name, rule in rules.items() if rule.roles}
    told = {name for name in called if rules.get(name) != EVERY_PERSON}
    assert told - {"status"} <= set(ACTIONS)
