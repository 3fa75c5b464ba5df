"""Which hardware an ALSA name leads to in the end, as ALSA itself resolves it (libasound).

Names hide each other: ``default``, ``plug:dmix`` and ``hw:0`` may be one socket on the wall.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

_LIBRARY = "libasound.so.2"
_DEEPEST = 16
_COMPOUND = 1024  # SND_CONFIG_TYPE_COMPOUND, alsa/conf.h
_IN_PORTAUDIO_NAME = re.compile(r"\((hw:[^)]*)\)\s*$")
_SLAVE_KEYS = frozenset({"slave", "slaves", "pcm", "playback"})


_SILENT = ctypes.CFUNCTYPE(None)(lambda: None)  # what it cannot resolve it also prints


class Unresolved(Exception):
    """It cannot be told where sound would come out (``pulse``, a missing card, a strange type)."""


def ends_of(name: str) -> frozenset[str]:
    """Return the cards and files behind a name, such as ``hw:0,0``; none for a null device.

    ``name`` is ALSA's, or PortAudio's own, which ends with the card: ``USB Audio (hw:1,0)``.
    Raises Unresolved.
    """
    found = _IN_PORTAUDIO_NAME.search(name)
    try:
        return _Configuration().ends(found[1] if found else name)
    except OSError as error:
        raise Unresolved(str(error)) from error


class _Configuration:
    """ALSA's own configuration tree, read by ALSA."""

    def __init__(self) -> None:
        self._alsa = ctypes.CDLL(_LIBRARY)
        for function in ("snd_config_iterator_first", "snd_config_iterator_next"):
            getattr(self._alsa, function).restype = ctypes.c_void_p
        for function in ("snd_config_iterator_end", "snd_config_iterator_entry"):
            getattr(self._alsa, function).restype = ctypes.c_void_p
        self._alsa.snd_lib_error_set_handler(_SILENT)
        if self._alsa.snd_config_update() < 0:
            raise Unresolved("ALSA has no configuration")
        self._top = ctypes.c_void_p.in_dll(self._alsa, "snd_config")

    def ends(self, name: str) -> frozenset[str]:
        """Return what a name leads to."""
        return frozenset(self._ends(self._definition(name), 0))

    def _definition(self, name: str) -> ctypes.c_void_p:
        found = ctypes.c_void_p()
        status = self._alsa.snd_config_search_definition(
            self._top, b"pcm", name.encode("utf-8", "surrogateescape"), ctypes.byref(found)
        )
        if status < 0:
            raise Unresolved(name)
        return found

    def _ends(self, node: ctypes.c_void_p, depth: int) -> Iterator[str]:
        if depth > _DEEPEST:
            raise Unresolved("nested too deeply")
        if self._kind(node) != _COMPOUND:
            yield from self._ends(self._definition(self._text(node)), depth + 1)
            return
        children = dict(self._children(node))
        kind = self._text(children["type"]) if "type" in children else ""
        if kind == "hw":
            yield self._card(children)
        elif kind == "file":
            yield f"file:{self._text(children['file'])}"
        elif kind != "null":
            yield from self._below(children, kind, depth)

    def _below(self, children: dict[str, ctypes.c_void_p], kind: str, depth: int) -> Iterator[str]:
        """Follow what a plug-in plays into; one that plays elsewhere cannot be followed."""
        slaves = [child for key, child in children.items() if key in _SLAVE_KEYS]
        if not slaves and kind:
            raise Unresolved(kind)
        groups = slaves if kind or slaves else list(children.values())
        for child in groups:
            yield from self._ends(child, depth + 1)

    def _card(self, children: dict[str, ctypes.c_void_p]) -> str:
        card = self._text(children["card"]) if "card" in children else "0"
        index = self._alsa.snd_card_get_index(card.encode("utf-8", "surrogateescape"))
        if index < 0:
            raise Unresolved(f"card {card}")
        device = self._text(children["device"]) if "device" in children else "0"
        return f"hw:{index},{device}"

    def _kind(self, node: ctypes.c_void_p) -> int:
        return int(self._alsa.snd_config_get_type(node))

    def _text(self, node: ctypes.c_void_p) -> str:
        text = ctypes.c_char_p()
        if self._alsa.snd_config_get_ascii(node, ctypes.byref(text)) < 0 or text.value is None:
            raise Unresolved("a value that is no text")
        return text.value.decode("utf-8", "surrogateescape")

    def _children(self, node: ctypes.c_void_p) -> Iterator[tuple[str, ctypes.c_void_p]]:
        alsa = self._alsa
        at = ctypes.c_void_p(alsa.snd_config_iterator_first(node))
        end = alsa.snd_config_iterator_end(node)
        while at.value != end:
            entry = ctypes.c_void_p(alsa.snd_config_iterator_entry(at))
            name = ctypes.c_char_p()
            alsa.snd_config_get_id(entry, ctypes.byref(name))
            yield (name.value or b"").decode("utf-8", "surrogateescape"), entry
            at = ctypes.c_void_p(alsa.snd_config_iterator_next(at))
