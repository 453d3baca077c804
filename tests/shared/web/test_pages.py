"""Pages: forms with errors in place, tables, headers, health, figures, the described API."""

from __future__ import annotations

import csv
import io
import re
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from shared.identity.testing import sign_in
from shared.web.testing import test_settings
from tests.shared.web.office import office_app

FORM = {"reason": "why", "amount": "99,50", "course": "math", "agreed": "y"}


def names(page: str) -> list[str]:
    """The payers in the order of the table's rows."""
    return re.findall(r'<a href="/billing/office/form\?number=\d">([^<]+)</a>', page)


def test_a_good_form_leads_on_and_says_what_was_done(finance: FlaskClient) -> None:
    answer = finance.post("/billing/office/form", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/billing/office/table")
    assert "Saved" in finance.get(answer.location).text


def test_an_empty_form_shows_each_error_at_its_field_and_keeps_what_was_typed(finance: FlaskClient) -> None:
    answer = finance.post("/billing/office/form", data={"amount": "12,345", "reason": "typed"})
    assert answer.status_code == 422
    assert 'value="12,345"' in answer.text
    assert "typed</textarea>" in answer.text
    assert 'aria-describedby="amount-error"' in answer.text
    assert 'href="#course"' in answer.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mark", "101"), ("credits", "3.7"), ("credits", "61"), ("due_on", "31.02.2026"), ("opens_at", "tomorrow"),
        ("course", "physics"), ("funding", "loan"), ("reason", "x" * 31), ("reason", "a\x07b"),
    ],
)  # fmt: skip
def test_a_field_takes_only_what_fits(finance: FlaskClient, name: str, value: str) -> None:
    answer = finance.post("/billing/office/form", data=FORM | {name: value})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.text


def test_days_may_be_typed_as_they_are_printed(finance: FlaskClient) -> None:
    good = FORM | {"due_on": "31.05.2026", "opens_at": "31.05.2026 18:00", "mark": "49,5", "credits": "5"}
    assert finance.post("/billing/office/form", data=good).status_code == 303


def test_a_refusal_stands_over_the_form_and_nothing_typed_is_lost(finance: FlaskClient) -> None:
    answer = finance.post("/billing/office/form", data=FORM | {"amount": "200"})
    assert answer.status_code == 409
    assert "/billing/rules/R9.2" in answer.text
    assert 'value="200"' in answer.text


def test_a_table_is_sorted_by_the_kazakh_alphabet(finance: FlaskClient) -> None:
    page = finance.get("/billing/office/table").text
    assert names(page) == ["=cmd()", "Абай", "Ән", "Иван", "Қали", "Іңкәр", "Яна"]


def test_a_table_is_searched_without_kazakh_letters_sorted_and_paged_by_its_address(finance: FlaskClient) -> None:
    assert names(finance.get("/billing/office/table?slips-q=инкар").text) == ["Іңкәр"]
    page = finance.get("/billing/office/table?slips-sort=-amount&slips-size=25").text
    assert names(page)[:2] == ["=cmd()", "Иван"]
    assert 'aria-sort="descending"' in page
    odd = "/billing/office/table?slips-sort=folded&slips-size=7&slips-page=x&slips-q=%25"
    assert finance.get(odd).status_code == 200


def test_an_exported_table_has_all_rows_and_no_cell_that_acts(finance: FlaskClient) -> None:
    answer = finance.get("/billing/office/table?slips-export=csv")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Number", "Payer", "Amount", "Due date"]
    assert rows[1] == ["7", "'=cmd()", "703.50", "07.05.2026"]
    assert len(rows) == 8
    sheet = finance.get("/billing/office/table?slips-export=xlsx")
    assert sheet.get_data().startswith(b"PK")


def test_every_part_of_the_kit_can_be_shown(finance: FlaskClient) -> None:
    page = finance.get("/billing/office/parts").text
    assert page.count("<svg") == 2
    assert "92,500.00 ₸" in page
    assert finance.get("/billing/office/confirm").status_code == 200


@pytest.mark.parametrize("path", ["office/parts", "office/form", "office/table", "health/live", "nothing"])
def test_every_answer_has_the_strict_headers_and_no_inline_script(finance: FlaskClient, path: str) -> None:
    answer = finance.get(f"/billing/{path}")
    policy = answer.headers["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]*src=)|<[^>]+ (style|onclick|onload)=", answer.text)


def test_only_listed_files_are_served(stranger: FlaskClient) -> None:
    page = stranger.get("/billing/rules/R8.3").text
    links = re.findall(r'(?:href|src)="(/billing/assets/[^"]+)"', page)
    assert len(set(links)) == 5
    for link in links:
        assert "immutable" in stranger.get(link).headers["Cache-Control"]
    assert stranger.get("/billing/assets/000000000000/tirkeu.css").status_code == 404
    assert stranger.get("/billing/assets/x/..%2f..%2fapp.py").status_code == 404


def test_live_ready_and_figures_are_told(stranger: FlaskClient) -> None:
    assert stranger.get("/billing/health/live").json == {"status": "live"}
    ready = stranger.get("/billing/health/ready")
    assert ready.json == {"status": "ready", "parts": {"database": "ok", "redis": "not set", "outbox": "ok"}}
    assert "tirkeu_billing_requests_total" in stranger.get("/billing/metrics").text


def test_the_described_api_names_every_failure_the_key_and_whom_it_lets_in(stranger: FlaskClient) -> None:
    described = stranger.get("/billing/api/v1/openapi.json").json
    assert described is not None
    post = described["paths"]["/billing/api/v1/slips/"]["post"]
    assert set(post["responses"]) == {
        "201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "503",
    }  # fmt: skip
    assert post["x-action"] == "billing.load_statement"
    assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    assert "unsafe-inline" in stranger.get("/billing/api/docs/").headers["Content-Security-Policy"]


def test_the_correlation_of_the_caller_is_kept_and_otherwise_made(stranger: FlaskClient) -> None:
    given = str(uuid4())
    answer = stranger.get("/billing/health/live", headers={"X-Request-ID": given})
    assert answer.headers["X-Request-ID"] == given
    made = stranger.get("/billing/health/live", headers={"X-Request-ID": "not an id\u00e9"}).headers["X-Request-ID"]
    assert made != given


def test_a_change_by_cookie_needs_the_pages_secret_and_one_by_token_does_not() -> None:
    app = office_app(csrf=True)
    client = app.test_client()
    sign_in(client, uuid4(), roles=("finance",))
    assert client.post("/billing/api/v1/slips/", json={}).status_code == 403
    assert client.post("/billing/office/form", data=FORM).status_code == 403
    bearer = {"Authorization": f"Bearer {client.get_cookie('tirkeu').value}"}  # type: ignore[union-attr]
    assert client.post("/billing/api/v1/slips/", json={}, headers=bearer).status_code == 422


def test_cookies_are_for_https_only_where_people_come_by_https() -> None:
    from dataclasses import replace

    assert replace(test_settings("billing"), origin="https://office.example").https
    assert not test_settings("billing").https
