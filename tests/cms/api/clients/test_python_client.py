"""How the Python client reads answers and sends requests, against shapes and a small server of its own."""

from __future__ import annotations

import dataclasses
import datetime
import json
import threading
import uuid
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, Literal

import pytest
from kizuna_client import Client, Problem, Unexpected, Unreachable, Upload
from kizuna_client.decoding import decode, encode
from kizuna_client.files import multipart


@dataclasses.dataclass(frozen=True, kw_only=True)
class Text:
    type: Literal["text"]
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Picture:
    type: Literal["picture"]
    text: str
    taken_on: datetime.date | None = None
    from_: uuid.UUID | None = dataclasses.field(default=None, metadata={"name": "from"})


Block = Text | Picture | dict[str, Any]
ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


def test_objects_are_told_apart_by_their_kind_and_an_unknown_kind_stays_as_it_is() -> None:
    text, picture, later = decode(
        list[Block],
        [
            {"type": "text", "text": "あ"},
            {"type": "picture", "text": "い", "taken_on": "2026-04-01", "from": str(ID), "new": 1},
            {"type": "film", "length": 9},
        ],
    )

    assert text == Text(type="text", text="あ")
    assert picture == Picture(type="picture", text="い", taken_on=datetime.date(2026, 4, 1), from_=ID)
    assert later == {"type": "film", "length": 9}
    assert encode(picture) == {"type": "picture", "text": "い", "taken_on": "2026-04-01", "from": str(ID)}


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        (int, "1"), (int, True), (str, None), (list[int], {}), (dict[str, int], []), (datetime.date, "tomorrow"),
        (Text, {"type": "text"}), (int | None, "x"), (uuid.UUID, "1"), (None, 0),
    ],
)  # fmt: skip
def test_what_the_schema_does_not_promise_is_not_taken_for_an_answer(shape: Any, value: Any) -> None:
    with pytest.raises(Unexpected):
        decode(shape, value)


def test_the_name_of_a_file_cannot_add_to_the_request() -> None:
    file = Upload('a"\r\nX: 1.pdf', b"bytes", "application/pdf\r\nX-Evil: 1")
    body, kind = multipart({"question": "rules"}, {"file": file})

    boundary = kind.partition("boundary=")[2]
    assert body.count(boundary.encode()) == 3
    assert b'filename="a%22%0D%0AX: 1.pdf"\r\n' in body
    assert b"\r\nX" not in body


class Answers(BaseHTTPRequestHandler):
    """Answers each request with what stands in ``given`` and keeps what came."""

    given: ClassVar[list[tuple[int, dict[str, str], bytes]]] = []
    came: ClassVar[list[tuple[str, str, dict[str, str], bytes]]] = []

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): text for name, text in self.headers.items()}
        self.came.append((self.command, self.path, headers, self.rfile.read(length)))
        status, more, body = self.given.pop(0)
        self.send_response(status)
        for name, text in {**more, "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_about: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[str]:
    Answers.given, Answers.came = [], []
    running = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    running.server_close()
    thread.join()


def told(status: int, body: Any, **headers: str) -> tuple[int, dict[str, str], bytes]:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return status, {name.replace("_", "-"): text for name, text in headers.items()}, content


def test_a_request_carries_key_language_and_a_new_idempotency_key(server: str) -> None:
    Answers.given += [told(200, {"number": "8/1", "action": "withdraw", "version": 3, "draft": None})] * 3
    client = Client(server, key="kzn_x", language="en")
    client.act_on_case("8/1", "withdraw", version=2, input={"reason": "あ"})
    client.act_on_case("8/1", "withdraw", version=2)
    client.act_on_case("8/1", "withdraw", version=2, idempotency_key="mine-0001")

    (method, path, headers, body), (_m, _p, second, bare), (_n, _q, third, _b) = Answers.came
    assert (method, path) == ("POST", "/api/v1/cases/8%2F1/actions/withdraw")
    assert (headers["authorization"], headers["accept-language"]) == ("Bearer kzn_x", "en")
    assert json.loads(body) == {"version": 2, "input": {"reason": "あ"}}
    assert json.loads(bare) == {"version": 2}
    assert len({one["idempotency-key"] for one in (headers, second, third)}) == 3
    assert third["idempotency-key"] == "mine-0001"


def test_a_key_follows_no_redirect_and_goes_to_no_open_line(server: str) -> None:
    Answers.given += [told(302, b"", Location=f"{server}/elsewhere")]

    with pytest.raises(Problem) as refused:
        Client(server, key="kzn_x").list_flows()
    assert (refused.value.status, len(Answers.came)) == (302, 1)
    for address in ("http://kizuna.example.jp", "file:///etc/passwd", "kizuna.example.jp"):
        with pytest.raises(ValueError, match="address|https"):
            Client(address, key="kzn_x")


def test_refusals_of_a_proxy_and_silence_are_told_too(server: str) -> None:
    Answers.given += [told(502, b"<html>Bad gateway</html>"), told(429, {"code": "too-many"}, Retry_After="30")]
    client = Client(server)

    with pytest.raises(Problem) as gateway:
        client.list_flows()
    with pytest.raises(Problem) as many:
        client.list_flows()
    assert (gateway.value.status, gateway.value.code) == (502, "")
    assert (many.value.code, many.value.retry_after) == ("too-many", 30)
    with pytest.raises(Unreachable):
        Client("http://127.0.0.1:9").list_flows()
