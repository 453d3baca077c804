"""The expulsion review: ground and evidence, the student is heard, opinions, commission, the rector (R11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from services.registration.models.reviews import Review
from services.registration.usecases import (
    review_appeals,
    review_cures,
    review_terms,
)
from services.registration.workflows.engine import engine, known
from services.registration.workflows.review_steps import (
    APPEAL,
    COMMISSION,
    EFFECTS,
    HEARING,
    LAST_LOOK,
    OPINIONS,
    ORDER,
)
from shared.contracts.review_acts import (
    AppealFiled,
    CaseDropped,
    CaseHalted,
    CourseLeft,
    CuredBeforeOrder,
    GroundCured,
    StudentGone,
    WishWithdrawn,
)
from shared.contracts.reviews import ReviewEnd
from shared.workflow import Path, Workflow


def begin(session: Session, opened: Iterable[Review]) -> list[Review]:
    """The cases of reviews that were just opened begin."""
    rows = list(opened)
    if rows:
        engine.begin(session, EXPULSION_REVIEW, rows)
    return rows


def day_is_off(session: Session, day: date) -> None:
    """Days of open reviews that end on a day that is off now end on the next working day (R13.1)."""
    engine.hold(session, {row.case_id for row, _ in review_terms.off_on(session, day)})
    session.expire_all()
    dates = review_terms.off_on(session, day)
    review_terms.next_working_day(session, dates, day)
    engine.redue(session, {row.case_id for row, _ in dates})


EXPULSION_REVIEW = known(
    Workflow(
        name="registration.expulsion_review",
        version=1,
        case=Review,
        steps=(*HEARING, *OPINIONS, *COMMISSION, *LAST_LOOK, *ORDER, *APPEAL),
        way=review_appeals.way,
        at_end=review_cures.ended,
        interrupts={
            GroundCured: Path(ReviewEnd.CURED, takes=review_cures.noted, only_before=True),
            WishWithdrawn: Path(ReviewEnd.WISH_WITHDRAWN, only_before=True),
            CaseDropped: Path(ReviewEnd.DROPPED, only_before=True),
            CaseHalted: Path(ReviewEnd.NOT_BEGUN, only_before=True),
            StudentGone: Path(ReviewEnd.OVERTAKEN, takes=review_cures.noted, only_before=True),
            CuredBeforeOrder: Path(ReviewEnd.REVOKED, steps=EFFECTS),
        },
        too_late={
            GroundCured: review_cures.after_the_order,
            WishWithdrawn: review_cures.too_late,
            CaseDropped: review_cures.too_late,
            CaseHalted: review_cures.too_late,
            StudentGone: review_cures.too_late,
            AppealFiled: review_cures.too_late,
            CourseLeft: review_cures.too_late,
        },
    )
)
