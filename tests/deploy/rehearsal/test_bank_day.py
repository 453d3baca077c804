"""The statement that `tirkeu bank-day` writes is one that finance can load (R14.4)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import pytest

from deploy.rehearsal.bank_day import _write
from services.billing.domain.one_c import read
from shared.money import Money

TODAY = date(2026, 6, 3)
INVOICE = {"number": "TK26-000001-21", "left_to_pay": 6_000_000, "surname": "Үсенова", "student_id": UUID(int=1)}


@pytest.mark.parametrize(
    ("known", "since"),
    [(None, TODAY), ({"balance": 4_825_000_000, "through_on": date(2026, 5, 31)}, date(2026, 6, 1))],
    ids=["the first of an account", "after days without one"],
)
def test_it_pays_every_invoice_and_follows_the_last_statement_without_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: dict[str, object] | None, since: date
) -> None:
    monkeypatch.setenv("TIRKEU_VAR", str(tmp_path))
    reading = read(_write(TODAY, [INVOICE], known).read_bytes())
    statement = reading.statement
    assert statement is not None, reading.problems
    assert (statement.from_on, statement.complete_through) == (since, TODAY)
    assert (statement.lines[0].amount, statement.lines[0].incoming) == (6_000_000, True)
    assert "TK26-000001-21" in statement.lines[0].purpose
    assert known is None or Money(statement.opening) == Money(4_825_000_000)
