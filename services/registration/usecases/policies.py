"""The policies that the office ships with, and setting a new value from a day on.

Each is a row with its rule; a value is never a constant in code. Values marked [A] in the rules are our assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registration.domain import policies as rules
from services.registration.domain.reasons import Reason
from services.registration.models.policies import Policy
from shared.clock import now
from shared.errors import Refused
from shared.identity import actor_of
from shared.policies import misshapen

SINCE = date(2000, 1, 1)
_POLICIES = 85
"""The number by which PostgreSQL knows this lock: two new versions at once get two numbers."""


@dataclass(frozen=True, slots=True)
class Default:
    """A policy's first row."""

    key: str
    rule: str
    value: dict[str, Any]

    @property
    def policy_id(self) -> UUID:
        return uuid5(NAMESPACE_URL, f"tirkeu:registration:policy:{self.key}:1")


DEFAULTS = (
    Default("summer_dates", "D1", {
        "publish": 16, "open": 14, "draw": 13, "close": 9, "due": 8, "statements": 6, "count": 5, "offers_end": 4,
        "confirm": 3, "lists": 2, "last_statements": 1, "opening_hour": 9, "closing_hour": 18, "noon": 12,
        "days_to_pay": 2, "weeks_of_classes": 4, "weeks_of_control": 1, "hours_to_enter_results": 24,
        "results_in_working_hours": False,
    }),
    Default("summer_limits", "R8.3", {"courses": 3, "credits": 20}),
    Default("summer_minimum", "R8.5", {"students": 5}),
    Default("retake_dates", "D1", {
        "publish": 16, "open": 14, "draw": 13, "close": 9, "due": 8, "statements": 6, "count": 5, "offers_end": 4,
        "confirm": 3, "lists": 2, "last_statements": 1, "opening_hour": 9, "closing_hour": 18, "noon": 12,
        "days_to_pay": 2, "weeks_of_classes": 15, "weeks_of_control": 3, "hours_to_enter_results": 24,
        "results_in_working_hours": False, "attestation_weeks": [7, 15],
    }),
    Default("retake_limits", "R8.3", {"courses": 3, "credits": 20}),
    Default("retake_minimum", "R8.5", {"students": 5}),
    Default("debt_final_date", "R9.3", {"month": 1, "day": 31, "years": 1, "reminders": [7, 3, 1]}),
    Default("offer_hours", "D20", {"hours": 12, "last_days": 2, "last_days_hours": 3, "from_hour": 8, "to_hour": 22}),
    Default("refunds", "R8.7", {"before_start": 100, "weeks": [75, 50], "later": 0}),
    Default("refund_causes", "R8.7", {"pro_rata": ["illness", "academic_leave"]}),
    Default("reapplications", "D21", {"times": 1}),
    Default("agreement", "R8.2", {"working_days": 3}),
    Default("signatures", "R8.2", {"from": "03-01", "until": "06-10", "capacity": 25}),
    Default("plan_required", "R3.8", {"on": False}),
    Default("prerequisites_required", "R3.8", {"on": False}),
    Default("fees_hold", "R3.8", {"on": True}),
    Default("repeats_allowed", "R9.4", {"on": False}),
    Default("other_teacher", "R8.6", {"on": False}),
    Default("adviser_objection", "R8.3", {"working_days": 1}),
    Default("teacher_search", "D7", {"working_days": 3}),
    Default("questions_answered", "R3.10", {"working_days": 2}),
    Default("external_check", "R8.8", {"working_days": 2}),
    Default("expulsion_review", "R11.1", {
        "word_days": 3, "open_days": 3, "paper_days": 3, "explain_days": 5, "opinion_days": 3, "deputy_days": 2,
        "call_days": 3, "ahead_days": 3, "protocol_days": 2, "sign_days": 5, "appeal_days": 10,
        "appeal_decided_days": 10, "members": 3, "quorum_percent": 67,
    }),
    Default("retention", "R1.2", {"years_kept": 10}),
    Default("transfer_gpa", "R7.1", {"thresholds": []}),
    Default("readmission", "R10.1", {"winter": "01-01", "summer": "07-01"}),
)  # fmt: skip


def change(session: Session, key: str, value: dict[str, Any], valid_from: date, why: str, scope: str = "") -> Policy:
    """The chairman sets a new row, from today on, of the shape that stands. Raises Refused with every reason."""
    today = now(session).day
    before = session.scalars(select(Policy.value).where(Policy.key == key).order_by(Policy.version.desc())).first()
    if before is None:
        raise Refused([Reason("policy_unknown", "R8.3", {"policy": key})])
    reasons = list(rules.refusals(key, value, misshapen(value, before), valid_from, today))
    if reasons:
        raise Refused(reasons)
    return set_policy(session, key, value, valid_from, why, scope)


def set_policy(
    session: Session, key: str, value: dict[str, Any], valid_from: date, why: str, scope: str = ""
) -> Policy:
    """A new version of a policy, in force from a day on; earlier results keep the version that made them."""
    session.execute(select(func.pg_advisory_xact_lock(_POLICIES)))
    latest = session.scalar(select(func.max(Policy.version)).where(Policy.key == key, Policy.scope == scope)) or 0
    rule = session.scalar(select(Policy.rule).where(Policy.key == key).limit(1)) or "R8.3"
    actor = actor_of(session)
    row = Policy(
        policy_id=uuid4(), key=key, scope=scope, version=latest + 1, valid_from=valid_from, value=value, rule=rule,
        why=why, recorded_at=now(session).real, recorded_by=actor and actor.person_id, on_behalf_of=None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
