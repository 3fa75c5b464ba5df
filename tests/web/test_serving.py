"""Where the pages listen, and that the process ends as it should."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loudspeaker.bootstrap.init import init_home
from loudspeaker.cli.pages_at import pages_at
from loudspeaker.config.station import Profile
from loudspeaker.errors import DeviceFailure
from loudspeaker.store.public_file import open_public
from loudspeaker.system.home import Home
from loudspeaker.web.serving import address_of, listen
from loudspeaker.web.tls import Tls
from tests.bootstrap.running import wait_for


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_with_its_name(taken: int) -> None:
    with pytest.raises(DeviceFailure) as caught:
        listen("127.0.0.1", taken, others=False)
    assert caught.value.device == f"127.0.0.1:{taken}"


def test_or_the_next_one_is_taken(taken: int) -> None:
    with listen("127.0.0.1", taken, others=True) as first:
        port = first.getsockname()[1]
        assert port != taken
        with listen("127.0.0.1", port, others=True) as second:
            assert second.getsockname()[1] not in {taken, port}  # never shared


def test_at_the_last_port_any_free_one_is_taken() -> None:
    with listen("127.0.0.1", 65_535, others=True), listen("127.0.0.1", 65_535, others=True) as it:
        assert it.getsockname()[1] != 65_535


def test_an_address_that_is_not_ours_is_refused() -> None:
    with pytest.raises(DeviceFailure):
        listen("192.0.2.1", 8080, others=True)


def test_where_the_pages_are() -> None:
    with listen("127.0.0.1", 18_300, others=True) as made:
        port = made.getsockname()[1]
        assert address_of(made) == f"http://127.0.0.1:{port}/"
    with listen("0.0.0.0", 18_300, others=True) as made:
        assert address_of(made).startswith("http://127.0.0.1:")


@pytest.mark.slow
def test_a_real_server_gives_pages_and_stretches_of_sound() -> None:
    from tests.web.test_chromium import _served  # noqa: PLC0415

    serving = _served("usual")
    site = next(serving)
    try:
        with urllib.request.urlopen(f"{site}/thong-bao/a31.1") as answer:
            assert "Điện lực" in answer.read().decode()
        wanted = urllib.request.Request(f"{site}/thong-bao/a31.1/tieng.wav")
        wanted.add_header("Range", "bytes=100-199")
        with urllib.request.urlopen(wanted) as answer:
            assert (answer.status, len(answer.read())) == (206, 100)
    finally:
        serving.close()


# --- a certificate of our own ---------------------------------------------------------------------


def certificate(folder: Path, name: str = "loa") -> Tls:
    """Make one as the guide says."""
    made = Tls(certificate=folder / f"{name}.pem", key=folder / f"{name}.key")
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj"]
    words += ["/CN=loa.test", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(made.key), "-out", str(made.certificate)]
    subprocess.run([*words, *files], check=True, capture_output=True)
    return made


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Tls:
    return certificate(tmp_path_factory.mktemp("tls"))


def test_a_certificate_is_looked_at_before_it_is_used(tls: Tls, tmp_path: Path) -> None:
    tls.check()
    other = certificate(tmp_path, "other")
    text = tmp_path / "text.pem"
    text.write_text("no certificate")
    for wrong in (
        replace(tls, key=other.key),
        replace(tls, key=tmp_path / "none"),
        replace(tls, certificate=text),
    ):
        with pytest.raises(DeviceFailure) as caught:
            wrong.check()
        assert caught.value.device == str(wrong.certificate)


def test_a_key_that_is_locked_is_refused_without_asking(tls: Tls, tmp_path: Path) -> None:
    locked = tmp_path / "locked.key"
    words = ["openssl", "rsa", "-aes128", "-passout", "pass:abcd", "-in", str(tls.key)]
    subprocess.run([*words, "-out", str(locked)], check=True, capture_output=True)
    with pytest.raises(DeviceFailure):
        replace(tls, key=locked).check()


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def first_version(folder: Path) -> Tls:
    """Make one as old recipes have it: a request signed by its own key, X.509 version 1."""
    made = Tls(certificate=folder / "v1.pem", key=folder / "v1.key")
    asked = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=loa", "-keyout", str(made.key)]
    openssl("req", *asked, "-out", str(folder / "csr"))
    signed = ["-in", str(folder / "csr"), "-signkey", str(made.key), "-days", "2"]
    openssl("x509", "-req", *signed, "-out", str(made.certificate))
    return made


def strange_curve(folder: Path) -> Tls:
    made = Tls(certificate=folder / "ec.pem", key=folder / "ec.key")
    openssl("ecparam", "-name", "secp521r1", "-genkey", "-noout", "-out", str(made.key))
    named = ["-subj", "/CN=loa", "-days", "2", "-out", str(made.certificate)]
    openssl("req", "-x509", "-new", "-key", str(made.key), *named)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("make", [first_version, strange_curve])
def test_one_at_which_the_server_would_end_itself_is_found_out_beforehand(
    tmp_path: Path, make: Callable[[Path], Tls]
) -> None:
    with pytest.raises(DeviceFailure) as caught:
        make(tmp_path).check()
    assert "cannot be served" in caught.value.problem


def test_one_that_is_over_is_known(tls: Tls) -> None:
    now = datetime.now(UTC)
    assert tls.over_since(now) is None
    assert tls.over_since(now + timedelta(days=3)) is not None


@pytest.mark.slow
def test_the_same_pages_are_served_plain_and_encrypted(tls: Tls, tmp_path: Path) -> None:
    """Encrypted, people may sign in; the process that serves them is the real one."""
    home = Home(tmp_path / "home")
    init_home(home, Profile.SIMULATED)
    section = f"web: {{tls: {{certificate: {tls.certificate}, key: {tls.key}}}}}"
    home.station_file.write_text(f"{home.station_file.read_text('utf-8')}\n{section}\n", "utf-8")
    open_public(home.public).close()
    words = [sys.executable, "-m", "loudspeaker.bootstrap", "loudspeaker-web"]
    process = subprocess.Popen([*words, "--home", str(home.root)])
    try:
        wait_for(home.web_file.exists, "web.json")
        told = json.loads(home.web_file.read_text())
        trusted = ssl.create_default_context(cafile=str(tls.certificate))
        with urllib.request.urlopen(told["address"]) as answer:
            plain = answer.read()
        with urllib.request.urlopen(told["secure_address"], context=trusted) as answer:
            assert answer.read() == plain
        login = f"{told['secure_address']}login"
        with urllib.request.urlopen(login, context=trusted) as answer:
            assert b'type="password"' in answer.read()
        assert pages_at(home, secure=True) == told["secure_address"].replace("http:", "https:")
    finally:
        process.terminate()
        assert process.wait(5) == 0


def test_the_files_of_the_pages_are_in_the_package() -> None:
    import loudspeaker.web  # noqa: PLC0415

    folder = Path(loudspeaker.web.__file__).parent
    assert {"base.css", "icon.svg", "sw.js"} <= {
        path.name for path in (folder / "static").iterdir()
    }
    assert (folder / "templates" / "base.html").exists()
