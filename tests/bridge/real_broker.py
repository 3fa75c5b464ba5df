"""A real broker (mosquitto) on the loopback, with passwords and the ACL of the reference page."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.devices.pty_peer import wait_until

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "ip-points.md"
TOPIC = "loudspeaker"
STATION, STATION_PASSWORD = "dai", "mật khẩu của đài"
POINT_PASSWORD = "point-{}"
_PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


def need_mosquitto() -> str:
    """Return the program's path, or skip."""
    found = shutil.which("mosquitto", path=_PLACES)
    if found is None:
        pytest.skip("mosquitto is not installed (apt-get install mosquitto)")
    return found


def published_acl() -> str:
    """Return the access list that the reference page gives to makers and administrators."""
    match = re.search(r"```acl\n(.*?)```", REFERENCE.read_text("utf-8"), re.DOTALL)
    assert match is not None
    return match[1]


class RealBroker:
    """Starts, stops and stands still; the same port over restarts."""

    def __init__(self, folder: Path, *points: int, tls: bool = False) -> None:
        self._program = need_mosquitto()
        self._tls = tls
        self._folder = folder
        folder.mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self._write(points)
        self.process: subprocess.Popen[bytes] | None = None

    def _write(self, points: tuple[int, ...]) -> None:
        accounts = {STATION: STATION_PASSWORD}
        accounts |= {str(number): POINT_PASSWORD.format(number) for number in points}
        passwords = self._folder / "passwords"
        lines = "".join(f"{name}:{word}\n" for name, word in accounts.items())
        passwords.write_text(lines, "utf-8")
        tool = shutil.which("mosquitto_passwd", path=_PLACES)
        assert tool is not None
        subprocess.run([tool, "-U", str(passwords)], check=True)
        acl = self._folder / "acl"
        acl.write_text(published_acl(), "utf-8")
        for path in (passwords, acl):
            path.chmod(0o700)
        (self._folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\n"
            "allow_anonymous false\n"
            f"password_file {passwords}\nacl_file {acl}\n"
            "persistence false\nlog_dest none\nuser root\nset_tcp_nodelay true\n"
            + (self._certified() if self._tls else ""),
            "utf-8",
        )

    @property
    def certificate(self) -> Path:
        """The certificate of its TLS, which it has signed itself."""
        return self._folder / "certificate.pem"

    def _certified(self) -> str:
        key = self._folder / "key.pem"
        request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        names = ["-subj", "/CN=broker", "-addext", "subjectAltName=IP:127.0.0.1"]
        files = ["-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run([*request.split(), *names, *files], check=True, capture_output=True)
        return f"certfile {self.certificate}\nkeyfile {key}\n"

    def start(self) -> None:
        """Start it and wait until it listens."""
        command = [self._program, "-c", str(self._folder / "mosquitto.conf")]
        self.process = subprocess.Popen(command)
        wait_until(self._listens, 10.0)

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def stand_still(self) -> None:
        """Stop it in its tracks: connections stay, nothing is answered."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def close(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            self.process.wait()
            self.process = None
