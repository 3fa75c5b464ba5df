"""The pages of plug-ins at the desk: their views and templates run apart, for only so long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from loudspeaker.errors import PluginFailed
from loudspeaker.hookspecs.files import FileSent, FileShown
from loudspeaker.hookspecs.pages import Asked, Gone, Page, Shown, is_template
from loudspeaker.model.fields import MOST_FILES
from loudspeaker.web import guarding
from loudspeaker.web.desk.frame import LONGEST_FORM, Frame, go
from loudspeaker.web.desk.frame import Page as DeskPage
from loudspeaker.web.desk.plain import told
from loudspeaker.web.desk.recordings import UPLOAD_TYPE
from loudspeaker.web.guarding import Person
from loudspeaker.web.handed import given
from loudspeaker.web.left import Left, leaving, left_of, sent
from loudspeaker.web.plugins import FOLDER, WebPlugin

BELOW: Final = "/desk/them"
AT_ONCE: Final = 8
"""Of one plug-in: those who wait for it take no place of another's."""
ASK_S: Final = 5.0
WITH_FILES_S: Final = 15.0
UNPROCESSABLE: Final = 422
_BOTH, _GET = ("GET", "POST"), ("GET",)


def tabs_of(plugins: Iterable[WebPlugin]) -> list[tuple[str, str, bool]]:
    """Return the tabs that plug-ins add: address, name, and that everybody has them."""
    return [
        (f"{BELOW}/{plugin.name}{page.path}", page.tab, True)
        for plugin in plugins
        if plugin.pages is not None
        for page in plugin.pages.pages
        if page.tab
    ]


def rows_of(
    frame: Frame, plugins: Sequence[WebPlugin]
) -> list[tuple[str, DeskPage, tuple[str, ...], dict[str, Any]]]:
    """Return address, page, methods and kind of form of every page of every plug-in."""
    threads = {each.name: ThreadPoolExecutor(AT_ONCE) for each in plugins}
    return [
        (
            f"{BELOW}/{plugin.name}{page.path}",
            _OnePage(frame, plugin, page, threads[plugin.name]).answer,
            _BOTH if page.takes_forms or page.takes_files else _GET,
            _form_of(page),
        )
        for plugin in plugins
        if plugin.pages is not None
        for page in plugin.pages.pages
    ]


def _form_of(page: Page) -> dict[str, Any]:
    """Return what ``Frame.shown`` is to take of a page's form."""
    taken: dict[str, Any] = {"roles": page.roles}
    if page.takes_files:
        longest = (page.largest_mb << 20) + LONGEST_FORM
        taken |= {"kind": UPLOAD_TYPE, "longest": longest, "most_files": MOST_FILES}
    return taken


class _OnePage:
    """One page of one plug-in."""

    def __init__(
        self, frame: Frame, plugin: WebPlugin, page: Page, threads: ThreadPoolExecutor
    ) -> None:
        self._frame = frame
        self._plugin = plugin
        self._page = page
        self._threads = threads

    async def answer(self, request: Request, person: Person) -> Response:
        """Ask the view, and show what it returned."""
        with leaving(self._frame.parts.incoming) as left:
            asked = await self._asked(request, person, left)
            found = await self._apart(
                lambda: self._page.view(asked), with_files=bool(asked.files) or self._page.slow
            )
        if isinstance(found, FileShown):
            return given(self._frame.parts.handed_out, found.file, inline=found.inline)
        if isinstance(found, Gone):
            return self._gone(found)
        if not isinstance(found, Shown) or not is_template(found.template):
            raise self._failed("shows no page")
        return await self._shown(request, person, found)

    async def _apart(self, work: Callable[[], Any], *, with_files: bool = False) -> Any:
        loop, run = asyncio.get_running_loop(), self._plugin.run
        return await loop.run_in_executor(self._threads, partial(run, work, with_files=with_files))

    async def _asked(self, request: Request, person: Person, left: Left) -> Asked:
        loop = asyncio.get_running_loop()
        posted = request.method == "POST"
        files = await self._files(request, left) if posted and self._page.takes_files else {}
        patience_s = WITH_FILES_S if files or self._page.slow else ASK_S

        def ask(action: str, **arguments: Any) -> Any:
            self._check(action, posted=request.method == "POST")
            values = {name: sent(value) for name, value in arguments.items()}
            asking = guarding.ask(request, action, **values)
            return asyncio.run_coroutine_threadsafe(asking, loop).result(patience_s)

        many = await _form(request) if request.method == "POST" else {}
        return Asked(
            person=person.name,
            roles=person.roles,
            posted=request.method == "POST",
            ask=ask,
            tell=told,
            path={name: str(value) for name, value in request.path_params.items()},
            query=dict(request.query_params),
            form={name: values[-1] for name, values in many.items()},
            many=many,
            files=files,
        )

    async def _files(self, request: Request, left: Left) -> Mapping[str, tuple[FileSent, ...]]:
        most = self._page.largest_mb << 20
        return await run_in_threadpool(left_of, await request.form(), left, most_bytes=most)

    def _check(self, action: str, *, posted: bool) -> None:
        """Let a view ask only for what is its own; what changes anything needs a form of ours."""
        known = {each.name: each for each in self._plugin.actions}
        if action not in known:
            raise self._failed("asks for what is not its own")
        if known[action].changes and not posted:
            raise self._failed("changes something where nothing was sent")

    def _gone(self, found: Gone) -> Response:
        """Go on to a page below the plug-in's own address, whatever the path."""
        own, known = f"{BELOW}/{self._plugin.name}", ("", *self._page.done)
        ours = found.path.startswith("/") and guarding.own_path(own + found.path, "")
        if (found.path and not ours) or "?" in found.path or found.done not in known:
            raise self._failed("goes nowhere")
        return go(own + found.path, found.done)

    def _failed(self, why: str) -> PluginFailed:
        return PluginFailed(plugin=self._plugin.name, problem="fails", detail=why)

    async def _shown(self, request: Request, person: Person, found: Shown) -> Response:
        strip = await self._frame.strip(request)
        values: Mapping[str, Any] = {
            "done": self._page.done.get(request.query_params.get("xong", ""), ""),
            **found.values,
            "error": found.error,
            "request": request,
            "person": person,
            "strip": strip,
            "csrf": person.csrf,
        }
        templates = self._frame.parts.templates
        name = f"{FOLDER}/{self._plugin.name}/{found.template}"
        body = await self._apart(lambda: templates.get_template(name).render(values))
        status = UNPROCESSABLE if found.error else 200
        return HTMLResponse(body, status, headers={"Cache-Control": "no-store"})


async def _form(request: Request) -> dict[str, tuple[str, ...]]:
    form = await request.form()  # read, and bounded, where it was found to be ours
    texts = {
        name: tuple(
            value.replace("\r\n", "\n") for value in form.getlist(name) if isinstance(value, str)
        )
        for name in form
        if name != guarding.FIELD
    }
    return {name: values for name, values in texts.items() if values}
