"""What is logged: one line an act, with the correlation of whatever goes on, as JSON or text."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from uuid import uuid4

import pytest
import structlog

from shared.logging import correlated, correlation_id, logger, set_up_logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Other tests log as they did."""
    handlers, level, known = logging.root.handlers[:], logging.root.level, structlog.get_config()
    yield
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**known)


def lines(said: str) -> list[dict[str, object]]:
    """Lines of JSON."""
    return [json.loads(line) for line in said.splitlines()]


def test_a_line_says_what_where_when_and_to_what_it_belongs(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("billing", "json")
    case = uuid4()
    with correlated() as correlation:
        logger("try").info("invoice_issued", case=case)
    logger("try").info("alone")
    inside, outside = lines(capsys.readouterr().err)
    assert inside["event"] == "invoice_issued"
    assert (inside["service"], inside["level"], inside["case"]) == ("billing", "info", str(case))
    assert inside["correlation"] == str(correlation)
    assert "timestamp" in inside
    assert "correlation" not in outside


def test_lines_of_libraries_are_of_the_same_form(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("billing", "json")
    logging.getLogger("library").warning("something %s", "odd")
    (line,) = lines(capsys.readouterr().err)
    assert (line["event"], line["level"], line["service"]) == ("something odd", "warning", "billing")


def test_people_may_read_it_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("billing", "text")
    logger("try").info("invoice_issued", number=3)
    said = capsys.readouterr().err
    assert "invoice_issued" in said
    assert "number=3" in said


def test_a_correlation_lasts_as_long_as_its_scope() -> None:
    outer = uuid4()
    with correlated(outer):
        assert correlation_id() == outer
        with correlated() as inner:
            assert correlation_id() == inner != outer
        assert correlation_id() == outer
    assert correlation_id() not in (outer, inner)


@pytest.mark.parametrize("form", ["json", "text"])
def test_a_traceback_shows_no_values_of_people(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("billing", form)
    iin = "".join(("0001", "0110", "0006"))
    try:
        raise ValueError(len(iin))
    except ValueError:
        logger("try").exception("defect")
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert iin not in said
