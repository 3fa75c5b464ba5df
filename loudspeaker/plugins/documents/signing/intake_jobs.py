"""What the limited process does with papers: signatures checked, made, and stamped with the time.

Each job takes a dict and gives a dict, both JSON; files go as paths.  It needs no network and, with
its libraries, well under 512 MB.  A PIN is wrapped as soon as it arrives, and is in no log, error
or answer.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from loudspeaker.errors import UsageRefused

if TYPE_CHECKING:
    from loudspeaker.plugins.documents.signing.keys import Key
    from loudspeaker.plugins.documents.signing.places import Place
    from loudspeaker.plugins.documents.signing.sign import Seen
    from loudspeaker.plugins.documents.signing.trust import Trust

_MOST_BYTES: Final = 100 << 20
_PAPER: Final = "tệp PDF"
_Kind = TypeVar("_Kind", bound=StrEnum)


def verify_pdf(arguments: dict[str, Any]) -> dict[str, Any]:
    """Check the signatures of ``path`` against the store ``trust`` at ``moment`` (ISO 8601).

    Answers what ``outcome.to_values`` has, with ``sentence`` and ``lines`` for people.
    """
    from loudspeaker.plugins.documents.signing.outcome import to_values  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.saying import line_of, sentence_of  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.verify import verify  # noqa: PLC0415 - heavy

    found = verify(_content(arguments, "path"), _trust(arguments), _moment(arguments))
    return {
        **to_values(found),
        "sentence": sentence_of(found),
        "lines": [line_of(each) for each in found.signatures],
    }


def sign_pdf(arguments: dict[str, Any]) -> dict[str, Any]:
    """Sign ``path`` as ``role`` at ``moment``; write the signed paper to ``out``.

    ``key``: ``{"library", "token", "label"}`` of a token or ``{"path", "certificate"}`` of a file;
    ``pin``: its PIN or password.  ``kind`` is ``paper`` (default), ``annex`` or ``copy``.
    ``picture`` (PNG) stands between ``title`` and ``name``, or at ``place`` ``{"page", "left",
    "bottom", "width", "height"}`` in points; the seal of a body at the same place goes over it
    (``across_mm``).  ``note``: lines for the upper right corner of page 1.  ``others``: paths of
    certificates between signer and root.

    The level is B-B: what gives a time is asked later (``stamp_time``).  Answers ``out``,
    ``field`` and ``level``; ``place`` where a picture went.  Nothing is written where it fails.
    """
    from loudspeaker.plugins.documents.signing.files import write_file  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.order import Kind, Role  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.sign import Order, sign  # noqa: PLC0415 - heavy

    key = _key(arguments)
    content = _content(arguments, "path")
    role = _choice(arguments, "role", Role)
    seen = _seen(arguments, content, is_body=role is Role.BODY)
    order = Order(
        role=role,
        kind=_choice({"kind": "paper", **arguments}, "kind", Kind),
        moment=_moment(arguments),
        seen=seen,
        reason=_text(arguments, "reason"),
        location=_text(arguments, "location"),
        others=tuple(map(_certificate, arguments.get("others") or ())),
    )
    signed = sign(content, key, order)
    write_file(_path(arguments, "out"), signed)
    place = {"place": _place_values(seen.place)} if seen else {}
    return {"out": arguments["out"], "field": _newest(signed), "level": order.level.value, **place}


def stamp_time(arguments: dict[str, Any]) -> dict[str, Any]:
    """Add a time-stamp to the signed paper ``path``, in two steps of ``step``.

    ``prepare`` writes the paper with room for it to ``out`` and answers ``request`` (base64, to be
    sent to the time-stamper by whoever has a network) and ``start`` and ``end``.  ``finish`` takes
    that file as ``path``, those three and ``answer`` (base64), writes the stamped paper to ``out``,
    and answers what ``verify_pdf`` does.  ``with_proofs`` at ``prepare`` puts the store's lists in.
    """
    step = arguments.get("step")
    if step == "prepare":
        return _prepare(arguments)
    if step == "finish":
        return _finish(arguments)
    raise UsageRefused(option="step", problem="prepare or finish")


def _prepare(arguments: dict[str, Any]) -> dict[str, Any]:
    from loudspeaker.plugins.documents.signing.files import write_file  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.stamp_time import prepare  # noqa: PLC0415 - heavy

    proofs = _trust(arguments) if arguments.get("with_proofs") is True else None
    prepared = prepare(_content(arguments, "path"), _moment(arguments), proofs)
    write_file(_path(arguments, "out"), prepared.content)
    return {
        "out": arguments["out"],
        "request": base64.b64encode(prepared.request).decode(),
        "start": prepared.start,
        "end": prepared.end,
    }


def _finish(arguments: dict[str, Any]) -> dict[str, Any]:
    from loudspeaker.plugins.documents.signing.files import write_file  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.outcome import to_values  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.saying import line_of, sentence_of  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.stamp_time import (  # noqa: PLC0415 - heavy
        Prepared,
        finish,
    )

    prepared = Prepared(
        content=_content(arguments, "path"),
        start=_whole(arguments, "start"),
        end=_whole(arguments, "end"),
        request=_bytes(arguments, "request"),
    )
    done = finish(prepared, _bytes(arguments, "answer"), _trust(arguments), _moment(arguments))
    write_file(_path(arguments, "out"), done.content)
    return {
        "out": arguments["out"],
        **to_values(done.verification),
        "sentence": sentence_of(done.verification),
        "lines": [line_of(each) for each in done.verification.signatures],
    }


JOBS: Final = {"verify_pdf": verify_pdf, "sign_pdf": sign_pdf, "stamp_time": stamp_time}
"""What a plug-in offers to the process, by name."""


# --- what a signature looks like ----------------------------------------------------------------


def _seen(arguments: dict[str, Any], content: bytes, *, is_body: bool) -> Seen | None:
    from loudspeaker.plugins.documents.signing.finding import page_boxes  # noqa: PLC0415 - heavy
    from loudspeaker.plugins.documents.signing.places import top_right  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.seeing import (  # noqa: PLC0415 - heavy
        note_seen,
        picture_seen,
        seal_seen,
    )

    if note := arguments.get("note"):
        if not isinstance(note, list) or not all(isinstance(line, str) for line in note):
            raise UsageRefused(option="note", problem="not a list of lines")
        return note_seen(content, note, top_right(page_boxes(content)[0]))
    if not arguments.get("picture"):
        return None
    picture = _file(arguments, "picture", most=2 << 20)
    room = _room(arguments, content)
    if is_body:
        across = arguments.get("across_mm")
        return seal_seen(content, picture, room, across_mm=float(across) if across else None)
    return picture_seen(content, picture, room)


def _room(arguments: dict[str, Any], content: bytes) -> Place:
    from loudspeaker.plugins.documents.signing.finding import title_and_name  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.places import Place, between  # noqa: PLC0415

    given = arguments.get("place")
    if not given:
        return between(
            *title_and_name(content, _text(arguments, "title"), _text(arguments, "name"))
        )
    try:
        page = int(given["page"])
        sides = {name: float(given[name]) for name in ("left", "bottom", "width", "height")}
    except (TypeError, ValueError, KeyError):
        raise UsageRefused(option="place", problem="page, left, bottom, width, height") from None
    return Place(page=page, **sides)


def _place_values(place: Place) -> dict[str, float]:
    return {
        "page": place.page,
        "left": place.left,
        "bottom": place.bottom,
        "width": place.width,
        "height": place.height,
    }


def _newest(signed: bytes) -> str:
    from loudspeaker.plugins.documents.signing.order import role_of  # noqa: PLC0415
    from loudspeaker.plugins.documents.signing.reading import (  # noqa: PLC0415 - heavy
        field_names,
        open_paper,
    )

    ours = [name for name in field_names(open_paper(signed).reader) if role_of(name)]
    return ours[-1]


# --- arguments ----------------------------------------------------------------------------------


def _key(arguments: dict[str, Any]) -> Key:
    from loudspeaker.plugins.documents.signing.keys import (  # noqa: PLC0415
        FileKey,
        Secret,
        TokenKey,
    )

    given = arguments.get("key")
    secret = Secret(_text(arguments, "pin"))
    if not isinstance(given, dict):
        raise UsageRefused(option="key", problem="not a key")
    if given.get("library"):
        return TokenKey(
            library=_path(given, "library"),
            pin=secret,
            token=_text(given, "token"),
            label=_text(given, "label"),
        )
    beside = _path(given, "certificate") if given.get("certificate") else None
    return FileKey(path=_path(given, "path"), password=secret, certificate=beside)


def _trust(arguments: dict[str, Any]) -> Trust:
    from loudspeaker.plugins.documents.signing.trust import TrustStore  # noqa: PLC0415

    return TrustStore(_path(arguments, "trust")).trust()


def _certificate(path: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - heavy

    from loudspeaker.plugins.documents.signing.certificates import load_certificate  # noqa: PLC0415

    content = _file({"others": path}, "others", most=1 << 20)
    return load_certificate(content, most=1 << 20, where="chứng thư").public_bytes(Encoding.DER)


def _content(arguments: dict[str, Any], name: str) -> bytes:
    return _file(arguments, name, most=_MOST_BYTES)


def _file(arguments: dict[str, Any], name: str, *, most: int) -> bytes:
    from loudspeaker.plugins.documents.signing.files import read_file  # noqa: PLC0415

    return read_file(_path(arguments, name), most=most, where=_PAPER)


def _path(arguments: dict[str, Any], name: str) -> Path:
    given = arguments.get(name)
    if not isinstance(given, str) or not given or "\0" in given:
        raise UsageRefused(option=name, problem="not a path")
    return Path(given)


def _moment(arguments: dict[str, Any]) -> datetime:
    try:
        moment = datetime.fromisoformat(str(arguments.get("moment")))
    except ValueError:
        raise UsageRefused(option="moment", problem="not a time") from None
    if moment.utcoffset() is None:
        raise UsageRefused(option="moment", problem="a time without its offset")
    return moment


def _text(arguments: dict[str, Any], name: str) -> str:
    given = arguments.get(name) or ""
    if not isinstance(given, str):
        raise UsageRefused(option=name, problem="not a text")
    return given


def _whole(arguments: dict[str, Any], name: str) -> int:
    given = arguments.get(name)
    if not isinstance(given, int) or given < 0:
        raise UsageRefused(option=name, problem="not a number")
    return given


def _bytes(arguments: dict[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(_text(arguments, name), validate=True)
    except binascii.Error:
        raise UsageRefused(option=name, problem="not base64") from None


def _choice(arguments: dict[str, Any], name: str, kinds: type[_Kind]) -> _Kind:
    try:
        return kinds(str(arguments.get(name)))
    except ValueError:
        known = ", ".join(each.value for each in kinds)
        raise UsageRefused(option=name, problem=f"one of {known}") from None
