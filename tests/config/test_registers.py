"""The keys ``organisation``, ``documents`` and ``dossiers`` of ``station.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.config.registers import DocumentsConfig, DossiersConfig, OrganisationConfig
from loudspeaker.config.station import StationConfig, load_station
from loudspeaker.errors import ConfigurationRefused


def read(folder: Path, extra: str) -> StationConfig:
    (folder / "station.yaml").write_text(f"name: Xã thử\n{extra}", encoding="utf-8")
    return load_station(folder)


def test_a_file_from_before_keeps_papers_and_dossiers_of_a_body_without_name(
    tmp_path: Path,
) -> None:
    config = read(tmp_path, "")
    assert config.organisation == OrganisationConfig()
    assert config.documents == DocumentsConfig()
    assert config.dossiers == DossiersConfig()


def test_everything_that_can_be_set(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        "organisation: {code: H03.12.25, name: UBND xã, above: UBND tỉnh, short: UBND,"
        " place: Xã thử, phone: '1022'}\n"
        "documents: {duties: {clerk: [soan], leader: [duyet]}, series: by_type}\n"
        "dossiers: {clerks: [soan], desk: Trung tâm Phục vụ hành chính công}\n",
    )
    assert config.organisation.code == "H03.12.25"
    assert config.documents.duties == {"clerk": ("soan",), "leader": ("duyet",)}
    assert config.documents.series == "by_type"
    assert config.dossiers.clerks == ("soan",)
    assert config.dossiers.desk == "Trung tâm Phục vụ hành chính công"


EXCHANGE = """\
documents:
  exchange:
    address: https://truc.example/api
    system: xa-01
    secrets_file: /etc/loudspeaker/exchange.secrets
    paths: {fetch: "/edoc/{id}"}
    every_minutes: 2
"""
SIGNING = """\
documents:
  signing:
    persons: [{person: duyet, file: /etc/loudspeaker/duyet.p12}]
    body: {library: /usr/lib/token.so, token: UBND}
    stamper: http://tsa.example/stamp
"""


def test_the_line_and_the_keys_are_off_unless_they_are_named(tmp_path: Path) -> None:
    line = read(tmp_path, EXCHANGE).documents.exchange
    assert line is not None
    assert (line.address, line.system, line.organ) == ("https://truc.example/api", "xa-01", "")
    assert (line.paths, line.every_minutes) == ({"fetch": "/edoc/{id}"}, 2)
    keys = read(tmp_path, SIGNING).documents.signing
    assert keys is not None
    assert keys.body is not None
    (person,) = keys.persons
    assert (person.person, person.file) == ("duyet", "/etc/loudspeaker/duyet.p12")
    assert (keys.body.token, keys.stamper) == ("UBND", "http://tsa.example/stamp")
    for good, found, bad, problem in (
        (EXCHANGE, "https://truc", "http://truc", "wrong_value"),
        (EXCHANGE, "    system: xa-01\n", "", "missing_key"),
        (EXCHANGE, "/edoc/{id}", "/edoc", "wrong_value"),
        (EXCHANGE, "/etc/loudspeaker/exchange", "exchange", "wrong_value"),
        (EXCHANGE, "system:", "secret:", "unknown_key"),
        (SIGNING, "person: duyet", "person: nobody", "unknown_name"),
        (SIGNING, "file: /etc/loudspeaker/duyet.p12", "token: UBND", "wrong_value"),
        (SIGNING, "library:", "file: /key.pem, library:", "wrong_value"),
    ):
        with pytest.raises(ConfigurationRefused) as refusal:
            read(tmp_path, good.replace(found, bad))
        assert refusal.value.problem == problem, bad


def test_what_cannot_be_is_refused_at_its_line(tmp_path: Path) -> None:
    for bad, problem in (
        ("organisation:\n  code: h03\n", "wrong_value"),
        ("documents:\n  series: two\n", "wrong_value"),
        ("documents:\n  duties: {clerk: [soann]}\n", "unknown_name"),
        ("documents:\n  duties: {boss: [soan]}\n", "unknown_key"),
        ("dossiers:\n  clerks: [nobody]\n", "unknown_name"),
    ):
        with pytest.raises(ConfigurationRefused) as refusal:
            read(tmp_path, bad)
        assert (refusal.value.problem, refusal.value.line) == (problem, 3), bad


def test_an_old_and_a_new_code_are_both_taken(tmp_path: Path) -> None:
    for code in ("000.17.22.H56", "H03.12.25", "G22"):
        assert read(tmp_path, f"organisation: {{code: {code}}}\n").organisation.code == code
