"""Commissions of an expulsion review: called with a day, held, written down, signed (R11.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import review_commission as rules
from services.registration.domain.reasons import Reason
from services.registration.domain.review_commission import Ballot
from services.registration.models.people import Person
from services.registration.models.review_sittings import ReviewCommission, ReviewMember
from services.registration.models.reviews import Review, ReviewPaper, ReviewWord
from services.registration.queries.calendar import working_days
from services.registration.usecases import paper_numbers, review_notices
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.notices import Value
from services.registration.usecases.recorded import recorded
from services.registration.usecases.review_hearing import involved
from services.registration.usecases.review_terms import set_until, terms
from shared.clock import end_of_day, now, office_day
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.workflow.tables import Case

Cases = Sequence[Review]
REVIEW, APPEAL = "review", "appeal"
STEPS = {
    REVIEW: ("the commission is called", "the commission decides"),
    APPEAL: ("others are named to decide", "others decide"),
}
"""At which steps a commission is called, and waited for."""


def asked(session: Session, cases: Cases) -> None:
    """The leading office is to call a commission."""
    set_until(session, cases, "commission_until", lambda terms: terms.call_days)
    publish(session, review_notices.to_roles(
        session, cases, "review_commission_needed", *review_notices.SENIOR, column="commission_until"
    ))  # fmt: skip


def call(
    session: Session, case: Review, chair_id: UUID, members: Sequence[UUID], meets_at: datetime, place: str,
    kind: str = REVIEW,
) -> ReviewCommission:  # fmt: skip
    """Name a commission for a day; one that is called already, and has not signed, gives way to it (R11.1)."""
    not_for_oneself(session, case.student_id)
    found = terms(session)
    first = working_days(session).shift(now(session).day, found.ahead_days)
    out = [*involved(case), *spoke(session, case), *(decided(session, case) if kind == APPEAL else [])]
    reasons = [
        *_not_now(case, kind, session),
        *rules.against_calling(chair_id, members, out, found.members, office_day(meets_at), first),
    ]
    if not _are_staff(session, {chair_id, *members}):
        reasons.append(Reason("member_unknown", "R11.1"))
    if reasons:
        raise Refused(reasons)
    call_off(session, case, kind)
    size = len(members) + 1
    row = ReviewCommission(
        commission_id=uuid4(), case_id=case.case_id, kind=kind, meets_at=meets_at, place=place.strip(),
        chair_id=chair_id, quorum=rules.quorum(size, found.quorum_percent), called_by=_actor(session),
        called_at=now(session).office, **recorded(session),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add_all(ReviewMember(commission_id=row.commission_id, person_id=one) for one in (chair_id, *members))
    days = working_days(session)
    case.commission_until = end_of_day(days.shift(office_day(meets_at), found.protocol_days))
    session.flush()
    _tell(session, case, row, (chair_id, *members))
    return row


def _are_staff(session: Session, people: set[UUID]) -> bool:
    known = select(Person.person_id).where(Person.person_id.in_(people), Person.is_staff)
    return set(session.scalars(known)) == people


def _not_now(case: Review, kind: str, session: Session) -> list[Reason]:
    """A commission is called when its step waits for it, or for its protocol."""
    stands_at = session.get_one(Case, case.case_id, populate_existing=True)
    waits = stands_at.state == "running" and stands_at.label in STEPS[kind]
    return [] if waits else [Reason("commission_not_now", "R11.1")]


def _tell(session: Session, case: Review, row: ReviewCommission, people: Sequence[UUID]) -> None:
    values: dict[str, Value] = {"meets_at": row.meets_at, "place": row.place}
    again = str(row.commission_id)
    student = review_notices.to_student(session, [case], "review_commission", {case.case_id: values}, again=again)
    publish(session, [
        *student, *review_notices.to_people(session, case, "review_commission_called", people, values, again)
    ])  # fmt: skip


def call_off(session: Session, case: Review, kind: str = REVIEW) -> None:
    """It does not sit: another is called, or the case is over."""
    row = live(session, case, kind)
    if row is not None and row.state != "signed":
        row.state = "called_off"
        session.flush()
        people = members_of(session, row)
        values: dict[str, Value] = {"meets_at": row.meets_at, "place": row.place}
        again = str(row.commission_id)
        publish(session, review_notices.to_people(session, case, "review_commission_off", people, values, again))


def did_not_sit(session: Session, case: Review, why: str, kind: str = REVIEW) -> None:
    """It did not sit on its day, for want of a quorum say: that is on record, and another day is to be named (R11.1).

    Raises Refused, NotFound.
    """
    row = _waiting(session, case, kind)
    reasons = [] if row.state == "called" else [Reason("protocol_written", "R11.1")]
    if now(session).day < office_day(row.meets_at):
        reasons.append(Reason("sitting_to_come", "R11.1", {"date": f"date:{office_day(row.meets_at).isoformat()}"}))
    if not why.strip():
        reasons.append(Reason("words_missing", "R11.1"))
    if reasons:
        raise Refused(reasons)
    row.said, row.written_by, row.written_at = why.strip(), _actor(session), now(session).office
    call_off(session, case, kind)
    column = "commission_until" if kind == REVIEW else "appeal_decide_until"
    set_until(session, [case], column, lambda terms: terms.call_days)
    session.flush()
    about: dict[str, Value] = {"meets_at": row.meets_at, "why": row.said}
    again = str(row.commission_id)
    publish(session, [
        *review_notices.to_student(session, [case], "review_sitting_failed", {case.case_id: about}, again=again),
        *review_notices.to_roles(
            session, [case], "review_commission_needed", *review_notices.SENIOR, again=again, column=column
        ),
    ])  # fmt: skip


def called_off(session: Session, cases: Cases) -> None:
    """The cases are over before their commission has decided."""
    for case in cases:
        call_off(session, case)


def write(session: Session, case: Review, ballots: Sequence[Ballot], said: str, kind: str = REVIEW) -> ReviewCommission:
    """Write the protocol: who came, how each voted, the dissent, what was found. Raises Refused."""
    row = _waiting(session, case, kind)
    reasons = list(
        rules.against_protocol(
            ballots, members_of(session, row), row.quorum, office_day(row.meets_at), now(session).day
        )
    )
    if not said.strip():
        reasons.append(Reason("words_missing", "R11.1"))
    if reasons:
        raise Refused(reasons)
    for ballot in ballots:
        member = session.get_one(ReviewMember, (row.commission_id, ballot.person_id))
        member.vote, member.dissent = ballot.vote, ballot.dissent.strip()
    row.said, row.state, row.written_by, row.written_at = said.strip(), "written", _actor(session), now(session).office
    row.outcome = ("expel" if rules.carried(ballots) else "keep") if kind == REVIEW else None
    session.flush()
    publish(session, review_notices.to_people(
        session, case, "review_protocol_written", [row.chair_id], {}, str(row.commission_id)
    ))  # fmt: skip
    return row


def sign(session: Session, case: Review, kind: str = REVIEW) -> ReviewCommission:
    """The chair signs, another than who wrote it; the protocol takes its number (R1.2). Raises Refused, NotFound."""
    row, actor = _waiting(session, case, kind), _actor(session)
    reasons = [] if row.state == "written" else [Reason("protocol_not_written", "R11.1")]
    if actor != row.chair_id:
        reasons.append(Reason("chair_signs", "R11.1"))
    if actor == row.written_by:
        reasons.append(Reason("writer_signs", "R1.2"))
    if reasons:
        raise Refused(reasons)
    row.year, row.protocol = paper_numbers.take(session, "protocol")
    row.state, row.signed_by, row.signed_at = "signed", actor, now(session).office
    session.flush()
    return row


def live(session: Session, case: Review, kind: str = REVIEW) -> ReviewCommission | None:
    """The commission of the case that was not called off."""
    mine = ReviewCommission.case_id == case.case_id, ReviewCommission.kind == kind
    return session.scalar(select(ReviewCommission).where(*mine, ReviewCommission.state != "called_off"))


def members_of(session: Session, row: ReviewCommission) -> list[UUID]:
    """Chair and members."""
    mine = select(ReviewMember.person_id).where(ReviewMember.commission_id == row.commission_id)
    return list(session.scalars(mine.order_by(ReviewMember.person_id)))


def spoke(session: Session, case: Review) -> list[UUID]:
    """Who has given an opinion."""
    said = ReviewWord.kind.in_(("adviser", "dean"))
    return list(session.scalars(select(ReviewWord.said_by).where(ReviewWord.case_id == case.case_id, said)))


def decided(session: Session, case: Review) -> list[UUID | None]:
    """Who decided: the commission, who wrote its protocol, who signed the order (R11.1)."""
    row = live(session, case)
    return [*([row.written_by, *members_of(session, row)] if row else []), case.signed_by]


def papers(session: Session, case: Review) -> Sequence[ReviewPaper]:
    """The documents of the case."""
    mine = ReviewPaper.case_id == case.case_id
    return session.scalars(select(ReviewPaper).where(mine).order_by(ReviewPaper.sent_at)).all()


def _waiting(session: Session, case: Review, kind: str) -> ReviewCommission:
    not_for_oneself(session, case.student_id)
    row = live(session, case, kind)
    if row is None:
        raise NotFound("commission")
    if row.state == "signed" or case.way is not None:
        raise Refused.because(Reason("protocol_signed", "R11.1"))
    return row


def _actor(session: Session) -> UUID | None:
    actor = actor_of(session)
    return actor.person_id if actor else None
