"""The peer: a page of Starlette on Granian that does the same two questions and nothing else.

    python -m bench.pages.bare public.db PORT

No look, no words lit up, no compression, no caching, and no headers for the browser's safety.
"""

from __future__ import annotations

import html
import sqlite3
import sys

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from loudspeaker.public.query import match_of, phrases_of
from loudspeaker.web.serving import listen, serve

PAGE = 20
NEWEST = "SELECT id, title, text FROM said ORDER BY n DESC LIMIT ?"
FOUND = (
    "SELECT id, title, text FROM (SELECT rowid AS found FROM search WHERE search MATCH ?"
    " ORDER BY rowid DESC LIMIT ?) JOIN said ON n = found ORDER BY n DESC"
)


def application(path: str) -> Starlette:
    """Return the page over a file."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    async def page(request: Request) -> HTMLResponse:
        phrases = phrases_of(request.query_params.get("q", ""))
        if phrases:
            rows = connection.execute(FOUND, (match_of(phrases), PAGE)).fetchall()
        else:
            rows = connection.execute(NEWEST, (PAGE,)).fetchall()
        items = "".join(
            f"<li><a href='/{html.escape(i)}'>{html.escape(title)}</a> {html.escape(text)}</li>"
            for i, title, text in rows
        )
        return HTMLResponse(f"<!doctype html><title>Thông báo</title><ul>{items}</ul>")

    return Starlette(routes=[Route("/", page), Route("/thong-bao", page)])


if __name__ == "__main__":
    serve(
        application(sys.argv[1]),
        [(listen("127.0.0.1", int(sys.argv[2]), others=False), None)],
        reload=lambda: None,
    )
