"""The commands of billing: a statement is loaded whole or refused with every reason; exit codes tell (R14.4)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from services.billing.cli import group
from shared.db import Database
from tests.billing import world
from tests.billing.world import DAY


@pytest.fixture
def file(web_db: Database, tmp_path: Path) -> Path:
    with web_db.transaction() as session:
        content = world.day_file(DAY, "0", world.pays(world.invoice(session)))
    path = tmp_path / "day.txt"
    path.write_bytes(content)
    return path


def told(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(group, [str(word) for word in words])
    assert result.exit_code == code, result.output
    return result.output if code else result.stdout


def test_a_statement_is_previewed_loaded_and_tied_out(file: Path) -> None:
    assert json.loads(told("statement", "preview", str(file), "--json"))["closing"] == "92500.00"
    loaded = json.loads(told("statement", "load", str(file), "--json"))
    assert (loaded["new_lines"], loaded["ways"], loaded["through"]) == (1, {"posts": 1}, "2025-06-02")
    assert json.loads(told("statement", "load", str(file), "--json"))["again"] is True
    tied = json.loads(told("tie-out", "--json"))
    assert (tied["statement_total"], tied["booked_total"], tied["holds"]) == ("92500.00", "92500.00", True)
    assert "Assets:Bank" in told("journal")
    assert json.loads(told("statement", "through", "--json"))["all"] == "2025-06-02"


def test_a_refused_statement_fails_with_its_reasons(file: Path) -> None:
    file.write_bytes(
        file.read_bytes().replace("КонечныйОстаток=92500".encode("cp1251"), "КонечныйОстаток=9".encode("cp1251"))
    )
    assert "balance_wrong" in told("statement", "load", str(file), code=1)
    assert "balance_wrong" in told("statement", "preview", str(file), code=1)


def test_prices_are_set_listed_and_told_again(file: Path) -> None:
    order = ("--from", "2025-09-01", "--ground", "Order 9")
    assert told("tariffs", "set", "6B02", "2025", "19500", *order) == "set\n"
    assert told("tariffs", "set", "6B02", "2025", "19500", *order) == "unchanged\n"
    assert told("tariffs", "set", "6B02", "2025", "1.005", *order, code=2)
    assert {row["specialty"] for row in json.loads(told("tariffs", "--json"))} == {"6B02", world.SPECIALTY}
    assert told("republish") == "told again: 2\n"


def test_records_bring_the_prices_once(file: Path) -> None:
    first = json.loads(told("load-records", "--source", "generated", "--students", "30", "--json"))
    again = json.loads(told("load-records", "--source", "generated", "--students", "30", "--json"))
    assert first["new"] > 0
    assert again["new"] == 0
    assert told("add-account", "KZ00125KZT5004100100", "--title", "x", code=1)
