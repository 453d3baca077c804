"""What the person who looks at a review may do in it now (R11.1, R1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.models.review_effects import Revocation
from services.registration.models.reviews import Review
from services.registration.queries.reviews import ReviewFile
from services.registration.usecases import review_commissions, review_opinions, review_protections
from services.registration.usecases.review_cures import ABSENCES
from shared.clock import now, office_day
from shared.identity import Actor
from shared.web import current_actor

WORD = "a person says that it goes on"


@dataclass(frozen=True, slots=True)
class Act:
    """A button: where it leads, what it is called, how heavy it is."""

    address: str
    key: str
    style: str = "primary"


def acts_of(session: Session, file: ReviewFile) -> list[Act]:
    """Every act that is his now, the most urgent first; what is refused then says why."""
    row, actor = file.review, current_actor()
    if row.way is not None and row.student_id != actor.person_id:
        return list(_revoking(session, row, actor))
    if row.way is not None:
        return []
    if row.student_id == actor.person_id:
        return list(_his(session, row))
    return [
        *_opinions(session, row, actor), *_sitting(session, row, actor), *_rector(row, actor),
        *_leading(session, file, actor), *_office(row, actor), *_revoking(session, row, actor),
    ]  # fmt: skip


def _act(endpoint: str, row: Review, key: str, style: str = "primary", **more: Any) -> Act:
    return Act(url_for(endpoint, case_id=row.case_id, **more), key, style)


def _his(session: Session, row: Review) -> Iterator[Act]:
    ordered = row.order_id is not None
    if ordered and row.appealed_at is None and row.appeal_until and now(session).office <= row.appeal_until:
        yield _act("review_student.appeal", row, "review.appeal")
    if row.told_at is not None and row.reached_at is None:
        yield _act("review_student.confirm_read", row, "review.confirm_read", "outline-primary")
    in_time = row.explain_until is None or now(session).office <= row.explain_until
    if row.told_at is not None and not ordered and not row.of_his_own and in_time and row.explained_at is None:
        yield _act("review_student.explain", row, "review.explain")
    if not ordered:
        yield _act("review_student.add_paper", row, "review.add_paper", "outline-primary")
    if row.of_his_own and not ordered:
        yield _act("review_student.withdraw", row, "review.withdraw", "outline-danger")


def _opinions(session: Session, row: Review, actor: Actor) -> Iterator[Act]:
    if not actor.may("registration.give_opinion") or row.told_at is None or row.order_id is not None:
        return
    for place, said in (("adviser", row.adviser_at), ("dean", row.dean_at)):
        asked = review_opinions.in_office(session, row, place)
        if said is None and actor.person_id in (*asked.mine, *asked.deputies):
            key = f"review.opine_{place}" if actor.person_id in asked.mine else f"review.opine_for_{place}"
            style = "primary" if actor.person_id in asked.mine else "outline-primary"
            yield _act("review_deciding.opine", row, key, style, place=place)


def _sitting(session: Session, row: Review, actor: Actor) -> Iterator[Act]:
    for kind in (review_commissions.REVIEW, review_commissions.APPEAL):
        found = review_commissions.live(session, row, kind)
        if found is not None and found.state == "written" and found.chair_id == actor.person_id:
            yield _act("review_sitting.sign", row, "review.sign_protocol")


def _rector(row: Review, actor: Actor) -> Iterator[Act]:
    if actor.may("registration.sign_order") and row.sign_until is not None and row.order_id is None:
        yield _act("review_deciding.order", row, "review.sign_order")
        yield _act("review_deciding.close", row, "review.close", "outline-danger")


def _leading(session: Session, file: ReviewFile, actor: Actor) -> Iterator[Act]:
    row = file.review
    if not actor.may("registration.lead_review"):
        return
    if row.order_id is not None:
        yield from _commission(session, file, review_commissions.APPEAL)
        return
    if file.case.label == WORD or (row.word_at is None and review_protections.why(session, row.student_id)):
        yield _act("review_deciding.word", row, "review.say_word")
    yield from _commission(session, file, review_commissions.REVIEW)
    yield _act("review_deciding.drop", row, "review.drop", "outline-danger")


def _commission(session: Session, file: ReviewFile, kind: str) -> Iterator[Act]:
    row = file.review
    if file.case.label not in review_commissions.STEPS[kind]:
        return
    found = review_commissions.live(session, row, kind)
    if found is None:
        yield _act("review_sitting.call", row, "review.call")
        return
    if found.state == "called" and now(session).day >= office_day(found.meets_at):
        of_appeal = kind == review_commissions.APPEAL
        yield _act("review_sitting.protocol", row, "review.write_appeal" if of_appeal else "review.write_protocol")
        yield _act("review_sitting.did_not_sit", row, "review.did_not_sit", "outline-primary")
    yield _act("review_sitting.call", row, "review.call_anew", "outline-primary")


def _office(row: Review, actor: Actor) -> Iterator[Act]:
    if not actor.may("registration.keep_review") or row.order_id is not None:
        return
    if row.told_at is not None and row.reached_at is None:
        yield _act("review_opening.hand_over", row, "review.hand_over")
    if row.ground in ABSENCES:
        yield _act("review_opening.excuse", row, "review.excuse", "outline-primary")
    yield _act("review_student.add_paper", row, "review.add_paper", "outline-primary")


def _revoking(session: Session, row: Review, actor: Actor) -> Iterator[Act]:
    if row.order_id is None:
        return
    asked = session.scalar(select(Revocation).where(Revocation.review_id == row.case_id))
    if asked is None and actor.may("registration.lead_review"):
        yield _act("review_revoking.ask", row, "review.ask_revocation", "outline-danger")
    if asked is not None and asked.order_id is None and asked.sign_until and actor.may("registration.sign_order"):
        yield _act("review_revoking.sign", row, "review.sign_revocation")
