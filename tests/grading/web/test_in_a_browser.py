"""Grading's screens in a real browser: nothing for axe to find, nothing scrolls sideways, the letter stands at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from werkzeug.serving import make_server

from services.grading.app import create_app
from shared.identity.testing import token_for
from shared.identity.tokens import COOKIE
from shared.web.testing import test_settings as settings_for
from tests.chromium import browser
from tests.databases import Bound
from tests.grading.web.conftest import Campus
from tests.looks import DESK, PHONE, brings_axe, too_wide, violations

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = {"desk": DESK, "phone": PHONE}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's browser."""
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def origin(shared_database: Bound) -> Iterator[str]:
    """Grading, served."""
    assert shared_database
    server = make_server("127.0.0.1", 0, create_app(settings_for("grading", csrf=True)), threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()


@contextmanager
def visit(chromium: Browser, origin: str, size: str, who: UUID, role: str) -> Iterator[Page]:
    """A window in which somebody is signed in; what the browser complains of is an error."""
    width, height = SIZES[size]
    context = chromium.new_context(viewport={"width": width, "height": height})
    token = token_for(who, roles=(role,), name="Оспанова Гүлнар", language="kk")
    context.add_cookies([{"name": COOKIE, "value": token, "url": origin}])
    brings_axe(context)
    page = context.new_page()
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("pageerror", lambda error: blocked.append(str(error)))
    yield page
    context.close()
    assert blocked == []


def looks_well(page: Page, address: str, inks: set[str]) -> None:
    page.goto(address)
    assert (address, violations(page, inks), too_wide(page)) == (address, [], [])


def test_axe_finds_nothing_on_the_way_of_a_sheet(chromium: Browser, origin: str, campus: Campus) -> None:
    inks: set[str] = set()
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
        university.examine("70", None, "40")
    with visit(chromium, origin, "desk", campus.university.teacher_id, "teacher") as page:
        for path in ("/grading/groups/", campus.address, f"{campus.address}/attestations/1", f"{campus.address}/exam",
                     f"{campus.address}/close", f"{campus.address}/attestations/1/close", f"{campus.address}/message",
                     f"{campus.address}/journal", f"{campus.address}/journal/add"):  # fmt: skip
            looks_well(page, f"{origin}{path}", inks)
    with campus.at_work() as university:
        university.close()
    with visit(chromium, origin, "desk", campus.students[2], "student") as page:
        for path in ("/grading/results", "/grading/debts", "/grading/gpa"):
            looks_well(page, f"{origin}{path}", inks)
    with visit(chromium, origin, "desk", uuid4(), "chairman") as page:
        for path in ("/grading/sheets", "/grading/late", "/grading/seals", "/grading/verify/", "/grading/corrections",
                     "/grading/appeals/", "/grading/equivalents/", "/grading/policies", f"{campus.address}/versions",
                     f"{campus.address}/students/{campus.students[0]}/certificate",
                     f"{campus.address}/reserve"):  # fmt: skip
            looks_well(page, f"{origin}{path}", inks)
    with visit(chromium, origin, "desk", campus.university.teacher_id, "teacher") as page:
        looks_well(page, f"{origin}{campus.address}/students/{campus.students[2]}/correction", inks)


def test_the_letter_stands_beside_the_mark_while_it_is_typed(chromium: Browser, origin: str, campus: Campus) -> None:
    with campus.at_work() as university:
        university.attest(("80", "80"), ("40", "59"), ("90", "90"))
    student = campus.students[0]
    with visit(chromium, origin, "desk", campus.university.teacher_id, "teacher") as page:
        page.goto(f"{origin}{campus.address}/exam")
        page.locator(f"[id='mark-{student}']").press_sequentially("70")
        page.get_by_text("B- (76 %)").wait_for(timeout=10_000)


def test_errors_stand_beside_their_row_and_axe_finds_nothing(chromium: Browser, origin: str, campus: Campus) -> None:
    with visit(chromium, origin, "phone", campus.university.teacher_id, "teacher") as page:
        page.goto(f"{origin}{campus.address}/attestations/1")
        page.locator(f"[id='mark-{campus.students[1]}']").fill("101")
        page.locator("form[novalidate] button").click()
        assert page.locator("[aria-invalid=true]").count() == 1
        assert violations(page) == []
