"""Every screen that somebody reaches from his menu, looked at in a browser: at a desk, on a phone, in a language."""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import cycle
from threading import Thread
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from deploy.embedded.services import SERVICES
from services.billing.app import create_app as billing
from services.grading.app import create_app as grading
from services.notifications.app import create_app as notifications
from services.registration.app import create_app as registration
from shared.identity import Actor
from shared.identity.testing import token_for
from shared.identity.tokens import COOKIE
from shared.web.language import LANGUAGE_COOKIE
from shared.web.testing import test_settings as settings_for
from tests.looks import DESK, PHONE, brings_axe, keep, out_of_hand, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

APPS = {"registration": registration, "grading": grading, "billing": billing, "notifications": notifications}
NO_SCREEN = re.compile(
    r"/(language|api|rules|assets|scans)/|sign-out|/file$|\.(pdf|png|csv|xlsx|json)|export=|#|^mailto:"
)
CODE = re.compile(
    r"\b[a-z]+(?:_[a-z]+)+\b|\bNone\b|\{[a-z_]+\}|\b(?:" + "|".join((*SERVICES, "term", "word")) + r")\.[a-z_]+\b"
)
"""What a text never shows: a status as it stands in the database, a text key, a place for a value."""
NAMES_TEMPLATES = {"notifications.office.texts"}
"""There the names of the notices are what is looked for, and their texts have places for values."""
WORDS = """() => { const main = (document.querySelector("main") || document.body).cloneNode(true)
    main.querySelectorAll("code, pre, script").forEach(one => one.remove())
    return [...main.querySelectorAll("*")].flatMap(one => [...one.childNodes].filter(text => text.nodeType == 3))
        .map(text => text.data).join(" ") }"""


class Site:
    """The four services behind one address, as the front of a real site puts them."""

    def __init__(self) -> None:
        self.apps = {service: APPS[service](settings_for(service, csrf=True)) for service in SERVICES}
        self.server = make_server("127.0.0.1", 0, self._front, threaded=True, request_handler=_Quiet)
        self.origin = f"http://127.0.0.1:{self.server.port}"

    def _front(self, environ: Any, start: Any) -> Any:
        return self._app(environ["PATH_INFO"])(environ, start)

    def _app(self, path: str) -> Flask:
        return self.apps.get(path.split("/")[1], self.apps["registration"])

    def screen(self, path: str) -> str:
        """Which screen an address opens: the service and the name of its view."""
        app = self._app(path)
        with suppress(HTTPException):
            return f"{app.name.rpartition('.')[2]}.{app.url_map.bind('').match(path.partition('?')[0])[0]}"
        return path


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing: the services log by themselves."""


@contextmanager
def served() -> Iterator[Site]:
    """The site, until the end of a block."""
    site = Site()
    Thread(target=site.server.serve_forever, daemon=True).start()
    yield site
    site.server.shutdown()


class Visitor:
    """Goes through everything that people can reach, each kind of page once, in the three languages by turns."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.context = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]})
        brings_axe(self.context)
        self.page: Page = self.context.new_page()
        self.site, self.origin = site, site.origin
        self.languages = cycle(("kk", "ru", "en"))
        self.opened: set[str] = set()
        self.faults: list[str] = []
        self.inks: set[str] = set()
        self.page.on(
            "console", lambda said: self.faults.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))

    def goes_round(self, who: Actor, *begins: str, within: str = "/") -> None:
        """These places, and from his menu wherever a link leads; each screen once, whoever came first."""
        self._cookie(COOKIE, token_for(who.person_id, roles=who.roles, name=who.name))
        self.page.goto(f"{self.origin}/registration/")
        ahead = deque([*begins, *self._links("nav")])
        while ahead:
            path = ahead.popleft()
            screen = self.site.screen(path)
            if path in begins or (screen not in self.opened and path.startswith(within)):
                self.opened.add(screen)
                self._look(path, screen, who)
                ahead.extend(self._links("main"))

    def _look(self, path: str, screen: str, who: Actor) -> None:
        language = next(self.languages)
        self._cookie(LANGUAGE_COOKIE, language)
        answer = self.page.goto(f"{self.origin}{path}")
        name = f"{screen} ({next(iter(who.roles)).role}, {language})"
        if answer is None or answer.status >= 400:
            self.faults.append(f"{name}: {answer and answer.status}")
        self.faults += [f"{name}: {fault}" for fault in self._seen(screen)]
        self._keep(screen, language)

    def _seen(self, screen: str) -> Iterator[str]:
        if screen not in NAMES_TEMPLATES:
            yield from (f"shows {code}" for code in sorted(set(CODE.findall(self.page.evaluate(WORDS)))))
        yield from violations(self.page, self.inks)
        yield from out_of_hand(self.page)
        yield from too_wide(self.page)

    def _keep(self, screen: str, language: str) -> None:
        before = self.page.viewport_size
        if before and os.environ.get("TIRKEU_PICTURES"):
            for size, (width, height) in {"desk": DESK, "phone": PHONE}.items():
                self.page.set_viewport_size({"width": width, "height": height})
                keep(self.page, f"{screen}-{size}-{language}")
            self.page.set_viewport_size(before)

    def _links(self, within: str) -> list[str]:
        found = self.page.eval_on_selector_all(f"{within} a[href]", "all => all.map(one => one.href)")
        ours = [link.removeprefix(self.origin) for link in found if link.startswith(self.origin)]
        return [link for link in ours if not NO_SCREEN.search(link)]

    def _cookie(self, name: str, value: str) -> None:
        self.context.add_cookies([{"name": name, "value": value, "url": self.origin}])
