"""The kit's pages in a real browser: nothing for axe to find, no sideways scrolling, usable by keyboard and without
JavaScript, nothing that the policy has to block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from werkzeug.serving import make_server

from shared.identity.testing import token_for
from shared.identity.tokens import COOKIE
from tests.chromium import browser
from tests.databases import Bound
from tests.looks import DESK, PHONE, too_wide, violations
from tests.shared.web.office import FINANCE, office_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PAGES = ("table", "form", "parts", "confirm", "nothing")
SIZES = {"desk": DESK, "phone": PHONE}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser."""
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def origin(worker_databases: Bound) -> Iterator[str]:
    """The office, served."""
    assert worker_databases
    app = office_app(csrf=True)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/billing/office"
    server.shutdown()


@contextmanager
def visit(chromium: Browser, origin: str, size: str, *, javascript: bool = True) -> Iterator[Page]:
    """A window in which a finance officer is signed in; what the browser complains of is an error."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height}, java_script_enabled=javascript)
    context.add_cookies([{"name": COOKIE, "value": token_for(uuid4(), roles=FINANCE), "url": origin}])
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: blocked.append(str(error)))
    yield page
    context.close()
    assert blocked == []


def test_axe_finds_nothing_and_nothing_scrolls_sideways(chromium: Browser, origin: str) -> None:
    with visit(chromium, origin, "desk") as page:
        for path in PAGES:
            page.goto(f"{origin}/{path}")
            assert (path, violations(page), too_wide(page)) == (path, [], [])


def test_axe_finds_nothing_on_a_form_with_errors(chromium: Browser, origin: str) -> None:
    with visit(chromium, origin, "phone") as page:
        page.goto(f"{origin}/form")
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("alert").count() == 1
        assert violations(page) == []


def test_without_javascript_a_form_is_sent_and_a_table_searched_and_sorted(chromium: Browser, origin: str) -> None:
    with visit(chromium, origin, "desk", javascript=False) as page:
        page.goto(f"{origin}/form")
        page.get_by_label("Reason").fill("why")
        page.get_by_label("Amount").fill("99,50")
        page.get_by_label("Course").select_option("math")
        page.get_by_label("Agree").check()
        page.get_by_role("button", name="Send").click()
        assert page.get_by_role("status").inner_text().endswith("Saved")
        page.get_by_label("Search").fill("инкар")
        page.get_by_role("button", name="Find").click()
        assert page.locator("tbody tr").count() == 1
        page.get_by_role("link", name="Amount").click()
        assert "slips-q=" in page.url
        assert "slips-sort=amount" in page.url


def test_the_first_key_offers_to_skip_to_the_content(chromium: Browser, origin: str) -> None:
    with visit(chromium, origin, "desk") as page:
        page.goto(f"{origin}/table")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_the_described_api_can_be_read_in_the_browser(chromium: Browser, origin: str) -> None:
    with visit(chromium, origin, "desk") as page:
        page.goto(origin.replace("/office", "/api/docs/"))
        page.wait_for_selector(".opblock")
        assert page.locator(".opblock").count() == 4
