"""A certificate of our own: whether the pages can be served by it, before they are."""

from __future__ import annotations

import ssl
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from cryptography import x509

from loudspeaker.errors import DeviceFailure

TRIAL: Final = "loudspeaker.web.tls_trial"
TRIAL_S: Final = 20.0
_NOT_TAKEN: Final = (
    "it cannot be served: wanted is an X.509 version 3 certificate of RSA with 2048 to 4096 bits,"
    " or of P-256 or P-384"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """A certificate with what it was signed by, and its key, as PEM files."""

    certificate: Path
    key: Path

    def check(self) -> None:
        """Raise DeviceFailure for files that are not there, do not fit together, or are none.

        What the server makes of them is tried in a process of its own: there are certificates at
        which it ends its whole process, and all pages with it.
        """
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
                self.certificate, self.key, password=_no_password
            )
        except (OSError, ValueError) as error:  # ssl's own errors are OSError
            told = error.strerror if isinstance(error, OSError) else None
            raise self._failure(told or str(error)) from error
        words = [sys.executable, "-m", TRIAL, str(self.certificate), str(self.key)]
        try:
            subprocess.run(words, check=True, capture_output=True, timeout=TRIAL_S)
        except (OSError, subprocess.SubprocessError) as error:
            raise self._failure(_NOT_TAKEN) from error

    def over_since(self, now: datetime) -> datetime | None:
        """Return when the certificate ended, None while it holds; DeviceFailure."""
        try:
            first = x509.load_pem_x509_certificates(self.certificate.read_bytes())[0]
        except (OSError, ValueError) as error:
            raise self._failure(str(error)) from error
        until = first.not_valid_after_utc
        return until if until <= now.astimezone(UTC) else None

    def _failure(self, problem: str) -> DeviceFailure:
        return DeviceFailure(device=str(self.certificate), problem=problem)


def _no_password() -> str:
    """Refuse a key that is locked by a password: nobody is there to type one."""
    raise ValueError("the key is locked by a password")
