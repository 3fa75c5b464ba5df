from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import SpeechFailure
from loudspeaker.system.worker_child import LINE_LIMIT_BYTES, Emit, Handler, serve


def ask(handlers: dict[str, Handler], *lines: bytes) -> list[dict[str, Any]]:
    output = io.BytesIO()
    serve(handlers, io.BytesIO(b"".join(line + b"\n" for line in lines)), output)
    return [json.loads(line) for line in output.getvalue().splitlines()]


def request(op: str, **args: Any) -> bytes:
    return json.dumps({"job": "7", "op": op, "args": args}).encode()


def double(args: dict[str, Any], emit: Emit) -> dict[str, Any]:
    emit({"half": args["n"]})
    return {"n": 2 * args["n"]}


def refuse(_args: dict[str, Any], _emit: Emit) -> dict[str, Any]:
    raise SpeechFailure(voice="v", problem="silent")


def test_progress_comes_before_the_result() -> None:
    assert ask({"double": double}, request("double", n=21)) == [
        {"job": "7", "event": "progress", "data": {"half": 21}},
        {"job": "7", "event": "done", "result": {"n": 42}},
    ]


def test_our_errors_keep_their_facts() -> None:
    [reply] = ask({"refuse": refuse}, request("refuse"))
    assert reply["error"] == SpeechFailure(voice="v", problem="silent").to_message()


def test_the_loop_goes_on_after_a_failure() -> None:
    replies = ask({"double": double}, request("double"), request("double", n=1))
    assert replies[0]["error"] == {
        "code": "internal",
        "facts": {"what": "KeyError: 'n'"},
    }
    assert replies[-1]["result"] == {"n": 2}


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b"bytes"])
def test_a_result_that_is_not_json_is_one_failure(value: Any) -> None:
    [reply] = ask({"odd": lambda _args, _emit: {"value": value}}, request("odd"))
    assert reply["event"] == "failed"


@pytest.mark.parametrize(
    "line",
    [b"", b"{", b"[]", b"3", b'{"op": "nothing"}', b'{"op": ["double"]}', b"\xff\xfe",
     b'{"op": "double", "args": 3}', b"[" * 100_000],
)  # fmt: skip
def test_bad_requests_fail_alone(line: bytes) -> None:
    replies = ask({"double": double}, line, request("double", n=1))
    assert [reply["event"] for reply in replies] == ["failed", "progress", "done"]


def test_a_line_without_end_ends_the_loop() -> None:
    endless = b"x" * (LINE_LIMIT_BYTES + 10)
    assert ask({"double": double}, endless, request("double", n=1)) == []


def test_a_parent_that_is_gone_ends_the_loop() -> None:
    class Gone(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise BrokenPipeError

    lines = io.BytesIO(request("double", n=1) + b"\n" + request("double", n=2) + b"\n")
    serve({"double": double}, lines, Gone())
    assert lines.read() != b""


@given(st.lists(st.binary(max_size=60).filter(lambda line: b"\n" not in line), max_size=5))
def test_every_line_gets_exactly_one_answer(lines: list[bytes]) -> None:
    replies = ask({"refuse": refuse}, *lines)
    assert [reply["event"] for reply in replies] == ["failed"] * len(lines)
