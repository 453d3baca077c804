"""What follows from a changed line: the debt derived anew, the GPA, and everybody told once (R5.3, R6.1, R9.1)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from services.grading.models import Correction, Course, Person, Section
from services.grading.usecases import announcing, debts_anew, gpas, passed, pending, result_certificates
from services.grading.usecases.results import Recorded
from services.grading.usecases.teaching import Teaching
from shared.contracts.base import Message
from shared.contracts.notifications import Notify
from shared.messaging import publish


def draw(session: Session, found: Teaching, act: Correction, item: Recorded | None) -> None:
    """Every consequence of a new version; ``item`` is the new result, where there is one."""
    told: list[Message] = [*_notices(session, act, item)]
    if item is not None:
        settled = debts_anew.settle(session, [item], act.source)
        certified = result_certificates.issue(session, found, [item])
        told.extend(announcing.results(session, [item], settled, act.source, certified))
        told.extend(one.changed for one in settled.values() if one.changed is not None)
        told.extend(gpas.work_out(session, [act.student_id]))
        told.extend(passed.work_out(session, [act.student_id]))
        told.extend(pending.after_results(session, found, [item]))
        told.extend(announcing.failed_often(session, [item]))
    publish(session, told)


def refused(session: Session, act: Correction) -> None:
    """Whoever proposed is told why it was refused."""
    params = {**title(session, act.section_id, act.proposed_by), "why": act.decision_reason or "–"}
    publish(session, [_notify(act, act.proposed_by, "correction_refused", params)])


def title(session: Session, section_id: UUID, person_id: UUID) -> dict[str, str]:
    """The course's code and its title in a person's language."""
    section = session.get_one(Section, section_id)
    course, person = session.get(Course, section.course_id), session.get(Person, person_id)
    titles = course.titles if course else {}
    code = course.code if course else section.label
    return {"course": code, "title": titles.get(person.language if person else "kk") or code}


def _notices(session: Session, act: Correction, item: Recorded | None) -> Iterator[Notify]:
    about = title(session, act.section_id, act.student_id)
    old, new = act.old_mark or _mark(act.old_value), (act.new_mark if item else None) or _mark(act.new_value)
    if item is not None and item.result.mark == "I":
        yield _notify(act, act.student_id, "excused", about)
    else:
        yield _notify(act, act.student_id, "result_corrected", {**about, "old": old, "new": new, "why": act.reason})
    if act.source == "correction":
        params = {**title(session, act.section_id, act.proposed_by), "number": f"number:{act.number}"}
        yield _notify(act, act.proposed_by, "correction_approved", params)


def _mark(value: object) -> str:
    return "–" if value is None else f"number:{value}"


def _notify(act: Correction, person_id: UUID, template: str, params: Mapping[str, str]) -> Notify:
    return Notify(
        key=f"{template}:{act.correction_id}", person_id=person_id, template=template, params=dict(params), case_id=None
    )
