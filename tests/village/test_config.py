"""The village's own configuration: written by init, read strictly."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import ConfigurationRefused
from loudspeaker.radio.fragments import GroupForm
from loudspeaker.village.config import EncoderKind
from loudspeaker.village.config_file import load_config
from loudspeaker.village.encoder import Answers
from loudspeaker.village.exciter import Role
from loudspeaker.village.new_config import village_config

from .fakes import BOOK, KEYS, PI, config, plan


def _load(tmp_path: Path, content: Any) -> Any:
    path = tmp_path / "village.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return load_config(path)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    assert _load(tmp_path, village_config(plan(), BOOK, PI)) == config()


def test_options_are_read(tmp_path: Path) -> None:
    content = village_config(
        plan(),
        BOOK,
        PI,
        unit=11,
        group="11A",
        aid=0xFF01,
        answers=Answers.ALL,
        encoder=EncoderKind.ASCII,
    )
    village = _load(tmp_path, content)
    assert (village.unit, village.answers) == (11, Answers.ALL)
    assert village.encoder is EncoderKind.ASCII
    assert village.form == GroupForm(kind=11, aid=0xFF01)


def test_a_file_from_before_there_were_two_kinds_means_uecp(tmp_path: Path) -> None:
    content = village_config(plan(), BOOK, PI)
    del content["encoder"]
    assert _load(tmp_path, content).encoder is EncoderKind.UECP


def test_keys_are_those_of_the_station() -> None:
    first = village_config(plan(), BOOK, PI)["points"][0]
    assert first["keys"] == {
        "all": KEYS.derive("all").hex(),
        "zone": KEYS.derive("zone:1").hex(),
        "point": KEYS.derive("point:1").hex(),
    }


@pytest.mark.parametrize("role", Role)
def test_an_exciter_and_a_meter_of_their_own(tmp_path: Path, role: Role) -> None:
    content = village_config(plan(), BOOK, PI, meter_unit=2, exciter=role, echo=True)
    read = _load(tmp_path, content)
    assert (read.meter_unit, read.exciter, read.echo) == (2, role, True)


def test_an_ordinary_village_has_neither() -> None:
    assert {"meter_unit", "exciter", "echo"}.isdisjoint(village_config(plan(), BOOK, PI))


def _changed(**changes: Any) -> dict[str, Any]:
    return {**village_config(plan(), BOOK, PI), **changes}


def _point(**changes: Any) -> dict[str, Any]:
    first = village_config(plan(), BOOK, PI)["points"][0]
    return _changed(points=[{**first, **changes}])


def _tones(**changes: Any) -> dict[str, Any]:
    return _changed(points=[], tones={"system": "ccir", "points": [], **changes})


@pytest.mark.parametrize(
    ("content", "problem", "key"),
    [
        ("{", "syntax", ""),
        ("[" * 100_000, "syntax", ""),
        ("[]", "wrong_shape", "file"),
        ("{}", "missing_key", "group"),
        (_changed(pi="70011"), "wrong_value", "pi"),
        (_changed(pi=0x7001), "wrong_value", "pi"),
        (_changed(unit=0), "wrong_value", "unit"),
        (_changed(unit=True), "wrong_value", "unit"),
        (_changed(group="2A"), "wrong_value", "group"),
        (_changed(group="11A", aid="x"), "wrong_value", "aid"),
        (_changed(answers="sometimes"), "wrong_value", "answers"),
        (_changed(encoder="morse"), "wrong_value", "encoder"),
        (_changed(meter_unit=248), "wrong_value", "meter_unit"),
        (_changed(exciter="both"), "wrong_value", "exciter"),
        (_changed(exciter=[]), "wrong_value", "exciter"),
        (_changed(exciter="key", echo="yes"), "wrong_value", "echo"),
        (_changed(colour="red"), "unknown_key", "colour"),
        (_changed(points={}), "wrong_shape", "points"),
        (_changed(points=[5]), "wrong_shape", "point"),
        (
            _changed(points=village_config(plan(), BOOK, PI)["points"] * 2),
            "duplicate_name",
            "points",
        ),
        (_point(n=0), "wrong_value", "n"),
        (_point(zone="1"), "wrong_value", "zone"),
        (_point(volume=101), "wrong_value", "volume"),
        (_point(keys={}), "missing_key", "all"),
        (_tones(system="morse"), "wrong_value", "system"),
        (_tones(points={}), "wrong_shape", "points"),
        (_tones(points=[{"n": 1, "open": ["1x"], "close": ["3"]}]), "wrong_value", "open"),
        (_tones(points=[{"n": 1, "open": ["1"]}]), "missing_key", "close"),
        (_tones(colour="red"), "unknown_key", "colour"),
        (_point(keys={"all": "00", "zone": "00", "point": "00"}), "wrong_value", "keys"),
    ],
)
def test_anything_else_is_refused(tmp_path: Path, content: Any, problem: str, key: str) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        _load(tmp_path, content)
    assert (refusal.value.problem, refusal.value.key) == (problem, key)


@pytest.mark.parametrize(
    ("name", "problem"), [("no.json", "missing_file"), ("", "unreadable_file")]
)
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str, problem: str) -> None:
    with pytest.raises(ConfigurationRefused) as refusal:
        load_config(tmp_path / name)
    assert refusal.value.problem == problem


def test_keys_do_not_show_in_the_refusal(tmp_path: Path) -> None:
    secret = KEYS.derive("all").hex() + "00"
    with pytest.raises(ConfigurationRefused) as refusal:
        _load(tmp_path, _point(keys={"all": secret, "zone": secret, "point": secret}))
    assert secret not in str(refusal.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)


KEYS_OF_A_VILLAGE = ["pi", "unit", "points", "group", "aid", "answers", "encoder", "tones"]


@given(st.sampled_from(KEYS_OF_A_VILLAGE), json_values)
def test_strange_values_are_taken_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, value: Any
) -> None:
    with suppress(ConfigurationRefused):
        _load(tmp_path_factory.getbasetemp(), _changed(**{key: value}))


# --- points over IP -------------------------------------------------------------------------------

BROKER = {"host": "127.0.0.1", "port": 1883, "topic": "loa", "tls": False, "ca_file": None}


def _over_ip(**changes: Any) -> dict[str, Any]:
    points = tuple(replace(point, over_ip=point.number == 2) for point in plan().points)
    content = village_config(replace(plan(), points=points), BOOK, PI, broker=BROKER)
    content["ip"] = {**content["ip"], **changes}
    return content


def test_points_over_ip_are_no_radio_receivers(tmp_path: Path) -> None:
    village = _load(tmp_path, _over_ip())
    assert 2 not in [point.number for point in village.points]
    assert [point.number for point in village.ip.points] == [2]
    assert village.ip.points[0].keys == KEYS.for_receiver(point=2, zone=village.ip.points[0].zone)
    assert (village.ip.host, village.ip.port, village.ip.topic) == ("127.0.0.1", 1883, "loa")


@pytest.mark.parametrize(
    ("changes", "problem", "key"),
    [
        ({"host": ""}, "wrong_value", "host"),
        ({"host": 5}, "wrong_value", "host"),
        ({"port": 0}, "wrong_value", "port"),
        ({"port": True}, "wrong_value", "port"),
        ({"tls": "no"}, "wrong_value", "tls"),
        ({"ca_file": 1}, "wrong_value", "ca_file"),
        ({"password": "x"}, "unknown_key", "password"),
        ({"points": {}}, "wrong_shape", "points"),
        ({"points": [_over_ip()["points"][0]]}, "duplicate_name", "points"),
    ],
)
def test_what_is_no_such_section(
    tmp_path: Path, changes: dict[str, Any], problem: str, key: str
) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        _load(tmp_path, _over_ip(**changes))
    assert (caught.value.problem, caught.value.key) == (problem, key)


@pytest.mark.parametrize("content", [None, [], "x"])
def test_what_is_no_section_at_all(tmp_path: Path, content: Any) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        _load(tmp_path, {**_over_ip(), "ip": content})
    assert (caught.value.problem, caught.value.key) == ("wrong_shape", "ip")


def test_a_section_without_port(tmp_path: Path) -> None:
    content = _over_ip()
    del content["ip"]["port"]
    with pytest.raises(ConfigurationRefused) as caught:
        _load(tmp_path, content)
    assert (caught.value.problem, caught.value.key) == ("missing_key", "port")
