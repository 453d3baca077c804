"""Every screen with what really happens in it: axe, both sizes, all texts, nothing that a link leads to is closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from services.grading.settings import PRIVATE, PUBLIC
from shared.identity import Actor, Held, Role
from shared.identity.testing import test_key as key_of_the_tests
from tests import databases
from tests.browser.history import History
from tests.browser.screens import Visitor, served
from tests.databases import Bound
from tests.registration import campus

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from services.registration.models.applications import Application


@pytest.fixture
def history(worker_databases: Bound, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[History]:
    """A term in a database of its own, in which commits are real."""
    key = key_of_the_tests()
    monkeypatch.setenv(PRIVATE, json.dumps(key.as_dict(private=True)))
    monkeypatch.setenv(PUBLIC, json.dumps(key.as_dict(private=False)))
    monkeypatch.setenv("TIRKEU_VAR", str(tmp_path))
    server, name = worker_databases.server, f"{worker_databases.database}_screens"
    server.clone(name)
    yield History(databases.bind(server, name))
    databases.bind(server, worker_databases.database)
    server.drop(name)


def student(case: Application) -> Actor:
    return Actor(case.student_id, "Студент", (Held(Role.STUDENT),))


def test_all_screens_are_whole_in_both_sizes_and_three_languages(chromium: Browser, history: History) -> None:
    history.money_comes()
    history.exceptions_are_asked()
    with served() as site:
        visitor = Visitor(chromium, site)
        money_is_looked_at(visitor, history)
        for role in ("chairman", "specialist", "dean", "rectorate", "auditor"):
            visitor.goes_round(campus.with_role(role))
        history.all_is_down()
        visitor.goes_round(campus.with_role("chairman"), "/registration/held-deadlines")
    assert not visitor.faults, "\n".join(visitor.faults)


def money_is_looked_at(visitor: Visitor, history: History) -> None:
    """The students' pages, the cash desk, the queue with its acts, the books."""
    paid, sent, wrong, *_, last = history.cases
    visitor.goes_round(student(sent))
    visitor.goes_round(student(wrong), f"/billing/declared/invoices/{wrong.invoice_id}")
    visitor.goes_round(student(paid))
    visitor.goes_round(student(last))
    taken, posted, lump = history.receipt(), history.line("2"), history.line("3")
    visitor.goes_round(
        campus.with_role("cashier"), f"/billing/cash/take/{wrong.invoice_id}", f"/billing/cash/receipts/{taken}/back"
    )
    acts = (f"queue/{posted}/reverse", f"queue/{lump}/not-a-lump", f"registers/{lump}")
    visitor.goes_round(campus.with_role("chief_accountant"), *(f"/billing/{act}" for act in acts))
    visitor.goes_round(campus.with_role("finance"))
