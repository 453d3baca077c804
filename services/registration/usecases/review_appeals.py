"""Appeal against an order of expulsion, within a term, decided by others than those who decided (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.domain.review_commission import Ballot, carried
from services.registration.models.review_sittings import ReviewCommission
from services.registration.models.reviews import Review
from services.registration.usecases import review_commissions, review_notices
from services.registration.usecases.review_commissions import APPEAL
from services.registration.usecases.review_hearing import say
from services.registration.usecases.review_silence import waits_on
from services.registration.usecases.review_terms import last_moment, terms
from shared.clock import now
from shared.contracts.base import Message
from shared.contracts.review_acts import AppealDecided, AppealFiled
from shared.contracts.reviews import ReviewEnd
from shared.errors import Refused
from shared.messaging import publish
from shared.workflow.definition import Verdict
from shared.workflow.tables import Case

Cases = Sequence[Review]
APPEALING = "he may appeal"
OUTCOMES = ("kept", "revoked", "reopened")
ENDS = {"revoked": ReviewEnd.REVOKED, "reopened": ReviewEnd.REOPENED}


def file(session: Session, case: Review, words: str) -> AppealFiled:
    """He appeals, once, until the last day of the term. Raises Refused."""
    reasons = [] if words.strip() else [Reason("words_missing", "R11.1")]
    if case.way is not None or case.order_id is None or case.appealed_at is not None or _late(session, case):
        reasons.append(Reason("appeal_not_now", "R11.1"))
    if reasons:
        raise Refused(reasons)
    say(session, case, "appeal", words)
    case.appealed_at = now(session).office
    session.flush()
    publish(session, review_notices.to_student(session, [case], "review_appeal_received"))
    return AppealFiled(case.case_id)


def _late(session: Session, case: Review) -> bool:
    """The term is over; one that an outage holds is not (R13.1)."""
    waits = session.get_one(Case, case.case_id, populate_existing=True).label == APPEALING
    return not waits and case.appeal_until is not None and now(session).office > case.appeal_until


def ask_others(session: Session, cases: Cases) -> None:
    """The leading office is to name a commission of others."""
    for case in cases:
        case.appeal_decide_until = last_moment(session, terms(session).appeal_decided_days)
    publish(session, review_notices.to_roles(
        session, cases, "review_appeal_filed", *review_notices.SENIOR, column="appeal_decide_until"
    ))  # fmt: skip


def write(session: Session, case: Review, proposal: str, ballots: Sequence[Ballot], said: str) -> ReviewCommission:
    """The protocol of the appeal: what was voted on, and what it came to. Raises Refused."""
    if proposal not in OUTCOMES:
        raise Refused([Reason("outcome_unknown", "R11.1")])
    row = review_commissions.write(session, case, ballots, said, APPEAL)
    row.outcome = proposal if carried(ballots) else _otherwise(proposal)
    session.flush()
    return row


def _otherwise(proposal: str) -> str:
    """What a vote that fell means: the order was not kept, so the case is looked at anew; else it stands."""
    return "reopened" if proposal == "kept" else "kept"


def sign(session: Session, case: Review) -> tuple[ReviewCommission, AppealDecided]:
    """The chair signs: the appeal is decided."""
    row = review_commissions.sign(session, case, APPEAL)
    assert row.outcome is not None
    return row, AppealDecided(case.case_id, row.outcome)


def decided(_: Session, said: Sequence[tuple[Review, Message]]) -> dict[UUID, Verdict]:
    """Keep what others decided; where they did not sit, the case waits for another day."""
    for case, event in said:
        if isinstance(event, AppealDecided):
            case.appeal_outcome = event.outcome
    return waits_on(said)


def told(session: Session, cases: Cases) -> list[Message]:
    """He is told what became of his appeal, and why."""
    said: list[Message] = []
    for case in cases:
        row = review_commissions.live(session, case, APPEAL)
        if case.appeal_outcome is not None and row is not None:
            values = {case.case_id: {"outcome": f"text:appeal.{case.appeal_outcome}", "why": row.said}}
            said += review_notices.to_student(session, [case], "review_appeal_decided", values)
    return said


def way(case: Review) -> str:
    """How a review ends that went through its last step."""
    return ENDS.get(case.appeal_outcome or "", ReviewEnd.EXPELLED)


def nobody_appealed(case: Review) -> bool:
    """There is nothing to decide."""
    return case.appealed_at is None


def missing(session: Session, cases: Cases) -> list[Message]:
    """Nobody has decided in time: chairman and rectorate are told."""
    told: list[Message] = []
    for case in cases:
        told += review_notices.to_roles(
            session, [case], "review_late_appeal", "chairman", "rectorate", again=str(case.appeal_decide_until)
        )
    return told
