"""Whatever the OpenAPI document allows, and what it does not, is answered and never with a 5xx."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.web.api.openapi import BASE
from tests.station.bench import Bench
from tests.station.test_roles import PEOPLE
from tests.web.house import BenchCalls, Browser, app_of, browser

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
WORDS = st.sampled_from(
    ["17:00", "mai 5:30", "all", "1,4", "emergency", "0000", "soan", "31/12", "x", "-1", "lu-lut"]
)
NOT_FUZZED = {"delete_sessions", "get_events", "post_reload", "delete_users_name"}
"""They would take the others' session or people away."""


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Return values of a schema, and now and then anything."""
    kind = schema.get("type")
    if kind == "string":
        right: st.SearchStrategy[Any] = WORDS | st.text(max_size=60)
    elif kind == "integer":
        right = st.integers(schema.get("minimum"), schema.get("maximum"))
    elif kind == "number":
        right = st.floats(schema["minimum"], schema["maximum"])
    elif kind == "boolean":
        right = st.booleans()
    elif kind == "array":
        right = st.lists(values(schema["items"]), max_size=4)
    elif "properties" in schema:
        return objects(schema) | JSON
    else:
        right = st.dictionaries(
            WORDS | st.text(max_size=9), WORDS | st.text(max_size=30), max_size=4
        )
    return st.one_of(right, right, right, JSON)


def objects(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with what is required and some of the rest."""
    required = set(schema.get("required", ()))
    known = {name: values(each) for name, each in schema["properties"].items()}
    return st.fixed_dictionaries(
        {name: each for name, each in known.items() if name in required},
        optional={name: each for name, each in known.items() if name not in required},
    )


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, list[str]]]:
    bench = Bench(tmp_path_factory.mktemp("fuzz") / "home", registers=True)
    bench.announce()
    tokens = [
        bench.ask("token_add", name, label="x", roles=[role.value], until="31/12")["token"]
        for role, name in PEOPLE.items()
    ]
    yield browser(app_of(BenchCalls(bench=bench))), tokens
    bench.kill()


def test_the_document_is_one(station: tuple[Browser, list[str]]) -> None:
    found = station[0].get(f"{BASE}/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    names = [each["operationId"] for path in found["paths"].values() for each in path.values()]
    assert len(names) == len(set(names)) > 60


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(data=st.data())
def test_nothing_that_is_sent_breaks_it(
    station: tuple[Browser, list[str]], data: st.DataObject
) -> None:
    client, tokens = station
    paths = client.get(f"{BASE}/openapi.json").json()["paths"]
    rows = [
        (path, method, row)
        for path, methods in paths.items()
        for method, row in methods.items()
        if row["operationId"] not in NOT_FUZZED
    ]
    for _ in range(10):
        path, method, row = data.draw(st.sampled_from(rows))
        query: dict[str, str] = {}
        for each in row.get("parameters", ()):
            drawn = data.draw(values(each["schema"]))
            shown = str(drawn).encode("utf-8", "replace").decode()
            if each["in"] == "path":
                path = path.replace("{" + each["name"] + "}", quote(shown, safe="") or "x")
            elif each["in"] == "query" and data.draw(st.booleans()):
                query[each["name"]] = shown
        headers = {"Authorization": f"Bearer {data.draw(st.sampled_from(tokens))}"}
        more: dict[str, Any] = {"params": query} if query else {}
        if "requestBody" in row:
            schema = row["requestBody"]["content"]["application/json"]["schema"]
            more["json"] = data.draw(objects(schema) | JSON)
        try:
            answer = client.request(method.upper(), BASE + path, headers=headers, **more)
        except ValueError:  # no such JSON: the sender itself refuses
            continue
        assert answer.status_code < 500, (method, path, more, answer.text)
        assert answer.headers["content-type"] in {"application/json", "application/problem+json"}
