"""Somebody at a browser of his own, who looks at every page as axe, a narrow screen and the console do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deploy.embedded.university import Account
from tests.looks import DESK, keep, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

    from tests.browser.office import Office

PATIENCE = 30_000
"""Milliseconds; long only for a busy machine."""
SIGN_IN = "/registration/sign-in"


@dataclass(slots=True)
class Person:
    """One person and his page; what is wrong with a page that he comes to is an error at once."""

    page: Page
    eyes: Page
    """Where axe looks: it needs JavaScript, also when this person has none."""
    origin: str
    account: Account
    examined: set[str]
    """Kinds of pages at which axe has looked, whoever came there first."""
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, language: str) -> None:
        """Come to the sign-in page, choose a language there, and enter with login and password."""
        self.go(SIGN_IN)
        self.page.locator(f"a[hreflang={language}]").first.click()
        self.enter(self.account.password)

    def enter(self, password: str) -> None:
        """Type login and password into the form of the sign-in page."""
        self.page.fill("#login", self.account.login)
        self.page.fill("#password", password)
        self.send()

    def sign_out(self) -> None:
        """Leave by the button in the head of the page."""
        self.page.locator("header form button").click()

    def go(self, path: str) -> Response | None:
        """Open an address of the office and look at it."""
        answer = self.page.goto(f"{self.origin}{path}")
        self.look()
        return answer

    def follow(self, link: Locator | str) -> None:
        """Click on a link, and look at what comes."""
        found = self.page.locator(link).first if isinstance(link, str) else link
        found.click()
        self.look()

    def send(self, within: str = "main") -> None:
        """Send the form of the page, and look at the answer."""
        self.page.locator(f"{within} form[method=post] button").first.click()
        self.look()

    def again(self) -> None:
        """Load the page anew, as people do to see what has come of it."""
        self.page.reload()
        self.look()

    def reads(self, *words: str) -> bool:
        """Whether all of these words stand on the page."""
        return all(word in self.text for word in words)

    @property
    def text(self) -> str:
        """What stands in the main part of the page, with plain spaces."""
        return re.sub(r"\s+", " ", self.page.locator("main").inner_text())

    def look(self) -> None:
        """Nothing scrolls sideways, nothing was blocked, and axe finds nothing (once for each kind of page)."""
        self.page.wait_for_load_state()
        assert self.page.viewport_size is not None
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], f"{self.page.url} is {wide} wide"
        assert self.complaints == [], self.page.url
        kind = re.sub(r"[0-9a-f-]{36}|\?.*", "", self.page.url)
        name = kind.removeprefix(self.origin).replace("/", "-")
        keep(self.page, f"{len(self.examined):03}{name}-{self.account.role}")
        if kind not in self.examined:
            self.examined.add(kind)
            assert self._violations() == [], self.page.url

    def _violations(self) -> list[str]:
        if self.eyes is not self.page:
            self.eyes.context.add_cookies(self.page.context.cookies())  # type: ignore[arg-type]
            self.eyes.goto(self.page.url)
        return violations(self.eyes)


@contextmanager
def person(
    browser: Browser, office: Office, role: str, size: tuple[int, int] = DESK, *, javascript: bool = True
) -> Iterator[Person]:
    """A browser of his own for somebody; nothing that another does is known in it."""
    page = _window(browser, size, javascript=javascript)
    eyes = page if javascript else _window(browser, size, javascript=True)
    somebody = Person(page, eyes, office.origin, office.accounts[role], office.examined)
    for each in {page, eyes}:
        each.on("console", lambda said: somebody.complaints.append(said.text) if _is_wrong(said) else None)
        each.on("pageerror", lambda error: somebody.complaints.append(str(error)))
    try:
        yield somebody
    finally:
        for each in {page, eyes}:
            each.context.close()


def _is_wrong(said: ConsoleMessage) -> bool:
    """Errors and warnings, save that a page itself is a refusal (409, 422, 403): that is shown to the person."""
    assert said.page is not None
    return said.type in ("error", "warning") and not (
        "Failed to load resource" in said.text and said.location["url"] == said.page.url
    )


def _window(browser: Browser, size: tuple[int, int], *, javascript: bool) -> Page:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=javascript, locale="en"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    return page
