"""From where somebody comes, and whether others on the way can read along."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from starlette.requests import Request

FORWARDED: Final = ("x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded")
_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})


NOT_PRIVATE: Final = {
    "plain": (
        "Chỉ trả lời qua kết nối mã hóa (https) hoặc ngay trên máy của đài. Qua http, người khác"
        " trong mạng có thể đọc được mật khẩu."
    ),
    "proxy": (
        "Yêu cầu được một máy chủ chuyển tiếp mà đài chưa biết. Người quản trị máy cần khai báo địa"
        " chỉ của máy chủ đó ở web: proxies trong station.yaml."
    ),
}
"""What is said to who is refused for it, by the problem."""


class NotPrivate(Exception):
    """The desk or the API was asked for where others can read along.

    ``problem``: ``plain`` (no TLS), ``proxy`` (a server in front that the settings do not name).
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


def _proxies(request: Request) -> frozenset[str]:
    """Return the addresses of servers in front whose word counts."""
    proxies: frozenset[str] = getattr(request.app.state, "proxies", frozenset())
    return proxies


def _peer(request: Request) -> str:
    return request.client.host if request.client is not None else ""


def is_behind_proxy(request: Request) -> bool:
    """Tell whether a server that the settings name has passed this on."""
    return _peer(request) in _proxies(request)


def visitor(request: Request) -> str:
    """Return the visitor's address: the last that no server of ours has."""
    if not is_behind_proxy(request):
        return _peer(request)
    passed = request.headers.getlist("x-forwarded-for")
    chain = [each.strip() for each in ",".join(passed).split(",")]
    for each in reversed(chain):
        if each not in _proxies(request) and _is_address(each):
            return each
    return _peer(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def is_secure(request: Request) -> bool:
    """Tell whether the way to the browser is TLS."""
    if is_behind_proxy(request):
        return request.headers.get("x-forwarded-proto", "").casefold() == "https"
    return request.url.scheme == "https"


def origin_of(request: Request) -> str:
    """Return the origin of our own pages, as this visitor sees them."""
    scheme = "https" if is_secure(request) else "http"
    return f"{scheme}://{request.headers.get('host', '')}".casefold()


def is_local(request: Request) -> bool:
    """Tell whether it is asked on this very machine, by a name of this machine.

    A name from elsewhere that points here is somebody's trick, and a server in front that nobody
    has named speaks for whom it will.
    """
    peer = _peer(request)
    if not _is_address(peer) or not ip_address(peer).is_loopback:
        return False
    if any(name in request.headers for name in FORWARDED):
        return False
    return (request.url.hostname or "").casefold() in _LOOPBACK_NAMES


def check_private(request: Request) -> None:
    """Raise NotPrivate where a password or a session could be read by others on the way."""
    if is_secure(request) or is_local(request):
        return
    passed_on = any(name in request.headers for name in FORWARDED)
    raise NotPrivate("proxy" if passed_on and not is_behind_proxy(request) else "plain")
