"""The grading policy: its versions are read by all who teach, the next one is the chairman's (R4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import select

from services.grading.db import db
from services.grading.domain.new_policy import NewPolicy, refusals
from services.grading.models.rules import PolicyRow
from tests.grading.web.conftest import Campus, Visit

TODAY = date(2025, 7, 18)
NEW = NewPolicy(
    valid_from=TODAY, season=None, attestation_weeks=(7, 15), attestation_weights=(1, 1), admission_value=Decimal(50),
    admission_mode="mean", rating_weight=60, exam_weight=40, exam_minimum=Decimal(50), sheet_hours=24, repeated="last",
    scale="2011",
)  # fmt: skip


def codes(new: NewPolicy) -> set[str]:
    return {reason.code for reason in refusals(new, TODAY, {"2011"})}


def test_every_reason_against_a_policy_is_given_at_once() -> None:
    assert codes(NEW) == set()
    bad = replace(NEW, valid_from=TODAY - timedelta(days=1), attestation_weeks=(15, 7), rating_weight=70, scale="1999")
    assert codes(replace(bad, admission_value=Decimal(101), work_from=18)) == {
        "policy_back_dated", "attestations_do_not_fit", "weights_are_not_100", "bound_out_of_range",
        "office_hours_do_not_fit", "scale_unknown",
    }  # fmt: skip


def test_the_chairman_adds_a_version_and_a_teacher_only_reads(
    campus: Campus, visit: Visit, teacher: FlaskClient
) -> None:
    assert campus
    with db.read() as session:
        known = session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())).first()
    assert known
    typed = {
        "valid_from": "2026-09-01", "season": "", "weeks": "7, 15", "weights": "1, 2", "admission_value": "50",
        "admission_mode": "each", "rating_weight": "60", "exam_weight": "40", "exam_minimum": "50",
        "sheet_hours": "48", "sheet_clock": "working", "work_from": "9", "work_until": "18",
        "repeated": "last", "scale": known.scale, "why": "Council of 30 June", "sure": "y",
    }  # fmt: skip
    assert teacher.get("/grading/policies").status_code == 200
    assert teacher.post("/grading/policies", data=typed).status_code == 403
    chairman = visit(uuid4(), "chairman")
    refused = chairman.post("/grading/policies", data={**typed, "weeks": "seven", "exam_weight": "50"})
    assert refused.status_code == 409
    assert "100 % together" in refused.text
    assert chairman.post("/grading/policies", data=typed).status_code == 303
    with db.read() as session:
        newest = session.scalars(select(PolicyRow).order_by(PolicyRow.version.desc())).first()
    assert newest
    assert (newest.version, newest.attestation_weights, newest.sheet_clock) == (known.version + 1, [1, 2], "working")
    assert "Council of 30 June" in chairman.get("/grading/policies").text
