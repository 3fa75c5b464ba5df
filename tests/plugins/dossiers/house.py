"""A whole station with the plug-in; files are left as the desk does, jobs run in this process."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.plugins.dossiers.procedures.intake_jobs import read_procedures
from tests.station.bench import NOON, Bench
from tests.web.house import BenchCalls

SETTINGS = """\
organisation: {code: H03.12.25, name: Ủy ban nhân dân xã, above: UBND tỉnh, short: UBND,
  place: Xã thử, phone: 0226 3868 113}
"""
PROCEDURES = """\
code,name,domain,Lĩnh vực,Thời hạn,Hiệu lực từ,Trình tự,Thành phần hồ sơ,cut_off
1.001193,Đăng ký khai sinh,HT,Hộ tịch,3 ngày làm việc,1/7/2025,"Tiếp nhận | Một cửa | 1 giờ làm việc
Xử lý | Tư pháp | 2 ngày làm việc",Tờ khai | 1 bản chính,15:00
2.000815,Chứng thực bản sao,CT,Chứng thực,1 ngày làm việc,1/7/2025,,Bản chính giấy tờ | 1 bản chính,
"""
WHY = "giải quyết hồ sơ"


class House:
    """A bench that is asked for use cases of dossiers."""

    def __init__(self, folder: Path, extra: str = SETTINGS, start: datetime = NOON) -> None:
        self.folder = folder
        self.bench = Bench(folder / "home", extra=extra, start=start, registers=True)
        self.bench.run_job = run_here
        assert self.bench.parts.plugins.threads()["dossiers"].wait_ready(20.0)
        self._count = 0

    def ask(self, action: str, person: str = "soan", **arguments: Any) -> Any:
        return self.bench.ask(f"dossiers.{action}", person, **arguments)

    def deposit(self, content: bytes, name: str) -> dict[str, str]:
        """Leave a file for the station."""
        self._count += 1
        deposit = f"giventest-{self._count}"
        self.bench.home.incoming.mkdir(exist_ok=True)
        (self.bench.home.incoming / deposit).write_bytes(content)
        return {"deposit": deposit, "name": name}

    def catalogue(self, text: str = PROCEDURES, **more: Any) -> dict[str, Any]:
        given = self.deposit(text.encode(), "thu-tuc.csv")
        told: dict[str, Any] = self.ask("import_procedures", file=given, **more)
        return told

    def receive(self, name: str = "Người Nộp Đầu", **more: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"procedure": "1.001193", "applicant": applicant(name)}
        told: dict[str, Any] = self.ask("receive", **(values | more))
        return told

    def act(self, code: str, *acts: str, reason: str = "") -> dict[str, Any]:
        told: dict[str, Any] = {}
        for act in acts:
            told = self.ask("act", code=code, act=act, reason=reason)
        return told

    def file(self, answer: Mapping[str, Any]) -> bytes:
        """Return the content of a file that was handed out."""
        handle: str = answer["handed_out"]["handle"]
        return (self.bench.home.handed_out / handle).read_bytes()

    def look_up(self, code: str, secret: str, address: str = "192.0.2.1") -> Any:
        """Look a dossier up as the portal does."""
        values = {"code": code, "secret": secret}
        call = BenchCalls(bench=self.bench).call(
            "public_lookup", address=address, plugin="dossiers", lookup="ho-so", values=values
        )
        return asyncio.run(call)

    def close(self) -> None:
        self.bench.kill()


def applicant(name: str = "Người Nộp Đầu", **more: str) -> dict[str, str]:
    values = {
        "kind": "citizen", "name": name, "phone": "0912 345 678", "identity": "001099000001",
        "address": "Thôn 1", "told": "call",
    }  # fmt: skip
    return values | more


def run_here(
    plugin: str, job: str, arguments: Mapping[str, Any], timeout_s: float, *, long: bool
) -> dict[str, Any]:
    """Run a job as the limited process does, in this one."""
    assert (plugin, job) == ("dossiers", "read_procedures")
    assert timeout_s > 0
    assert long in {True, False}
    answer: dict[str, Any] = json.loads(json.dumps(read_procedures(dict(arguments))))
    return answer
