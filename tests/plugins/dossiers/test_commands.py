"""What is typed in a terminal: each command asks a real station and prints what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.plugins.dossiers.commands import add_to
from tests.plugins.dossiers.house import PROCEDURES, House


class Typed:
    """Stands for the command line: answers come from the house, lines are kept."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lines: list[str] = []
        self._known: dict[str, Callable[..., int | None]] = {}
        add_to(self)

    def add(
        self, name: str, function: Callable[..., int | None], *, does: str, example: str
    ) -> None:
        assert does
        assert example.startswith(f"loudspeaker dossiers {name}")
        self._known[name] = function

    def ask(self, action: str, **arguments: Any) -> Any:
        given = {
            name: self.house.deposit(value.read_bytes(), value.name)
            if isinstance(value, Path)
            else value
            for name, value in arguments.items()
        }
        return self.house.bench.ask(action, "soan", **given)

    def save(self, answer: Mapping[str, Any], target: Path) -> Path:
        target.write_bytes(self.house.file(answer))
        return target

    def show(self, document: Any, as_text: Callable[[Any], None]) -> None:
        as_text(document)

    def say(self, line: str) -> None:
        self.lines.append(line)

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            assert len(row) == len(columns)
            self.lines.append(" | ".join(row))

    def run(self, command: str, *given: Any, **options: Any) -> tuple[int, str]:
        self.lines.clear()
        status = self._known[command](*given, **options) or 0
        return status, "\n".join(self.lines)


@pytest.fixture
def typed(tmp_path: Path) -> Iterator[Typed]:
    house = House(tmp_path)
    yield Typed(house)
    house.close()


def test_each_command_does_what_it_says(typed: Typed, tmp_path: Path) -> None:
    table = tmp_path / "thủ tục.csv"
    table.write_text(f"{PROCEDURES}1.9,Sai,HT,Hộ tịch,15 ngày,1/7/2025,,,\n", "utf-8")
    status, told = typed.run("import-procedures", table, trial=True)
    assert (status, "Chưa lưu gì: 2 mới" in told, "dòng 4" in told) == (4, True, True)
    assert "Đã lưu: 2 mới" in typed.run("import-procedures", table, rest=True)[1]
    assert "1.001193 | Đăng ký khai sinh" in typed.run("procedures", ["khai", "sinh"])[1]
    told = typed.run("receive", "1.001193", name="Người Nộp", phone="0912345678", told="call")[1]
    code = told.partition(":")[0]
    assert (code, "số bí mật: " in told) == ("H03.12.25-261201-0001", True)
    assert code in typed.run("queue", days=7)[1]
    assert "Người Nộp" not in typed.run("show", code)[1]
    assert "Người Nộp" in typed.run("show", code, reason="trả lời người nộp")[1]
    assert code in typed.run("find", reason="trả lời người nộp", phone="0912345678")[1]
    assert "Đang xử lý" in typed.run("act", code, "start")[1]
    assert "đã bàn giao" in typed.run("hand", "Tư pháp", [code])[1]
    status, told = typed.run("hand", "Ai", [code])
    assert (status, "hồ sơ đang ở Tư pháp" in told) == (4, True)
    assert "10/12/2026" in typed.run("apologise", code, "10/12/2026", reason="chờ xác minh")[1]
    typed.run("act", code, "finish")
    for words in (("print", code, "apology"), ("pin", code),
                  ("register", "1/12/2026", "2/12/2026")):  # fmt: skip
        typed.run(*words, out=tmp_path / "a.pdf")
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "Tiếp nhận mới | 1 | 1" in typed.run("statistics", year=2026, month=12)[1]
    out = tmp_path / "ho-so.json"
    typed.run("export", "1/12/2026", "1/12/2026", reason="đồng bộ", out=out)
    assert "0 hồ sơ mới, 0 cập nhật, 1 như cũ" in typed.run("import", out)[1]
    typed.run("person", "001099000001", reason="người dân yêu cầu", out=tmp_path / "p.json")
    assert "0912345678" in typed.run("calls", reason="gọi báo kết quả")[1]
    assert "một số kết quả" in typed.run("weekly")[1]
    assert "Đã trình duyệt: thông báo " in typed.run("weekly", submit=True)[1]
