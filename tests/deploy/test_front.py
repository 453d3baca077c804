"""The front passes requests on as they were sent, and only its own word about where they came from."""

import http.client
import json
import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded import ports
from deploy.embedded.processes import Child, Guard
from deploy.embedded.programs import answers
from tests.deploy.test_instance import eventually


class Echo(BaseHTTPRequestHandler):
    """A service that answers what it was asked."""

    def do_GET(self) -> None:
        self._answer("")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

    def _answer(self, body: str) -> None:
        asked = {"path": self.path, "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}
        self.send_response(200)
        self.send_header("Set-Cookie", "a=1")
        self.send_header("Set-Cookie", "b=2")
        self.end_headers()
        self.wfile.write(json.dumps(asked).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The real front process over one service that answers and one that is down."""
    port, down = ports.some_free(2)
    log: Path = tmp_path_factory.mktemp("front") / "log"
    guard = Guard()
    with ThreadingHTTPServer((ports.HOST, 0), Echo) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        targets = {"billing": f"http://{ports.HOST}:{service.server_port}", "grading": f"http://{ports.HOST}:{down}"}
        told = {**os.environ, "TIRKEU_FRONT": json.dumps(targets)}
        child = Child(
            (sys.executable, "-m", "deploy.embedded.front", str(port)), log=log, guard=guard, environment=told
        )
        assert eventually(lambda: answers(f"http://{ports.HOST}:{port}/front/ready")), child.last_words()
        yield port
        child.stop()
        service.shutdown()
    guard.close()


def ask(
    port: int, path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request and its answer."""
    connection = http.client.HTTPConnection(ports.HOST, port, timeout=10)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def seen(port: int, path: str, **asked: Any) -> dict[str, Any]:
    """What the service saw of a request."""
    answer, content = ask(port, path, **asked)
    assert answer.status == 200
    found: dict[str, Any] = json.loads(content)
    return found


@pytest.mark.parametrize(
    "path",
    [
        "/billing/",
        "/billing/invoices/7?page=2&sort=-due",
        "/billing/%D2%9B%D0%B0%D0%B7?q=%D3%99%20b&x=1%2B1",
        "/billing/a%20b%25?next=/grading/",
    ],
)
def test_the_address_arrives_as_it_was_sent(front: int, path: str) -> None:
    assert seen(front, path)["path"] == path


def test_the_host_arrives_and_the_senders_address_is_the_fronts_to_tell(front: int) -> None:
    lies = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil", "Host": "uni.kz"}
    headers = seen(front, "/billing/", headers=lies)["headers"]
    assert headers["host"] == "uni.kz"
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert not {"x-forwarded-proto", "x-forwarded-host"} & set(headers)


def test_a_body_arrives_whole(front: int) -> None:
    body = "сома=1234,50&" * 50_000
    assert seen(front, "/billing/pay", method="POST", body=body.encode())["body"] == body


def test_a_get_has_no_body_made_up_for_it(front: int) -> None:
    headers = seen(front, "/billing/")["headers"]
    assert "transfer-encoding" not in headers
    assert "content-length" not in headers


def test_a_body_of_unknown_length_is_refused(front: int) -> None:
    connection = http.client.HTTPConnection(ports.HOST, front, timeout=10)
    connection.putrequest("POST", "/billing/pay")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    assert connection.getresponse().status == 411
    connection.close()


def test_every_cookie_that_is_set_comes_back(front: int) -> None:
    answer, _ = ask(front, "/billing/")
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]


@pytest.mark.parametrize(
    ("path", "target"), [("/", "/registration/"), ("/billing", "/billing/"), ("/billing?a=%20", "/billing/?a=%20")]
)
def test_bare_addresses_lead_to_a_page(front: int, path: str, target: str) -> None:
    answer, _ = ask(front, path)
    assert (answer.status, answer.headers["Location"]) == (302, target)


@pytest.mark.parametrize("path", ["/nothing", "/billingx/", "//evil.example/billing/", "/favicon.ico"])
def test_what_belongs_to_no_service_is_not_found(front: int, path: str) -> None:
    assert ask(front, path)[0].status == 404


def test_a_service_that_is_down_is_a_bad_gateway_and_the_others_go_on(front: int) -> None:
    assert ask(front, "/grading/")[0].status == 502
    assert ask(front, "/billing/")[0].status == 200
