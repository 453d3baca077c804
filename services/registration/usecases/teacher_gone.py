"""The teacher is gone after classes began: another within the policy's working days, else all money back (D7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registration.domain.reasons import Reason
from services.registration.domain.teacher_search import why_not_reported
from services.registration.models.applications import HAS_SEAT, Application
from services.registration.models.catalogue import Course
from services.registration.models.sections import Section
from services.registration.models.teacher_searches import TeacherSearch
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.queries.staff import holders
from services.registration.usecases import cancelling, sections, terms
from services.registration.usecases.notices import Value, tell, typed
from services.registration.usecases.recorded import recorded
from services.registration.usecases.term_notices import OFFICE
from shared.clock import end_of_day, now, office_day
from shared.contracts.notifications import Notify
from shared.contracts.registration import TeacherSearchOver
from shared.errors import NotFound, Refused
from shared.messaging import Due, publish, schedule, unschedule


def report(session: Session, section_id: UUID, why: str) -> TeacherSearch:
    """Dean or office reports it; the days run from the next working day, the dean, the office and students are told."""
    section = _locked(session, section_id)
    term = terms.term_of(session, section.term_id)
    reasons = why_not_reported(
        starts_on=term.starts_on, today=now(session).day, status=section.status,
        searching=live_search(session, section_id) is not None, why=why.strip(),
    )  # fmt: skip
    if found := list(reasons):
        raise Refused(found)
    moment = now(session).office
    days = in_force(session, now(session).day)["teacher_search"].value["working_days"]
    until = end_of_day(working_days(session).shift(office_day(moment), days))
    search = TeacherSearch(
        search_id=uuid4(), section_id=section_id, teacher_id=section.teacher_id, why=why.strip(), reported_at=moment,
        until=until, **recorded(session),
    )  # fmt: skip
    session.add(search)
    session.flush()
    over = TeacherSearchOver(search.search_id)
    schedule(session, [Due(until, over, _key(search), takes_away=True, kind="teacher_search_over")])
    _tell_all(session, section, search, "teacher_sought", {"until": until, "why": search.why})
    return search


def name_another(session: Session, section_id: UUID, teacher_id: UUID) -> Section:
    """Another teaches on: the search ends, the group goes on as it was."""
    section = _locked(session, section_id)
    search = live_search(session, section_id)
    if search is None:
        raise Refused([Reason("nobody_sought", "D7")])
    if teacher_id == search.teacher_id:
        raise Refused([Reason("another_teacher_wanted", "D7")])
    before = section.teacher_id
    plan = sections.plan_of(section, teacher_id=teacher_id)
    sections.change(session, section_id, plan)
    _end(session, search, "named", teacher_id)
    _tell_all(session, section, search, "teacher_named", {}, more=[person for person in (before, teacher_id) if person])
    return section


def over(session: Session, search_ids: Sequence[UUID]) -> None:
    """The days are over: what nobody teaches is cancelled, all of it goes back (D7).

    Where the office has set another teacher otherwise, or the section is over, the search just ends.
    """
    wanted = select(TeacherSearch.section_id).where(TeacherSearch.search_id.in_(search_ids))
    for section_id in sorted(session.scalars(wanted.where(TeacherSearch.outcome.is_(None)))):
        section = _locked(session, section_id)
        search = live_search(session, section_id)
        if search is None or search.until > now(session).office:
            continue
        if section.status == "open" and section.teacher_id not in (None, search.teacher_id):
            _end(session, search, "named", section.teacher_id)
        else:
            if section.status == "open":
                cancelling.cancel_section(session, section_id, search.why)
            _end(session, search, "cancelled")


def cancelled_before(session: Session, section_id: UUID) -> None:
    """The section was cancelled by two before the days were over: nobody is sought any more."""
    if (search := live_search(session, section_id)) is not None:
        _end(session, search, "cancelled")


def live_search(session: Session, section_id: UUID) -> TeacherSearch | None:
    """The search that goes on, if there is one."""
    return session.scalar(
        select(TeacherSearch).where(TeacherSearch.section_id == section_id, TeacherSearch.outcome.is_(None))
    )


def _locked(session: Session, section_id: UUID) -> Section:
    section = session.get(Section, section_id, with_for_update=True, populate_existing=True)
    if section is None:
        raise NotFound("section")
    return section


def _end(session: Session, search: TeacherSearch, outcome: str, named_id: UUID | None = None) -> None:
    search.outcome, search.named_id, search.ended_at = outcome, named_id, now(session).office
    session.flush()
    unschedule(session, [_key(search)])


def _key(search: TeacherSearch) -> str:
    return f"teacher_search:{search.search_id}"


def _tell_all(
    session: Session,
    section: Section,
    search: TeacherSearch,
    template: str,
    values: Mapping[str, Value],
    more: Sequence[UUID] = (),
) -> None:
    """The students of the section, each by his case; the dean of its faculty, the office, and who is concerned."""
    seated = select(Application).where(Application.section_id == section.section_id, Application.state.in_(HAS_SEAT))
    cases = session.scalars(seated.order_by(Application.case_id)).all()
    again = str(search.search_id)
    tell(session, cases, template, {case.case_id: {**values, "section": section.label} for case in cases}, again=again)
    course = session.get_one(Course, section.course_id)
    day = now(session).day
    people = [*holders(session, day, "dean", faculties=[course.faculty_id]), *holders(session, day, *OFFICE), *more]
    params = typed({**values, "course": course.code, "title": course.code, "section": section.label})
    publish(session, [Notify(f"{template}:{again}:{one}", one, template, params) for one in dict.fromkeys(people)])
