"""What stands in ``documents: exchange:``, and the file of secrets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.exchange.settings import (
    PATHS,
    ExchangeSettings,
    read_secrets,
    settings_of,
)

WHOLE = {
    "address": "https://truc.tinh.example/api/",
    "organ": "H03.12.25",
    "system": "xa-1",
    "secrets_file": "/etc/loudspeaker/exchange.secrets",
}
SECRETS = "# của trục\nsystem_secret: s3cret-1\ntoken_key: key\ntoken_secret: s3cret-2\n"


def test_settings() -> None:
    assert settings_of({}) is None
    made = settings_of({**WHOLE, "paths": {"fetch": "/doc/{id}"}, "wait_s": 20})
    assert isinstance(made, ExchangeSettings)
    assert made.address == "https://truc.tinh.example/api"
    assert made.paths == {**PATHS, "fetch": "/doc/{id}"}
    assert (made.wait_s, made.every_minutes, made.ca_file) == (20, 5, None)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"address": "http://truc.tinh.example"}, "address"),
        ({"address": "https://a:b@truc.tinh.example"}, "address"),
        ({"address": "ftp://localhost"}, "address"),
        ({"address": "https://"}, "address"),
        ({"address": "https://[x"}, "address"),
        ({"address": ""}, "address"),
        ({"organ": "Xã ta"}, "organ"),
        ({"system": None}, "system"),
        ({"system": "xã"}, "system"),
        ({"secrets_file": ""}, "secrets_file"),
        ({"system_header": "X Id"}, "system_header"),
        ({"secret_header": "X:\nY"}, "secret_header"),
        ({"paths": {"fetch": "/doc"}}, "paths.fetch"),
        ({"paths": {"other": "/doc"}}, "paths"),
        ({"paths": {"send": "doc?x"}}, "paths.send"),
        ({"wait_s": 0}, "wait_s"),
        ({"limit_s": True}, "limit_s"),
        ({"every_minutes": "5"}, "every_minutes"),
        ({"password": "x"}, "password"),
    ],
)
def test_what_is_no_setting(change: dict[str, Any], where: str) -> None:
    with pytest.raises(EntryRefused) as caught:
        settings_of({**WHOLE, **change})
    assert caught.value.where == f"documents.exchange: {where}"


def test_http_is_for_this_machine_alone() -> None:
    for host in ("localhost", "127.0.0.1", "[::1]"):
        assert settings_of({**WHOLE, "address": f"http://{host}:8080"})


def test_secrets_are_read_and_never_shown(tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    path.write_text(SECRETS, "utf-8")
    path.chmod(0o600)
    secrets = read_secrets(path)
    assert (secrets.system_secret, secrets.token_secret) == ("s3cret-1", "s3cret-2")
    assert "s3cret" not in repr(secrets) + str(secrets)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        (SECRETS, 0o640),
        (SECRETS, 0o604),
        (SECRETS.replace("token_key: key\n", ""), 0o600),
        (SECRETS.replace("key\n", "\n"), 0o600),
        (SECRETS.replace("s3cret-1", "s3crét"), 0o600),
        ("", 0o600),
    ],
)
def test_secrets_that_are_none(text: str, mode: int, tmp_path: Path) -> None:
    path = tmp_path / "secrets"
    path.write_text(text, "utf-8")
    path.chmod(mode)
    with pytest.raises(EntryRefused) as caught:
        read_secrets(path)
    assert "s3cr" not in str(caught.value)


def test_secrets_that_are_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(EntryRefused):
        read_secrets(tmp_path / "no")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    with pytest.raises(EntryRefused):
        read_secrets(tmp_path / "bytes")
