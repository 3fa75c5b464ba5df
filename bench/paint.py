"""How soon the kiosk's first page stands there, on a processor six times slower than this one.

    python -m bench.paint [--loads 20] [--slower 6]

Chromium is slowed down by its own protocol (``Emulation.setCPUThrottlingRate``) and keeps nothing
from one load to the next.  The page is served on the loopback by the made-up commune of the tests.
Figures: first contentful paint in milliseconds, what came over the wire, and how far anything moved
after it stood there.  ``bare`` is a page of one line without any style: what this browser takes by
itself on this machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playwright.sync_api import sync_playwright

from bench.station import SOURCE, percentile
from tests.web.browser import ARGUMENTS, CHROMIUM

BARE = b"<!doctype html><html lang=vi><meta charset=utf-8><title>x</title><h1>Xin</h1>"
PAGES = ("/kiosk", "/kiosk/tim?q=cat+dien", "/kiosk/thong-bao/a31.1", "/")
MEASURED = """() => new Promise((done) => {
    let paint = null;
    new PerformanceObserver((list, own) => {
        paint = list.getEntriesByName("first-contentful-paint")[0] || paint;
        if (paint) { own.disconnect(); setTimeout(told, 300); }
    }).observe({type: "paint", buffered: true});
    let moved = 0;
    new PerformanceObserver((list) => { for (const e of list.getEntries()) moved += e.value; })
        .observe({type: "layout-shift", buffered: true});
    const sizes = () => [...performance.getEntriesByType("navigation"),
                         ...performance.getEntriesByType("resource")].map((e) => e.transferSize);
    const told = () => done({paint: paint.startTime, moved,
                             octets: sizes().reduce((sum, size) => sum + size, 0)});
})"""


class Bare(BaseHTTPRequestHandler):
    """Serves one line."""

    def do_GET(self) -> None:
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(BARE)))
        self.end_headers()
        self.wfile.write(BARE)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[list[tuple[str, str]]]:
    """Serve everything; give the pages by name and address."""
    words = [sys.executable, "-m", "tests.web.browser", "usual"]
    bare = ThreadingHTTPServer(("127.0.0.1", 0), Bare)
    threading.Thread(target=bare.serve_forever, daemon=True).start()
    with subprocess.Popen(words, stdout=subprocess.PIPE, cwd=SOURCE) as server:
        assert server.stdout is not None
        site = server.stdout.readline().decode().strip().rstrip("/")
        yield [
            ("bare", f"http://127.0.0.1:{bare.server_address[1]}/"),
            *((path, site + path) for path in PAGES),
        ]
        server.terminate()
    bare.shutdown()


def load(browser: Any, address: str, slower: float) -> dict[str, float]:
    """Load a page once, as if for the first time."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, bypass_csp=True)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address, wait_until="networkidle")
    found: dict[str, float] = page.evaluate(MEASURED)
    context.close()
    return found


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--loads", type=int, default=20)
    parser.add_argument("--slower", type=float, default=6.0)
    asked = parser.parse_args()
    told: dict[str, Any] = {"slower": asked.slower, "loads": asked.loads}
    with served() as pages, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        found = [
            {name: load(browser, address, asked.slower) for name, address in pages}
            for _ in range(asked.loads)
        ]
        browser.close()
    for name in found[0]:
        painted = [each[name]["paint"] for each in found]
        told[name] = {
            "paint_p50_ms": round(statistics.median(painted), 1),
            "paint_p95_ms": round(percentile(painted, 0.95), 1),
            "octets": max(each[name]["octets"] for each in found),
            "moved": round(max(each[name]["moved"] for each in found), 4),
        }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
