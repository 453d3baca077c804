"""One line for each request: which view, how it ended, how long it took; no address, no name, no body."""

from __future__ import annotations

import time

from flask import Flask, Response, g, request

from shared.logging import logger

log = logger("web")
_QUIET = ("health.", "assets.")


def install_request_log(app: Flask) -> None:
    """Log every request but those of machines that watch and of browsers that fetch files."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def tell(answer: Response) -> Response:
        endpoint = request.endpoint or "none"
        if not endpoint.startswith(_QUIET):
            took = time.perf_counter() - g.get("began", time.perf_counter())
            log.info(
                "answered", endpoint=endpoint, method=request.method, status=answer.status_code, ms=round(took * 1000)
            )
        return answer
