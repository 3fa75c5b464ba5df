"""The options of every command, wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.cli.call import DEFAULT_HOME, HOME_VARIABLE, split
from loudspeaker.errors import UsageRefused
from loudspeaker.sentences.language import Language


def test_options_stand_before_and_after_the_command() -> None:
    before, rest = split(["--json", "--home", "/a", "queue"], {})
    after, same = split(["queue", "--home=/a", "--json"], {})

    assert before == after
    assert rest == same == ["queue"]
    assert before.json
    assert before.home.root == Path("/a")


def test_the_last_one_counts() -> None:
    call, _ = split(["--home", "/a", "status", "--home", "/b"], {})

    assert call.home.root == Path("/b")


def test_the_home_comes_from_the_option_then_the_environment_then_the_default() -> None:
    named, _ = split(["--home", "/a"], {HOME_VARIABLE: "/b"})
    told, _ = split([], {HOME_VARIABLE: "/b"})
    default, _ = split([], {})

    assert named.home.root == Path("/a")
    assert told.home.root == Path("/b")
    assert default.home.root == Path(DEFAULT_HOME).expanduser()
    assert [named.home_given, told.home_given, default.home_given] == [True, True, False]


def test_a_relative_home_is_where_we_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert split(["--home", "x"], {})[0].home.root == tmp_path / "x"


def test_nothing_is_taken_out_behind_two_dashes() -> None:
    call, rest = split(["announce", "--", "--json"], {})

    assert rest == ["announce", "--", "--json"]
    assert not call.json


@pytest.mark.parametrize("option", ["--home", "--as", "--lang"])
@pytest.mark.parametrize("written", [["{}"], ["{}="], ["{}", ""]])
def test_an_option_without_its_value_is_refused(option: str, written: list[str]) -> None:
    with pytest.raises(UsageRefused) as refused:
        split([part.format(option) for part in written], {})

    assert refused.value.to_message()["facts"] == {"option": option, "problem": "value_missing"}


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UsageRefused, match="vi, en"):
        split(["--lang", "fr"], {})


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, Language.VIETNAMESE),
        ({"LANG": "C.UTF-8"}, Language.VIETNAMESE),
        ({"LANG": "vi_VN.UTF-8"}, Language.VIETNAMESE),
        ({"LANG": "fr_FR.UTF-8"}, Language.VIETNAMESE),
        ({"LANG": "en_US.UTF-8"}, Language.ENGLISH),
        ({"LANG": "en"}, Language.ENGLISH),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, Language.VIETNAMESE),
        ({"LANG": "vi_VN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, Language.ENGLISH),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, Language.ENGLISH),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: Language) -> None:
    assert split([], environment)[0].language is language
    assert split(["--lang", "vi"], environment)[0].language is Language.VIETNAMESE


def test_a_request_carries_the_person_only_when_one_was_named() -> None:
    assert split([], {})[0].identity == {}
    assert split(["--as", "soan"], {})[0].identity == {"as": "soan"}


@given(st.lists(st.text(), max_size=6))
def test_any_arguments_are_split_or_refused(arguments: list[str]) -> None:
    try:
        _, rest = split(arguments, {})
    except UsageRefused:
        return
    assert len(rest) <= len(arguments)
