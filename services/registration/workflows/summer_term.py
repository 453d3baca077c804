"""A summer term, from a dean's proposal to the end of its last sheet; retakes in a general period go the same way.

One definition: what differs are the dates, and that nobody is asked whether retakes are held (R8.2, R8.3, R9.1, D1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import SUMMER
from services.registration.models.signatures import WishedCourse
from services.registration.models.terms import Term, TermDates, TermProposal
from services.registration.usecases import (
    cancelling,
    draw,
    line,
    minimum,
    minimum_facts,
    proposals,
    publication,
    section_planning,
    sections,
    signatures,
    term_notices,
    terms,
)
from services.registration.usecases.proposals import CourseWish
from services.registration.workflows.engine import earlier, engine, known
from shared.clock import at, end_of_day
from shared.contracts.registration import MinimumFacts, RectorateDecided, TermPublished, TermWithdrawn
from shared.workflow import At, Await, Choose, Do, Ends, Path, Tell, Workflow
from shared.workflow.definition import Said, Verdicts

LIST_HOUR = 8


def propose(
    session: Session, faculty_id: UUID, starts_on: date, wishes: Sequence[CourseWish], season: str = SUMMER
) -> TermProposal:
    """A dean proposes; the first proposal of a summer, or of a period of retakes, begins its case (R8.2, R9.1)."""
    proposal, opened = proposals.propose(session, faculty_id, starts_on, wishes, season)
    if opened is not None:
        engine.begin(session, SUMMER_TERM, [opened])
    elif proposal.status == "agreed":
        section_planning.plan_agreed(session, [terms.term_of(session, proposal.term_id)])
    return proposal


def is_agreed(term: Term) -> bool:
    """Nobody is to be asked: retakes in a general period (R9.1)."""
    return term.status == "agreed"


def sign(session: Session, student_id: UUID, course_id: UUID, purpose: Purpose = Purpose.DEBT) -> WishedCourse:
    """A student signs; the signature that makes the number full may begin the term's case (R8.2)."""
    wished, opened = signatures.sign(session, student_id, course_id, purpose)
    if opened is not None:
        engine.begin(session, SUMMER_TERM, [opened])
    return wished


def decide(session: Session, term_id: UUID, agreed: bool, why: str = "") -> Term:
    """The rectorate agrees, or does not; what follows is done in the same transaction (R8.2)."""
    term = terms.term_of(session, term_id, for_change=True)
    proposals.decide(session, term, agreed, why)
    engine.deliver(session, [RectorateDecided(case_id=term_id, agreed=agreed)])
    return term


def publish(session: Session, term_id: UUID, seed: str | None = None) -> Term:
    """The office publishes an agreed term, or is told everything that stands against it (R8.3)."""
    term = terms.term_of(session, term_id, for_change=True)
    publication.publish_term(session, term, seed)
    engine.deliver(session, [TermPublished(case_id=term_id)])
    return term


def withdraw(session: Session, term_id: UUID, why: str) -> Term:
    """Only the rectorate withdraws a published term; everybody gets everything back (R8.2)."""
    term = cancelling.withdrawable(session, term_id, why)
    engine.deliver(session, [TermWithdrawn(case_id=term_id, why=why)])
    session.refresh(term)
    return term


def _agreed(session: Session, said: Said) -> Verdicts:
    refused = {
        term.term_id: Ends("refused", (Reason("rectorate_refused", "R8.2"),)) for term, e in said if not e.agreed
    }
    terms.set_status(session, [term for term, event in said if event.agreed], "agreed")
    return refused


def _close_lines(session: Session, closing: Sequence[Term]) -> None:
    line.close(session, [term.term_id for term in closing])


def _start(session: Session, started: Sequence[Term]) -> None:
    terms.set_status(session, started, "running")


def _end(session: Session, ended: Sequence[tuple[Term, str]]) -> None:
    """Note how a term ended; a silent rectorate leaves its proposals expired; nobody came: not held (D22)."""
    for term, way in ended:
        if way == "withdrawn":
            terms.set_status(session, [term], way)
            continue
        if way == "not_held":
            proposals.settle(session, term, "expired")
        held = way == "finished" and sections.was_held(session, term)
        terms.set_status(session, [term], "finished" if held else "not_held")


def _dates(term: Term) -> TermDates:
    if term.dates is None:
        raise LookupError(f"term {term.term_id} has no dates")
    return term.dates


def _publish_by(term: Term) -> datetime:
    return end_of_day(_dates(term).publish_by)


SUMMER_TERM = known(
    Workflow(
        name="registration.summer_term",
        version=2,
        case=Term,
        steps=(
            Tell("ask the rectorate", term_notices.proposed),
            Choose(
                "the rectorate agrees",
                RectorateDecided,
                by="rectorate",
                takes=_agreed,
                unless=is_agreed,
                until=lambda term: term.decide_by,
                else_way="not_held",
            ),
            Do("plan the sections", section_planning.plan_agreed),
            Tell("say that it is agreed", term_notices.agreed),
            Await("the office publishes", (TermPublished,), until=_publish_by, else_way="not_published"),
            Tell("say that it is published", term_notices.published),
            At("applications open", lambda term: _dates(term).opens_at),
            Tell("tell the debtors", term_notices.window_open),
            At("the first day is over", lambda term: _dates(term).drawn_at),
            Do("give the first day's seats", draw.give_seats),
            At("applications close", lambda term: _dates(term).closes_at),
            Do("close what nobody applied for", sections.close_unwanted),
            At("the minimum is counted", lambda term: _dates(term).counted_at, takes_away=True),
            Do("ask for the statements", minimum_facts.ask),
            Await("the statements through the due date", (MinimumFacts,)),
            Do("merge sections and cancel courses", minimum.count),
            At("offers end", lambda term: _dates(term).offers_end_at, takes_away=True),
            Do("close the lines", _close_lines),
            At("lists to the teachers", lambda term: at(_dates(term).lists_on, LIST_HOUR)),
            Tell("tell the teachers", term_notices.lists_ready),
            At("classes begin", lambda term: at(term.starts_on, LIST_HOUR)),
            Do("the term runs", _start),
            At("the sheets are due", lambda term: _dates(term).sheets_due_at),
            Do("close its sections", sections.finish_all),
        ),
        way=lambda _term: "finished",
        interrupts={
            TermWithdrawn: Path(
                "withdrawn",
                takes=cancelling.withdraw_noted,
                steps=(
                    Do("cancel its sections", cancelling.cancel_sections),
                    Tell("end its cases", cancelling.cases_told),
                    Tell("say that it is withdrawn", cancelling.people_told),
                ),
            )
        },
        at_end=_end,
        when_undone=(Tell("say that it is not held", term_notices.not_held),),
    )
)

FIRST_ORDER = earlier(
    SUMMER_TERM,
    version=1,
    without={
        "close what nobody applied for",
        "the minimum is counted",
        "ask for the statements",
        "the statements through the due date",
        "merge sections and cancel courses",
    },
)
"""Terms that began before the minimum was counted: a course under it runs."""
