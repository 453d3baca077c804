"""A student of another university registers himself; the office checks his letter; his result is certified (R8.8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.registration.domain import externals as rules
from services.registration.domain.externals import EXTERNAL, Sent
from services.registration.domain.leaving import Why
from services.registration.models.applications import Application, State
from services.registration.models.campus import Group, Specialty, Student
from services.registration.models.externals import ExternalStudent
from services.registration.models.people import Person
from services.registration.queries.calendar import working_days
from services.registration.queries.policies import in_force
from services.registration.usecases import accounts, people, terms_of_office
from services.registration.usecases.decisions import not_for_oneself
from services.registration.usecases.notices import notices, typed
from shared.clock import end_of_day, now
from shared.contracts.base import Message
from shared.contracts.grading import ResultCorrected, ResultSealed
from shared.contracts.notifications import Notify
from shared.contracts.registration import StudentLeft
from shared.errors import NotFound, Refused
from shared.identity import actor_of
from shared.messaging import publish
from shared.people_ids import iin_is_valid
from shared.sorting import folded, sort_key


def register(session: Session, sent: Sent, origin: str) -> ExternalStudent:
    """He has registered himself: his place counts from now; an invitation to his account goes to his address."""
    reasons = list(rules.refusals(sent, iin_valid=iin_is_valid(sent.identity_number), known=_known(session, sent)))
    if reasons:
        raise Refused(reasons)
    person = _person(session, sent)
    student = _student(session, person)
    row = _row(session, sent, student.student_id, _registrar(session, sent).person_id)
    session.add(row)
    session.flush()
    people.tell_of_students(session, [student])
    terms_of_office.papers_came(session, row)
    accounts.invite(session, [person.person_id], origin)
    accounts.record(session, "registered_himself", person.person_id, letter=row.letter_sha256)
    return row


def check(session: Session, student_id: UUID, accepted: bool, why: str = "") -> ExternalStudent:
    """The office accepts his papers, or refuses them with a reason: then his applications end, all goes back."""
    not_for_oneself(session, student_id)
    row = session.get(ExternalStudent, student_id, with_for_update=True)
    if row is None:
        raise NotFound("student")
    reasons = list(rules.check_refused(row.status, accepted, why))
    if reasons:
        raise Refused(reasons)
    actor, moment = actor_of(session), now(session).office
    row.status, row.why = "accepted" if accepted else "refused", why.strip()
    row.checked_by, row.checked_at = actor.person_id if actor else None, moment
    session.flush()
    told = Notify(f"papers:{student_id}", student_id, f"papers_{row.status}", typed({"why": row.why or "–"}))
    publish(session, [told, *([] if accepted else _leaves(session, student_id))])
    return row


def certified(session: Session, said: Sequence[tuple[Application, ResultSealed | ResultCorrected]]) -> None:
    """The registrar of his own university is sent the certificate as well, and that of a corrected result."""
    sealed = {case.student_id: (case, event) for case, event in said if case.purpose == EXTERNAL and event.certificate}
    rows = session.execute(
        select(ExternalStudent, Person)
        .join(Person, Person.person_id == ExternalStudent.student_id)
        .where(ExternalStudent.student_id.in_(sealed))
    )
    told: list[Message] = []
    for row, person in rows:
        case, event = sealed[row.student_id]
        values = {"name": person.name, "mark": event.mark, "page": page_of(event)}
        for receiver in (row.student_id, row.registrar_id):
            again = f":{event.revision}" if isinstance(event, ResultCorrected) else ""
            key = f"result_certified:{case.case_id}{again}:{receiver}"
            told.append(Notify(key, receiver, "result_certificate", typed(values), required_by_law=True))
    publish(session, told)


def page_of(event: ResultSealed | ResultCorrected) -> str:
    """The public page on which the certificate can be read, printed and verified."""
    return f"/grading/verify/certificates/{event.certificate}"


def told(session: Session, cases: Sequence[Application]) -> Iterable[Message]:
    """Tell him his result: passed or not, no debt is kept here."""
    values = {case.case_id: {"mark": case.mark} for case in cases}
    return notices(session, cases, "external_result", values) if cases else []


def _leaves(session: Session, student_id: UUID) -> list[StudentLeft]:
    live = select(Application.case_id).where(Application.student_id == student_id, Application.state != State.ENDED)
    return [StudentLeft(case_id, Why.LETTER_REFUSED, 100, 100) for case_id in session.scalars(live)]


def _known(session: Session, sent: Sent) -> bool:
    number = sent.identity_number
    mine = select(Person.person_id).outerjoin(ExternalStudent, ExternalStudent.student_id == Person.person_id)
    same = or_(Person.iin == number, ExternalStudent.identity_number == number, Person.email == sent.email.lower())
    return session.scalar(mine.where(same).limit(1)) is not None


def _person(session: Session, sent: Sent) -> Person:
    name = " ".join(part for part in (sent.surname, sent.given_name, sent.patronymic) if part)
    person = Person(
        person_id=uuid5(NAMESPACE_URL, f"tirkeu:external:{sent.identity_kind}:{sent.identity_number}"),
        iin=sent.identity_number if sent.identity_kind == "iin" else None,
        surname=sent.surname, given_name=sent.given_name, patronymic=sent.patronymic, language=sent.language,
        email=sent.email.lower(), phone=sent.phone or None,
        sort_key=sort_key(name), folded=folded(f"{name} {sent.identity_number}"),
    )  # fmt: skip
    session.add(person)
    session.flush()
    publish(session, [people.told_of_person(person)])
    return person


def _registrar(session: Session, sent: Sent) -> Person:
    """The registrar of his university: an address to which certificates go, no account."""
    person_id = uuid5(NAMESPACE_URL, f"tirkeu:registrar:{sent.registrar_email.lower()}")
    known = session.get(Person, person_id)
    if known is not None:
        return known
    person = Person(
        person_id=person_id, surname=sent.university, given_name="", language=sent.language,
        email=sent.registrar_email.lower(), sort_key=sort_key(sent.university), folded=folded(sent.university),
    )  # fmt: skip
    session.add(person)
    session.flush()
    publish(session, [people.told_of_person(person)])
    return person


def _student(session: Session, person: Person) -> Student:
    group, specialty = session.execute(
        select(Group, Specialty)
        .join(Specialty, Specialty.specialty_id == Group.specialty_id)
        .where(Group.code == EXTERNAL)
    ).one()
    student = Student(
        student_id=person.person_id, number=f"EXT-{person.person_id.hex[:8].upper()}", faculty_id=specialty.faculty_id,
        specialty_id=specialty.specialty_id, group_id=group.group_id, year_of_study=1,
        entry_year=now(session).day.year, funding="fee",
    )  # fmt: skip
    session.add(student)
    session.flush()
    return student


def _row(session: Session, sent: Sent, student_id: UUID, registrar_id: UUID) -> ExternalStudent:
    moment = now(session)
    days = in_force(session, moment.day)["external_check"].value["working_days"]
    return ExternalStudent(
        student_id=student_id, university=sent.university, registrar_id=registrar_id,
        identity_kind=sent.identity_kind, identity_number=sent.identity_number, letter=sent.letter,
        letter_kind=rules.kind_of(sent.letter) or "", letter_sha256=sha256(sent.letter).hexdigest(),
        sent_at=moment.office, recorded_at=moment.real,
        check_by=end_of_day(working_days(session).shift(moment.day, days)),
    )  # fmt: skip
