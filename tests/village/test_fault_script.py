"""Fault scripts: read strictly, refused with the line."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import ConfigurationRefused
from loudspeaker.radio.rds import group_from_hex
from loudspeaker.village.fault_script import KINDS, load_script

SECOND = 1_000_000_000

GOOD = """
# what a bad day looks like
- {at: 1.5, do: lose_groups, percent: 10, points: [1, 2], for: 30}
- when: carrier_on
  nth: 2
  after: 0.5
  do: foreign_carrier
  groups: ["7001 6064 14C0 0000"]
- {at: 0, do: power_failure, for: 5}
- {at: 0, do: serial_garbage, port: encoder, bytes: 10}
- {at: 0, do: port_vanish, for: 3}
- {at: 0, do: encoder_ignore}
- {at: 0, do: readings, temperature_c: 85}
"""


def _load(tmp_path: Path, text: str, name: str = "faults.yaml") -> list[str]:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    return [planned.do for planned in load_script(path)]


def test_every_kind_is_read(tmp_path: Path) -> None:
    path = tmp_path / "faults.yaml"
    path.write_text(GOOD)
    script = load_script(path)
    assert {planned.do for planned in script} == set(KINDS)
    lose, foreign = script[:2]
    assert (lose.at_ns, lose.for_ns, lose.when) == (1_500_000_000, 30 * SECOND, None)
    assert lose.options == {"percent": 10.0, "points": frozenset({1, 2})}
    assert (foreign.when, foreign.nth, foreign.after_ns) == ("carrier_on", 2, SECOND // 2)
    assert foreign.options["groups"] == (group_from_hex("7001606414C00000"),)
    assert foreign.options["points"] is None
    assert script[6].options == {"temperature_c": 85.0}


def test_json_lines_are_read(tmp_path: Path) -> None:
    lines = [{"at": 1, "do": "power_failure"}, {"when": "rds", "do": "encoder_ignore"}]
    text = "\n\n".join(map(json.dumps, lines))
    assert _load(tmp_path, text, "faults.jsonl") == ["power_failure", "encoder_ignore"]


def test_an_empty_script_is_nothing(tmp_path: Path) -> None:
    assert _load(tmp_path, "") == []
    assert _load(tmp_path, "", "faults.jsonl") == []


@pytest.mark.parametrize(
    ("entry", "problem", "key"),
    [
        ("5", "wrong_value", "do"),
        ("{}", "wrong_value", "do"),
        ("{do: [], at: 1}", "wrong_value", "do"),
        ("{do: melt, at: 1}", "wrong_value", "do"),
        ("{do: power_failure}", "wrong_value", "at"),
        ("{do: power_failure, at: 1, when: rds}", "wrong_value", "at"),
        ("{do: power_failure, at: -1}", "wrong_value", "at"),
        ("{do: power_failure, at: soon}", "wrong_value", "at"),
        ("{do: power_failure, at: true}", "wrong_value", "at"),
        ("{do: power_failure, at: 1, for: x}", "wrong_value", "for"),
        ("{do: power_failure, at: 1, colour: red}", "unknown_key", "colour"),
        ("{do: power_failure, when: rds, nth: 0}", "wrong_value", "nth"),
        ("{do: lose_groups, at: 1, percent: 101}", "wrong_value", "percent"),
        ("{do: lose_groups, at: 1, points: all}", "wrong_value", "points"),
        ("{do: lose_groups, at: 1, points: ['1']}", "wrong_value", "points"),
        ("{do: serial_garbage, at: 1, port: printer}", "wrong_value", "port"),
        ("{do: foreign_carrier, at: 1, groups: ['7001']}", "wrong_value", "groups"),
        ("{do: foreign_carrier, at: 1, groups: 7001}", "wrong_value", "groups"),
    ],
)
def test_anything_else_is_refused_with_its_line(
    tmp_path: Path, entry: str, problem: str, key: str
) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        _load(tmp_path, f"- {{at: 0, do: encoder_ignore}}\n\n- {entry}\n")
    error = refusal.value
    assert (error.line, error.problem, error.key) == (3, problem, key)


@pytest.mark.parametrize("text", ["{at: 1}", "- [", "\0", "- !!python/object:os.system {}"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationRefused):
        _load(tmp_path, text)


def test_broken_json_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        _load(tmp_path, '\n{"at": 1, "do": "power_failure"}\n{', "faults.jsonl")
    assert refusal.value.line == 3


def test_a_missing_script_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused):
        load_script(tmp_path / "nothing.yaml")


@given(st.text(max_size=200), st.sampled_from(["faults.yaml", "faults.jsonl"]))
def test_rubbish_is_refused_and_never_raises_otherwise(
    tmp_path_factory: pytest.TempPathFactory, text: str, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(ConfigurationRefused):
        load_script(path)
