"""A desk whose station answers with what people should never have been able to write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from loudspeaker.web.guarding import COOKIE
from tests.station.bench import NOON
from tests.web.desk.conftest import Office
from tests.web.hostile import payloads
from tests.web.house import BenchCalls

TEXTS = frozenset(
    {"title", "text", "script", "author", "approver", "approver_for", "why", "note", "repair"}
    | {"name", "zone_name", "written", "reading", "detail", "voice", "said", "ask", "example"}
    | {"told_by", "acknowledged_by", "confirm", "station", "holder", "giver", "what", "advice"}
    | {"address", "post", "phone", "about", "reason", "by", "changed_by"}
)
PAGES = ("/desk", "/desk/duyet", "/desk/tin", "/desk/khan-cap", "/desk/lich", "/desk/nhat-ky",
         "/desk/bao-cao", "/desk/loa", "/desk/loi", "/desk/tu-dien", "/desk/nguoi", "/desk/soan",
         "/desk/khan-cap/lu", "/desk/dien-tap/lu", "/desk/them/office")  # fmt: skip
TOGETHER = 100


class Overwritten(BenchCalls):
    """A real station's answers, with another text wherever people could have written one."""

    payload: str = "lành"
    known: dict[str, Any]

    async def call(self, action: str, **arguments: Any) -> Any:
        if not hasattr(self, "known"):
            self.known = {}
        key = json.dumps([action, arguments], sort_keys=True)
        if key not in self.known:
            self.known[key] = await super().call(action, **arguments)
        found = self.known[key]
        return found if action == "whoami" else self._over(found)

    def _over(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict) and "ms_by_level" in value:
            return value  # a day of the report: its name is the calendar's
        if isinstance(value, dict):
            inside = "name" if key == "point_names" else ""
            return {name: self._over(each, inside or name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._over(each, key) for each in value]
        return self.payload if isinstance(value, str) and key in TEXTS else value


def overwritten(folder: Path) -> tuple[Office, Overwritten, str]:
    """Return a desk with a day behind it, its answers, and the id of a draft."""
    office = Office(folder)
    bench = office.bench
    item = bench.announce("Họp.", title="Họp", at=NOON.replace(hour=18))["id"]
    bench.ask("edit", id=item, text="Họp tối nay.")
    bench.approved("Đã phát.")
    bench.ask("points_report", point=1, heard="weak", note="xa", repair="dây")
    bench.ask("lexicon_add", written="Pù Cà", reading="pù cả")
    bench.ask("approve", "duyet", id=bench.ask("template", name="lu")["id"])
    bench.ask("office.set", place="Thôn 1", week={"mon": "7-11"})
    bench.ask("office.day_set", day="2/9/2027", reason="lễ")
    bench.ask("office.contact_set", post="Văn phòng", phone="113", about="chung")
    bench.advance(60)
    calls = Overwritten(bench=bench)
    office.app.state.station = calls
    office.session("soan")
    return office, calls, item


def batches() -> list[str]:
    every = list(payloads())
    assert len(set(every)) == 500
    return ["\n".join(every[at : at + TOGETHER]) for at in range(0, len(every), TOGETHER)]


def hostile_desk(folder: Path) -> ASGIApp:
    """Return the desk as ``soan`` sees it; the header ``x-batch`` says what stands in its texts.

    ``/desk/tin/draft`` and ``/desk/soan/draft`` lead to a draft that is there.
    """
    office, calls, item = overwritten(folder)
    cookie = f"{COOKIE}={office.session('soan')}".encode()
    every = ["lành", *batches()]

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = dict(scope["headers"])
            calls.payload = every[int(headers.get(b"x-batch", b"0"))]
            path = scope["path"].replace("/draft", f"/{item}")
            known = [pair for pair in scope["headers"] if pair[0] != b"cookie"]
            scope = {**scope, "path": path, "headers": [*known, (b"cookie", cookie)]}
        await office.app(scope, receive, send)

    return answer
