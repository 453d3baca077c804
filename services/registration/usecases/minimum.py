"""The count of the minimum: sections are merged first, a course that is still under it is not held (R8.5, D6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from services.registration.domain import minimum
from services.registration.domain.minimum import Group
from services.registration.domain.reasons import Reason
from services.registration.models.applications import HAS_SEAT, Application, State
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section
from services.registration.models.terms import Term, TermDates
from services.registration.queries.staff import holders
from services.registration.usecases import minimum_facts, moving, section_events
from services.registration.usecases.notices import typed
from services.registration.usecases.term_notices import OFFICE
from shared.clock import end_of_day, now, office_day
from shared.contracts.notifications import Notify
from shared.contracts.registration import CourseNotHeld
from shared.errors import NotFound, Refused
from shared.messaging import publish, unschedule

MERGED = "section_merged"


def count(session: Session, terms: Sequence[Term]) -> None:
    """Merge, and say to each case of a course that is not held that it ends (R8.5)."""
    unschedule(session, [key for term in terms for key in minimum_facts.keys(term.term_id)])
    for term in terms:
        changing = {course: groups for course, groups in groups_of(session, term).items() if minimum.changes(groups)}
        moving.hold(session, [group.section_id for groups in changing.values() for group in groups])
        for course_id, groups in groups_of(session, term, changing).items():
            found = minimum.count(groups)
            if found.merged:
                merge(session, found.stay, found.merged)
            if found.cancelled:
                _not_held(session, course_id, found.cancelled)


def groups_of(session: Session, term: Term, course_ids: Collection[UUID] | None = None) -> Mapping[UUID, list[Group]]:
    """The open sections of a term by course, with the seats that count; of these courses, or of all.

    Paid, or still invoiced in the window: what is not known to be unpaid is not held against the course (R13.1).
    """
    assert term.dates
    window = Application.due_at <= end_of_day(term.dates.due_on)
    counts = Application.state.in_((State.CONFIRMED, State.ON_SHEET)) | (
        (Application.state == State.INVOICED) & (window | Application.paid_on.is_not(None))
    )
    rows = session.execute(
        select(Section, func.count(Application.case_id))
        .outerjoin(Application, (Application.section_id == Section.section_id) & counts)
        .where(Section.term_id == term.term_id, Section.status == "open")
        .where(true() if course_ids is None else Section.course_id.in_(course_ids))
        .group_by(Section.section_id)
        .order_by(Section.course_id, Section.label),
        execution_options={"populate_existing": True},
    )
    found: dict[UUID, list[Group]] = defaultdict(list)
    for section, paid in rows:
        found[section.course_id].append(_group(section, paid))
    return found


def _group(section: Section, paid: int = 0) -> Group:
    return Group(section.section_id, section.label, section.capacity, section.taken, paid, section.minimum)


def merge(session: Session, stay: Sequence[Group], merged: Sequence[Group]) -> None:
    """Everybody of the sections that go moves with seat or place; the line goes to the first section that stays."""
    gone = [group.section_id for group in merged]
    live = select(Application.case_id).where(Application.section_id.in_(gone), Application.state != State.ENDED)
    cases = moving.locked(session, session.scalars(live))
    in_order = sorted(cases, key=lambda case: (case.priority, case.received_at, case.ticket, case.case_id))
    seated = minimum.places(stay, [case.case_id for case in in_order if case.state in HAS_SEAT])
    into = {case.case_id: seated.get(case.case_id, stay[0].section_id) for case in cases}
    moving.change(session, cases, into, "R8.5", MERGED)
    _close(session, gone, "not_held")


def merge_by_act(session: Session, target_id: UUID, other_ids: Iterable[UUID]) -> None:
    """The office makes sections of one course one before the count (R8.5). Raises Refused with every reason."""
    wanted = {target_id, *other_ids}
    moving.hold(session, wanted)
    rows = session.scalars(
        select(Section).where(Section.section_id.in_(wanted)).order_by(Section.section_id).with_for_update()
    ).all()
    target = next((row for row in rows if row.section_id == target_id), None)
    if target is None:
        raise NotFound("section")
    others = [row for row in rows if row is not target and row.course_id == target.course_id]
    reasons = list(minimum.against_merging(_group(target), [_group(row) for row in others]))
    if any(row.status != "open" or row.term_id != target.term_id for row in rows):
        reasons.append(Reason("section_over", "R8.5", {"status": "text:status.not_held"}))
    reasons += _too_late(session, target)
    if reasons:
        raise Refused(reasons)
    merge(session, [_group(target)], [_group(row) for row in others])


def _too_late(session: Session, target: Section) -> Iterator[Reason]:
    counted_at = session.scalar(select(TermDates.counted_at).where(TermDates.term_id == target.term_id))
    if counted_at is not None and now(session).office >= counted_at:
        yield Reason("minimum_counted", "R8.5", {"at": f"moment:{counted_at.isoformat()}"})


def _not_held(session: Session, course_id: UUID, groups: Sequence[Group]) -> None:
    ids = [group.section_id for group in groups]
    _close(session, ids, "cancelled")
    live = select(Application.case_id).where(Application.section_id.in_(ids), Application.state != State.ENDED)
    publish(session, [CourseNotHeld(case_id) for case_id in session.scalars(live.order_by(Application.case_id))])
    publish(session, _to_staff(session, course_id, groups))


def _close(session: Session, ids: Sequence[UUID], status: str) -> None:
    sections = session.scalars(
        select(Section).where(Section.section_id.in_(ids)).with_for_update(key_share=True),
        execution_options={"populate_existing": True},
    ).all()
    for section in sections:
        section.status = status
        section.version_no += 1
    session.flush()
    section_events.tell(session, sections)


def _to_staff(session: Session, course_id: UUID, groups: Sequence[Group]) -> Iterator[Notify]:
    """The dean of the faculty, the office and the teachers hear which course is not held, and by how many (D6)."""
    course = session.get_one(Course, course_id)
    day = now(session).day
    deans = holders(session, day, "dean", faculties=[course.faculty_id])
    teachers = session.scalars(
        select(Section.teacher_id).where(Section.section_id.in_([group.section_id for group in groups]))
    )
    params = typed({
        "course": course.code, "paid": sum(group.paid for group in groups),
        "minimum": min(group.minimum for group in groups), "day": office_day(now(session).office),
    })  # fmt: skip
    for person_id in dict.fromkeys([*deans, *holders(session, day, *OFFICE), *filter(None, teachers)]):
        key = f"course_under_minimum:{groups[0].section_id}:{person_id}"
        yield Notify(key, person_id, "course_under_minimum", params)
