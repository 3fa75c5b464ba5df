from __future__ import annotations

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, LoudspeakerError, NotFound, UsageRefused
from loudspeaker.plugins.documents.signing.authority import LocalStamper
from loudspeaker.plugins.documents.signing.intake_jobs import JOBS, sign_pdf, stamp_time, verify_pdf
from loudspeaker.plugins.documents.signing.trust import TrustStore
from tests.plugins.documents.signing.papers import (
    NAME,
    NOW,
    PASSWORD,
    SOON,
    TITLE,
    Keys,
    handwriting,
    seal,
)


@pytest.fixture
def desk(keys: Keys, paper: bytes, tmp_path: Path) -> Path:
    """A folder with a paper, pictures, and the trust store."""
    for name, content in (
        ("paper.pdf", paper),
        ("hand.png", handwriting()),
        ("seal.png", seal()),
    ):
        (tmp_path / name).write_bytes(content)
    store = TrustStore(tmp_path / "trust")
    store.add(keys.authority.root.pem, name="Gốc", now=NOW)
    store.add(keys.authority.issuer.pem, name="Dưới", now=NOW)
    for each in keys.authority.lists(NOW):
        store.add_list(each)
    return tmp_path


def _ask(job: str, **arguments: Any) -> dict[str, Any]:
    """Ask as the process does: JSON in, JSON out."""
    answer: dict[str, Any] = json.loads(json.dumps(JOBS[job](json.loads(json.dumps(arguments)))))
    return answer


def _signing(keys: Keys, desk: Path, **more: Any) -> dict[str, Any]:
    return {
        "path": str(desk / "paper.pdf"),
        "out": str(desk / "signed.pdf"),
        "moment": NOW.isoformat(),
        "role": "NguoiKy",
        "key": {"path": str(keys.person.path)},
        "pin": PASSWORD,
        **more,
    }


def test_from_the_paper_to_the_stamped_one(keys: Keys, desk: Path) -> None:
    hand = {"picture": str(desk / "hand.png"), "title": TITLE, "name": NAME}
    first = _ask("sign_pdf", **_signing(keys, desk, **hand))
    assert (first["field"], first["level"]) == ("NguoiKy", "B-B")
    body = _signing(
        keys,
        desk,
        path=first["out"],
        out=str(desk / "both.pdf"),
        role="CoQuan",
        key={"path": str(keys.body.path)},
        picture=str(desk / "seal.png"),
        place=first["place"],
        reason="Phát hành",
        location="Xã Thử Nghiệm",
    )
    assert _ask("sign_pdf", **body)["field"] == "CoQuan"
    look = {"trust": str(desk / "trust"), "moment": SOON.isoformat()}
    found = _ask("verify_pdf", path=str(desk / "both.pdf"), **look)
    assert (found["verdict"], len(found["signatures"])) == ("good", 2)
    assert found["sentence"] == "Chữ ký số hợp lệ: văn bản đúng như khi ký."
    assert "chưa có dấu thời gian" in found["lines"][0]
    ready = _ask(
        "stamp_time",
        step="prepare",
        path=str(desk / "both.pdf"),
        out=str(desk / "ready.pdf"),
        with_proofs=True,
        **look,
    )
    request = base64.b64decode(ready["request"])
    answer = LocalStamper(keys.authority, SOON).ask(request)
    ready |= {"path": ready["out"], "out": str(desk / "stamped.pdf")}
    done = _ask(
        "stamp_time",
        **{**ready, **look, "step": "finish"},
        answer=base64.b64encode(answer).decode(),
    )
    assert done["verdict"] == "good"
    assert {each["level"] for each in done["signatures"]} == {"B-LTA"}
    assert (desk / "stamped.pdf").read_bytes().startswith((desk / "both.pdf").read_bytes())


def test_notes_of_annexes_and_copies(keys: Keys, desk: Path) -> None:
    for kind in ("annex", "copy"):
        more = {"role": "CoQuan", "kind": kind, "note": ["15/QĐ-UBND", "23/11/2026"]}
        answer = _ask("sign_pdf", **_signing(keys, desk, **more))
        assert answer["place"]["page"] == 0
    with pytest.raises(EntryRefused, match="phải ký trước"):
        _ask("sign_pdf", **_signing(keys, desk, role="CoQuan"))


def test_a_failure_writes_nothing_and_shows_no_secret(keys: Keys, desk: Path) -> None:
    out = desk / "signed.pdf"
    person = {"path": str(keys.person.path)}
    for more, error in (
        ({"pin": "mật-sai"}, EntryRefused),
        ({"role": "Ai đó"}, UsageRefused),
        ({"kind": "thư"}, UsageRefused),
        ({"moment": "hôm nay"}, UsageRefused),
        ({"moment": "2026-11-23T09:30"}, UsageRefused),
        ({"key": "khóa"}, UsageRefused),
        ({"key": {}}, UsageRefused),
        ({"key": {**person, "certificate": 5}}, UsageRefused),
        ({"path": str(desk / "none.pdf")}, NotFound),
        ({"path": ""}, UsageRefused),
        ({"path": "a\0b"}, UsageRefused),
        ({"out": 7}, UsageRefused),
        ({"note": "một dòng"}, UsageRefused),
        ({"picture": str(desk / "hand.png")}, EntryRefused),
        ({"picture": str(desk / "hand.png"), "place": {"page": "x"}}, UsageRefused),
        ({"reason": 5}, UsageRefused),
        ({"others": [str(desk / "hand.png")]}, EntryRefused),
    ):
        with pytest.raises(error) as caught:
            sign_pdf(_signing(keys, desk, **more))
        shown = f"{caught.value} {caught.value.to_message()}"
        assert "mật-sai" not in shown
        assert PASSWORD not in shown
        assert not out.exists()


def test_steps_of_stamping_are_checked(desk: Path) -> None:
    look = {"trust": str(desk / "trust"), "moment": SOON.isoformat()}
    paths = {"path": str(desk / "paper.pdf"), "out": str(desk / "out.pdf")}
    for arguments, error in (
        ({}, UsageRefused),
        ({"step": "prepare"}, EntryRefused),
        ({"step": "finish", "start": -1}, UsageRefused),
        ({"step": "finish", "start": 1, "end": 2, "request": "&&"}, UsageRefused),
    ):
        with pytest.raises(error):
            stamp_time({**look, **paths, **arguments})
    assert not (desk / "out.pdf").exists()


def test_papers_that_cannot_be_read_say_so(desk: Path) -> None:
    look = {"trust": str(desk / "trust"), "moment": SOON.isoformat()}
    (desk / "bad.pdf").write_bytes(b"PK\x03\x04")
    with pytest.raises(LoudspeakerError, match="không phải tệp PDF"):
        verify_pdf({"path": str(desk / "bad.pdf"), **look})
    unsigned = _ask("verify_pdf", path=str(desk / "paper.pdf"), **look)
    assert unsigned["sentence"] == "Văn bản không có chữ ký số."


_LIGHT = """
import sys
from loudspeaker.plugins.documents.signing import intake_jobs, order, outcome, saying
from loudspeaker.plugins.documents.signing import time_queue, time_stamper, trust
heavy = {"pyhanko", "cryptography", "fpdf", "pypdfium2", "asn1crypto", "pkcs11", "PIL"}
sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)
"""

_WITHIN = """
import json, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (512 << 20, 512 << 20))
from loudspeaker.plugins.documents.signing.intake_jobs import JOBS
json.dump([JOBS[job](arguments) for job, arguments in json.load(sys.stdin)], sys.stdout)
"""


def test_what_every_process_loads_is_light() -> None:
    subprocess.run([sys.executable, "-c", _LIGHT], check=True)


def test_the_jobs_stay_within_512_mb(keys: Keys, desk: Path) -> None:
    hand = {"picture": str(desk / "hand.png"), "title": TITLE, "name": NAME}
    look = {"trust": str(desk / "trust"), "moment": SOON.isoformat()}
    jobs = [
        ["sign_pdf", _signing(keys, desk, **hand)],
        ["verify_pdf", {"path": str(desk / "signed.pdf"), **look}],
    ]
    done = subprocess.run(
        [sys.executable, "-c", _WITHIN],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)[1]["verdict"] == "good"
