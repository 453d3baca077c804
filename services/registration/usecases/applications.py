"""Applications for the summer term: accepted at once or refused at once with every reason (R3.8, R8.3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain import holds
from services.registration.domain.draw import ticket
from services.registration.domain.purposes import Purpose, priority_class
from services.registration.domain.reasons import Reason
from services.registration.domain.seasons import SUMMER, policy
from services.registration.models.applications import Application, State
from services.registration.models.campus import Student
from services.registration.models.sections import Section
from services.registration.models.terms import Term
from services.registration.queries.applying import Facts, facts
from services.registration.usecases import accepted_offers, provisional
from services.registration.usecases.accepted_offers import PublishedOffer
from services.registration.usecases.notices import notices
from services.registration.usecases.recorded import recorded
from shared.clock import Now, now
from shared.contracts.base import Message
from shared.errors import NotFound, Refused
from shared.identity.asking import Asking, asked_by


@dataclass(frozen=True, slots=True)
class Wish:
    """What a student asks for, and the published offer that he accepts by asking (R8.4)."""

    student_id: UUID
    section_id: UUID
    accepted_offer: str
    purpose: Purpose = Purpose.DEBT
    instead_of: UUID | None = None
    """The case of a course that is not held: its arrival and its money go with him (D6)."""
    arrived_at: datetime | None = None
    asking: Asking | None = None
    """By whom, where wishes of several people are received together."""

    def arrival(self, moment: Now) -> datetime:
        """When his request arrived at the server, not when its turn came (D25); or the arrival that he keeps (D6)."""
        return self.arrived_at or moment.at_arrival(self.asking.arrived_at if self.asking else None)

    @property
    def on_paper(self) -> bool:
        """Whether the office acts for him, on the paper of whoever represents him; or he had applied so before."""
        actor = self.asking.actor if self.asking else None
        return self.instead_of is not None or (actor is not None and actor.on_behalf_of is not None)


Outcome = Application | Refused


def receive(session: Session, wishes: Sequence[Wish]) -> list[Outcome]:
    """Accept or refuse each wish, in their order; one that is accepted counts for the next ones of the same student.

    A student's wishes come one after the other (his row is locked), and none slips past a draw (the term's is shared).
    """
    _lock(session, wishes)
    moment = now(session)
    known = facts(session, {w.student_id for w in wishes}, {w.section_id for w in wishes}, moment.day)
    outcomes: list[Outcome] = []
    for wish in wishes:
        reasons = [*refusals(known, wish, wish.arrival(moment)), *_offer_refusals(known, wish)]
        outcomes.append(Refused(reasons) if reasons else _accept(session, known, wish))
    session.flush()
    return outcomes


@dataclass(frozen=True, slots=True)
class Prospect:
    """What is offered to a student for a section, and every hold that would stop him now."""

    offer: PublishedOffer | None
    holds: tuple[Reason, ...]


def prospect(session: Session, student_id: UUID, section_id: UUID, purpose: Purpose = Purpose.DEBT) -> Prospect:
    """Everything that he is to know before he applies (R3.8, R8.4)."""
    moment = now(session)
    known = facts(session, [student_id], [section_id], moment.day)
    wish = Wish(student_id, section_id, "", purpose, asking=Asking.here(session))
    return prospect_of(known, wish, moment.office)


def prospect_of(known: Facts, wish: Wish, at: datetime) -> Prospect:
    """The same of a wish that arrived at this moment."""
    holds = tuple(refusals(known, wish, at))
    return Prospect(accepted_offers.offer_of(known, *_named(known, wish)), holds)


def refusals(known: Facts, wish: Wish, at: datetime) -> Iterator[Reason]:
    """Every reason to refuse: the section, the price, and the holds of the student."""
    student, section = _named(known, wish)
    term = known.terms[section.term_id]
    if section.status != "open":
        yield Reason("section_not_open", "R8.2", {"section": section.label})
    if known.price(student, term) is None:
        yield Reason("no_price", "R9.2", {"specialty": known.specialties[student.specialty_id].code})
    if term.season != SUMMER and wish.purpose is not Purpose.DEBT:
        yield Reason("retake_for_debts", "R9.1")
    asked, standing, policy = held_against(known, wish, at)
    yield from holds.refusals(asked, standing, _window(term), policy)


def held_against(known: Facts, wish: Wish, at: datetime) -> tuple[holds.Wish, holds.Standing, holds.Policy]:
    """What the holds look at: the wish, the student, the policies in force."""
    _, section = _named(known, wish)
    debt = known.debts.get((wish.student_id, section.course_id)) if wish.purpose is Purpose.DEBT else None
    course = known.course_of(section, debt.debt_id if debt else None)
    asked = holds.Wish(at, wish.purpose, course)
    return asked, _standing(known, wish, section), _policy(known, known.terms[section.term_id])


def _named(known: Facts, wish: Wish) -> tuple[Student, Section]:
    if wish.student_id not in known.students:
        raise NotFound("student")
    if wish.section_id not in known.sections:
        raise NotFound("section")
    return known.students[wish.student_id], known.sections[wish.section_id]


def _standing(known: Facts, wish: Wish, section: Section) -> holds.Standing:
    student = known.students[wish.student_id]
    debt = known.debts.get((wish.student_id, section.course_id))
    fees = known.fees.get(wish.student_id)
    return holds.Standing(
        studying=student.status == "studying",
        open_debts=frozenset({debt.debt_id} if debt else ()),
        pending=(wish.student_id, section.course_id) in known.pending,
        live=tuple(known.live.get((wish.student_id, section.term_id), ())),
        elsewhere=frozenset(known.elsewhere.get(wish.student_id, ())),
        external=known.externals.get(wish.student_id, ""),
        lapses=known.lapses(wish.student_id, section),
        unpaid_fees=str(fees) if fees else "",
        false_receipts=known.false_receipts.get(wish.student_id, ""),
        cribs_until=known.acts.get((wish.student_id, section.course_id)),
        busy=known.busy(student, known.terms[section.term_id]),
        needs_representative=wish.student_id in known.minors and not wish.on_paper,
        failed_by=known.failed_by(wish.student_id, section),
        passed=known.has_passed(wish.student_id, section, for_debt=wish.purpose is Purpose.DEBT),
        lifted=known.lifted.get((wish.student_id, section.section_id), frozenset()),
    )


def _window(term: Term) -> holds.Window | None:
    return holds.Window(term.dates.opens_at, term.dates.closes_at) if term.is_open and term.dates else None


def _policy(known: Facts, term: Term) -> holds.Policy:
    value = {key: row.value for key, row in known.policies.items()}
    limits = value[policy(term.season, "limits")]
    return holds.Policy(
        courses=limits["courses"],
        credits=limits["credits"],
        lapses=value["reapplications"]["times"],
        fees_hold=value["fees_hold"]["on"],
        other_teacher=value["other_teacher"]["on"],
        plan_holds=value["plan_required"]["on"],
        prerequisites_hold=value["prerequisites_required"]["on"],
        repeats_allowed=value["repeats_allowed"]["on"],
    )


def _offer_refusals(known: Facts, wish: Wish) -> Iterator[Reason]:
    """What was accepted must be what is offered now (R8.4)."""
    student, section = _named(known, wish)
    offered = accepted_offers.offer_of(known, student, section)
    if offered is not None and offered.digest != wish.accepted_offer:
        yield Reason("offer_changed", "R8.4", {"course": known.courses[section.course_id].code})


def _accept(session: Session, known: Facts, wish: Wish) -> Application:
    student, section = _named(known, wish)
    debt = known.debts.get((wish.student_id, section.course_id)) if wish.purpose is Purpose.DEBT else None
    case_id = _case_id(known, wish, section)
    if wish.asking is not None:
        asked_by(session, case_id, wish.asking)
    application = Application(
        case_id=case_id,
        student_id=wish.student_id,
        section_id=section.section_id,
        course_id=section.course_id,
        term_id=section.term_id,
        debt_id=debt.debt_id if debt else None,
        purpose=wish.purpose.value,
        credits=known.courses[section.course_id].credits,
        state=State.RECEIVED,
        instead_of=wish.instead_of,
        provisional=(wish.student_id, section.course_id) in known.pending and wish.purpose is Purpose.DEBT,
        **_agreed(session, known, student, section),
        **_turn(known, wish, student, section, now(session)),
        **recorded(session, case_id),
    )
    session.add(application)
    live = known.live.setdefault((wish.student_id, section.term_id), [])
    live.append(known.course_of(section, application.debt_id))
    return application


def _agreed(session: Session, known: Facts, student: Student, section: Section) -> dict[str, Any]:
    """The price of the moment, and the offer that is accepted with it (R8.4, D5)."""
    offered = accepted_offers.offer_of(known, student, section)
    price = known.price(student, known.terms[section.term_id])
    assert offered is not None
    assert price is not None
    return {"accepted_price": price, "offer_digest": accepted_offers.keep(session, offered)}


def _turn(known: Facts, wish: Wish, student: Student, section: Section, moment: Now) -> dict[str, Any]:
    """What decides about its turn: class, arrival, lot (D2)."""
    course, term = known.courses[section.course_id], known.terms[section.term_id]
    lapsed = known.lapses(wish.student_id, section) > 0
    return {
        "priority": priority_class(wish.purpose, graduating=student.graduating, lapsed=lapsed),
        "received_at": wish.arrival(moment),
        "asked_at": moment.office,
        "state_since": moment.office,
        "ticket": ticket(term.seed or "", student.number, course.code),
        "waits_for_draw": term.term_id not in known.drawn,
    }


def _case_id(known: Facts, wish: Wish, section: Section) -> UUID:
    """The nth application of a student for a course in a term has the same id in every run."""
    nth = known.attempts(wish.student_id, section) + 1
    return uuid5(NAMESPACE_URL, f"tirkeu:summer:{section.term_id}:{wish.student_id}:{section.course_id}:{nth}")


def _lock(session: Session, wishes: Sequence[Wish]) -> None:
    students = {wish.student_id for wish in wishes}
    mine = select(Student.student_id).where(Student.student_id.in_(students)).order_by(Student.student_id)
    session.execute(mine.with_for_update(key_share=True))
    terms = select(Section.term_id).where(Section.section_id.in_({wish.section_id for wish in wishes}))
    shared = select(Term.term_id).where(Term.term_id.in_(terms)).order_by(Term.term_id)
    session.execute(shared.with_for_update(read=True, of=Term))


def received(session: Session, cases: Sequence[Application]) -> Iterable[Message]:
    """Tell that the application is received (R13.2)."""
    return [*notices(session, cases, "application_received"), *provisional.received(session, cases)]
