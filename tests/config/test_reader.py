from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.config.reader import check_unique, read_file
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.settings import (
    Chosen,
    ListOf,
    Misfit,
    Setting,
    Table,
    choice,
    flag,
    line_of_text,
    whole,
)
from tests.config.files import read, refusal

INNER = Table((Setting("volume", whole(0, 100)), Setting("loud", flag(), default=False)))
OUTER = Table(
    (
        Setting("name", line_of_text()),
        Setting("inner", INNER, default=None),
        Setting("rows", ListOf(item=INNER, fewest=1, most=3), default=()),
        Setting("words", ListOf(item=choice(("a", "b")), or_one=True), default=()),
    )
)


def test_values_and_defaults() -> None:
    section = read("name: Đài\ninner: {volume: 5}\nrows: [{volume: 1, loud: true}]\n", OUTER)
    assert section["name"] == "Đài"
    assert dict(section["inner"]) == {"volume": 5, "loud": False}
    assert [dict(row) for row in section["rows"]] == [{"volume": 1, "loud": True}]
    assert section["words"] == ()
    assert len(section) == 4


def test_one_value_may_stand_for_a_list() -> None:
    assert read("name: x\nwords: a\n", OUTER)["words"] == ("a",)
    assert read("name: x\nwords: [a, b]\n", OUTER)["words"] == ("a", "b")


def test_lines_are_remembered() -> None:
    section = read("\nname: x\ninner:\n  volume: 5\n", OUTER)
    assert section.line_of("name") == 2
    assert section["inner"].line_of("volume") == 4
    assert section["inner"].line_of("loud") == 4


@pytest.mark.parametrize(
    ("text", "problem", "line", "key"),
    [
        ("name: x\nnmae: y\n", "unknown_key", 2, "nmae"),
        ("name: x\ninner:\n  volume: 1\n  vulome: 2\n", "unknown_key", 4, "vulome"),
        ("inner: {volume: 1}\n", "missing_key", 1, "name"),
        ("name: x\nrows:\n  - {loud: true}\n", "missing_key", 3, "volume"),
        ("- name\n", "wrong_shape", 1, ""),
        ("name: [x]\n", "wrong_shape", 1, "name"),
        ("name: {a: x}\n", "wrong_shape", 1, "name"),
        ("name: x\ninner: 5\n", "wrong_shape", 2, "inner"),
        ("name: x\nrows: {volume: 1}\n", "wrong_shape", 2, "rows"),
        ("name: x\nrows: []\n", "wrong_shape", 2, "rows"),
        ("name: x\nrows: [{volume: 1}, {volume: 1}, {volume: 1}, {volume: 1}]\n",
         "wrong_shape", 2, "rows"),
        ("name:\n", "wrong_value", 1, "name"),
        ("name: ''\n", "wrong_value", 1, "name"),
        ("name: x\ninner:\n  volume: 101\n", "wrong_value", 3, "volume"),
        ("name: x\ninner: {volume: 5, loud: yes}\n", "wrong_value", 2, "loud"),
        ("name: x\nwords: c\n", "wrong_value", 2, "words"),
    ],
)  # fmt: skip
def test_refusals(text: str, problem: str, line: int, key: str) -> None:
    error = refusal(text, OUTER)
    assert (error.problem, error.line, error.key) == (problem, line, key)


def test_the_nearest_known_key_is_named() -> None:
    assert refusal("nmae: x\n", OUTER).nearest == "name"
    assert refusal("Name: x\n", OUTER).nearest == "name"
    assert refusal("zzzzzz: x\n", OUTER).nearest is None


def test_what_was_found_is_shortened() -> None:
    error = refusal(f"name: x\nwords: {'y' * 500}\n", OUTER)
    assert error.expected == "one of a, b"
    assert len(error.found) == 60


def test_a_long_unknown_key_costs_little() -> None:
    assert refusal(f'"{"k" * 900}": x\n', OUTER).problem == "unknown_key"


DRIVERS = {
    "one": Table((Setting("port", line_of_text()),)),
    "two": Table((Setting("pin", whole(0, 9)),)),
}
CHOSEN = Chosen(key="driver", tables=DRIVERS, common=Table((Setting("loud", flag(), True),)))


def test_a_word_chooses_the_further_keys() -> None:
    section = read("driver: two\npin: 3\n", CHOSEN)
    assert dict(section) == {"driver": "two", "loud": True, "pin": 3}


def test_keys_of_another_choice_are_unknown() -> None:
    assert refusal("driver: two\nport: x\npin: 1\n", CHOSEN).problem == "unknown_key"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("driver: tow\n", "unknown_name"),
        ("driver: [two]\n", "wrong_shape"),
        ("pin: 3\n", "missing_key"),
        ("driver:\n", "unknown_name"),
    ],
)
def test_a_choice_that_is_none(text: str, problem: str) -> None:
    error = refusal(text, CHOSEN)
    assert (error.problem, error.key) == (problem, "driver")


def test_the_nearest_choice_is_named() -> None:
    assert refusal("driver: tow\n", CHOSEN).nearest == "two"


def test_values_that_do_not_go_together() -> None:
    table = Table(
        (Setting("low", whole(0, 9)), Setting("high", whole(0, 9))),
        check=lambda v: Misfit("high", "more than low") if v["high"] <= v["low"] else None,
    )
    assert read("low: 1\nhigh: 2\n", table)["high"] == 2
    error = refusal("low: 2\nhigh: 2\n", table)
    assert (error.problem, error.line, error.expected) == ("wrong_value", 2, "more than low")
    assert error.found == "2"


def test_rows_with_the_same_value() -> None:
    section = read("name: x\nrows:\n  - {volume: 1}\n  - {volume: 2}\n  - {volume: 1}\n", OUTER)
    with pytest.raises(ConfigurationRefused) as caught:
        check_unique(section["rows"], "volume")
    assert (caught.value.problem, caught.value.line) == ("duplicate_name", 5)


def test_a_file_is_named_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("nmae: x\n")
    with pytest.raises(ConfigurationRefused) as caught:
        read_file(path, OUTER)
    assert caught.value.file == str(path)


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=4))
def test_any_mapping_is_read_or_refused(pairs: dict[str, str]) -> None:
    text = "".join(f"{key!r}: {value!r}\n" for key, value in pairs.items())
    try:
        name = read(text, OUTER)["name"]
    except ConfigurationRefused as error:
        name = error.problem
    assert name
