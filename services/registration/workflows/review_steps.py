"""The steps of an expulsion review, in the order in which they come (R11.1)."""

from __future__ import annotations

from collections.abc import Callable

from services.registration.models.reviews import Review
from services.registration.usecases import (
    review_appeals,
    review_certificates,
    review_commissions,
    review_effects,
    review_evidence,
    review_hearing,
    review_opinions,
    review_orders,
    review_silence,
)
from shared.clock import minutes
from shared.contracts.base import Message
from shared.contracts.review_acts import (
    AppealDecided,
    AppealFiled,
    ChanceOver,
    CommissionCalled,
    CourseLeft,
    NoticeOnPaper,
    NoticeOpened,
    NoticeSettled,
    OpinionGiven,
    ProtocolSigned,
    RectorDecided,
    SittingFailed,
    StudentExplained,
    WordGiven,
)
from shared.contracts.reviews import AccountEnded, MoneyFactsGathered, StudyEnded, StudyFactsGathered
from shared.workflow import Ask, Await, Choose, Do, Tell, no_way_back

SOON = minutes(30)


def of_his_own(case: Review) -> bool:
    """His own wish: nothing to explain, no commission."""
    return case.of_his_own


def _states(label: str, asks: Callable[..., list[Message]], reply: type[Message]) -> Ask:
    """A service states what it knows, and that is kept."""
    return Ask(label, asks, reply=reply, takes=review_evidence.keep, within=SOON)


def _opinion(label: str, by: str, unless: Callable[[Review], bool]) -> Choose:
    """Somebody's opinion; his silence lets the case go on."""
    return Choose(label, OpinionGiven, by=by, unless=unless, until=lambda case: case.asked_until)


HEARING = (
    _states("gather what grading knows", review_evidence.ask_grading, StudyFactsGathered),
    _states("gather what billing knows", review_evidence.ask_billing, MoneyFactsGathered),
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
        unless=review_hearing.knows,
        until=lambda case: case.open_until,
    ),
    Do("ask for delivery on paper", review_hearing.paper_asked, unless=review_hearing.knows),
    Choose(
        "the office hands it over on paper",
        NoticeOnPaper,
        by="specialist",
        settled_by=(NoticeOpened,),
        takes=review_hearing.opened,
        unless=review_hearing.knows,
        until=lambda case: case.paper_until,
        insists=review_silence.paper_missing,
    ),
    Do("his days begin", review_hearing.days_begin, unless=of_his_own),
    Choose(
        "he explains",
        StudentExplained,
        by="student",
        unless=lambda case: case.of_his_own or case.explained_at is not None,
        until=lambda case: case.explain_until,
        takes_away=True,
    ),
)
"""Evidence, the notice and its proof, his days (R11.1, R13.2)."""

OPINIONS = (
    Do("ask the adviser", review_opinions.ask_adviser, unless=review_opinions.adviser_spoke),
    _opinion("the adviser's opinion", "adviser", unless=review_opinions.no_adviser),
    Do("ask the adviser's deputy", review_opinions.ask_for_adviser, unless=review_opinions.adviser_spoke),
    _opinion("the adviser's deputy's opinion", "specialist", unless=review_opinions.adviser_spoke),
    Do("ask the dean", review_opinions.ask_dean, unless=review_opinions.dean_spoke),
    _opinion("the dean's opinion", "dean", unless=review_opinions.no_dean),
    Do("ask the dean's deputy", review_opinions.ask_for_dean, unless=review_opinions.dean_spoke),
    _opinion("the dean's deputy's opinion", "rectorate", unless=review_opinions.dean_spoke),
)
"""Adviser and dean, or whoever stands in for them (R11.1)."""

COMMISSION = (
    Do(
        "ask for a commission",
        review_commissions.asked,
        undo=Do("call it off", review_commissions.called_off),
        unless=of_his_own,
    ),
    Choose(
        "the commission is called",
        CommissionCalled,
        by="leading_specialist",
        unless=of_his_own,
        until=lambda case: case.commission_until,
        insists=review_silence.commission_missing,
    ),
    Choose(
        "the commission decides",
        ProtocolSigned,
        by="commission",
        settled_by=(SittingFailed,),
        takes=review_silence.commission_decided,
        unless=of_his_own,
        until=lambda case: case.commission_until,
        insists=review_silence.protocol_missing,
    ),
)
"""It is called for a day, sits, and decides; on a day on which it did not sit another is named (R11.1)."""

LAST_LOOK = (
    _states("ask grading once more", review_evidence.ask_grading_again, StudyFactsGathered),
    _states("ask billing once more", review_evidence.ask_billing_again, MoneyFactsGathered),
    Do("look at it once more", review_evidence.look_again),
    Await(
        "what his application brings",
        (ChanceOver,),
        takes=review_evidence.chance_over,
        unless=lambda case: not case.chances,
    ),
)
"""What has become of the ground since, before anything lies before the rector (R11.1, R13.1)."""

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
        within=SOON,
    ),
    Ask(
        "close his account",
        review_effects.end_account,
        reply=AccountEnded,
        takes=review_effects.account_ended,
        unless=lambda case: case.account_ended_at is not None,
        within=SOON,
    ),
)
"""What the order does in all services, each part acknowledged; what is done already is not done again (R11.4)."""

ORDER = (
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
)
"""The rector decides; behind his signature nothing is undone, but by a revoking order (R11.1, R11.4)."""

APPEAL = (
    Choose(
        "he may appeal",
        AppealFiled,
        by="student",
        until=lambda case: case.appeal_until,
        takes_away=True,
    ),
    Do("ask others to decide", review_appeals.ask_others, unless=review_appeals.nobody_appealed),
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
        settled_by=(SittingFailed,),
        takes=review_appeals.decided,
        unless=review_appeals.nobody_appealed,
        until=lambda case: case.appeal_decide_until,
        insists=review_appeals.missing,
    ),
    Tell("say what they decided", review_appeals.told, unless=review_appeals.nobody_appealed),
)
"""His appeal, decided by others (R11.1)."""
