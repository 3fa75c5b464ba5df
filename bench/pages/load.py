"""Visitors: each loads the first page and searches, by turns, as fast as it is answered.

    python -m bench.pages.load 127.0.0.1:8080 QUESTIONS.json --visitors 50 --seconds 10

A visitor keeps its connection, as browsers do, and takes compressed pages.  Written to stdout: how
many answers came, how long they took, how many were no page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.station import percentile


@dataclass(slots=True)
class Seen:
    """What all visitors met."""

    took_ms: list[float] = field(default_factory=list)
    searched_ms: list[float] = field(default_factory=list)
    bad: int = 0
    octets: int = 0

    def told(self, seconds: float) -> dict[str, float]:
        """Return the figures."""
        return {
            "answers": len(self.took_ms),
            "per_s": round(len(self.took_ms) / seconds, 1),
            "p50_ms": round(percentile(self.took_ms, 0.5), 1),
            "p99_ms": round(percentile(self.took_ms, 0.99), 1),
            "max_ms": round(max(self.took_ms), 1),
            "search_p99_ms": round(percentile(self.searched_ms, 0.99), 1),
            "bad": self.bad,
            "octets_each": round(self.octets / len(self.took_ms)),
        }


def addresses(search: str, questions: Sequence[str], seed: int) -> Iterator[str]:
    """Yield the first page and a search by turns; ``search`` ends where the question begins."""
    chance = random.Random(seed)
    while True:
        yield "/"
        yield search + chance.choice(questions)


async def visit(place: tuple[str, int], paths: Iterator[str], until: float, seen: Seen) -> None:
    """Ask for one page after the other until it is time to go."""
    reader, writer = await asyncio.open_connection(*place)
    while time.perf_counter() < until:
        path = next(paths)
        began = time.perf_counter()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: {place[0]}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        )
        status, size = await _answer(reader)
        took_ms = (time.perf_counter() - began) * 1000
        seen.took_ms.append(took_ms)
        if path != "/":
            seen.searched_ms.append(took_ms)
        seen.bad += status != 200
        seen.octets += size
    writer.close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, int]:
    """Read one answer whole; return its status and the size of its body."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = int(head[9:12])
    if b"transfer-encoding: chunked" in head:
        return status, await _chunks(reader)
    length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return status, length


async def _chunks(reader: asyncio.StreamReader) -> int:
    whole = 0
    while length := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(length + 2)
        whole += length
    await reader.readexactly(2)
    return whole


async def _all(asked: argparse.Namespace, questions: Sequence[str], seen: Seen) -> None:
    host, _, port = asked.at.rpartition(":")
    until = time.perf_counter() + asked.seconds
    async with asyncio.TaskGroup() as visitors:
        for number in range(asked.visitors):
            paths = addresses(asked.search, questions, number)
            visitors.create_task(visit((host, int(port)), paths, until, seen))


def main() -> None:
    """Load a server and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("at")
    parser.add_argument("questions", type=Path, help="a JSON list of words, encoded for an address")
    parser.add_argument("--search", default="/thong-bao?q=")
    parser.add_argument("--visitors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=10.0)
    asked = parser.parse_args()
    seen = Seen()
    asyncio.run(_all(asked, json.loads(asked.questions.read_text("utf-8")), seen))
    print(json.dumps(seen.told(asked.seconds)))


if __name__ == "__main__":
    main()
