"""Students sign for a course; as many as its minimum make a proposal to the rectorate, like a dean's (R8.2)."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.registration.domain import signatures as rules
from services.registration.domain.purposes import Purpose
from services.registration.domain.reasons import Reason
from services.registration.domain.signatures import Signing, SigningWindow
from services.registration.models.campus import Student
from services.registration.models.catalogue import Course
from services.registration.models.copies import DebtCopy
from services.registration.models.signatures import Signature, WishedCourse
from services.registration.models.terms import ProposedCourse, Term, TermProposal
from services.registration.queries.debtors import CourseDebtors, debtors_by_course
from services.registration.queries.policies import in_force
from services.registration.queries.signatures import repeats_a_passed, signed_by, standing_signature
from services.registration.queries.staff import holders
from services.registration.usecases import proposals, terms
from services.registration.usecases.notices import typed
from services.registration.usecases.recorded import recorded
from shared.clock import now
from shared.contracts.notifications import Notify
from shared.errors import NotFound, Refused
from shared.messaging import publish
from shared.records.ids import record_id


def sign(session: Session, student_id: UUID, course_id: UUID, purpose: Purpose) -> tuple[WishedCourse, Term | None]:
    """A student's signature; the one that makes the number full makes the proposal, in the same transaction.

    Answers the count, and the term if its first proposal came about. The row of the course is locked: of the last two
    at once one is the last. Raises Refused with every reason.
    """
    wished = _locked(session, course_id)
    full = rules.is_full(wished.signed + 1, minimum(session))
    if full:
        terms.one_proposal_at_a_time(session)
    reasons = list(_refusals(session, student_id, wished, purpose))
    if reasons:
        raise Refused(reasons)
    session.add(
        Signature(
            signature_id=uuid4(),
            academic_year=wished.academic_year,
            course_id=course_id,
            student_id=student_id,
            purpose=purpose.value,
            signed_at=now(session).office,
            **recorded(session),
        )
    )
    wished.signed += 1
    session.flush()
    return wished, _propose(session, wished, student_id) if full else None


def take_back(session: Session, student_id: UUID, course_id: UUID) -> WishedCourse:
    """The student takes his signature back; not once the number is reached and the rectorate is asked (R8.2)."""
    wished = _locked(session, course_id)
    mine = session.scalar(standing_signature(wished.academic_year, course_id, student_id))
    full = course_id in _with_the_rectorate(session, wished.academic_year)
    reasons = list(rules.may_take_back(_course(session, course_id).code, signed=mine is not None, full=full))
    if reasons or mine is None:
        raise Refused(reasons)
    mine.taken_back_at = now(session).office
    wished.signed -= 1
    session.flush()
    return wished


def minimum(session: Session) -> int:
    """So many signatures as the course's minimum group (policy)."""
    known = in_force(session, now(session).day).get("summer_minimum")
    return max(1, int(known.value["students"])) if known else 1


def group_size(session: Session) -> int:
    """Seats of a group that signatures ask for, never below the minimum (policy)."""
    return max(int(in_force(session, now(session).day)["signatures"].value["capacity"]), minimum(session))


def window(session: Session) -> SigningWindow:
    """When signatures are given this summer (policy)."""
    today = now(session).day
    year = terms.academic_year_of_summer(today) + 1
    return SigningWindow.of(in_force(session, today)["signatures"].value, year)


def _refusals(session: Session, student_id: UUID, wished: WishedCourse, purpose: Purpose) -> Iterator[Reason]:
    student, year, course_id = session.get(Student, student_id), wished.academic_year, wished.course_id
    if student is None:
        raise NotFound("student")
    debt = select(DebtCopy.debt_id).where(
        DebtCopy.student_id == student_id, DebtCopy.course_id == course_id, DebtCopy.status == "open"
    )
    term = terms.live_term(session, year)
    signing = Signing(
        course=_course(session, course_id).code,
        purpose=purpose,
        studying=student.status == "studying",
        owes_the_course=session.scalar(debt.limit(1)) is not None,
        signed_already=session.scalar(standing_signature(year, course_id, student_id)) is not None,
        with_the_rectorate=course_id in _with_the_rectorate(session, year),
        term_status=term.status if term else None,
        today=now(session).day,
        repeats=repeats_a_passed(session, student_id, course_id),
    )
    return rules.refusals(signing, window(session))


def _propose(session: Session, wished: WishedCourse, student_id: UUID) -> Term | None:
    """The number is full: the course goes to the rectorate with its counts; answers the term if it is opened by it."""
    year, course = wished.academic_year, _course(session, wished.course_id)
    term = terms.live_term(session, year, for_change=True)
    opened = None if term else _open_term(session, year)
    counts = debtors_by_course(session, year, courses=[course.course_id])[0]
    proposal = _proposal_of(session, term or opened, course, student_id)
    session.add(_proposed(session, proposal, counts))
    wished.proposal_id = proposal.proposal_id
    session.flush()
    _tell(session, wished, course)
    return opened


def _open_term(session: Session, year: int) -> Term:
    starts_on = proposals.first_possible_start(session)
    if starts_on is None:
        raise Refused([Reason("no_start_fits", "D1")])
    setting = proposals.setting_of(session, starts_on)
    return terms.open_term(session, year, setting.dates, setting.decide_by)


def _proposal_of(session: Session, term: Term | None, course: Course, student_id: UUID) -> TermProposal:
    """The students' proposal of the course's faculty: one for all the courses that they bring together."""
    assert term is not None
    key = record_id("proposal by students", term.term_id, course.faculty_id)
    known = session.get(TermProposal, key)
    if known is not None:
        return known
    made = TermProposal(
        proposal_id=key,
        term_id=term.term_id,
        faculty_id=course.faculty_id,
        by_students=True,
        proposed_by=student_id,
        proposed_at=now(session).office,
        status="waiting",
        why="",
        courses=[],
        **recorded(session),
    )
    session.add(made)
    session.flush()
    return made


def _proposed(session: Session, proposal: TermProposal, counts: CourseDebtors) -> ProposedCourse:
    capacity = group_size(session)
    return ProposedCourse(
        proposal_id=proposal.proposal_id,
        course_id=counts.course_id,
        debtors=counts.debtors,
        wishes=counts.wishes,
        expected_fee=counts.expected_fee,
        expected_groups=rules.groups_for(counts.wanted, capacity),
        capacity=capacity,
        minimum=minimum(session),
        teacher_id=None,
        meetings=[],
    )


def _tell(session: Session, wished: WishedCourse, course: Course) -> None:
    """Those who signed, and the dean of the faculty: the number is full, the rectorate is asked (R13.2)."""
    signers = signed_by(session, wished.academic_year, wished.course_id)
    deans = holders(session, now(session).day, "dean", faculties=[course.faculty_id])
    said = typed({"course": course.code, "signed": wished.signed})
    key = f"signatures_full:{wished.proposal_id}:{wished.course_id}"
    publish(
        session,
        [
            Notify(key=f"{key}:{person}", person_id=person, template="signatures_full", params=said)
            for person in dict.fromkeys([*signers, *deans])
        ],
    )


def _locked(session: Session, course_id: UUID) -> WishedCourse:
    """The row that counts the signatures of this summer, locked until the transaction ends."""
    _course(session, course_id)
    year = terms.academic_year_of_summer(now(session).day)
    session.execute(
        insert(WishedCourse).values(academic_year=year, course_id=course_id, signed=0).on_conflict_do_nothing()
    )
    row = session.get(WishedCourse, (year, course_id), with_for_update=True, populate_existing=True)
    assert row is not None
    return row


def _with_the_rectorate(session: Session, year: int) -> set[UUID]:
    """Courses that are proposed for this summer, by a dean or by signatures, and not refused."""
    term = terms.live_term(session, year)
    return proposals.proposed_courses(session, term.term_id) if term else set()


def _course(session: Session, course_id: UUID) -> Course:
    course = session.get(Course, course_id)
    if course is None:
        raise NotFound("course")
    return course
