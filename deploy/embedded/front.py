"""The one address for people on one machine: passes each request on to the service whose prefix it bears.

In production nginx does this. Werkzeug's ProxyMiddleware carries the request; the lines before it put right what it
would pass on wrongly.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import quote

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
from werkzeug.middleware.http_proxy import ProxyMiddleware
from werkzeug.wrappers import Response

from deploy.embedded.ports import HOST

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HOME = "/registration/"
PATIENCE = 120
THREADS = 64
UNTRUSTED = ("PROTO", "HOST", "PORT", "PREFIX", "SSL")
IN_A_QUERY = "!$&'()*+,/:;=?@%[]~-._"


class Front:
    """Looks at each request before it is passed on."""

    def __init__(self, targets: Mapping[str, str]) -> None:
        self.prefixes = {f"/{name}" for name in targets}
        routes = {f"/{name}/": {"target": address, "host": None} for name, address in targets.items()}
        self.proxy = ProxyMiddleware(self.here, routes, timeout=PATIENCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ.get("HTTP_TRANSFER_ENCODING"):
            return Response("The length of the body is required.\n", 411)(environ, start_response)
        return self.proxy(put_right(environ), start_response)

    def here(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """What belongs to no service: the way to the first page, a forgotten slash, our own health."""
        path, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if path == "/front/ready":
            return Response("ready\n")(environ, start_response)
        if path == "/":
            return self.sent_to(HOME, query)(environ, start_response)
        if path in self.prefixes:
            return self.sent_to(f"{path}/", query)(environ, start_response)
        return Response("There is nothing at this address.\n", 404)(environ, start_response)

    def sent_to(self, path: str, query: str) -> "WSGIApplication":
        """A redirect within the same origin."""
        answer = Response(status=302, headers={"Location": f"{path}?{query}" if query else path})
        answer.autocorrect_location_header = False
        return answer


def put_right(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    """The request as a service may take it: quoted once, its sender's address ours to tell, no length made up."""
    for name in UNTRUSTED:
        environ.pop(f"HTTP_X_FORWARDED_{name}", None)
    environ["HTTP_X_FORWARDED_FOR"] = environ.get("REMOTE_ADDR", HOST)
    environ.setdefault("HTTP_HOST", environ.get("SERVER_NAME", "localhost"))
    environ["PATH_INFO"] = quote(environ.get("PATH_INFO", "/").encode("latin-1"))
    environ["QUERY_STRING"] = quote(environ.get("QUERY_STRING", "").encode("latin-1", "replace"), safe=IN_A_QUERY)
    if not environ.get("CONTENT_LENGTH"):
        environ.pop("CONTENT_LENGTH", None)
    return environ


def create_app() -> Front:
    """The front over the addresses that the environment names."""
    return Front(json.loads(os.environ["TIRKEU_FRONT"]))


def main() -> None:
    """Serve on the port that is given."""
    Granian(
        "deploy.embedded.front:create_app",
        factory=True,
        interface=Interfaces.WSGI,
        address=HOST,
        port=int(sys.argv[1]),
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    main()
