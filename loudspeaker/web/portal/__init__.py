"""The portal: what everybody may read, hear and subscribe to."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from loudspeaker.web.parts import WebParts
from loudspeaker.web.portal.feeds import Feeds
from loudspeaker.web.portal.lookups import Lookups
from loudspeaker.web.portal.pages import Pages
from loudspeaker.web.portal.shell import shell_routes
from loudspeaker.web.portal.sounds import Sounds
from loudspeaker.web.public_files import PublicFileAnswers
from loudspeaker.web.showing import Showing


def routes(parts: WebParts) -> list[BaseRoute]:
    """Return the portal's addresses."""
    showing = Showing(parts)
    pages, sounds, feeds = Pages(showing), Sounds(showing), Feeds(showing)
    return [
        Route("/", pages.home),
        Route("/thong-bao", pages.archive),
        Route("/thong-bao/{name}", pages.entry),
        Route("/thong-bao/{name}/tieng.wav", sounds.wav),
        Route("/thong-bao/{name}/tieng.mp3", sounds.mp3),
        Route("/lich", pages.calendar),
        Route("/lich.ics", feeds.calendar),
        Route("/trang/{plugin}/{name}", pages.of_plugin),
        Route("/trang/{plugin}/{name}/tep/{file}", PublicFileAnswers(showing).of_page),
        Route("/tra-cuu/{plugin}/{name}", Lookups(showing).form, methods=["GET", "POST"]),
        Route("/thon", pages.hamlets),
        Route("/thon/{hamlet}", pages.hamlet),
        Route("/rss.xml", feeds.rss),
        Route("/feed.json", feeds.json_feed),
        *shell_routes(parts),
    ]
