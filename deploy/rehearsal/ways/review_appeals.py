"""Appeals against orders of expulsion, decided by others than those who decided, and revoking orders (R11.1, R11.4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from deploy.rehearsal.payments import today
from deploy.rehearsal.people import expect
from deploy.rehearsal.questions import ReviewGoes
from deploy.rehearsal.stage import Stage, moment
from deploy.rehearsal.ways.review_steps import AHEAD, Step, decides, members, sits

APPEALS = "/registration/api/v1/review-appeals"
OUTCOMES = {
    ReviewGoes.APPEAL_KEPT: "kept", ReviewGoes.APPEAL_REVOKED: "revoked", ReviewGoes.APPEAL_REOPENED: "reopened",
}  # fmt: skip


def _appeals(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """Some appeal against the order; the others let the term go by."""
    if goes not in OUTCOMES:
        return False
    body = {"words": "прошу пересмотреть: не были учтены документы"}
    expect(stage.people[row["student_id"]].somebody.post(f"{APPEALS}/{row['case_id']}", body), 201)
    stage.done["review appeals"] += 1
    return True


def _others_called(stage: Stage, row: dict[str, Any], _goes: ReviewGoes) -> bool:
    """Others than those who decided are named (R11.1)."""
    chair, *others = _others(stage)
    body = {
        "kind": "appeal", "chair_id": chair, "members": others, "place": "ауд. 102",
        "meets_at": moment(today(stage) + AHEAD, 11).isoformat(),
    }  # fmt: skip
    expect(stage.cast.leading.post(decides(stage, row, "commission"), body), 201)
    return True


def _others(stage: Stage) -> list[str]:
    return members(stage)[2:5]


def _others_decide(stage: Stage, row: dict[str, Any], goes: ReviewGoes) -> bool:
    """They keep the order, revoke it, or have the case looked at anew."""
    if not sits(stage, row, "appeal"):
        return False
    ballots = [{"person_id": one, "vote": "for", "dissent": ""} for one in _others(stage)]
    body = {"said": "рассмотрели апелляцию", "ballots": ballots, "proposal": OUTCOMES[goes]}
    expect(stage.cast.leading.post(f"{APPEALS}/{row['case_id']}/protocol", body), 200)
    chair = stage.cast.teachers[UUID(_others(stage)[0])]
    expect(chair.post(f"{APPEALS}/{row['case_id']}/signed-protocol"), 200)
    stage.done[f"review appeals: {OUTCOMES[goes]}"] += 1
    return True


def revoke(stage: Stage) -> bool:
    """The rector signs the revoking orders that lie before him (R11.4)."""
    waiting = stage.reader.column(
        """SELECT v.review_id FROM registration.revocations v JOIN registration.cases c USING (case_id)
           WHERE c.label = 'the rector signs the revocation' AND c.state = 'running' ORDER BY v.review_id"""
    )
    for review in waiting:
        expect(stage.cast.rectorate.post(f"{APPEALS}/{review}/revoking-order"), 201)
        stage.done["orders revoked"] += 1
    return bool(waiting)


BY_LABEL: Mapping[str, Step] = {
    "he may appeal": _appeals,
    "others are named to decide": _others_called,
    "others decide": _others_decide,
}
