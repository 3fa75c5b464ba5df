"""What stands around the texts of a page is rendered once, and the texts are where they belong."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from loudspeaker.web.frames import Frame

TEMPLATE = Environment(autoescape=True).from_string(
    '<h1>{{ a }}</h1><a href="/?q={{ a|urlencode }}">{{ b }}{{ a|upper if none }}</a>'
)


def render(marks: Mapping[str, str]) -> str:
    return TEMPLATE.render(none=False, **marks)


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_page_around_texts_is_what_the_template_makes_of_them(a: str, b: str) -> None:
    shown = Frame(render, ["a", "b"]).around({"a": escape(a), "b": f"<b>{escape(b)}</b>"})
    assert shown == f'<h1>{escape(a)}</h1><a href="/?q={escape(a)}"><b>{escape(b)}</b></a>'


def test_a_frame_serves_again_and_one_without_texts_is_the_page() -> None:
    frame = Frame(lambda marks: f"<p>{marks['a']}</p>", ["a"])
    assert [frame.around({"a": each}) for each in ("1", "x", "")] == [
        "<p>1</p>",
        "<p>x</p>",
        "<p></p>",
    ]
    assert Frame(lambda _: "<p></p>", []).around({}) == "<p></p>"
