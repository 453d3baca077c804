"""How requests come to nothing: each in the form that the caller reads, with everything that is wrong at once."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient

from shared.identity.testing import sign_in
from tests.shared.web.office import office_app

SLIPS = "/billing/api/v1/slips/"


def test_a_bad_body_names_every_field(finance: FlaskClient) -> None:
    answer = finance.post(SLIPS, json={"amount": "1.005", "credits": 3.7, "mark": "101", "more": 1})
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert set(answer.json["errors"]) == {"amount", "credits", "mark", "more"}  # type: ignore[index]


@pytest.mark.parametrize("amount", ["1,5", "1.50", "1 000", "0"])
def test_an_amount_is_written_with_comma_or_point(finance: FlaskClient, amount: str) -> None:
    answer = finance.post(SLIPS, json={"amount": amount, "credits": 61})
    assert set(answer.json["errors"]) == {"credits"}  # type: ignore[index]


@pytest.mark.parametrize("amount", ["1.005", "-1", "1e3", "", "1" * 30, 5, None, "NaN", True])
def test_what_is_no_amount_is_refused_and_never_cut(finance: FlaskClient, amount: object) -> None:
    answer = finance.post(SLIPS, json={"amount": amount, "credits": 5})
    assert answer.status_code == 422


@pytest.mark.parametrize("mark", ["49.505", 49.5, "-1", "100.01", "Infinity", "x", True])
def test_what_is_no_mark_is_refused_and_never_rounded(finance: FlaskClient, mark: object) -> None:
    answer = finance.post(SLIPS, json={"amount": "1", "credits": 5, "mark": mark})
    assert set(answer.json["errors"]) == {"mark"}  # type: ignore[index]


def test_a_refusal_tells_every_reason_with_rule_remedy_and_link(program: FlaskClient) -> None:
    answer = program.post(SLIPS, json={"amount": "100.01", "credits": 5})
    assert answer.status_code == 409
    told = answer.json["reasons"]  # type: ignore[index]
    assert [(reason["code"], reason["rule"]) for reason in told] == [("too_dear", "R9.2"), ("too_late", "R8.3")]
    assert [reason["rule_url"] for reason in told] == ["/billing/rules/R9.2", "/billing/rules/R8.3"]
    assert program.get(told[0]["rule_url"]).status_code == 200


def test_the_page_of_a_rule_that_does_not_exist_is_not_found(stranger: FlaskClient) -> None:
    assert stranger.get("/billing/rules/R99.9").status_code == 404


@pytest.mark.parametrize("query", ["x=1", "page=0", "page=1.5", "page=-1", "page_size=501", "page=x"])
def test_a_query_that_nobody_reads_or_understands_is_refused(finance: FlaskClient, query: str) -> None:
    answer = finance.get(f"{SLIPS}?{query}")
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {query.partition("=")[0]}  # type: ignore[index]


def test_a_view_without_a_query_is_asked_none(finance: FlaskClient) -> None:
    assert finance.get(f"{SLIPS}{uuid4()}?x=1").status_code == 422


def test_a_program_without_a_token_is_told_so_and_not_redirected(stranger: FlaskClient) -> None:
    answer = stranger.get(SLIPS)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_role_that_may_not_is_refused_and_a_row_out_of_reach_too(stranger: FlaskClient) -> None:
    student = uuid4()
    sign_in(stranger, student, roles=("student",))
    assert stranger.post(SLIPS, json={}).status_code == 403
    assert stranger.get(f"{SLIPS}{uuid4()}").status_code == 403
    assert stranger.get(f"{SLIPS}{student}").status_code == 200


def test_what_does_not_exist_is_not_found_for_programs_and_people(finance: FlaskClient) -> None:
    assert finance.get(f"{SLIPS}{UUID(int=0)}").mimetype == "application/problem+json"
    page = finance.get("/billing/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")
    assert finance.delete(SLIPS).status_code == 405


def test_unreadable_and_foreign_bodies_are_told_apart(finance: FlaskClient) -> None:
    assert finance.post(SLIPS, data="{", content_type="application/json").status_code == 400
    assert finance.post(SLIPS, data="x" * (17 * 1024 * 1024), content_type="application/json").status_code == 413


def test_texts_of_a_problem_come_in_the_callers_language(stranger: FlaskClient) -> None:
    sign_in(stranger, uuid4(), roles=("student",), language="ru")
    assert stranger.post(SLIPS, json={}).json["title"] == "Нет доступа"  # type: ignore[index]


def test_a_defect_of_ours_says_nothing_of_its_inside() -> None:
    app = office_app()
    app.config["PROPAGATE_DEFECTS"] = False
    answer = app.test_client().get("/billing/office/defect")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
