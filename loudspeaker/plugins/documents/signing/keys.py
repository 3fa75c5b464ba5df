"""The keys that sign: a token that a person plugs in, or a file; and the PIN that nobody sees."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class Secret:
    """A PIN or password: no text of it shows what it is, and it cannot be pickled by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return it, for the library that asks for it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret stays in its process")

    def __bool__(self) -> bool:
        return bool(self._text)


NO_SECRET = Secret("")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKey:
    """A key in a PKCS#11 token; without ``label`` the only one that has a certificate.

    ``library`` is the driver's file, ``token`` the label of the token, empty for the only one.
    """

    library: Path
    pin: Secret
    token: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileKey:
    """A key in a file: PKCS#12 (``.p12``, ``.pfx``), else PEM with ``certificate`` beside it."""

    path: Path
    password: Secret = NO_SECRET
    certificate: Path | None = None


Key = TokenKey | FileKey
