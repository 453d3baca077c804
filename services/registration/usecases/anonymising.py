"""A person is made nameless: asked by one, decided by another who writes his number, done in four services (R1.2).

What stays: numbers, results, amounts, and the papers whose rows never change (books, seals, orders, registers). It
can't be undone: nobody keeps the name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from services.registration.domain import anonymity as rules
from services.registration.domain.reasons import Reason
from services.registration.models.accounts import Account, Invitation, SignIn
from services.registration.models.anonymity import Anonymisation
from services.registration.models.applications import Application, State
from services.registration.models.campus import Student
from services.registration.models.copies import ArrearsCopy
from services.registration.models.externals import ExternalStudent
from services.registration.models.people import Person
from services.registration.models.registrations import Registration
from services.registration.models.reviews import Review
from services.registration.models.terms import Term
from services.registration.queries.policies import in_force
from services.registration.usecases.recorded import recorded
from shared.anonymity import sweep
from shared.clock import now
from shared.contracts.anonymity import NoteAnonymised, PersonAnonymised
from shared.errors import NotFound, Refused
from shared.identity import Actor, Forbidden, actor_of
from shared.messaging import publish
from shared.money import Money
from shared.sorting import folded, sort_key


def ask(session: Session, person_id: UUID, why: str, document: str) -> Anonymisation:
    """Ask for it, by a paper. Raises Refused with every reason against it."""
    person, actor = _person(session, person_id), _acting(session)
    _may_be_done(session, person)
    act = Anonymisation(
        anonymisation_id=uuid4(),
        person_id=person_id,
        number=_number(session, person_id),
        why=why.strip(),
        document=document.strip(),
        asked_by=actor.person_id,
        asked_at=now(session).office,
        done={},
        **recorded(session),
    )
    session.add(act)
    session.flush()
    return act


def decide(session: Session, anonymisation_id: UUID, approved: bool, number: str = "") -> Anonymisation:
    """Another decides; who approves writes the number of the person once more, for nothing brings a name back."""
    actor = _acting(session)
    act = session.get(Anonymisation, anonymisation_id, with_for_update=True, populate_existing=True)
    if act is None:
        raise NotFound("anonymisation")
    person = _person(session, act.person_id)
    if reasons := list(_against(act, actor, approved, number)):
        raise Refused(reasons)
    if approved:
        _may_be_done(session, person, act)
    act.status, act.decided_by = "approved" if approved else "refused", actor.person_id
    act.decided_at = now(session).office
    if approved:
        _do(session, act, person)
    session.flush()
    return act


def note_done(session: Session, commands: Sequence[NoteAnonymised]) -> None:
    """A service has done its part."""
    rows = select(Anonymisation).where(Anonymisation.anonymisation_id.in_({one.anonymisation_id for one in commands}))
    acts = {act.anonymisation_id: act for act in session.scalars(rows.with_for_update())}
    for one in commands:
        act = acts[one.anonymisation_id]
        act.done = {**act.done, one.service: now(session).office.isoformat()}


def _against(act: Anonymisation, actor: Actor, approved: bool, number: str) -> Iterator[Reason]:
    if act.status != "asked":
        yield Reason("anonymising_decided", "R1.2")
    if actor.person_id in (act.asked_by, act.person_id):
        yield Reason("anonymised_by_two", "R1.2")
    if approved and number.strip() != act.number:
        yield Reason("number_is_another", "R1.2")


def _may_be_done(session: Session, person: Person, act: Anonymisation | None = None) -> None:
    today = now(session).day
    student = session.get(Student, person.person_id)
    known = rules.Person(
        is_staff=person.is_staff,
        status=student.status if student else "",
        last_on=_last_on(session, person.person_id, student, today),
        open_cases=_open_cases(session, person.person_id),
        owes=_owes(session, person.person_id),
        asked=_asked(session, person.person_id, act),
    )
    years = in_force(session, today)["retention"].value["years_kept"]
    if reasons := list(rules.refusals(known, years, today)):
        raise Refused(reasons)


def _last_on(session: Session, person_id: UUID, student: Student | None, today: date) -> date:
    """The end of his last term; of one who took part in none, of the year in which he entered."""
    found = [
        session.scalar(
            select(func.max(Term.ends_on)).join(kind, kind.term_id == Term.term_id).where(kind.student_id == person_id)
        )
        for kind in (Registration, Application)
    ]
    entered = date(student.entry_year + 1, 8, 31) if student else today
    return max([entered, *(day for day in found if day)])


def _open_cases(session: Session, person_id: UUID) -> int:
    applied = select(func.count()).where(Application.student_id == person_id, Application.state != State.ENDED)
    reviewed = select(func.count()).where(Review.student_id == person_id, Review.way.is_(None))
    return (session.scalar(applied) or 0) + (session.scalar(reviewed) or 0)


def _owes(session: Session, person_id: UUID) -> bool:
    copy = session.get(ArrearsCopy, person_id)
    return copy is not None and (copy.fees != Money(0) or copy.tuition != Money(0))


def _asked(session: Session, person_id: UUID, act: Anonymisation | None) -> bool:
    asked = select(Anonymisation.anonymisation_id).where(
        Anonymisation.person_id == person_id, Anonymisation.status != "refused"
    )
    return any(found != (act and act.anonymisation_id) for found in session.scalars(asked))


def _do(session: Session, act: Anonymisation, person: Person) -> None:
    words = _words(session, person)
    _close_his_doors(session, person.person_id)
    person.surname, person.given_name, person.patronymic = act.number, "", ""
    person.iin = person.born_on = person.email = person.phone = None
    person.sort_key, person.folded, person.silenced = sort_key(act.number), folded(act.number), True
    person.version_no += 1
    session.flush()
    sweep(session, words)
    session.expire_all()
    act.done = {"registration": now(session).office.isoformat()}
    publish(
        session,
        [
            PersonAnonymised(
                act.anonymisation_id, person.person_id, person.version_no, act.number, person.language, tuple(words)
            )
        ],
    )


def _close_his_doors(session: Session, person_id: UUID) -> None:
    """Account, sign-ins and invitations; of an external student also his paper of identity and the letter."""
    gone = f"anonymised-{person_id}"
    account = update(Account).where(Account.person_id == person_id)
    session.execute(account.values(login=gone, password_hash=None, closed_at=now(session).real))
    session.execute(delete(Invitation).where(Invitation.person_id == person_id))
    session.execute(update(SignIn).where(SignIn.person_id == person_id).values(device="", ends_at=SignIn.started_at))
    external = update(ExternalStudent).where(ExternalStudent.student_id == person_id)
    session.execute(external.values(identity_number=gone, letter=b""))


def _words(session: Session, person: Person) -> list[str]:
    """What names him and nobody else: a name that somebody shares is left where it stands."""
    short = f"{person.surname} {person.given_name}"
    same = select(func.count()).where(Person.surname == person.surname, Person.given_name == person.given_name)
    names = [person.name, short] if (session.scalar(same.select_from(Person)) or 0) < 2 else []
    said = [*names, *(folded(name) for name in names), person.iin, person.email, person.phone]
    return [word for word in said if word]


def _number(session: Session, person_id: UUID) -> str:
    return session.scalar(select(Student.number).where(Student.student_id == person_id)) or str(person_id)[:8]


def _person(session: Session, person_id: UUID) -> Person:
    found = session.get(Person, person_id, with_for_update=True)
    if found is None:
        raise NotFound("person")
    return found


def _acting(session: Session) -> Actor:
    actor = actor_of(session)
    if actor is None:
        raise Forbidden
    return actor
