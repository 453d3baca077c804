"""The expulsion review: ground and evidence, the student is heard, opinions, commission, the rector (R11.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy.orm import Session

from services.registration.models.reviews import Review
from services.registration.usecases import (
    review_appeals,
    review_certificates,
    review_commissions,
    review_cures,
    review_effects,
    review_evidence,
    review_hearing,
    review_opinions,
    review_orders,
    review_silence,
    review_terms,
)
from services.registration.workflows.engine import engine, known
from shared.clock import minutes
from shared.contracts.reviews import (
    AccountEnded,
    AppealDecided,
    AppealFiled,
    CaseDropped,
    ChanceOver,
    CommissionCalled,
    CourseLeft,
    CuredBeforeOrder,
    GroundCured,
    MoneyFactsGathered,
    NoticeOnPaper,
    NoticeOpened,
    NoticeSettled,
    OpinionGiven,
    ProtocolSigned,
    RectorDecided,
    ReviewEnd,
    StudentExplained,
    StudentGone,
    StudyEnded,
    StudyFactsGathered,
    WishWithdrawn,
    WordGiven,
)
from shared.workflow import Ask, Await, Choose, Do, Path, Tell, Workflow, no_way_back


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


EFFECTS = (
    Await(
        "his courses are left",
        (CourseLeft,),
        takes=review_effects.course_left,
        unless=lambda case: not case.courses_left,
    ),
    Ask(
        "close his lines",
        review_effects.end_study,
        reply=StudyEnded,
        takes=review_effects.study_ended,
        unless=lambda case: case.lines_ended_at is not None,
        within=minutes(30),
    ),
    Ask(
        "close his account",
        review_effects.end_account,
        reply=AccountEnded,
        takes=review_effects.account_ended,
        unless=lambda case: case.account_ended_at is not None,
        within=minutes(30),
    ),
)
"""What the order does in all services, each part acknowledged; what is done already is not done again (R11.4)."""

EXPULSION_REVIEW = known(
    Workflow(
        name="registration.expulsion_review",
        version=1,
        case=Review,
        steps=(
            Ask(
                "gather what grading knows",
                review_evidence.ask_grading,
                reply=StudyFactsGathered,
                takes=review_evidence.keep,
                within=minutes(30),
            ),
            Ask(
                "gather what billing knows",
                review_evidence.ask_billing,
                reply=MoneyFactsGathered,
                takes=review_evidence.keep,
                within=minutes(30),
            ),
            Do("freeze the evidence", review_evidence.freeze),
            Choose(
                "a person says that it goes on",
                WordGiven,
                by="leading_specialist",
                takes=review_silence.word_given,
                unless=lambda case: not case.word_needed or case.word_at is not None,
                until=lambda case: case.word_until,
                asks=review_silence.word_needed,
                insists=review_silence.word_missing,
            ),
            Do("tell the student", review_hearing.tell),
            Await("proof of delivery", (NoticeSettled,)),
            Choose(
                "he opens the notice",
                NoticeOpened,
                by="student",
                takes=review_hearing.opened,
                unless=lambda case: case.reached_at is not None,
                until=lambda case: case.open_until,
            ),
            Do("ask for delivery on paper", review_hearing.paper_asked),
            Choose(
                "the office hands it over on paper",
                NoticeOnPaper,
                by="specialist",
                unless=lambda case: case.reached_at is not None,
                until=lambda case: case.paper_until,
                insists=review_silence.paper_missing,
            ),
            Do("his days begin", review_hearing.days_begin),
            Choose(
                "he explains",
                StudentExplained,
                by="student",
                unless=lambda case: case.of_his_own or case.explained_at is not None,
                until=lambda case: case.explain_until,
                takes_away=True,
            ),
            Do("ask the adviser", review_opinions.ask_adviser),
            Choose(
                "the adviser's opinion",
                OpinionGiven,
                by="adviser",
                unless=lambda case: case.adviser_at is not None or case.asked_id is None,
                until=lambda case: case.asked_until,
            ),
            Do("ask the adviser's deputy", review_opinions.ask_for_adviser),
            Choose(
                "the adviser's deputy's opinion",
                OpinionGiven,
                by="specialist",
                unless=review_opinions.adviser_spoke,
                until=lambda case: case.asked_until,
            ),
            Do("ask the dean", review_opinions.ask_dean),
            Choose(
                "the dean's opinion",
                OpinionGiven,
                by="dean",
                unless=lambda case: case.dean_at is not None or case.asked_id is None,
                until=lambda case: case.asked_until,
            ),
            Do("ask the dean's deputy", review_opinions.ask_for_dean),
            Choose(
                "the dean's deputy's opinion",
                OpinionGiven,
                by="rectorate",
                unless=review_opinions.dean_spoke,
                until=lambda case: case.asked_until,
            ),
            Do("ask for a commission", review_commissions.asked, undo=Do("call it off", review_commissions.called_off)),
            Choose(
                "the commission is called",
                CommissionCalled,
                by="leading_specialist",
                unless=lambda case: case.of_his_own,
                until=lambda case: case.commission_until,
                insists=review_silence.commission_missing,
            ),
            Choose(
                "the commission decides",
                ProtocolSigned,
                by="commission",
                takes=review_silence.commission_decided,
                unless=lambda case: case.of_his_own,
                until=lambda case: case.commission_until,
                insists=review_silence.protocol_missing,
            ),
            Ask(
                "ask grading once more",
                review_evidence.ask_grading_again,
                reply=StudyFactsGathered,
                takes=review_evidence.keep,
                within=minutes(30),
            ),
            Ask(
                "ask billing once more",
                review_evidence.ask_billing_again,
                reply=MoneyFactsGathered,
                takes=review_evidence.keep,
                within=minutes(30),
            ),
            Do("look at it once more", review_evidence.look_again),
            Await(
                "what his application brings",
                (ChanceOver,),
                takes=review_evidence.chance_over,
                unless=lambda case: not case.chances,
            ),
            Do("lay the order before the rector", review_orders.lay_before),
            Choose(
                "the rector decides",
                RectorDecided,
                by="rectorate",
                takes=review_orders.decided,
                until=lambda case: case.sign_until,
                insists=review_silence.signature_missing,
            ),
            no_way_back,
            Do("issue the order", review_orders.issue),
            Do("his standing ends", review_effects.standing_ends),
            *EFFECTS,
            Do("the academic certificate", review_certificates.issue),
            Tell("tell of the order", review_effects.told),
            Choose(
                "he may appeal",
                AppealFiled,
                by="student",
                until=lambda case: case.appeal_until,
                takes_away=True,
            ),
            Do("ask others to decide", review_appeals.ask_others),
            Choose(
                "others are named to decide",
                CommissionCalled,
                by="leading_specialist",
                unless=review_appeals.nobody_appealed,
                until=lambda case: case.appeal_decide_until,
                insists=review_appeals.missing,
            ),
            Choose(
                "others decide",
                AppealDecided,
                by="commission",
                takes=review_appeals.decided,
                unless=review_appeals.nobody_appealed,
                until=lambda case: case.appeal_decide_until,
                insists=review_appeals.missing,
            ),
            Tell("say what they decided", review_appeals.told),
        ),
        way=review_appeals.way,
        at_end=review_cures.ended,
        interrupts={
            GroundCured: Path(ReviewEnd.CURED, takes=review_cures.noted, only_before=True),
            WishWithdrawn: Path(ReviewEnd.WISH_WITHDRAWN, only_before=True),
            CaseDropped: Path(ReviewEnd.DROPPED, only_before=True),
            StudentGone: Path(ReviewEnd.OVERTAKEN, takes=review_cures.noted, only_before=True),
            CuredBeforeOrder: Path(ReviewEnd.REVOKED, steps=EFFECTS),
        },
        too_late={
            GroundCured: review_cures.after_the_order,
            WishWithdrawn: review_cures.too_late,
            CaseDropped: review_cures.too_late,
            StudentGone: review_cures.too_late,
            AppealFiled: review_cures.too_late,
            CourseLeft: review_cures.too_late,
        },
    )
)
