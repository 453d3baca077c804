"""What students are told of their marks, results and debts, once each (R13.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.grading.domain.exact import cut
from services.grading.domain.outcome import Outcome, is_barred, rating_of
from services.grading.models import Person, Sheet
from services.grading.usecases.absence_messages import counted
from services.grading.usecases.debts import Settled
from services.grading.usecases.results import Recorded
from services.grading.usecases.teaching import Listed, Teaching
from shared.contracts.notifications import Notify


def of_attestation(session: Session, found: Teaching, sheet: Sheet) -> Iterator[Notify]:
    """The mark of an attestation; and, when it was the last list to be sealed, that somebody is not admitted (R4.2)."""
    titles, lines = _titles(session, found), found.lines_of(sheet)
    for one in found.listed:
        line, course = lines[one.student_id], titles[one.student_id]
        if line.value is not None:
            params = {**course, "nth": f"number:{sheet.nth}", "score": f"number:{line.value.normalize():f}"}
            yield _notice(f"attestation:{line.row_id}", one, "attestation_result", params)
    if all(other is sheet or other.status == "sealed" for other in found.attestations):
        yield from _not_admitted(found, titles)


def of_results(
    session: Session, found: Teaching, recorded: Sequence[Recorded], settled: Mapping[UUID, Settled]
) -> Iterator[Notify]:
    """The result, or that there was none, and why; and what became of the debt, where no case says it."""
    titles = _titles(session, found)
    yield from _not_admitted(found, titles)
    for item in recorded:
        one, result, course = item.listed, item.result, titles[item.listed.student_id]
        if result.outcome is Outcome.INCOMPLETE:
            yield _notice(f"result:{one.exam.row_id}", one, "excused", course)
        elif result.outcome is Outcome.DID_NOT_APPEAR:
            yield _notice(f"result:{one.exam.row_id}", one, "did_not_appear", course)
        elif result.percent is not None:
            params = {**course, "mark": result.mark, "percent": f"number:{result.percent}"}
            yield _notice(f"result:{one.exam.row_id}", one, "result_sealed", params)
        if one.exam.case_id is None or item.told_before:
            yield from _of_debt(item, settled[item.attempt["attempt_id"]], course)


def _of_debt(item: Recorded, debt: Settled, course: Mapping[str, str]) -> Iterator[Notify]:
    """Of a summer case the workflow tells this, at its end (registration)."""
    if debt.closed or debt.kept:
        template = "debt_closed" if debt.closed else "debt_kept"
        params = {**course, "mark": item.result.mark}
        yield _notice(f"{template}:{item.attempt['attempt_id']}", item.listed, template, params)


def _not_admitted(found: Teaching, titles: Mapping[UUID, Mapping[str, str]]) -> Iterator[Notify]:
    for one in found.listed:
        rating = rating_of(one.row, found.policy)
        absence = one.absence
        if absence is not None and one.row.absent and is_barred(one.row, found.policy):
            yield _notice(
                f"not_admitted:{one.exam.row_id}", one, "absence_bars", {**titles[one.student_id], **counted(absence)}
            )
        elif rating is not None and is_barred(one.row, found.policy):
            params = {**titles[one.student_id], "rating": f"number:{cut(rating, 2).normalize():f}"}
            yield _notice(f"not_admitted:{one.exam.row_id}", one, "not_admitted", params)


def _notice(key: str, one: Listed, template: str, params: Mapping[str, str]) -> Notify:
    return Notify(key=key, person_id=one.student_id, template=template, params=dict(params), case_id=one.exam.case_id)


def _titles(session: Session, found: Teaching) -> dict[UUID, dict[str, str]]:
    """The course's code and its title in each student's language."""
    students: Iterable[UUID] = [one.student_id for one in found.listed]
    spoken = session.execute(select(Person.person_id, Person.language).where(Person.person_id.in_(students)))
    languages: dict[UUID, str] = {row[0]: row[1] for row in spoken}
    titles = found.course.titles
    return {
        student_id: {
            "course": found.course.code,
            "title": titles.get(languages.get(student_id, "kk")) or found.course.code,
        }
        for student_id in students
    }
