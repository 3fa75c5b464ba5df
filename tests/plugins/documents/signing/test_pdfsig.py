"""An independent reader, poppler's pdfsig, sees papers as we do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from loudspeaker.plugins.documents.signing.authority import LocalStamper
from loudspeaker.plugins.documents.signing.order import Role
from loudspeaker.plugins.documents.signing.outcome import Level, Verdict
from loudspeaker.plugins.documents.signing.sign import Order, sign
from loudspeaker.plugins.documents.signing.verify import verify
from tests.plugins.documents.signing.papers import NOW, SOON, Keys

pytestmark = pytest.mark.skipif(
    shutil.which("pdfsig") is None and not os.environ.get("LOUDSPEAKER_REQUIRE_PDFSIG"),
    reason="pdfsig (poppler-utils) is not installed",
)


def _seen(content: bytes, folder: Path) -> tuple[list[str], int]:
    """Return what it says of each signature, and how many cover the whole file."""
    path = folder / "paper.pdf"
    path.write_bytes(content)
    command = ["pdfsig", "-nocert", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    whole = said.count("- Total document signed")
    return re.findall(r"Signature Validation: (.*)", said), whole


def test_good_papers_are_valid_there_and_tampered_ones_are_not(
    keys: Keys, by_person: bytes, by_both: bytes, tmp_path: Path
) -> None:
    stamped = sign(
        by_person,
        keys.body,
        Order(role=Role.BODY, moment=NOW, level=Level.B_T),
        LocalStamper(keys.authority, NOW),
    )
    for content, count in ((by_person, 1), (by_both, 2), (stamped, 2)):
        assert verify(content, keys.trust(), SOON).verdict is Verdict.GOOD
        assert _seen(content, tmp_path) == (["Signature is Valid."] * count, 1)
    at = by_both.index(b"stream") + 40
    tampered = by_both[:at] + bytes([by_both[at] ^ 1]) + by_both[at + 1 :]
    assert verify(tampered, keys.trust(), SOON).verdict is Verdict.BROKEN
    assert _seen(tampered, tmp_path)[0] == ["Digest Mismatch."] * 2
