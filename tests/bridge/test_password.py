"""The password's file: one line, nobody else's to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.bridge.password import read_password
from loudspeaker.errors import ConfigurationRefused


def kept(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    path = folder / "broker.password"
    path.write_bytes(data)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("data", ["mật khẩu", "mật khẩu\n", "mật khẩu\r\n"])
def test_a_password(tmp_path: Path, data: str) -> None:
    assert read_password(kept(tmp_path, data.encode())) == "mật khẩu"


@pytest.mark.parametrize(
    ("data", "mode", "problem"),
    [
        (b"hush", 0o640, "not_allowed"),
        (b"hush", 0o604, "not_allowed"),
        (b"", 0o600, "wrong_value"),
        (b"two\nlines", 0o600, "wrong_value"),
        (b"a" * 201, 0o600, "wrong_value"),
        (b"\xff", 0o600, "not_utf8"),
    ],
)
def test_what_is_none(tmp_path: Path, data: bytes, mode: int, problem: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        read_password(kept(tmp_path, data, mode))
    assert caught.value.problem == problem
    assert "hush" not in str(caught.value).replace(str(tmp_path), "")


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        read_password(tmp_path / "none")
    assert caught.value.problem == "missing_file"
    with pytest.raises(ConfigurationRefused) as caught:
        read_password(tmp_path)
    assert caught.value.problem == "unreadable_file"
